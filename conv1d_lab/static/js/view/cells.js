import { div, h, span } from "../dom.js";

/** @import { Cell, Context, Kind, Place } from "./context.js" */

export const ROWS = 6; // channels whose products are all in sight; beyond, one at a time
export const BANDS = 16; // signals that are curves below each other; beyond, they are colour
export const DIRECT = 64; // columns that are all in the page; beyond, those near the window

/**
 * Put a node at a column.
 * @template {HTMLElement} Node
 * @param {Context} context
 * @param {Node} node
 * @param {number} column
 */
export function place({ layout }, node, column) {
  node.style.left = `${column * layout.cell}px`;
  return node;
}

/** @type {Record<Kind, [name: string, first: string, second: string]>} */
const CELL_NAMES = {
  x: ["input", "c", "i"],
  w: ["weight", "c", "k"],
  product: ["product", "c", "k"],
  sum: ["sum", "c", ""],
  bias: ["bias", "", ""],
  result: ["result", "", ""],
  out: ["output", "o", "t"],
};

/**
 * Say which number a node holds, here and in the page: style sheets and tests find it by that.
 * @template {HTMLElement} Node
 * @param {Node} node
 * @param {Place} at
 */
export function label(node, ...at) {
  const [kind, row, column] = at;
  const [name, first, second] = CELL_NAMES[kind];
  node.dataset.cell = name;
  if (first) node.dataset[first] = String(row);
  if (second) node.dataset[second] = String(column);
  return Object.assign(node, { at });
}

/**
 * A number that can be pointed at, reached by arrows, and edited.
 * @param {Place} at
 * @returns {Cell}
 */
export const makeCell = (...at) =>
  label(h("button", { type: "button", className: `c1d-cell c1d-${at[0]}`, tabIndex: -1 }), ...at);

/**
 * The numbers above the columns.
 * @param {Context} context
 * @param {number} columns
 * @param {number} first
 */
export function makeTicks(context, columns, first) {
  const element = div("c1d-track c1d-ruler");
  element.style.width = `${columns * context.layout.cell}px`;
  const { cell } = context.layout;
  const every = [1, 2, 5, 10, 20].find((step) => step * cell >= 36) ?? 50;
  const make = (/** @type {number} */ column) => {
    const t = column + first;
    const tick = place(context, span("c1d-tick", t % every ? "" : `${t}`), column);
    tick.setAttribute("aria-hidden", "true");
    return tick;
  };
  return { element, make };
}

/**
 * The number that an event comes from.
 * @param {Event} event
 * @returns {Cell | null}
 */
export function cellOf(event) {
  const cell = event.target instanceof Element ? event.target.closest("[data-cell]") : null;
  return cell && "at" in cell ? /** @type {Cell} */ (cell) : null;
}
