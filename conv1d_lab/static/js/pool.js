import { geometry } from "./geometry.js";
import { tensor } from "./numbers.js";

/** @import { Packed, Pool, State, Tensor } from "./types.js" */

/** @typedef {{in_channels: number, out_channels: number, kernel_size: number, length: number,
 *   groups: number}} Sizes */

/**
 * The first rows and columns of the pool: growing one size never changes what was there.
 * @param {Pool} pool
 * @param {Sizes} sizes
 */
export function resizePool(pool, sizes) {
  const { in_channels: C, out_channels: O, kernel_size: K, length: L, groups } = sizes;
  return {
    x: corner(pool.x, [1, C, L]),
    weight: corner(pool.weight, [O, C / groups, K]),
    bias: pool.bias && corner(pool.bias, [O]),
    groups,
  };
}

/**
 * Write a tensor over the corner of another.
 * @param {Tensor} from
 * @param {Tensor} to
 */
export function writeCorner(from, to) {
  const shape = from.shape.map((size, axis) => Math.min(size, to.shape[axis]));
  /** @type {(axis: number, a: number, b: number) => void} */
  const walk = (axis, a, b) => {
    if (axis === shape.length) {
      to.data[b] = from.data[a];
      return;
    }
    for (let i = 0; i < shape[axis]; i += 1) {
      walk(axis + 1, a * from.shape[axis] + i, b * to.shape[axis] + i);
    }
  };
  walk(0, 0, 0);
}

/**
 * @param {Tensor} source
 * @param {number[]} shape
 */
function corner(source, shape) {
  const made = { shape, data: new Float32Array(shape.reduce((a, b) => a * b, 1)) };
  writeCorner(source, made);
  return made;
}

/**
 * The sizes of a state as the sliders of the playground name them.
 * @param {State} state
 * @returns {Sizes}
 */
export const sizesOf = (state) => {
  const { C, L, O, K } = geometry(state);
  return { in_channels: C, out_channels: O, kernel_size: K, length: L, groups: state.groups };
};

/**
 * The tensors of a state, or of a pool.
 * @param {Record<string, unknown>} given
 * @returns {Pool}
 */
export function unpacked(given) {
  const read = (
    /** @type {string} */ name,
  ) => /** @type {Tensor} */ (tensor(/** @type {Packed} */ (given[name])));
  return { x: read("x"), weight: read("weight"), bias: read("bias") };
}
