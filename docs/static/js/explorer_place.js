import { createStore } from "../../../conv1d_lab/static/js/store.js";
import { show } from "../../../conv1d_lab/static/js/view.js";

/** @import { Given } from "../../../conv1d_lab/static/js/types.js" */

/**
 * Show an explorer, as it stood when the notebook showed it.
 * @param {HTMLElement} element
 * @param {Given & {autoplay?: boolean}} state
 */
export function mountExplorer(element, { autoplay, ...given }) {
  const store = createStore(given);
  show(store, element);
  if (autoplay && !matchMedia("(prefers-reduced-motion: reduce)").matches) {
    store.set({ playing: true });
  }
}
