/** @import { Given } from "../../conv1d_lab/static/js/types.js" */

const count = (/** @type {number} */ size) => Array.from({ length: size }, (_, i) => i);

/**
 * A layer of small whole numbers and its input: C_in = 2, C_out = 2, K = 3, L = 6.
 * @param {Partial<Given>} changes
 * @returns {Given}
 */
export const example = (changes = {}) => ({
  x: { shape: [1, 2, 6], data: count(12) },
  weight: { shape: [2, 2, 3], data: count(12) },
  bias: { shape: [2], data: [10, 20] },
  stride: 1,
  padding: 0,
  dilation: 1,
  groups: 1,
  padding_mode: "zeros",
  batch_item: 0,
  output_channel: 0,
  position: 0,
  playing: false,
  speed: 2,
  ...changes,
});
