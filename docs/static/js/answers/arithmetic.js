/** Numbers as Python reads them, and what it makes of two of them. */

import { Unread } from "./tokens.js";
import { isNumber } from "./values.js";

/** @import { Value } from "./values.js" */

const LARGEST_ANSWER = 1e15;

/**
 * Read one number; an int becomes a bigint.
 * @param {string} text
 */
export function number(text) {
  const plain = text.replace(/([\da-fxob])_(?=[\da-f])/gi, "$1");
  if (/^(0x[\da-f]+|0o[0-7]+|0b[01]+)$/i.test(plain)) return within(BigInt(plain));
  if (/^(0+|[1-9]\d*)$/.test(plain)) return within(BigInt(plain));
  if (/^0\d+$/.test(plain)) {
    const [whole, point] = [plain.replace(/^0+/, ""), `0.${plain.slice(1)}`];
    throw new Unread(`\`${plain}\` is no number in Python: \`${whole}\`, or \`${point}\`?`);
  }
  if (!/^(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(plain)) {
    throw new Unread(`\`${text}\` is no number.`);
  }
  return within(Number(plain));
}

/**
 * No answer comes near the limit, and below it every number is exact.
 * @template {bigint | number} Kind
 * @param {Kind} value
 */
function within(value) {
  if (value > LARGEST_ANSWER || value < -LARGEST_ANSWER) {
    throw new Unread("No answer here is as large as that.");
  }
  return value;
}

/**
 * Calculate as Python does.
 * @param {string} sign
 * @param {Value} one
 * @param {Value} other
 * @throws {Unread}
 */
export function calculated(sign, one, other) {
  if (!isNumber(one) || !isNumber(other)) {
    throw new Unread(`Here \`${sign}\` works with two numbers only.`);
  }
  if (["/", "//", "%"].includes(sign) && Number(other) === 0) {
    throw new Unread("Nothing can be divided by 0.");
  }
  if (sign === "/") return within(Number(one) / Number(other));
  if (typeof one === "bigint" && typeof other === "bigint") {
    return within(ofWholes(sign, one, other));
  }
  if (["//", "%", "**"].includes(sign)) {
    throw new Unread(`Here \`${sign}\` works with whole numbers only.`);
  }
  const [left, right] = [Number(one), Number(other)];
  return within(sign === "+" ? left + right : sign === "-" ? left - right : left * right);
}

/**
 * @param {string} sign
 * @param {bigint} one
 * @param {bigint} other
 */
function ofWholes(sign, one, other) {
  if (sign === "**" && (other < 0n || other > 64n)) {
    throw new Unread("Here the exponent of `**` goes from 0 to 64.");
  }
  if (sign === "+") return one + other;
  if (sign === "-") return one - other;
  if (sign === "*") return one * other;
  if (sign === "**") return one ** other;
  const rest = ((one % other) + other) % other; // with the sign of the divisor, as in Python
  return sign === "%" ? rest : (one - rest) / other;
}
