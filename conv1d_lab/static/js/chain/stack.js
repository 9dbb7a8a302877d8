import { shapesUntilBreak } from "./breaks.js";
import { isPool } from "./windows.js";

/** @import { Tensor } from "../types.js" */
/** @import { Layer } from "./types.js" */

/**
 * One convolution of a stack, what follows it, and the channels that it was made for.
 * @typedef {{in_channels: number, out_channels: number, kernel_size: number, dilation: number,
 *   stride: number, pool: number, relu: boolean}} Block pool: of MaxPool1d, 1 for none
 *
 * The settings of a stack.
 * @typedef {{length: number, channels: number, padding: "none" | "same" | "causal",
 *   blocks: Block[]}} Stack channels: of x
 *
 * What is counted, for each layer of the stack's chain.
 * @typedef {{layer: Layer, shape: number[], field: number, step: number, parameters: number,
 *   products: number}} Figures shape: [C, L] of its output; field: how much of x, padding counted,
 *   one of its outputs sees; step: positions of x from one of its outputs to the next; products:
 *   multiplications of a weight for one item of the batch
 */

export const MOST_BLOCKS = 6;

/** @returns {Block} */
export const newBlock = (channels = 1, dilation = 1) => ({
  in_channels: channels,
  out_channels: channels,
  kernel_size: 3,
  dilation,
  stride: 1,
  pool: 1,
  relu: true,
});

/**
 * The chain that a stack stands for: x and the layers, with numbers that stay when a size changes.
 * @param {Stack} stack
 * @returns {{x: Tensor, layers: Layer[]}}
 */
export function chainOf({ length, channels, padding, blocks }) {
  /** @type {Layer[]} */
  const layers = [];
  /** @param {Record<string, unknown>} layer */
  const add = (layer) => {
    layers.push(/** @type {Layer} */ ({ name: String(layers.length), ...layer }));
  };
  blocks.forEach((block, number) => {
    const { in_channels: C, out_channels: O, kernel_size: K, dilation, stride, pool } = block;
    const left = dilation * (K - 1);
    if (padding === "causal" && left) {
      add({
        kind: "Pad",
        label: `ZeroPad1d((${left}, 0))`,
        left,
        right: 0,
        value: 0,
        mode: "zeros",
      });
    }
    const same = padding === "same";
    const settings = [
      stride > 1 ? `, stride=${stride}` : "",
      same ? ", padding='same'" : "",
      dilation > 1 ? `, dilation=${dilation}` : "",
    ];
    add({
      kind: "Conv1d",
      label: `Conv1d(${C}, ${O}, ${K}${settings.join("")})`,
      weight: numbers([O, C, K], number + 1),
      bias: numbers([O], number + 101),
      stride,
      padding: same ? "same" : 0,
      dilation,
      groups: 1,
      padding_mode: "zeros",
    });
    if (block.relu) add({ kind: "ReLU", label: "ReLU()" });
    if (pool > 1) add({ kind: "MaxPool1d", label: `MaxPool1d(${pool})`, ...pooling(pool) });
  });
  return { x: numbers([1, channels, length], 0), layers };
}

/** @param {number} size */
const pooling = (size) => ({
  kernel_size: size,
  stride: size,
  padding: 0,
  dilation: 1,
  ceil_mode: false,
  count_include_pad: true,
});

/**
 * Which block each layer of a stack's chain belongs to; padding belongs to the convolution behind.
 * @param {{kind: string}[]} layers
 */
export function blockNumbers(layers) {
  let block = -1;
  return layers.map(({ kind }, i) => {
    const starts = kind === "Pad" || (kind === "Conv1d" && layers[i - 1]?.kind !== "Pad");
    if (starts) block += 1;
    return block;
  });
}

/**
 * What a signal of a stack is called, where each block counts as one layer: "layer 2".
 * @param {Layer[]} layers
 * @param {number} signal
 */
export function blockName(layers, signal) {
  const numbers = blockNumbers(layers);
  const block = numbers[signal - 1];
  const pooled = layers.some(({ kind }, i) =>
    i >= signal && kind === "MaxPool1d" && numbers[i] === block
  );
  return `layer ${block + 1}${pooled ? ", before the pool" : ""}`;
}

/**
 * Count a chain, layer by layer, up to the first that breaks.
 * @param {{x: {shape: number[]}, layers: Layer[], batched?: boolean}} chain
 * @returns {{figures: Figures[], broken: import("./breaks.js").Break | null}}
 */
export function figuresOf(chain) {
  const { shapes, broken } = shapesUntilBreak(chain);
  let [field, step] = [1, 1];
  const figures = chain.layers.slice(0, shapes.length - 1).map((layer, i) => {
    const [K, dilation, stride] = steps(layer);
    field += dilation * (K - 1) * step;
    step *= stride;
    const { parameters, products } = costs(layer, shapes[i + 1][1]);
    return { layer, shape: shapes[i + 1], field, step, parameters, products };
  });
  return { figures, broken };
}

/**
 * @param {Layer} layer
 * @returns {[K: number, dilation: number, stride: number]}
 */
function steps(layer) {
  if (layer.kind === "Conv1d") return [layer.weight.shape[2], layer.dilation, layer.stride];
  if (!isPool(layer)) return [1, 1, 1];
  return [layer.kernel_size, layer.dilation, layer.stride];
}

/**
 * @param {Layer} layer
 * @param {number} length of its output
 */
function costs(layer, length) {
  const own = layer.kind === "Conv1d" || layer.kind === "BatchNorm1d"
    ? [layer.weight, layer.bias]
    : [];
  const size = (/** @type {Tensor | null} */ one) => one ? one.shape.reduce((a, b) => a * b) : 0;
  const products = layer.kind === "Conv1d" ? size(layer.weight) * length : 0;
  return { parameters: own.map(size).reduce((a, b) => a + b, 0), products };
}

/**
 * Seeded numbers between -1 and 1, two decimals each: the same at [o, c, k] whatever the shape.
 * @param {number[]} shape
 * @param {number} seed
 * @returns {Tensor}
 */
function numbers(shape, seed) {
  const data = new Float32Array(shape.reduce((a, b) => a * b, 1));
  const index = shape.map(() => 0);
  for (let i = 0; i < data.length; i += 1) {
    data[i] = drawn(index.reduce((hash, one) => Math.imul(hash ^ (one + 1), 0x9e3779b1), seed + 7));
    for (let axis = shape.length - 1; axis >= 0 && ++index[axis] === shape[axis]; axis -= 1) {
      index[axis] = 0;
    }
  }
  return { shape, data };
}

/** @param {number} hash mixed until neighbours have nothing in common */
function drawn(hash) {
  let mixed = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return ((mixed ^ (mixed >>> 16)) >>> 0) % 201 / 100 - 1;
}
