import { h } from "../../../conv1d_lab/static/js/dom.js";
import { createStore } from "../../../conv1d_lab/static/js/store.js";
import { show } from "../../../conv1d_lab/static/js/view.js";
import { demonstrate } from "./demonstration.js";

/** @import { Given, Store } from "../../../conv1d_lab/static/js/types.js" */

/**
 * A slider of one's own, as `jslink` ties it to an index in a notebook.
 * @typedef {{label: string, min: number, max: number, trait: "position" | "output_channel"}} Tied
 */

/**
 * Show an explorer as it stood when the notebook showed it.
 * @param {HTMLElement} element
 * @param {Given & {autoplay?: boolean, slider?: Tied}} state
 */
export function mountExplorer(element, { autoplay, slider, ...given }) {
  const store = createStore(given);
  if (slider) element.append(tiedSlider(store, slider));
  show(store, element);
  if (autoplay) demonstrate(store, element);
}

/**
 * @param {Store} store
 * @param {Tied} tied
 */
function tiedSlider(store, { label, min, max, trait }) {
  const input = h("input", { type: "range", min: String(min), max: String(max) });
  const value = h("output");
  const follow = () => {
    input.value = String(store.state[trait]);
    value.textContent = input.value;
  };
  input.addEventListener("input", () => store.set({ [trait]: Number(input.value) }));
  store.subscribe(follow);
  follow();
  return h("label", { className: "conv1d-tied" }, label, input, value);
}
