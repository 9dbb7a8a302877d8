import { div, h, icon, iconButton, picker, put, slider, span, toggleButton } from "../dom.js";
import { MODES, sliderRanges } from "../limits.js";
import { range } from "../numbers.js";
import { outName } from "../texts.js";

/** @import { Context } from "./context.js" */

/**
 * The status line, the bar of controls and the folded settings.
 * @param {Context} context
 */
export function createControls(context) {
  const { store, level, look } = context;
  const { set } = store;

  const position = slider("position", (v) => set({ position: v }), "c1d-grow");
  const channel = picker("output channel", (v) => set({ output_channel: Number(v) }));
  const batch = picker("batch item", (v) => set({ batch_item: Number(v) }));
  const speed = slider("speed", (v) => set({ speed: v }));
  const go = (/** @type {number} */ t) => set({ position: t });
  const play = iconButton("play", () => set({ playing: !store.state.playing }));
  const transport = div(
    "c1d-transport",
    iconButton("first", () => go(0)),
    iconButton("previous", () => go(store.state.position - 1)),
    play,
    iconButton("next", () => go(store.state.position + 1)),
    iconButton("last", () => go(context.layout.geo.length - 1)),
  );
  const reset = h("button", { type: "button", onclick: () => store.reset() }, "reset");
  const bar = div(
    "c1d-bar",
    level >= 2 && transport,
    position.element,
    level >= 1 && channel.element,
    level >= 3 && batch.element,
    level >= 2 && div("c1d-pair", speed.element, reset), // reset never wraps alone
  );

  const status = h("div", { className: "c1d-status", role: "status" });
  const unsaved = span("c1d-unsaved");
  const precision = toggleButton("full precision", (pressed) => {
    look.full = pressed;
    context.build();
  });
  const view = h("button", {
    type: "button",
    onclick: () => set({ show: context.layout.curves ? "numbers" : "curves" }),
  });
  const head = div("c1d-head", status, unsaved, div("c1d-looks", level >= 1 && view, precision));

  const stride = slider("stride", (v) => set({ stride: v }));
  const padding = slider("padding", (v) => set({ padding: v }));
  const dilation = slider("dilation", (v) => set({ dilation: v }));
  const mode = picker("padding mode", (v) => set({ padding_mode: v }));
  const same = h("input", { type: "checkbox" });
  same.addEventListener("change", () => set({ padding: same.checked ? "same" : 0 }));
  const summary = h("summary");
  const settings = h(
    "details",
    { className: "c1d-settings" },
    summary,
    div(
      "c1d-panel",
      stride.element,
      padding.element,
      h("label", { className: "c1d-check" }, same, 'padding="same"'),
      dilation.element,
      mode.element,
    ),
  );

  function show() {
    const { state } = store;
    const { N, O } = context.layout.geo;
    channel.show(String(state.output_channel), range(O).map(String));
    batch.show(String(state.batch_item), range(N).map(String));
    batch.element.hidden = N === 1;
    speed.show(state.speed, sliderRanges(state).speed, `${state.speed} a second`);
    put(view, context.layout.curves ? "numbers" : "curves");
    showSettings();
    showPlaying();
    put(unsaved, store.offline ? "not saved to Python" : "");
  }

  function showSettings() {
    const { state } = store;
    const { left, right } = context.layout.geo;
    const ranges = sliderRanges(state);
    const isSame = state.padding === "same";
    const side = typeof state.padding === "number" ? state.padding : left;
    stride.show(state.stride, ranges.stride);
    dilation.show(state.dilation, ranges.dilation);
    const uneven = isSame && left !== right;
    padding.show(side, ranges.padding, uneven ? `${left} + ${right}` : String(side));
    padding.input.disabled = isSame;
    same.checked = isSame;
    same.disabled = !ranges.same && !isSame;
    same.title = same.disabled ? "needs stride 1, and a mode that can fill so much" : "";
    mode.show(state.padding_mode, MODES, ranges.modes);
    const words = `stride ${state.stride} · padding ${isSame ? "same" : side}` +
      ` · dilation ${state.dilation}`;
    put(summary, state.padding_mode === "zeros" ? words : `${words} · ${state.padding_mode}`);
  }

  function showPlaying() {
    const { playing } = store.state;
    const now = playing ? "pause" : "play";
    status.setAttribute("aria-live", playing ? "off" : "polite");
    if (play.title === now) return;
    play.title = now;
    play.setAttribute("aria-label", now);
    play.replaceChildren(icon(now));
  }

  /** @param {string} value of the current output */
  function showStep(value) {
    const last = Math.max(0, context.layout.geo.length - 1);
    const { position: t } = store.state;
    put(status, `${outName(store.state)} = ${value}`);
    position.show(t, { min: 0, max: last, step: 1 }, `t = ${t} (0 to ${last})`);
  }

  return { head, bar, settings, go, show, showStep };
}
