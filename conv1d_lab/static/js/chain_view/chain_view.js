import { fieldsOf, reachOf } from "../chain/field.js";
import { elementName, reachesText, seesText } from "../chain/sentences.js";
import { h, put, span } from "../dom.js";
import { formatNumber } from "../numbers.js";
import { bandLabel, showSwitches } from "./band_label.js";
import { createChainControls } from "./chain_controls.js";
import { createChainText } from "./chain_text.js";
import { createEquivalentPart } from "./equivalent_part.js";
import { createRowsStage } from "./rows_stage.js";
import { createStackPart } from "./stack_part.js";
import { createWorkedPart } from "./worked_part.js";

/** @import { ChainStore } from "../chain/store.js" */
/** @import { Chain } from "../chain/types.js" */
/** @import { Place } from "./rows_stage.js" */

/**
 * What the parts of the view of a chain share.
 * @typedef {object} ChainContext
 * @property {ChainStore} store
 * @property {{full: boolean}} look
 * @property {(value: number) => string} write a number as it is shown
 * @property {() => Chain} alive the chain up to the first layer that breaks
 * @property {boolean} isStack a playground of places, without numbers
 * @property {(signal: number) => boolean} folds whether a signal has no band of its own
 * @property {() => void} refill show every number anew
 */

const HINT = "Point at a place to see what it sees and what it reaches. Click it to choose it.";

/**
 * Show a chain in an element.
 * @param {ChainStore} store
 * @param {HTMLElement} element
 * @returns the clean-up
 */
export function showChain(store, element) {
  const look = { full: false };
  const isStack = Boolean(store.state.stack);
  /** @type {ChainContext} */
  const context = {
    store,
    look,
    write: (value) => formatNumber(value, look.full, store.whole),
    alive: () => ({ ...store.state, layers: store.state.layers.slice(0, store.shapes.length - 1) }),
    folds: (signal) => isFolded(store, signal, isStack),
    isStack,
    refill: () => {
      stage.fill();
      step(true);
    },
  };
  const root = h("div", {
    className: "c1d conv1d-chain",
    role: "group",
    "aria-label": isStack ? "A stack of layers" : "Layers in a row",
  });
  const controls = createChainControls(context);
  const worked = createWorkedPart(context);
  const equivalent = createEquivalentPart(context);
  const asText = createChainText(context);
  const stack = isStack ? createStackPart(context) : null;
  const readout = h("p", { className: "c1d-readout" }, HINT);
  /** @param {string} kind @param {string} text */
  const legendKey = (kind, text) => span("", span(`c1d-key c1d-key-${kind}`), text);
  const future = legendKey("future", "the future");
  const legend = h(
    "p",
    { className: "c1d-note c1d-legend" },
    legendKey("out", "chosen"),
    legendKey("x", "what it sees; a bar below: in how many ways"),
    legendKey("reach", "what it reaches"),
    future,
  );
  const stage = createRowsStage({
    chain: context.alive,
    shapes: () => store.shapes,
    values: (signal) => (isStack ? null : store.signals[signal].data),
    write: context.write,
    chosen: () => placeOf(store),
    choose: ({ signal, row, t }) =>
      store.set({ layer: signal - 1, position: [store.state.position[0], row, t] }),
    point: (place) => put(readout, place ? pointedText(context, place) : HINT),
    fields: (place) => fieldsAround(context, place),
    folds: context.folds,
    label: (signal) => bandLabel(store, signal, isStack),
  });
  root.append(
    ...[
      stack?.element,
      controls.head,
      store.state.note && h("p", { className: "c1d-note c1d-part" }, store.state.note),
      controls.bar,
      stage.element,
      legend,
      readout,
      !isStack && worked.element,
      !isStack && equivalent.element,
      asText.element,
    ].filter((part) => part instanceof HTMLElement),
  );

  /** @param {boolean} anew whether numbers, and not only the chosen element, are others */
  function step(anew) {
    future.hidden = !stage.isCausal();
    const sentence = chosenText(context);
    const number = isStack ? "" : valueText(context, placeOf(store));
    controls.show(sentence, number);
    const last = store.shapes[store.state.layer + 1][1] - 1;
    stage.say(store.state.position[2], last, `${number} ${sentence}`.trim());
    worked.show(anew);
    equivalent.show();
    asText.show();
    stack?.show();
  }

  let drawn = store.signals;
  const unsubscribe = store.subscribe((changed) => {
    const anew = store.signals !== drawn; // another batch item is only another position
    drawn = store.signals;
    if (["x", "layers", "stack"].some((name) => changed.has(name))) stage.build();
    else if (anew) stage.fill();
    else stage.showStep();
    showSwitches(stage.element, store.state.off);
    step(anew);
  });

  element.append(root);
  function measure() {
    const width = root.clientWidth;
    root.classList.toggle("c1d-narrow", width > 0 && width < 620);
    stage.measure(stage.element.clientWidth - 8);
  }
  stage.build();
  measure();
  step(true);
  const observer = new ResizeObserver(measure);
  observer.observe(root);
  return () => {
    observer.disconnect();
    unsubscribe();
    worked.close();
    stage.stop();
    root.remove();
  };
}

/** @param {ChainStore} store @returns {Place} */
function placeOf({ state: { layer, position: [, row, t] } }) {
  return { signal: layer + 1, row, t };
}

/**
 * What is only handed on has no band of its own, and in a stack neither has what lies within a block.
 * @param {ChainStore} store
 * @param {number} signal
 * @param {boolean} isStack
 */
function isFolded({ state: { layers }, shapes }, signal, isStack) {
  const [kind, next] = [layers[signal - 1]?.kind, layers[signal]?.kind];
  if (!isStack) return kind === "Identity";
  return kind === "Pad" || (kind === "Conv1d" && next === "ReLU" && signal + 1 < shapes.length);
}

/**
 * What an element sees of the signals before it, and what it reaches behind: a field for each.
 * @param {ChainContext} context
 * @param {Place} place
 */
function fieldsAround({ store, alive }, { signal, row, t }) {
  const { layer, position: [, o, p] } = store.state;
  const isChosen = signal === layer + 1 && row === o && t === p;
  const seen = isChosen ? store.fields : fieldsOf(alive(), signal, row, t);
  return [...seen, ...reachOf(alive(), signal, row, t).slice(1)];
}

/** @param {ChainContext} context */
function chosenText({ store, alive }) {
  const { layer, position: [n, o, t] } = store.state;
  const signal = layer + 1;
  if (!signal) {
    return reachesText(store.state, 0, [n, o, t], reachOf(alive(), 0, o, t));
  }
  return seesText(store.state, store.fields);
}

/**
 * "out[0, 1, 3] = 0.2870"
 * @param {ChainContext} context
 * @param {Place} place
 */
function valueText({ store, write }, { signal, row, t }) {
  const value = store.signals[signal].data[row * store.shapes[signal][1] + t];
  return `${elementName(store.state, signal, [store.state.position[0], row, t])} = ${write(value)}`;
}

/**
 * @param {ChainContext} context
 * @param {Place} place
 */
function pointedText(context, place) {
  const { store, alive, isStack } = context;
  const { signal, row, t } = place;
  const at = [store.state.position[0], row, t];
  const name = isStack ? elementName(store.state, signal, at) : valueText(context, place);
  const last = signal === store.shapes.length - 1;
  return last
    ? name
    : `${name}; ${reachesText(store.state, signal, at, reachOf(alive(), signal, row, t))}`;
}
