import { createStore, INDICES, SETTINGS, TENSORS } from "./store.js";
import { connect, fixed, widgetModule } from "./sync.js";
import { show } from "./view.js";

/** @import { Model } from "./sync.js" */
/** @import { Given } from "./types.js" */

const SHOWN = /** @type {const} */ (["playing", "speed", "show", "signal", "kernel"]);
const SAVED = /** @type {const} */ ([...TENSORS, ...SETTINGS, ...INDICES, ...SHOWN]);
const GIVEN = /** @type {const} */ (["controls", "predict"]); // set from Python only
const OWN = ["batched", "pool", "note", "lists"];

/**
 * Make the store of a model, and keep the two in step.
 * @param {Model} model
 */
function openModel(model) {
  const state = Object.fromEntries([...SAVED, ...GIVEN].map((name) => [name, model.get(name)]));
  const store = createStore(/** @type {Given} */ ({ ...state, ...fixed(model, OWN) }));
  return { store, close: connect(model, store, { saved: SAVED, given: GIVEN, tensors: TENSORS }) };
}

export default widgetModule(openModel, show);
