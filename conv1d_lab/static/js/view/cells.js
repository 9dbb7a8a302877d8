import { div, h, span } from "../dom.js";

/** @import { Cell, Context, Kind, Place } from "./context.js" */

export const ROWS = 6; // channels whose products are all in sight; beyond, one at a time
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

/**
 * Say in the page which number a node holds: style sheets and tests find it by that.
 * @param {HTMLElement} node
 * @param {string} cell
 * @param {Record<string, number>} indices
 */
export const label = (node, cell, indices = {}) => Object.assign(node.dataset, { cell }, indices);

const CELL_NAMES = { x: "input", w: "weight", out: "output", bias: "bias" };
/** @type {Record<Kind, [string, string]>} */
const CELL_INDICES = { x: ["c", "i"], w: ["c", "k"], out: ["o", "t"], bias: ["", ""] };

/**
 * A number that can be pointed at, reached by arrows, and edited.
 * @param {Place} at
 * @returns {Cell}
 */
export function makeCell(...at) {
  const [kind, row, column] = at;
  const cell = Object.assign(
    h("button", { type: "button", className: `cell ${kind}`, tabIndex: -1 }),
    { at },
  );
  const [first, second] = CELL_INDICES[kind];
  label(cell, CELL_NAMES[kind], { [first]: row, [second]: column });
  return cell;
}

/**
 * The numbers above the columns.
 * @param {Context} context
 * @param {number} columns
 * @param {number} first
 */
export function makeTicks(context, columns, first) {
  const element = div("track ruler");
  element.style.width = `${columns * context.layout.cell}px`;
  const make = (/** @type {number} */ column) => {
    const tick = place(context, span("tick", `${column + first}`), column);
    tick.setAttribute("aria-hidden", "true");
    return tick;
  };
  return { element, make };
}

/**
 * The cell that an event comes from.
 * @param {Event} event
 * @returns {Cell | null}
 */
export function cellOf(event) {
  const cell = event.target instanceof Element ? event.target.closest(".cell") : null;
  return cell && "at" in cell ? /** @type {Cell} */ (cell) : null;
}
