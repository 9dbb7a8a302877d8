import { range } from "../numbers.js";
import { affine, divisor } from "./forward.js";
import { channelsRead, isActivation, readAt, signalShapes, windowsOf } from "./windows.js";

/** @import { Chain, Equivalent, Layer, Windows } from "./types.js" */

/**
 * What an output adds up: rows[c][i] times the element start + i of channel c, and bias.
 * @typedef {{rows: Float64Array[], start: number, bias: number}} Sum
 */

/**
 * The first layer between two signals that no kernel can replace, -1 where all are linear.
 * @param {{layers: Layer[], off: number[]}} chain
 * @param {number} from signal
 * @param {number} to signal
 */
export function firstNonlinear({ layers, off }, from, to) {
  const bent = (/** @type {Layer} */ layer, /** @type {number} */ i) =>
    i >= from && i < to &&
    (layer.kind === "MaxPool1d" || (isActivation(layer) && !off.includes(i)));
  return layers.findIndex(bent);
}

/**
 * The one kernel that does what the layers from signal `from` to signal `to` do, at output [o, t];
 * null where one of them is not linear. The kernel is right where no window meets padding, or
 * hangs over an end: see `inside` and `valid`. `here` is right everywhere.
 * @param {Chain} chain
 * @param {number} to signal, layer + 1
 * @param {number} o
 * @param {number} t
 * @param {number} [from] signal, 0 for x
 * @returns {Equivalent | null}
 */
export function equivalentOf(chain, to, o, t, from = 0) {
  if (firstNonlinear(chain, from, to) >= 0) return null;
  const shapes = signalShapes(chain);
  /** @type {Sum} */
  let endless = { rows: rowsFor(shapes[to][0], 1), start: t, bias: 0 };
  endless.rows[o][0] = 1;
  let here = endless;
  let stride = 1;
  /** @type {[number, number]} */
  const valid = [0, shapes[to][1] - 1];
  let inside = true;
  for (let i = to - 1; i >= from; i -= 1) {
    const [layer, windows] = [chain.layers[i], windowsOf(chain.layers[i], shapes[i])];
    here = before(layer, windows, here, true);
    endless = before(layer, windows, endless, false);
    stride *= windows.stride;
    const last = endless.start + endless.rows[0].length - 1;
    // Output t + d reads what lies d * stride farther on.
    valid[0] = Math.max(valid[0], t + Math.ceil(-endless.start / stride));
    valid[1] = Math.min(valid[1], t + Math.floor((windows.L - 1 - last) / stride));
    inside &&= endless.start >= 0 && last < windows.L;
  }
  return {
    kernel: endless.rows.map((row) => Array.from(row)),
    bias: endless.bias,
    stride,
    start: endless.start,
    inside,
    valid: valid[0] <= valid[1] ? valid : null,
    here: { kernel: here.rows.map((row) => Array.from(row)), start: here.start, bias: here.bias },
  };
}

/**
 * The same sum over the input of a layer.
 * @param {Layer} layer
 * @param {Windows} windows of the layer
 * @param {Sum} sum over its output
 * @param {boolean} bounded whether the signal has ends; without them there is no padding
 * @returns {Sum}
 */
function before(layer, windows, sum, bounded) {
  const { stride, dilation, left, K, C, L } = windows;
  const width = sum.rows[0].length;
  const low = sum.start * stride - left;
  const high = (sum.start + width - 1) * stride + (K - 1) * dilation - left;
  const [start, stop] = bounded ? reach(windows, sum, low, high) : [low, high + 1];
  const rows = rowsFor(C, stop - start);
  const scale = layer.kind === "BatchNorm1d" ? affine(layer) : null;
  let { bias } = sum;
  for (const [o, row] of sum.rows.entries()) {
    const [first, count] = channelsRead(layer, o);
    for (const [i, times] of row.entries()) {
      if (!times) continue;
      const t = sum.start + i;
      if (layer.kind === "Conv1d" && layer.bias) bias += times * layer.bias.data[o];
      if (scale) bias += times * scale.shift[o];
      const share = bounded && layer.kind === "AvgPool1d" ? divisor(layer, L, t) : K;
      for (let k = 0; k < K; k += 1) {
        const read = bounded ? readAt(windows, t, k) : t * stride + k * dilation - left;
        if (bounded && read < 0) {
          if (layer.kind === "Pad") bias += times * layer.value;
          continue;
        }
        for (let j = 0; j < count; j += 1) {
          const weight = layer.kind === "Conv1d"
            ? layer.weight.data[(o * count + j) * K + k]
            : layer.kind === "AvgPool1d"
            ? 1 / share
            : scale
            ? scale.scale[o]
            : 1;
          rows[first + j][read - start] += times * weight;
        }
      }
    }
  }
  return { rows, start, bias };
}

/**
 * The part of a signal that is really read: mirrored places may lie anywhere.
 * @param {Windows} windows
 * @param {Sum} sum
 * @param {number} low
 * @param {number} high
 * @returns {[start: number, stop: number]}
 */
function reach(windows, sum, low, high) {
  if (sum.rows[0].length && low >= 0 && high < windows.L) return [low, high + 1];
  const read = range(sum.rows[0].length).flatMap((i) =>
    range(windows.K).map((k) => readAt(windows, sum.start + i, k))
  ).filter((p) => p >= 0);
  return read.length ? [Math.min(...read), Math.max(...read) + 1] : [0, 0];
}

/**
 * @param {number} count
 * @param {number} width
 */
const rowsFor = (count, width) => range(count).map(() => new Float64Array(width));
