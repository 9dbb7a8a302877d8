import { blockName } from "../chain/stack.js";
import { div, h, iconButton, picker, put, slider, span, toggleButton } from "../dom.js";
import { range } from "../numbers.js";

/** @import { ChainContext } from "./chain_view.js" */

/**
 * The status line, and the bar that chooses an element.
 * @param {ChainContext} context
 */
export function createChainControls({ store, look, isStack, folds, refill }) {
  const { set } = store;
  const position = () => store.state.position;
  const last = () => store.shapes[store.state.layer + 1][1] - 1;
  /** @param {number} t */
  const go = (t) => set({ position: [position()[0], position()[1], t] });

  /** @type {string[]} of the signals */
  let names = [];

  const time = slider("position", go, "c1d-grow");
  const layer = picker(
    "layer",
    (name) => set({ layer: names.lastIndexOf(name) - 1 }),
  );
  const channel = picker(
    "output channel",
    (o) => set({ position: [position()[0], Number(o), position()[2]] }),
  );
  const batch = picker("batch item", (n) => set({ position: [Number(n), ...rest()] }));
  const rest = () => /** @type {[number, number]} */ (position().slice(1));
  const transport = div(
    "c1d-transport",
    iconButton("first", () => go(0)),
    iconButton("previous", () => go(position()[2] - 1)),
    iconButton("next", () => go(position()[2] + 1)),
    iconButton("last", () => go(last())),
  );
  const reset = h("button", { type: "button", onclick: () => store.reset() }, "reset");
  const bar = div(
    "c1d-bar",
    transport,
    time.element,
    layer.element,
    channel.element,
    batch.element,
    reset,
  );

  const [value, sees] = [span("c1d-chosen-value"), span(isStack ? "" : "c1d-sees")];
  const status = h("div", { className: "c1d-status", role: "status" }, value, " ", sees);
  const unsaved = span("c1d-unsaved");
  const precision = toggleButton("full precision", (pressed) => {
    look.full = pressed;
    refill();
  });
  const head = div("c1d-head", status, unsaved, !isStack && precision);

  /**
   * @param {string} sentence what the chosen element sees
   * @param {string} number the element itself
   */
  function show(sentence, number) {
    const { state, shapes } = store;
    const [n, o, t] = state.position;
    const [channels, length] = shapes[state.layer + 1];
    put(sees, sentence);
    put(value, number);
    time.show(t, { min: 0, max: length - 1, step: 1 });
    names = [
      "x",
      ...state.layers.map(({ kind }, i) =>
        isStack ? blockName(state.layers, i + 1) : `${i}: ${kind}`
      ),
    ];
    const shown = [...shapes.keys()].filter((signal) => !folds(signal));
    const chosen = shown.find((signal) => signal > state.layer) ?? 0;
    layer.show(names[chosen], shown.map((signal) => names[signal]));
    channel.show(String(o), range(channels).map(String));
    batch.show(String(n), range(state.x.shape[0]).map(String));
    batch.element.hidden = state.x.shape[0] === 1;
    channel.element.hidden = isStack;
    put(unsaved, store.offline ? "not saved to Python" : "");
  }

  return { head, bar, show };
}
