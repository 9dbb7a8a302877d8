/** @import { Packed, Tensor } from "./types.js" */

/**
 * Unpack a tensor: from bytes, base64 or a list.
 * @param {Packed | Tensor | null | undefined} packed
 * @returns {Tensor | null}
 */
export function tensor(packed) {
  if (!packed) return null;
  return { shape: [...packed.shape], data: floats(packed.data) };
}

/** @param {Packed["data"]} data */
function floats(data) {
  if (data instanceof Float32Array) return data;
  if (data instanceof ArrayBuffer) return new Float32Array(data);
  if (typeof data === "string") {
    return new Float32Array(Uint8Array.from(atob(data), (c) => c.charCodeAt(0)).buffer);
  }
  if (!ArrayBuffer.isView(data)) return Float32Array.from(data);
  // A message's bytes need not start at a multiple of four.
  const start = data.byteOffset;
  return new Float32Array(data.buffer.slice(start, start + data.byteLength));
}

const LARGE = 1e6; // from here on a number is written with an exponent

/**
 * Four decimals, ties to even as C prints them; an exponent where that would hide the number.
 * @param {number} given
 * @param {boolean} full every digit of a float32 instead
 * @param {boolean} whole no decimals, where every number is whole
 */
export function formatNumber(given, full = false, whole = false) {
  const value = Math.fround(given);
  if (Number.isNaN(value)) return "nan";
  if (!Number.isFinite(value)) return value > 0 ? "inf" : "-inf";
  if (value === 0) return whole ? "0" : full ? "0.0" : "0.0000";
  const size = Math.abs(value);
  if (whole && size < LARGE) return String(Math.round(value));
  if (full) return everyDigit(value);
  if (size < 0.5e-4 || size >= LARGE) return exponent(value.toExponential(4));
  const scaled = size * 1e4;
  const tie = scaled - Math.floor(scaled) === 0.5 && Math.floor(scaled) % 2 === 0;
  return tie ? (Math.sign(value) * Math.floor(scaled) / 1e4).toFixed(4) : value.toFixed(4);
}

/**
 * Whether every number of these tensors is whole and below a million in size.
 * @param {...(Tensor | null)} tensors
 */
export const allWhole = (...tensors) =>
  tensors.every((one) =>
    !one || one.data.every((value) => Number.isInteger(value) && Math.abs(value) < LARGE)
  );

/**
 * The shortest digits that mean this float32 and no other.
 * @param {number} value
 */
function everyDigit(value) {
  let digits = 1;
  while (digits < 9 && Math.fround(Number(value.toPrecision(digits))) !== value) digits += 1;
  const short = Number(value.toPrecision(digits));
  const size = Math.abs(short);
  if (size < 1e-4 || size >= 1e16) return exponent(short.toExponential());
  return Number.isInteger(short) ? short.toFixed(1) : String(short);
}

/** @param {string} text e+5 as e+05, the way Python writes it */
const exponent = (text) => text.replace(/e([+-])(\d)$/, "e$10$2");

/**
 * Read what a person typed, with a decimal point or a decimal comma.
 * @param {string} typed
 * @returns {number | null} null for what is no number, or too large for float32, or may be two
 *   numbers, as 1,024 may
 */
export function readNumber(typed) {
  const signed = typed.trim().replace("−", "-");
  const plain = MAY_BE_TWO.test(signed) ? signed : signed.replace(",", ".");
  const number = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(plain) ? Number(plain) : NaN;
  return Number.isFinite(Math.fround(number)) ? number : null;
}

const MAY_BE_TWO = /^[+-]?[1-9]\d{0,2},\d{3}$/;

/**
 * Say why `readNumber` found none.
 * @param {string} typed
 */
export function whyNoNumber(typed) {
  const text = typed.trim();
  if (!text) return "nothing is typed";
  if (MAY_BE_TWO.test(text)) {
    return `“${text}” may be ${text.replace(",", "")} or ${text.replace(",", ".")}`;
  }
  const large = overflows(Number(text.replace("−", "-")));
  return `“${text}” is ${large ? "too large" : "no number"}`;
}

/**
 * @param {number} value
 * @param {number} low
 * @param {number} high
 */
export const clamp = (value, low, high) => Math.min(Math.max(value, low), high);

/**
 * The nearest integer.
 * @param {unknown} value
 * @param {number} fallback for what is no finite number
 */
export const rounded = (value, fallback) =>
  Number.isFinite(value) ? Math.round(Number(value)) : fallback;

/** @param {number} count */
export const range = (count) => Array.from({ length: count }, (_, i) => i);

/**
 * Doubles are added, which is closer; but what float32 can't hold is inf, as in torch.
 * @param {number} product
 */
export const overflows = (product) => Math.abs(product) > 3.4e38;
