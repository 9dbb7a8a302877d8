/** What a learner may answer, and how Python writes it. */

/** What `...` means: nothing is answered yet. */
export const DOTS = Symbol("...");

/** @typedef {bigint | number | boolean | null | string | typeof DOTS} Single an int is a bigint */
/** @typedef {{ type: "tuple" | "list" | "set" | "Size", items: Single[] }} Row */
/** @typedef {Single | Row} Value */

/** @param {Value} value @returns {value is Row} */
export const isRow = (value) => typeof value === "object" && value !== null;

/** @param {Value} value @returns {value is bigint | number} */
export const isNumber = (value) => typeof value === "bigint" || typeof value === "number";

/**
 * The name of its type in Python.
 * @param {Value} value
 */
export function typeName(value) {
  if (isRow(value)) return value.type;
  if (value === null) return "NoneType";
  const names = { bigint: "int", number: "float", boolean: "bool", string: "str" };
  return names[/** @type {keyof typeof names} */ (typeof value)] ?? "ellipsis";
}

/**
 * Python's repr. A set keeps the order in which it was typed.
 * @param {Value} value
 * @returns {string}
 */
export function repr(value) {
  if (isRow(value)) return rowText(value);
  if (value === DOTS) return "Ellipsis";
  if (value === null) return "None";
  if (typeof value === "boolean") return value ? "True" : "False";
  if (typeof value === "number") return floatText(value);
  // What is typed has no backslash, so one kind of quotation mark at most.
  if (typeof value === "string") return value.includes("'") ? `"${value}"` : `'${value}'`;
  return String(value);
}

/** @param {Row} row */
function rowText({ type, items }) {
  const inner = items.map(repr).join(", ");
  if (type === "list") return `[${inner}]`;
  if (type === "set") return `{${inner}}`;
  if (type === "Size") return `torch.Size([${inner}])`;
  return items.length === 1 ? `(${inner},)` : `(${inner})`;
}

/** @param {number} value Every digit it has. */
function floatText(value) {
  if (Object.is(value, -0)) return "-0.0";
  const size = Math.abs(value);
  if (size && (size < 1e-4 || size >= 1e16)) return twoDigits(value.toExponential());
  return Number.isInteger(value) ? value.toFixed(1) : String(value);
}

/** @param {string} text e-5 as e-05, the way Python writes it */
const twoDigits = (text) => text.replace(/e([+-])(\d)$/, "e$10$2");

/**
 * @param {string} text
 * @param {number} limit
 */
export function cut(text, limit) {
  const letters = [...text];
  return letters.length <= limit ? text : `${letters.slice(0, limit - 4).join("")} ...`;
}

/**
 * A number as a card shows it: four decimals, or one where that is all there is.
 * @param {bigint | number} value
 */
export function shown(value) {
  if (typeof value === "bigint") return String(value);
  const digits = Number(value.toFixed(1)) === value ? 1 : 4;
  const size = Math.abs(value);
  if (size === 0) return "0.0";
  if (size >= 0.5 * 10 ** -digits && size < 1e6) {
    return toEven(value.toFixed(digits), value.toFixed(digits + 40));
  }
  const [exact, exponent] = value.toExponential(digits + 40).split("e");
  const [rounded, power] = value.toExponential(digits).split("e");
  const same = exponent === power ? toEven(rounded, exact) : rounded;
  return twoDigits(`${same}e${power}`);
}

/**
 * A number in the middle is rounded to the even digit in Python, and away from zero here.
 * @param {string} rounded
 * @param {string} exact the same with 40 more digits
 */
function toEven(rounded, exact) {
  const [down, rest] = [exact.slice(0, -40), exact.slice(-40)];
  return /^50*$/.test(rest) && /[02468]$/.test(down) ? down : rounded;
}
