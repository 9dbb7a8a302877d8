import { windowsOf } from "../chain/windows.js";

/** @import { Layer } from "../chain/types.js" */
/** @import { Move } from "./alignment.js" */

/**
 * How each layer moves along time.
 * @param {Layer[]} layers
 * @param {number[][]} shapes [C, L] of each signal
 * @returns {Move[]}
 */
export function movesOf(layers, shapes) {
  return shapes.slice(1).map(([, length], i) => {
    const { K, dilation, stride, left, L } = windowsOf(layers[i], shapes[i]);
    const span = dilation * (K - 1) + 1;
    return { span, stride, left, right: (length - 1) * stride + span - left - L };
  });
}
