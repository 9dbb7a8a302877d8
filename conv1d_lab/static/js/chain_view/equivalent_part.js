import { equivalentOf } from "../chain/equivalent.js";
import { bentText, equivalentText } from "../chain/sentences.js";
import { div, h, put, span } from "../dom.js";
import { dotsPath, makePlot, scaleOf, stemsPath } from "../view/curve.js";

/** @import { ChainContext } from "./chain_view.js" */

const [COLUMN, ROW] = [26, 54]; // pixels
const MOST_CHANNELS = 8;

/**
 * The one kernel that a linear chain is, or why it is none.
 * @param {ChainContext} context
 */
export function createEquivalentPart({ store, write }) {
  const text = h("p", { className: "c1d-note" });
  const rows = div("c1d-equivalent");
  const element = h(
    "details",
    { className: "c1d-part-equivalent" },
    h("summary", {}, "the layers as one kernel"),
    text,
    rows,
  );
  element.addEventListener("toggle", () => show());

  function show() {
    element.hidden = store.state.layer < 0;
    if (!element.open || element.hidden) return;
    const { state } = store;
    const [, o, t] = state.position;
    const to = state.layer + 1;
    const found = equivalentOf(state, to, o, t);
    put(text, found ? equivalentText(found) : bentText(state, to));
    rows.hidden = !found;
    if (!found) return;
    const scale = scaleOf(ROW, ...found.kernel);
    const shown = found.kernel.slice(0, MOST_CHANNELS).map((kernel, c) => {
      const plot = makePlot("stems", "dots");
      plot.draw({
        stems: stemsPath(kernel, COLUMN, scale),
        dots: dotsPath(kernel, COLUMN, scale),
      });
      const picture = div("c1d-kernel-picture");
      picture.style.width = `${COLUMN * kernel.length}px`;
      picture.style.height = `${ROW}px`;
      picture.append(plot.element);
      const numbers = span("c1d-kernel-numbers", kernel.map((value) => write(value)).join("  "));
      return div("c1d-kernel", span("c1d-name", `channel ${c}`), picture, numbers);
    });
    const bias = div("c1d-kernel", span("c1d-name", "bias"), span("", write(found.bias)));
    rows.replaceChildren(...shown, bias);
  }

  return { element, show };
}
