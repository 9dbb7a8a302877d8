import { div, h, span, strip } from "../dom.js";
import { sourceIndex } from "../geometry.js";
import { range } from "../numbers.js";
import { label, makeCell, place, ROWS } from "./cells.js";

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
  const line = div("line x");
  const x = strip(line, (j) => {
    const p = sourceIndex(j - left, L, padding_mode);
    const inside = j >= left && j < left + L;
    const made = inside ? makeCell("x", c, j - left) : makePadding(p);
    fill(c, place(context, made, j));
    return made;
  });
  const frames = range(K).map((k) => place(context, div("frame"), k * dilation));
  const taps = range(K).map((k) => place(context, makeCell("w", c, k), k * dilation));
  const products = range(K).map((k) =>
    label(place(context, makeProduct(), k * dilation), "product", c, k)
  );
  const rail = dilation > 1 && div("rail");
  const rider = div("rider", rail, ...frames, ...taps, ...products);
  rider.style.width = `${(dilation * (K - 1) + 1) * cell}px`;
  const track = div("track", line, rider);
  track.style.width = `${columns * cell}px`;
  const xName = span("name");
  const wName = span("name w");
  const toggle = h("button", { type: "button", className: "toggle", onclick: onToggle });
  const gutter = div("gutter", G > ROWS ? toggle : xName, wName, span("name p", "= products"));
  const sumName = span("name");
  const sumValue = label(span("number"), "sum", c, 0);
  const element = h(
    "div",
    { className: "row", role: "group", "aria-label": `input channel ${c}` },
    gutter,
    track,
    div("sum", sumName, sumValue),
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
const makeProduct = () => h("span", { className: "product", role: "img" });

/**
 * @param {number} p the element of x that is read here, or -1
 * @returns {InputCell}
 */
function makePadding(p) {
  const title = p < 0 ? "padding: a zero" : `padding: x[…, ${p}] again`;
  return Object.assign(h("span", { className: "cell ghost", title }), { source: p });
}
