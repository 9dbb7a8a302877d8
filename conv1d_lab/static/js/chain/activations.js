/** @import { Activation } from "./types.js" */

/**
 * @param {Activation} layer
 * @returns {(value: number) => number}
 */
export function activation(layer) {
  const { negative_slope: slope = 0.01 } = layer;
  switch (layer.kind) {
    case "ReLU":
      return (value) => (value < 0 ? 0 : value); // nan stays nan
    case "LeakyReLU":
      return (value) => (value < 0 ? value * slope : value);
    case "Tanh":
      return Math.tanh;
    case "Sigmoid":
      return (value) => 1 / (1 + Math.exp(-value));
    case "GELU":
      return layer.approximate === "tanh" ? geluTanh : gelu;
  }
}

/** @param {number} value */
const gelu = (value) => value * 0.5 * (1 + erf(value * Math.SQRT1_2));

/** @param {number} value */
const geluTanh = (value) =>
  value * 0.5 * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (value + 0.044715 * value ** 3)));

/**
 * The error function, by the series whose terms all have one sign: right to the last digits.
 * @param {number} value
 */
export function erf(value) {
  if (!(Math.abs(value) < 6)) return Number.isNaN(value) ? value : Math.sign(value);
  let [term, sum] = [value, value];
  for (let n = 1; Math.abs(term) > 1e-17 * Math.abs(sum); n += 1) {
    term *= (2 * value * value) / (2 * n + 1);
    sum += term;
  }
  return (2 / Math.sqrt(Math.PI)) * Math.exp(-value * value) * sum;
}
