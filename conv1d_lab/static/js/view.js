import { h } from "./dom.js";
import { explainElement } from "./geometry.js";
import { formatNumber } from "./numbers.js";
import { SETTINGS, TENSORS } from "./store.js";
import { createAsText } from "./view/as_text.js";
import { createControls } from "./view/controls.js";
import { createEditing } from "./view/editing.js";
import { createEquation } from "./view/equation.js";
import { createKeys } from "./view/keys.js";
import { cellWidth, dress, newLayout, shapeKey } from "./view/layout.js";
import { createOutput } from "./view/output.js";
import { createOutputCurves } from "./view/output_curves.js";
import { createOverview } from "./view/overview.js";
import { createPointing } from "./view/pointing.js";
import { createPredicting } from "./view/predicting.js";
import { createScrolling } from "./view/scrolling.js";
import { createSizes } from "./view/sizes.js";
import { createStageCurves } from "./view/stage_curves.js";
import { createStage } from "./view/stage.js";

/** @import { Store } from "./types.js" */
/** @import { Context, Look } from "./view/context.js" */

const STAGES = ["position", "channel", "play", "all"];

/**
 * Make the context and its parts, each after those that it needs when it is made.
 * @param {Store} store
 * @returns {Context}
 */
function createContext(store) {
  const level = Math.max(0, STAGES.indexOf(store.state.controls ?? "all"));
  /** @type {Look} */
  const look = { full: false, kind: "wide", width: 900, opened: 0, all: false };
  const root = h("div", {
    className: "c1d conv1d-explorer",
    role: "group",
    "aria-label": "Conv1d explorer",
  });
  const context = /** @type {Context} */ (/** @type {unknown} the parts follow */ ({
    store,
    root,
    look,
    level,
    editable: level >= 2,
    layout: newLayout(store, look),
    shownOutput: store.out,
    tabStop: { x: [0, 0], w: [0, 0], out: [0, 0] },
    text: (/** @type {number} */ value) => formatNumber(value, look.full, store.whole),
    build: () => build(context),
    showStep: () => showStep(context),
  }));
  context.controls = createControls(context);
  context.sizes = createSizes(context);
  context.stage = createStage(context);
  context.equation = createEquation(context);
  context.predicting = createPredicting(context);
  context.output = createOutput(context);
  context.overview = createOverview(context);
  context.stageCurves = createStageCurves(context);
  context.outputCurves = createOutputCurves(context);
  context.asText = createAsText(context);
  context.scrolling = createScrolling(context);
  context.pointing = createPointing(context);
  context.editing = createEditing(context);
  context.keys = createKeys(context);
  return context;
}

/** @param {Context} context put the parts into the root, in their order */
function assemble({ root, store, level, ...parts }) {
  const { controls, sizes, stage, overview, equation, predicting, pointing, output, asText } =
    parts;
  const playground = Boolean(store.pool);
  const all = [
    playground && sizes.panel,
    level >= 3 && sizes.shapes,
    playground && sizes.changes,
    controls.head,
    store.state.note && h("p", { className: "c1d-note c1d-part" }, store.state.note),
    controls.bar,
    level >= 3 && controls.settings,
    stage.element,
    overview.element,
    overview.stageNote,
    stage.everyRow,
    overview.unreadNote,
    equation.element,
    store.state.predict && predicting.element,
    pointing.readout,
    output.title,
    output.overview,
    output.scroller,
    output.note,
    level >= 1 && asText.element,
  ];
  root.append(...all.filter((part) => part instanceof HTMLElement));
}

/**
 * Lay out everything that depends on shapes and settings; a step never comes here.
 * @param {Context} context
 * @param {string} origin of the change
 */
function build(context, origin = "") {
  const { store, root, look, stage, output, scrolling } = context;
  context.editing.close();
  context.layout = newLayout(store, look);
  dress(root, context.layout, look);
  root.classList.toggle("c1d-fixed", !context.editable);
  scrolling.startAfresh();
  stage.build();
  context.equation.build();
  output.build();
  stage.fillInputs();
  context.overview.fill();
  context.stageCurves.fill();
  scrolling.follow(true);
  scrolling.show();
  stage.layRows();
  output.fill();
  context.outputCurves.fill();
  context.controls.show();
  context.sizes.show();
  context.sizes.showShapes(origin);
  scrolling.revealActive();
}

/** @param {Context} context */
function showStep(context) {
  const { store } = context;
  const { batch_item: n, output_channel: o, position: t } = store.state;
  const parts = explainElement(store.state, n, o, t);
  const hidden = store.hidden();
  context.stage.showStep(parts, hidden);
  context.equation.showStep(parts, hidden);
  context.controls.showStep(hidden ? "?" : context.text(parts.value));
  context.overview.showStep();
  context.output.showStep();
  context.asText.showStep(hidden);
  context.predicting.showStep(hidden);
  context.stageCurves.showStep(parts, hidden);
  context.outputCurves.showStep();
}

/**
 * Show what has changed, and no more.
 * @param {Context} context
 * @param {Set<string>} changed
 * @param {string} origin
 */
function update(context, changed, origin) {
  const { store, layout, look, stage, output, scrolling } = context;
  const before = context.shownOutput;
  context.shownOutput = store.out;
  const has = (/** @type {readonly string[]} */ ...names) =>
    names.some((name) => changed.has(name));
  const wider = has(...TENSORS) && cellWidth(store, look, layout.geo) !== layout.cell;
  if (shapeKey(store) !== layout.key || has(...SETTINGS, "show") || wider) build(context, origin);
  else {
    if (has(...TENSORS, "batch_item")) context.stageCurves.fill();
    if (has("output_channel", "weight")) {
      stage.layRows();
      scrolling.show();
    }
    if (has("x", "batch_item")) {
      stage.fillInputs();
      context.overview.fill();
      stage.layRows();
    }
    const row = has("output_channel") && output.isCompact();
    if (row || has(...TENSORS, "batch_item") || origin === "guess") {
      output.fill();
      context.outputCurves.fill();
    }
    showStep(context);
    if (has("position", "output_channel")) scrolling.follow();
    if (has("output_channel")) scrolling.revealActive();
    if ([...changed].some((name) => name !== "position")) {
      context.controls.show();
      context.sizes.show();
    }
    if (origin === "reset") context.sizes.showShapes(origin);
  }
  const edited = has(...TENSORS) && before.length === store.out.length;
  if (edited && !has(...SETTINGS, "batch_item")) output.flash(before);
  context.pointing.refresh([...changed].every((name) => name === "position"));
}

/**
 * Build one view and keep it in step with the store; returns the clean-up.
 * @param {Store} store
 * @param {HTMLElement} element
 */
function createView(store, element) {
  const context = createContext(store);
  const { root, look } = context;

  function measureRoom() {
    look.width = root.clientWidth || look.width;
    look.kind = look.width < 620 ? "narrow" : look.width < 900 ? "medium" : "wide";
  }

  function measure() {
    if (!root.clientWidth) return;
    const { kind } = look;
    measureRoom();
    const cell = cellWidth(store, look, context.layout.geo);
    if (kind !== look.kind || cell !== context.layout.cell) build(context);
    context.overview.measure();
    context.scrolling.measure();
  }

  element.append(root);
  measureRoom(); // while it is empty: so it is built once
  assemble(context);
  build(context);
  measure();
  const observer = new ResizeObserver(measure);
  observer.observe(root);
  const unsubscribe = store.subscribe((changed, origin) => update(context, changed, origin));
  store.addView(root);
  return () => {
    context.editing.close();
    observer.disconnect();
    unsubscribe();
    store.removeView(root);
    root.remove();
  };
}

/**
 * Show a store in an element: a view, made anew when Python chooses other controls.
 * @param {Store} store
 * @param {HTMLElement} element
 * @returns the clean-up
 */
export function show(store, element) {
  let remove = createView(store, element);
  const unsubscribe = store.subscribe((changed) => {
    if (!changed.has("controls") && !changed.has("predict")) return;
    remove();
    remove = createView(store, element);
  });
  return () => {
    unsubscribe();
    remove();
  };
}
