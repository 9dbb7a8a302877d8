import { div, h, span, strip } from "../dom.js";
import { sourceIndex } from "../geometry.js";
import { range } from "../numbers.js";
import { label, makeCell, place, ROWS } from "./cells.js";
import { makePlot } from "./curve.js";

/** @import { Context, InputCell } from "./context.js" */

/** @typedef {ReturnType<typeof makeRow>} Row one input channel */

/**
 * Make the row of one input channel: its numbers, the kernel on them, the products, the sum.
 * @param {Context} context
 * @param {number} c
 * @param {(c: number, cell: InputCell) => void} fill
 * @param {() => void} onToggle
 */
export function makeRow(context, c, fill, onToggle) {
  const { geo: { G, K, L, left }, columns, cell } = context.layout;
  const { dilation, padding_mode } = context.store.state;
  const line = div("c1d-line c1d-x");
  const x = strip(line, (j) => {
    const p = sourceIndex(j - left, L, padding_mode);
    const inside = j >= left && j < left + L;
    const made = inside ? makeCell("x", c, j - left) : makePadding(p);
    fill(c, place(context, made, j));
    return made;
  });
  const frames = range(K).map((k) => place(context, div("c1d-frame"), k * dilation));
  const taps = range(K).map((k) => place(context, makeCell("w", c, k), k * dilation));
  const products = range(K).map((k) =>
    label(place(context, makeProduct(), k * dilation), "product", c, k)
  );
  const plots = {
    x: makePlot("zero", "ghosts", "stems", "dots"),
    w: makePlot("zero", "stems", "dots"),
    product: makePlot("zero", "agree", "differ"),
    sum: makePlot("zero", "agree", "differ"),
  };
  const rail = dilation > 1 && div("c1d-rail");
  const rider = div("c1d-rider", rail, ...frames, ...taps, ...products);
  if (context.layout.curves) {
    line.append(plots.x.element);
    rider.append(plots.w.element, plots.product.element);
    plots.w.element.classList.add("c1d-taps");
    plots.product.element.classList.add("c1d-bars");
  }
  rider.style.width = `${(dilation * (K - 1) + 1) * cell}px`;
  const track = div("c1d-track", line, rider);
  track.style.width = `${columns * cell}px`;
  const xName = span("c1d-name");
  const wName = span("c1d-name c1d-w");
  const toggle = h("button", { type: "button", className: "c1d-toggle", onclick: onToggle });
  const gutter = div(
    "c1d-gutter",
    G > ROWS ? toggle : xName,
    wName,
    span("c1d-name c1d-p", "= products"),
  );
  const sumName = span("c1d-name");
  const sumValue = label(span("c1d-number"), "sum", c, 0);
  const element = h(
    "div",
    { className: "c1d-row", role: "group", "aria-label": `input channel ${c}` },
    gutter,
    track,
    div("c1d-sum", sumName, sumValue, context.layout.curves && plots.sum.element),
  );
  // `i` is the channel's place among those that the current kernel reads.
  const [i, active, named] = [c, false, false];
  return {
    c,
    i,
    active,
    named,
    x,
    taps,
    products,
    plots,
    drawn: "", // the weights that the plot shows
    rider,
    xName,
    wName,
    toggle,
    sumName,
    sumValue,
    element,
  };
}

/** A number that has a name for those who listen. */
const makeProduct = () => h("span", { className: "c1d-product", role: "img" });

/**
 * @param {number} p the element of x that is read here, or -1
 * @returns {InputCell}
 */
function makePadding(p) {
  const title = p < 0 ? "padding: a zero" : `padding: x[…, ${p}] again`;
  return Object.assign(h("span", { className: "c1d-cell c1d-ghost", title }), { source: p });
}
