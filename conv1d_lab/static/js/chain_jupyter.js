import { createChainStore } from "./chain/store.js";
import { showChain } from "./chain_view/chain_view.js";
import { connect, fixed, widgetModule } from "./sync.js";

/** @import { Model } from "./sync.js" */

const CHAIN = { saved: ["x", "layer", "position", "off"], given: [], tensors: ["x"] };
const STACK = { saved: ["layer", "position", "stack"], given: [], tensors: [] };
const FIXED = ["layers", "batched", "note"];

/**
 * Make the store of a model, and keep the two in step.
 * @param {Model} model
 */
function openChain(model) {
  const isStack = Boolean(model.get("stack"));
  const names = isStack ? STACK : CHAIN;
  const state = Object.fromEntries(names.saved.map((name) => [name, model.get(name)]));
  const own = isStack ? {} : fixed(model, FIXED);
  const store = createChainStore(/** @type {any} */ ({ ...state, ...own }));
  return { store, close: connect(model, store, names) };
}

export default widgetModule(openChain, showChain);
