import { conv1d } from "../geometry.js";
import { activation } from "./activations.js";
import { isActivation, isPool, readAt, windowsOf } from "./windows.js";

/** @import { Tensor } from "../types.js" */
/** @import { Chain, Layer, Norm, Pool, Windows } from "./types.js" */

/**
 * Every signal of one item of the batch, x first, each [C, L] in float32.
 * @param {Chain} chain
 * @param {{signals: Tensor[], from: number}} [known] signals that still hold, up to signal `from`
 * @returns {Tensor[]}
 */
export function signalsOf(chain, known) {
  const [, C, L] = chain.x.shape;
  const start = chain.position[0] * C * L;
  const x = { shape: [C, L], data: chain.x.data.subarray(start, start + C * L) };
  const signals = known ? known.signals.slice(0, known.from + 1) : [x];
  for (let i = signals.length - 1; i < chain.layers.length; i += 1) {
    const layer = chain.layers[i];
    signals.push(chain.off.includes(i) ? signals[i] : outputOf(layer, signals[i]));
  }
  return signals;
}

/**
 * What one layer makes of a signal [C, L].
 * @param {Layer} layer
 * @param {Tensor} signal
 * @returns {Tensor}
 */
export function outputOf(layer, signal) {
  const windows = windowsOf(layer, signal.shape);
  const { out: shape } = windows;
  /** @param {(value: number, channel: number) => number} change */
  const each = (change) => signal.data.map((value, i) => change(value, Math.floor(i / windows.L)));
  if (layer.kind === "Conv1d") {
    const x = { shape: [1, ...signal.shape], data: signal.data };
    return { shape, data: conv1d({ ...layer, x }, 0) };
  }
  if (isPool(layer)) {
    return { shape, data: pooled(layer, signal, windows) };
  }
  if (layer.kind === "Pad") {
    const { value } = layer;
    return { shape, data: gathered(signal, windows, ([one]) => one, value) };
  }
  if (layer.kind === "BatchNorm1d") {
    const { scale, shift } = affine(layer);
    return { shape, data: each((value, c) => value * scale[c] + shift[c]) };
  }
  return { shape, data: isActivation(layer) ? each(activation(layer)) : signal.data };
}

/**
 * What BatchNorm1d in eval mode multiplies each channel by, and adds.
 * @param {Norm} layer
 */
export function affine({ mean, var: variance, eps, weight, bias }) {
  const scale = Array.from(
    variance.data,
    (value, c) => (weight ? weight.data[c] : 1) / Math.sqrt(value + eps),
  );
  return { scale, shift: scale.map((one, c) => (bias ? bias.data[c] : 0) - mean.data[c] * one) };
}

/**
 * How many numbers the mean of window t is taken of.
 * @param {Pool} layer
 * @param {number} L
 * @param {number} t
 */
export function divisor({ kernel_size, stride, padding, count_include_pad }, L, t) {
  const start = t * stride - padding;
  const stop = Math.min(start + kernel_size, L + padding);
  return count_include_pad ? stop - start : Math.min(stop, L) - Math.max(start, 0);
}

/**
 * @param {Pool} layer
 * @param {Tensor} signal
 * @param {Windows} windows
 */
function pooled(layer, signal, windows) {
  if (layer.kind === "MaxPool1d") return gathered(signal, windows, (read) => Math.max(...read));
  const mean = (/** @type {number[]} */ read, /** @type {number} */ t) =>
    read.length ? read.reduce((a, b) => a + b) / divisor(layer, windows.L, t) : 0;
  return gathered(signal, windows, mean);
}

/**
 * Each window of each channel made one number.
 * @param {Tensor} signal
 * @param {Windows} windows
 * @param {(read: number[], t: number) => number} make
 * @param {number} [padding] what stands in the padding; without it, it is left out
 */
function gathered(signal, windows, make, padding) {
  const { C, L, K, out: [, length] } = windows;
  const data = new Float32Array(C * length);
  for (let t = 0; t < length; t += 1) {
    const places = Array.from({ length: K }, (_, k) => readAt(windows, t, k));
    const inside = places.filter((p) => p >= 0);
    for (let c = 0; c < C; c += 1) {
      const read = inside.map((p) => signal.data[c * L + p]);
      data[c * length + t] = make(read.length || padding === undefined ? read : [padding], t);
    }
  }
  return data;
}
