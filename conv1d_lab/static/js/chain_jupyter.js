import { createChainStore } from "./chain/store.js";
import { showChain } from "./chain_view/chain_view.js";
import { connect } from "./sync.js";

/** @import { ChainStore } from "./chain/store.js" */
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
  const own = isStack ? [] : FIXED.map((name) => [name, model.get(`_${name}`)]);
  const given = Object.fromEntries([...names.saved.map((name) => [name, model.get(name)]), ...own]);
  const store = createChainStore(/** @type {any} */ (given));
  return { store, close: connect(model, store, names) };
}

/** The anywidget module: one store for each model, one view for each place. */
function widget() {
  /** @type {ChainStore} */
  let store;
  return {
    /** @param {{model: Model}} widget */
    initialize({ model }) {
      const opened = openChain(model);
      store = opened.store;
      return opened.close;
    },
    /** @param {{el: HTMLElement}} widget */
    render({ el }) {
      return showChain(store, el);
    },
  };
}

/**
 * For hosts that never initialize, as MyST's directive: a model, a place, and that is all.
 * @param {{model: Model, el: HTMLElement}} widget
 */
function render({ model, el }) {
  const { store, close } = openChain(model);
  const remove = showChain(store, el);
  return () => {
    remove();
    close();
  };
}

export default Object.assign(widget, { render });
