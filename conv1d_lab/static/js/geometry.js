import { overflows, range } from "./numbers.js";

/** @import { Convolution, Element, Geometry, State } from "./types.js" */

/**
 * @param {State["padding"]} padding
 * @param {number} kernelSize
 * @param {number} dilation
 * @returns {[left: number, right: number]}
 */
export function paddingSides(padding, kernelSize, dilation) {
  if (padding === "valid") return [0, 0];
  if (padding !== "same") return [padding, padding];
  const total = dilation * (kernelSize - 1);
  return [Math.floor(total / 2), Math.ceil(total / 2)];
}

/**
 * Which element of x a position reads.
 * @param {number} position
 * @param {number} length
 * @param {string} mode
 * @returns {number} -1 for a zero of the padding
 */
export function sourceIndex(position, length, mode) {
  if (position >= 0 && position < length) return position;
  if (mode === "reflect") return position < 0 ? -position : 2 * (length - 1) - position;
  if (mode === "replicate") return position < 0 ? 0 : length - 1;
  if (mode === "circular") return ((position % length) + length) % length;
  return -1;
}

/**
 * L_out, 0 where no window fits.
 * @param {number} length
 * @param {number} kernelSize
 * @param {number} stride
 * @param {number} left
 * @param {number} right
 * @param {number} dilation
 */
export function outputLength(length, kernelSize, stride, left, right, dilation) {
  const room = length + left + right - dilation * (kernelSize - 1) - 1;
  return room < 0 ? 0 : Math.floor(room / stride) + 1;
}

/**
 * @param {Convolution} state
 * @returns {Geometry}
 */
export function geometry(state) {
  const [N, C, L] = state.x.shape;
  const [O, G, K] = state.weight.shape;
  const { stride, dilation } = state;
  const [left, right] = paddingSides(state.padding, K, dilation);
  const span = dilation * (K - 1) + 1;
  const length = outputLength(L, K, stride, left, right, dilation);
  return { N, C, L, O, G, K, left, right, span, length };
}

/**
 * The first input channel that output channel o reads.
 * @param {Convolution} state
 * @param {number} o
 */
export const firstChannel = (state, o) => {
  const [O, G] = state.weight.shape;
  return Math.floor(o / (O / state.groups)) * G;
};

/**
 * The output of one item of the batch.
 * @param {Convolution} state
 * @param {number} n
 * @returns {Float32Array} C_out * L_out numbers
 */
export function conv1d(state, n) {
  const { C, L, O, G, K, left, right, length } = geometry(state);
  const width = left + L + right;
  const padded = new Float32Array(C * width);
  let [high, exact] = [0, true];
  for (let j = 0; j < width; j += 1) {
    const source = sourceIndex(j - left, L, state.padding_mode);
    if (source < 0) continue;
    for (let c = 0; c < C; c += 1) {
      const value = state.x.data[(n * C + c) * L + source];
      padded[c * width + j] = value;
      high = Math.max(high, Math.abs(value) || 0);
    }
  }
  const out = new Float32Array(O * length);
  const row = new Float64Array(length);
  for (let o = 0; o < O; o += 1) {
    row.fill(state.bias ? state.bias.data[o] : 0);
    for (let i = 0; i < G; i += 1) {
      const start = (firstChannel(state, o) + i) * width;
      for (let k = 0; k < K; k += 1) {
        const weight = state.weight.data[(o * G + i) * K + k];
        if (Math.abs(weight) < Infinity && overflows(weight * high)) exact = false;
        let at = start + k * state.dilation;
        for (let t = 0; t < length; t += 1, at += state.stride) row[t] += weight * padded[at];
      }
    }
    out.set(row, o * length);
  }
  if (exact) return out;
  return out.map((_, i) => explainElement(state, n, Math.floor(i / length), i % length).value);
}

/**
 * Take out[n, o, t] apart.
 * @param {Convolution} state
 * @param {number} n
 * @param {number} o
 * @param {number} t
 * @returns {Element}
 */
export function explainElement(state, n, o, t) {
  const { C, L, G, K, left } = geometry(state);
  const first = firstChannel(state, o);
  const positions = range(K).map((k) => t * state.stride + k * state.dilation - left);
  const source = positions.map((p) => sourceIndex(p, L, state.padding_mode));
  const channels = range(G).map((i) => first + i);
  const inputs = channels.map((c) =>
    source.map((p) => (p < 0 ? 0 : state.x.data[(n * C + c) * L + p]))
  );
  const weights = range(G).map((i) => {
    const start = (o * G + i) * K;
    return Array.from(state.weight.data.subarray(start, start + K));
  });
  const products = weights.map((row, i) =>
    row.map((weight, k) => {
      const product = weight * inputs[i][k];
      return overflows(product) ? Math.fround(product) : product;
    })
  );
  const sums = products.map((row) => row.reduce((a, b) => a + b, 0));
  const total = sums.reduce((a, b) => a + b, 0);
  const bias = state.bias ? state.bias.data[o] : 0;
  const value = Math.fround(total + bias);
  return { channels, positions, source, inputs, weights, products, sums, total, bias, value };
}

/**
 * Which t read x[.., .., p].
 * @param {Convolution} state
 * @param {number} p
 */
export function outputsFed(state, p) {
  const { L, K, left, length } = geometry(state);
  const reads = (/** @type {number} */ t, /** @type {number} */ k) =>
    sourceIndex(t * state.stride + k * state.dilation - left, L, state.padding_mode) === p;
  return range(length).filter((t) => range(K).some((k) => reads(t, k)));
}

/**
 * Which elements of x tap k meets, in the order of t.
 * @param {Convolution} state
 * @param {number} k
 */
export function inputsMet(state, k) {
  const { L, left, length } = geometry(state);
  return range(length)
    .map((t) => sourceIndex(t * state.stride + k * state.dilation - left, L, state.padding_mode))
    .filter((p) => p >= 0);
}

/**
 * Positions of x that no window reads.
 * @param {Convolution} state
 */
export function neverRead(state) {
  const { L, K } = geometry(state);
  const read = new Set(range(K).flatMap((k) => inputsMet(state, k)));
  return range(L).filter((p) => !read.has(p));
}
