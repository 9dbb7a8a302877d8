import { activation } from "../chain/activations.js";
import { affine, divisor } from "../chain/forward.js";
import { readAt, windowsOf } from "../chain/windows.js";
import { range } from "../numbers.js";
import { signed } from "../texts.js";

/** @import { ChainStore } from "../chain/store.js" */

/**
 * How a layer that is no convolution makes one element, with its numbers.
 * @param {ChainStore} store
 * @param {number} layer
 * @param {number} o
 * @param {number} t
 * @param {(value: number) => string} write
 * @returns {string}
 */
export function workedText(store, layer, o, t, write) {
  const one = store.state.layers[layer];
  const { data, shape } = store.signals[layer];
  const windows = windowsOf(one, shape);
  const value = write(store.signals[layer + 1].data[o * windows.out[1] + t]);
  const at = (/** @type {number} */ p) => data[o * windows.L + p];
  const read = range(windows.K).map((k) => readAt(windows, t, k)).filter((p) => p >= 0);
  const numbers = read.map((p) => write(at(p)));
  if (store.state.off.includes(layer)) return `${one.kind} is switched off: ${value} goes through`;
  switch (one.kind) {
    case "MaxPool1d":
      return `max(${numbers.join(", ")}) = ${value}`;
    case "AvgPool1d":
      return read.length
        ? `(${signed(numbers)}) / ${divisor(one, windows.L, t)} = ${value}`
        : `only padding lies here: ${value}`;
    case "BatchNorm1d": {
      const { scale, shift } = affine(one);
      const [times, plus] = [scale[o], shift[o]].map(write);
      return `${numbers[0]} · ${signed([times, plus])} = ${value}`;
    }
    case "Pad":
      return read.length ? `${value}, as it came in` : `${value}, which the padding holds`;
    case "Conv1d":
    case "Identity":
      return `${value}, as it came in`;
    default: {
      const result = activation(one)(at(t));
      return `${one.kind}(${numbers[0]}) = ${write(result)}`;
    }
  }
}
