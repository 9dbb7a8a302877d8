import { pathsText, placesText } from "../chain/sentences.js";
import { h } from "../dom.js";

/** @import { ChainContext } from "./chain_view.js" */

/**
 * What the picture shows, layer by layer, for those who read or listen.
 * @param {ChainContext} context
 */
export function createChainText({ store, folds }) {
  const list = h("ul", {});
  const element = h("details", { className: "c1d-part-text" }, h("summary", {}, "as text"), list);
  element.addEventListener("toggle", show);

  function show() {
    if (!element.open) return;
    const lines = store.fields.slice(0, -1).map((field, signal) => {
      if (folds(signal)) return null;
      const name = signal ? `layer ${signal - 1}, ${store.state.layers[signal - 1].kind}` : "x";
      return h(
        "li",
        {},
        `${name}: ${placesText(field, signal ? "out" : "x")}, ${pathsText(field)}`,
      );
    });
    list.replaceChildren(...lines.reverse().filter((line) => line !== null));
  }

  return { element, show };
}
