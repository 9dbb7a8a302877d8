import { geometry, neverRead } from "../geometry.js";
import { clamp } from "../numbers.js";
import { TENSORS } from "../store.js";
import { ROWS } from "./cells.js";

/** @import { Geometry, Store } from "../types.js" */
/** @import { Layout, Look } from "./context.js" */

/**
 * What the stage is built for.
 * @param {Store} store
 * @param {Look} look
 * @returns {Layout}
 */
export function newLayout(store, look) {
  const geo = geometry(store.state);
  return {
    geo,
    cell: cellWidth(store, look, geo),
    columns: geo.left + geo.L + geo.right,
    key: shapeKey(store),
    unread: new Set(neverRead(store.state)),
    curves: store.state.show === "curves",
    tall: heights(geo),
  };
}

/**
 * How high the rows of curves are: the fewer, the higher.
 * @param {Geometry} geo
 */
function heights({ C, G, O }) {
  if (G > ROWS) return { x: 26, w: 36, out: 64 };
  const few = C === 1;
  return { x: few ? 96 : 48, w: few ? 56 : 44, out: O === 1 || few ? 64 : 48 };
}

/**
 * Tell the style sheets.
 * @param {HTMLElement} root
 * @param {Layout} layout
 * @param {Look} look
 */
export function dress(root, { cell, curves, geo, tall }, { full, kind }) {
  const sizes = { cell, "tall-x": tall.x, "tall-w": tall.w, "tall-out": tall.out };
  for (const [name, size] of Object.entries(sizes)) {
    root.style.setProperty(`--c1d-${name}`, `${size}px`);
  }
  const classes = {
    curves,
    full,
    dense: cell < 58,
    narrow: kind === "narrow",
    medium: kind === "medium",
    compact: geo.G > ROWS,
    tall: geo.C > 2 * ROWS,
  };
  for (const [name, on] of Object.entries(classes)) root.classList.toggle(`c1d-${name}`, on);
}

/**
 * What, when it changes, changes every cell: the shapes, and how numbers are written.
 * @param {Store} store
 */
export const shapeKey = ({ state, whole }) =>
  [...TENSORS.map((name) => state[name]?.shape), whole].join("|");

/**
 * A cell as wide as it can be with the whole input in sight, within reason.
 * @param {Store} store
 * @param {Look} look
 * @param {Geometry} geo
 */
export function cellWidth(store, look, { G, L, left, right, span }) {
  const columns = left + L + right;
  if (store.state.show === "curves") return columnWidth(look, columns, span);
  if (look.full) return 104;
  const extra = 7 * clamp(longest(store) - 8, 0, 5);
  if (G > ROWS) return 53 + extra;
  if (look.kind === "narrow") return 56 + extra;
  return clamp(Math.floor(roomFor(look) / columns), 54, 62) + extra;
}

/** @param {Look} look the pixels between the labels and the sums, which stage.css gives their widths */
const roomFor = ({ kind, width }) => width - { narrow: 18, medium: 232, wide: 274 }[kind];

/**
 * Of a curve: all of it, or a window and its surroundings.
 * @param {Look} look
 * @param {number} columns
 * @param {number} span
 */
function columnWidth(look, columns, span) {
  const near = Math.max(look.kind === "narrow" ? 24 : 48, Math.ceil(1.5 * span));
  return clamp(Math.floor(roomFor(look) / Math.min(columns, near)), 6, 54);
}

/**
 * The characters of the longest number, with its sign: -46.6529 has 8.
 * @param {Store} store
 */
function longest({ state, out }) {
  let [low, high] = [1, 1];
  for (const values of [state.x.data, state.weight.data, out]) {
    for (const value of values) {
      const size = Math.abs(value);
      if (size > high && size < Infinity) high = size;
      else if (size < low && size > 0) low = size;
    }
  }
  if (high >= 1e6 || low < 0.5e-4) return "-1.0000e+06".length;
  return Math.floor(Math.log10(high)) + "-1.0000".length;
}
