import { resizePool, sizesOf } from "./pool.js";

/** @import { Lists, Pool, State, Tensor } from "./types.js" */

export const EDITED = "own"; // what somebody has edited
export const ARTICLE = "article"; // what the playground begins with
const EXAMPLE = { length: 10, kernel_size: 4 };

/**
 * A signal as x: each channel is one step later than the one before.
 * @param {number[]} row
 * @param {number} channels
 * @returns {Tensor}
 */
export function signalInput(row, channels) {
  const length = row.length;
  const data = Float32Array.from(
    { length: channels * length },
    (_, i) => row[Math.max(0, i % length - Math.floor(i / length))],
  );
  return { shape: [1, channels, length], data };
}

/**
 * A kernel as weight: output channel o reads one input channel, o mod their number.
 * @param {number[]} taps
 * @param {number} outputs
 * @param {number} inputs
 * @returns {Tensor}
 */
export function kernelWeight(taps, outputs, inputs) {
  const data = new Float32Array(outputs * inputs * taps.length);
  for (let o = 0; o < outputs; o += 1) data.set(taps, (o * inputs + o % inputs) * taps.length);
  return { shape: [outputs, inputs, taps.length], data };
}

/**
 * What a choice in one of the lists changes.
 * @param {Lists} lists
 * @param {Pool} pool as the playground began
 * @param {State} state
 * @param {"signal" | "kernel"} name
 * @param {string} value
 * @returns {Partial<State>}
 */
export function chosen(lists, pool, state, name, value) {
  const example = resizePool(pool, { ...sizesOf(state), ...EXAMPLE });
  const [outputs, inputs] = state.weight.shape;
  if (name === "signal") {
    const row = lists.signals[value];
    return { signal: value, x: row ? signalInput(row, state.x.shape[1]) : example.x };
  }
  const kernel = lists.kernels[value];
  const taps = kernel?.taps[kernel.size - 1];
  const weight = taps ? kernelWeight(taps, outputs, inputs) : example.weight;
  const zeros = { shape: [outputs], data: new Float32Array(outputs) };
  return { kernel: value, weight, bias: state.bias && (taps ? zeros : example.bias) };
}

/**
 * A kernel of the list after a change of size; one that does not fit is nobody's any more.
 * @param {Lists | null | undefined} lists
 * @param {State} state
 * @param {Tensor} weight cut from the pool
 * @returns {Partial<State>}
 */
export function refitted(lists, { kernel = EDITED }, weight) {
  const [outputs, inputs, size] = weight.shape;
  const known = lists?.kernels[kernel];
  const taps = known?.taps[size - 1];
  if (taps) return { weight: kernelWeight(taps, outputs, inputs) };
  return known ? { weight, kernel: EDITED } : { weight };
}

/**
 * What is edited by hand is nobody's any more.
 * @param {string} tensor
 * @returns {Partial<State>}
 */
export const edited = (tensor) =>
  tensor === "x" ? { signal: EDITED } : tensor === "weight" ? { kernel: EDITED } : {};

/**
 * A pool whose x is a signal of the list, if there is one.
 * @param {Pool} pool
 * @param {number[] | undefined} row
 * @returns {Pool}
 */
export const poolWith = (pool, row) =>
  row ? { ...pool, x: signalInput(row, pool.x.shape[1]) } : pool;

/**
 * The pool after a choice: what has been edited before is gone.
 * @param {Pool} pool
 * @param {() => Pool | null} begin
 * @param {State} state
 * @param {Set<string>} changed
 * @returns {Pool}
 */
export function renewed(pool, begin, { signal, kernel }, changed) {
  const x = changed.has("signal") && signal !== EDITED && begin()?.x;
  const article = changed.has("kernel") && kernel === ARTICLE && begin();
  return { ...pool, ...(article && { ...article, x: pool.x }), ...(x && { x }) };
}
