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
  };
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
export function cellWidth(store, look, { G, L, left, right }) {
  if (look.full) return 104;
  const extra = 7 * clamp(longest(store) - 8, 0, 5);
  if (G > ROWS) return 53 + extra;
  if (look.kind === "narrow") return 56 + extra;
  const labels = look.kind === "medium" ? 226 : 268;
  return clamp(Math.floor((look.width - labels) / (left + L + right)), 54, 62) + extra;
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
