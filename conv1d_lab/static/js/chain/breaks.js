import { paddingSides } from "../geometry.js";
import { isPool, windowsOf } from "./windows.js";

/** @import { Conv, Layer, Pool } from "./types.js" */

/**
 * The first layer that cannot take what reaches it, with the message of PyTorch.
 * @typedef {{layer: number, message: string}} Break
 */

/**
 * Which error carries a message: what cannot even be made is refused as a value.
 * @param {string} message
 */
export const errorName = (message) =>
  /^(padding='same' is|out_channels must)/.test(message) ? "ValueError" : "RuntimeError";

/**
 * The shape [C, L] of each signal, up to the first that cannot be had.
 * @param {{x: {shape: number[]}, layers: Layer[], batched?: boolean}} chain
 * @returns {{shapes: number[][], broken: Break | null}}
 */
export function shapesUntilBreak({ x, layers, batched = true }) {
  const N = batched ? x.shape[0] : null;
  const shapes = [[x.shape[1], x.shape[2]]];
  for (const [layer, one] of layers.entries()) {
    const before = shapes[shapes.length - 1];
    const message = breakOf(one, before, N);
    if (message) return { shapes, broken: { layer, message } };
    shapes.push(windowsOf(one, before).out);
  }
  return { shapes, broken: null };
}

/**
 * What PyTorch says when a layer meets a signal that it cannot take; "" where it can.
 * @param {Layer} layer
 * @param {readonly number[]} shape [C, L]
 * @param {number | null} N null without a batch
 * @returns {string}
 */
export function breakOf(layer, shape, N = 1) {
  const [C, L] = shape;
  if (layer.kind === "Conv1d") return convBreak(layer, C, L, N);
  if (isPool(layer)) return poolBreak(layer, C, L);
  if (layer.kind === "Pad" && Math.min(layer.left, 0) + L + Math.min(layer.right, 0) < 0) {
    return "narrow(): length must be non-negative.";
  }
  if (layer.kind === "BatchNorm1d" && layer.mean.shape[0] !== C) {
    return `running_mean should contain ${C} elements not ${layer.mean.shape[0]}`;
  }
  return "";
}

/**
 * @param {Pool} layer
 * @param {number} C
 * @param {number} L
 */
function poolBreak(layer, C, L) {
  if (windowsOf(layer, [C, L]).out[1] > 0) return "";
  const { kernel_size, stride, padding, dilation, ceil_mode } = layer;
  const over = L + 2 * padding - dilation * (kernel_size - 1) - 1 + (ceil_mode ? stride - 1 : 0);
  const size = Math.floor(over / stride) + 1;
  if (layer.kind === "MaxPool1d") return `max_pool1d() Invalid computed output size: ${size}`;
  return `Given input size: (${C}x1x${L}). Calculated output size: (${C}x1x${size}). ` +
    "Output size is too small";
}

/**
 * @param {Conv} layer
 * @param {number} C
 * @param {number} L
 * @param {number | null} N
 */
function convBreak({ weight, padding, dilation, stride, groups, padding_mode: mode }, C, L, N) {
  const [O, G, K] = weight.shape;
  const [left, right] = paddingSides(padding, K, dilation);
  const most = Math.max(left, right);
  const [room, span] = [left + L + right, dilation * (K - 1) + 1];
  const input = (/** @type {number} */ length) => [...(N === null ? [] : [N]), C, length];
  if (padding === "same" && stride !== 1) {
    return "padding='same' is not supported for strided convolutions";
  }
  if (O % groups) return "out_channels must be divisible by groups";
  if (mode === "reflect" && most >= L) {
    const [shape, sides] = [input(L), `padding (${left}, ${right})`];
    const where = `at dimension ${shape.length - 1} of input [${shape.join(", ")}]`;
    return "Argument #4: Padding size should be less than the corresponding input dimension, " +
      `but got: ${sides} ${where}`;
  }
  if (mode === "circular" && most > L) {
    return "Padding value causes wrapping around more than once.";
  }
  if (C !== G * groups) {
    // PyTorch pads first with a mode, and by one where both sides of "same" differ.
    const shape = [N ?? 1, ...input(mode === "zeros" ? L + right - left : room).slice(-2)];
    return `Given groups=${groups}, weight of size [${weight.shape.join(", ")}], ` +
      `expected input[${shape.join(", ")}] to have ${G * groups} channels, ` +
      `but got ${C} channels instead`;
  }
  if (room >= span) return "";
  return `Calculated padded input size per channel: (${room}). Kernel size: (${span}). ` +
    "Kernel size can't be greater than actual input size";
}
