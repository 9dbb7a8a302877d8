/**
 * Read what a learner typed as Python would: numbers, arithmetic with them, one row of them in
 * brackets, text in quotation marks, None, True, False, and the names that an exercise gives.
 */

import { calculated, number } from "./arithmetic.js";
import { tokens, Unread } from "./tokens.js";
import { DOTS, isNumber, isRow } from "./values.js";

/** @import { Row, Single, Value } from "./values.js" */
/** @typedef {Map<string, Value>} Names */

const CONSTANTS = /** @type {Names} */ (
  new Map([["None", null], ["True", true], ["False", false]])
);
const CLOSING = new Map([["(", ")"], ["[", "]"], ["{", "}"]]);
const ENDS = [")", "]", "}", ",", ""]; // the end of all has no text

/**
 * @param {string} typed
 * @param {Names} given The names that may be used.
 * @returns {Value}
 * @throws {Unread}
 */
export const read = (typed, given = new Map()) => new Reader(typed, given, false).all();

/**
 * Read what Python's `ast.literal_eval` reads: no arithmetic, no names.
 * @param {string} text
 */
export const readLiteral = (text) => new Reader(text, new Map(), true).all();

class Reader {
  /**
   * @param {string} typed
   * @param {Names} given
   * @param {boolean} literal
   */
  constructor(typed, given, literal) {
    this.tokens = tokens(typed);
    this.given = given;
    this.literal = literal;
    this.at = 0;
  }

  get now() {
    return this.tokens[this.at];
  }

  /** @param {string[]} signs Take the next sign if it is one of these. */
  take(...signs) {
    if (this.now.kind !== "sign" || !signs.includes(this.now.text)) return "";
    this.at += 1;
    return this.tokens[this.at - 1].text;
  }

  all() {
    const { items, commas } = this.list();
    if (!items.length && this.now.kind === "end") throw new Unread(this.missing());
    if (this.now.kind !== "end") throw new Unread(`\`${this.now.text}\` closes nothing.`);
    return commas ? row("tuple", items) : items[0];
  }

  /** What stands in brackets, or at the top, with commas between. */
  list() {
    /** @type {Value[]} */
    const items = [];
    let commas = 0;
    while (!ENDS.includes(this.now.text) || (this.now.text === "," && !items.length)) {
      items.push(this.sum());
      if (!this.take(",")) break;
      commas += 1;
    }
    if (this.now.text === ",") throw new Unread("Between two commas something is missing.");
    if (!ENDS.includes(this.now.text)) throw new Unread(this.nothingBetween());
    return { items, commas };
  }

  nothingBetween() {
    const [before, after] = [this.tokens[this.at - 1].text, this.now.text];
    return `Between \`${before}\` and \`${after}\` a comma or a sign such as + is missing.`;
  }

  /** @returns {Value} */
  sum() {
    return this.chain(["+", "-"], () => this.chain(["*", "/", "//", "%"], () => this.signed()));
  }

  /**
   * @param {string[]} signs
   * @param {() => Value} part
   */
  chain(signs, part) {
    let value = part();
    for (let sign = this.take(...signs); sign; sign = this.take(...signs)) {
      value = this.calculated(sign, value, part());
    }
    return value;
  }

  /** @returns {Value} */
  signed() {
    const sign = this.take("+", "-");
    if (!sign) return this.power();
    if (this.literal && this.now.kind !== "number") throw new Unread("No literal.");
    const value = this.signed();
    if (!isNumber(value)) throw new Unread(`After \`${sign}\` a number is missing.`);
    return sign === "-" ? -value : value;
  }

  /** @returns {Value} */
  power() {
    const value = this.indexed();
    return this.take("**") ? this.calculated("**", value, this.signed()) : value;
  }

  /**
   * @param {string} sign
   * @param {Value} one
   * @param {Value} other
   */
  calculated(sign, one, other) {
    if (this.literal) throw new Unread("No literal.");
    return calculated(sign, one, other);
  }

  /** @returns {Value} */
  indexed() {
    let value = this.atom();
    while (isRow(value) && value.type !== "set" && !this.literal && this.take("[")) {
      const index = this.sum();
      if (!this.take("]")) throw new Unread("A closing `]` is missing.");
      const { items } = value;
      const from = typeof index === "bigint" && index < 0 ? items.length : 0;
      const item = typeof index === "bigint" ? items[from + Number(index)] : undefined;
      if (item === undefined) throw new Unread("There is nothing at that index in `[...]`.");
      value = item;
    }
    return value;
  }

  /** @returns {Value} */
  atom() {
    const { kind, text } = this.now;
    if (kind === "number") return this.next(number(text));
    if (kind === "text") return this.next(text.slice(1, -1));
    if (kind === "name") return this.named(text);
    if (text === "...") return this.next(DOTS);
    if (!CLOSING.has(text)) throw new Unread(this.missing());
    return this.bracketed(text);
  }

  /** @template T @param {T} value */
  next(value) {
    this.at += 1;
    return value;
  }

  missing() {
    const [before, after] = [this.tokens[this.at - 1]?.text, this.now.text];
    if (before) return `After \`${before}\` something is missing.`;
    return after ? `Before \`${after}\` something is missing.` : "Something is missing.";
  }

  /** @param {string} name */
  named(name) {
    this.at += 1;
    const names = this.literal || CONSTANTS.has(name) ? CONSTANTS : this.given;
    const value = names.get(name);
    if (value !== undefined) return value;
    const called = this.now.text === "(";
    if (called && !this.literal && /^(torch\.)?Size$/.test(name)) return this.size();
    if (called) {
      throw new Unread(`\`${name}(...)\` would have to be run, which this page can't do.`);
    }
    throw new Unread(`\`${name}\` is not known here.`);
  }

  size() {
    const value = this.bracketed(this.now.text);
    if (!isRow(value) || value.type === "set") throw new Unread("`Size` takes a row of numbers.");
    return row("Size", value.items);
  }

  /**
   * @param {string} opening
   * @returns {Value}
   */
  bracketed(opening) {
    const closing = CLOSING.get(opening) ?? "";
    this.at += 1;
    const { items, commas } = this.list();
    if (!this.take(closing)) throw new Unread(`A closing \`${closing}\` is missing.`);
    if (opening === "[") return row("list", items);
    if (opening === "(") return commas || !items.length ? row("tuple", items) : items[0];
    if (!items.length) throw new Unread("`{}` is an empty dictionary in Python.");
    return row("set", items.filter((item, place) => items.findIndex(same(item)) === place));
  }
}

/** @param {Value} one Python's set takes 1, 1.0 and True for the same. */
const same = (one) => (/** @type {Value} */ other) => alike(one) === alike(other);

/** @param {Value} value */
const alike = (value) => isNumber(value) || typeof value === "boolean" ? Number(value) : value;

/**
 * @param {Row["type"]} type
 * @param {Value[]} values
 * @returns {Row}
 */
function row(type, values) {
  const items = /** @type {Single[]} */ (values.filter((value) => !isRow(value)));
  if (items.length < values.length) {
    throw new Unread("Brackets inside brackets are more than this page reads.");
  }
  return { type, items };
}
