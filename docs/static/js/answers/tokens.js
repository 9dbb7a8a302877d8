/** Cut what a learner typed into numbers, names, texts and signs. */

/** @typedef {{ kind: "number" | "name" | "text" | "sign" | "end", text: string }} Token */

/** Why something can't be read, in a sentence. */
export class Unread extends Error {}

const LONGEST = 250;
const AS_PYTHON_HAS_IT = /** @type {[RegExp, string][]} */ ([
  [/\p{Z}|\s/gu, " "],
  [/[−–]/g, "-"],
  [/[×·]/g, "*"],
  [/÷/g, "/"],
  [/[“”„]/g, '"'],
  [/[‘’]/g, "'"],
]);
const PATTERNS = /** @type {[Token["kind"], RegExp][]} */ ([
  ["number", /(?:0[xob][\da-f_]+|(?:\d[\d_]*\.?[\d_]*|\.\d[\d_]*)(?:e[+-]?\d+)?)[\p{L}_]*/iuy],
  ["name", /[\p{L}_][\p{L}\d_.]*/uy],
  ["text", /'[^']*'|"[^"]*"/y],
  ["sign", /\.\.\.|\*\*|\/\/|[()[\]{},+\-*/%]/y],
]);

/**
 * @param {string} typed
 * @returns {Token[]}
 * @throws {Unread}
 */
export function tokens(typed) {
  const text = AS_PYTHON_HAS_IT.reduce((now, [sign, plain]) => now.replace(sign, plain), typed);
  /** @type {Token[]} */
  const found = [];
  for (let at = 0; at < text.length;) {
    if (text[at] === " ") {
      at += 1;
      continue;
    }
    const token = tokenAt(text, at);
    found.push(token);
    at += token.text.length;
  }
  return [...found, { kind: "end", text: "" }];
}

/**
 * @param {string} text
 * @param {number} at
 * @returns {Token}
 */
function tokenAt(text, at) {
  for (const [kind, pattern] of PATTERNS) {
    pattern.lastIndex = at;
    const match = pattern.exec(text);
    if (match && kind === "text" && /[\\\p{C}]/u.test(match[0])) {
      throw new Unread("Text with a backslash or an unseen character can't be read here.");
    }
    if (match && match[0].length > LONGEST) throw new Unread("That is too long to be read here.");
    if (match) return { kind, text: match[0] };
  }
  const character = String.fromCodePoint(text.codePointAt(at) ?? 0);
  if (/['"]/.test(character)) throw new Unread("The closing quotation mark is missing.");
  if (character === "=") throw new Unread("Leave out the `=`, and write the value alone.");
  throw new Unread(`\`${character}\` can't be read here.`);
}
