import { outputLength, paddingSides, sourceIndex } from "../geometry.js";

/** @import { Activation, Layer, Pool, Windows } from "./types.js" */

/**
 * Whether a layer is a nonlinearity, which can be switched off.
 * @param {Layer} layer
 * @returns {layer is Activation}
 */
export const isActivation = (layer) =>
  ["ReLU", "LeakyReLU", "GELU", "Tanh", "Sigmoid"].includes(layer.kind);

/**
 * @param {Layer} layer
 * @returns {layer is Pool}
 */
export const isPool = (layer) => layer.kind === "MaxPool1d" || layer.kind === "AvgPool1d";

/**
 * How a layer's windows lie over an input of C channels and L positions; nothing is checked here.
 * @param {Layer} layer
 * @param {readonly number[]} shape [C, L]
 * @returns {Windows}
 */
export function windowsOf(layer, [C, L]) {
  const plain = { K: 1, stride: 1, dilation: 1, left: 0, mode: "zeros", C, L };
  if (layer.kind === "Conv1d") {
    const { stride, dilation, padding_mode: mode } = layer;
    const [O, , K] = layer.weight.shape;
    const [left, right] = paddingSides(layer.padding, K, dilation);
    const length = outputLength(L, K, stride, left, right, dilation);
    return { K, stride, dilation, left, mode, C, L, out: [O, length] };
  }
  if (isPool(layer)) {
    const { kernel_size: K, stride, dilation, padding: left } = layer;
    return { ...plain, K, stride, dilation, left, out: [C, pooledLength(layer, L)] };
  }
  if (layer.kind === "Pad") {
    const { left, right, mode } = layer;
    return { ...plain, left, mode, out: [C, Math.max(0, left + L + right)] };
  }
  return { ...plain, out: [C, L] };
}

/**
 * With ceil_mode a last window may hang over the end, but has to start before it.
 * @param {Pool} layer
 * @param {number} L
 */
function pooledLength({ kernel_size, stride, padding, dilation, ceil_mode }, L) {
  const over = ceil_mode ? stride - 1 : 0;
  const length = outputLength(L + over, kernel_size, stride, padding, padding, dilation);
  return ceil_mode && (length - 1) * stride >= L + padding ? length - 1 : length;
}

/**
 * Which place of its input tap k of window t reads, -1 for padding.
 * @param {Windows} windows
 * @param {number} t
 * @param {number} k
 */
export const readAt = ({ stride, dilation, left, mode, L }, t, k) =>
  sourceIndex(t * stride + k * dilation - left, L, mode);

/**
 * The input channels that output channel o reads: from, and how many.
 * @param {Layer} layer
 * @param {number} o
 * @returns {[first: number, count: number]}
 */
export function channelsRead(layer, o) {
  if (layer.kind !== "Conv1d") return [o, 1];
  const [O, G] = layer.weight.shape;
  return [Math.floor(o / (O / layer.groups)) * G, G];
}

/**
 * The shape [C, L] of each signal, x first.
 * @param {{x: {shape: number[]}, layers: Layer[]}} chain
 */
export function signalShapes({ x, layers }) {
  const shapes = [[x.shape[1], x.shape[2]]];
  for (const layer of layers) shapes.push(windowsOf(layer, shapes[shapes.length - 1]).out);
  return shapes;
}
