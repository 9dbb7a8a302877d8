/** How an answer differs from the right one: diagnosis.py, for one number and for a row of them. */

import { readLiteral } from "./literal.js";
import { cut, isNumber, isRow, repr, typeName } from "./values.js";

/** @import { Row, Value } from "./values.js" */
/**
 * @typedef {{ value: bigint | number, limit: number } | { row: bigint[] }} Wanted
 *   One number and how far off it may be, or a row of whole ones.
 * @typedef {(name: string, fields?: Record<string, string>) => string} Say A sentence of Python's.
 * @typedef {object} Finding The first thing that is wrong.
 * @property {"type" | "dtype" | "shape" | "value"} stage
 * @property {string} said
 * @property {number} [where] Which number of a row differs.
 * @property {boolean} [almost] Whether the value is right, and only its type is not.
 */

const A_LITTLE = 0.05; // up to so much of the right number an answer is a little off
const FAR = 2; // from so much on it is far off

/**
 * @param {Wanted} wanted
 * @param {Value} got
 * @param {Say} say
 * @returns {Finding | null}
 */
export function compare(wanted, got, say) {
  const finding = difference(wanted, got, say);
  if (!finding || finding.stage === "value") return finding;
  const { bare, problem } = unwrapped(got, say);
  if (!problem || difference(wanted, bare, say)) return finding;
  const said = say("IN_DISGUISE", { short: short(got), problem });
  return { stage: finding.stage, said, almost: true };
}

/** @param {Value} value */
const short = (value) => cut(repr(value), 60);

/** @param {Value} value */
const isWhole = (value) => typeof value === "number" && Math.abs(value - Math.round(value)) <= 1e-5;

/**
 * 8.0 as 8.
 * @template {Value} Kind
 * @param {Kind} value
 * @returns {Kind | bigint | Row}
 */
export function withoutPoint(value) {
  if (isRow(value) && value.type !== "set") {
    return { type: "list", items: value.items.map((item) => isWhole(item) ? toWhole(item) : item) };
  }
  return isWhole(value) ? toWhole(value) : value;
}

/** @param {Value} value */
const toWhole = (value) => BigInt(Math.round(Number(value)));

/**
 * The number that is meant by '8', [8] or 8.0, and what to say of its wrapping.
 * @param {Value} got
 * @param {Say} say
 * @returns {{ bare: Value, problem: string }}
 */
function unwrapped(got, say) {
  if (typeof got === "string") {
    try {
      return { bare: withoutPoint(readLiteral(got)), problem: say("TEXT") };
    } catch {
      return { bare: got, problem: "" };
    }
  }
  if (isRow(got) && got.items.length === 1) {
    const type = typeName(got);
    const problem = type === "tuple" ? say("LAST_COMMA") : say("BRACKETS", { type, outer: "" });
    return { bare: withoutPoint(got.items[0]), problem };
  }
  if (isRow(got) && got.type !== "set") {
    return { bare: withoutPoint(got), problem: say("OF_FLOATS") };
  }
  return { bare: withoutPoint(got), problem: isWhole(got) ? say("FLOAT_TYPE") : "" };
}

/**
 * @param {Wanted} wanted
 * @param {Value} got
 * @param {Say} say
 * @returns {Finding | null}
 */
function difference(wanted, got, say) {
  if ("row" in wanted) return rowDifference(wanted.row, got, say);
  if (typeof got === "boolean") {
    return { stage: "type", said: say("YES_OR_NO", { short: repr(got) }) };
  }
  if (!isNumber(got)) {
    const advice = typeof wanted.value === "number" ? commaAdvice(got, say) : "";
    return { stage: "type", said: unexpected(got, say, advice) };
  }
  if (typeof wanted.value === "bigint" && typeof got === "number") {
    const kind = isWhole(got) ? "NO_INT" : "NOT_WHOLE";
    return { stage: "dtype", said: say(kind, { short: short(got), kind: say("FLOAT") }) };
  }
  const [right, mine] = [Number(wanted.value), Number(got)];
  if (Math.abs(mine - right) <= wanted.limit) return null;
  return {
    stage: "value",
    said: say("IT_DIFFERS", { how: howItDiffers(right, mine, wanted, say) }),
  };
}

/**
 * What to say where 0,329 was meant as one number.
 * @param {Value} got
 * @param {Say} say
 */
function commaAdvice(got, say) {
  if (!isRow(got) || got.type !== "tuple" || got.items.length !== 2) return "";
  const [whole, decimals] = got.items;
  if (typeof whole !== "bigint" || typeof decimals !== "bigint" || decimals < 0n) return "";
  return say("COMMA", { point: `${whole}.${decimals}` });
}

/**
 * In which direction, and how far, a number is off; the right one stays unsaid.
 * @param {number} right
 * @param {number} mine
 * @param {{ value: bigint | number }} wanted
 * @param {Say} say
 */
function howItDiffers(right, mine, { value }, say) {
  if (right && Math.abs(right + mine) <= 1e-9 + A_LITTLE / 10 * Math.abs(right)) {
    return say("WRONG_SIGN");
  }
  const off = Math.abs(mine - right);
  const near = Math.max(A_LITTLE * Math.abs(right), typeof value === "bigint" ? 1 : 0);
  const far = off <= near ? say("A_LITTLE_OFF") : off > FAR * Math.abs(right) ? say("FAR_OFF") : "";
  return say("OFF", { far, way: say(mine > right ? "TOO_LARGE" : "TOO_SMALL") });
}

/**
 * @param {bigint[]} right
 * @param {Value} got
 * @param {Say} say
 * @returns {Finding | null}
 */
function rowDifference(right, got, say) {
  if (!isRow(got)) return { stage: "type", said: unexpected(got, say) };
  if (got.type === "set") {
    return { stage: "type", said: unexpected(got, say, say("UNORDERED")) };
  }
  const odd = got.items.find((item) => typeof item !== "bigint");
  if (odd !== undefined) {
    const problem = isWhole(odd)
      ? say("ITEM_IS_FLOAT", { number: String(toWhole(odd)) })
      : say(typeof odd === "string" ? "TEXT" : "ITEM_NOT_WHOLE");
    return { stage: "dtype", said: say("ITEM", { short: short(odd), problem }) };
  }
  const mine = /** @type {bigint[]} */ (got.items);
  if (mine.length > right.length) return { stage: "shape", said: say("TOO_MANY") };
  if (mine.length < right.length) {
    const begun = mine.length && mine.every((item, i) => item === right[i]);
    return { stage: "shape", said: say(begun ? "NOT_ALL" : "TOO_FEW") };
  }
  const where = right.findIndex((item, i) => item !== mine[i]);
  if (where < 0) return null;
  const reordered = String(sorted(mine)) === String(sorted(right));
  const size = (/** @type {bigint} */ item) => item < 0 ? -item : item;
  const signs = String(mine.map(size)) === String(right.map(size));
  const said = say(reordered ? "OTHER_ORDER" : signs ? "OTHER_SIGNS" : "SOME_DIFFER");
  return { stage: "value", said, where };
}

/**
 * @template {bigint | number | boolean | string} Kind
 * @param {Kind[]} items
 */
export const sorted = (items) => [...items].sort((one, other) => one < other ? -1 : +(one > other));

/**
 * @param {Value} got
 * @param {Say} say
 * @param {string} advice what to say to one that is no text
 */
function unexpected(got, say, advice = "") {
  const type = typeName(got);
  const article = /^[aeiou]/i.test(type) ? "an" : "a";
  const what = say("WHAT", { article, type, short: short(got) });
  return say("EXPECTED", { what, advice: typeof got === "string" ? say("QUOTED") : advice });
}
