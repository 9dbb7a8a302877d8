import { createStore, INDICES, SETTINGS, TENSORS } from "./store.js";
import { connect } from "./sync.js";
import { show } from "./view.js";

/** @import { Model } from "./sync.js" */
/** @import { Given, Store } from "./types.js" */

const SHOWN = /** @type {const} */ (["playing", "speed", "show", "signal", "kernel"]);
const SAVED = /** @type {const} */ ([...TENSORS, ...SETTINGS, ...INDICES, ...SHOWN]);
const GIVEN = /** @type {const} */ (["controls", "predict"]); // set from Python only
const OWN = ["batched", "pool", "note", "lists"]; // fixed when the explorer is made

/**
 * Make the store of a model, and keep the two in step.
 * @param {Model} model
 */
function openModel(model) {
  const state = Object.fromEntries([...SAVED, ...GIVEN].map((name) => [name, model.get(name)]));
  const own = Object.fromEntries(OWN.map((name) => [name, model.get(`_${name}`)]));
  const store = createStore(/** @type {Given} */ ({ ...state, ...own }));
  return { store, close: connect(model, store, { saved: SAVED, given: GIVEN, tensors: TENSORS }) };
}

/** The anywidget module: one store for each model, one view for each place. */
function widget() {
  /** @type {Store} */
  let store;
  return {
    /** @param {{model: Model}} widget */
    initialize({ model }) {
      const opened = openModel(model);
      store = opened.store;
      return opened.close;
    },
    /** @param {{el: HTMLElement}} widget */
    render({ el }) {
      return show(store, el);
    },
  };
}

/**
 * For hosts that never initialize, as MyST's directive: a model, a place, and that is all.
 * @param {{model: Model, el: HTMLElement}} widget
 */
function render({ model, el }) {
  const { store, close } = openModel(model);
  const remove = show(store, el);
  return () => {
    remove();
    close();
  };
}

export default Object.assign(widget, { render });
