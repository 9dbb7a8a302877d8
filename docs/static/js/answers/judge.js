/** Judge what a learner typed: judging.py and verdict_card.py, for exercises that ask for a value. */

import { compare, sorted, withoutPoint } from "./compare.js";
import { read } from "./literal.js";
import { Unread } from "./tokens.js";
import { cut, DOTS, isNumber, isRow, repr, shown } from "./values.js";

/** @import { Finding, Say, Wanted } from "./compare.js" */
/** @import { Row, Value } from "./values.js" */
/**
 * @typedef {{ value: string, limit: number }} Written A value as Python writes it, and how far off
 *   an answer may be.
 *
 * @typedef {object} Exercise What `state` of docs/builder/answers.py gives.
 * @property {string} id
 * @property {Written} expected
 * @property {(Written & { said: string })[]} mistakes
 * @property {boolean} accepts_floats
 * @property {boolean} any_order
 * @property {boolean} indices
 * @property {Record<string, string>} given The names that may be used in an answer.
 * @property {Record<string, string>} words What the sentences say of this exercise.
 *
 * @typedef {{ text: string } | { sides: [string, string][] }} Part
 *
 * @typedef {object} Verdict
 * @property {"correct" | "not yet" | "not attempted" | "unread"} outcome
 * @property {string} heading
 * @property {Part[]} parts
 * @property {string} answer As Python writes it.
 * @property {string} reading What a wrong answer looks like.
 */

const CANNOT_READ = "That can't be read";

/**
 * @param {Exercise} exercise
 * @param {string} typed
 * @param {Record<string, any>} sentences Those of sentences.py, by name.
 * @returns {Verdict}
 */
export function judgeAnswer(exercise, typed, sentences) {
  const say = speaker(exercise, sentences);
  const text = typed.replace(new RegExp(`^\\s*${exercise.id}\\s*=(?!=)`), "").trim();
  /** @type {Value} */
  let answer;
  try {
    const wanted = read(exercise.expected.value);
    answer = text ? answerIn(text, exercise, isRow(wanted)) : DOTS;
  } catch (problem) {
    if (!(problem instanceof Unread)) throw problem;
    return verdict("unread", CANNOT_READ, [{ text: problem.message }]);
  }
  if (answer === DOTS || answer === null) {
    const said = answer === null ? [{ text: say("NOTHING") }] : [];
    return verdict("not attempted", sentences.HEADINGS["not attempted"], said);
  }
  return judgeValue(exercise, answer, say, sentences.HEADINGS);
}

/**
 * @param {Verdict["outcome"]} outcome
 * @param {string} heading
 * @param {Part[]} parts
 * @param {string} answer
 * @param {string} reading
 * @returns {Verdict}
 */
const verdict = (outcome, heading, parts, answer = "", reading = "") => ({
  outcome,
  heading,
  parts,
  answer,
  reading,
});

/**
 * @param {Exercise} exercise
 * @param {Record<string, any>} sentences
 * @returns {Say}
 */
const speaker = ({ words }, sentences) => (name, fields = {}) =>
  String(words[name] ?? sentences[name]).replace(
    /\{(\w+)(:g)?\}/g,
    (_, field) => fields[field] ?? words[field],
  );

/**
 * @param {string} text
 * @param {Exercise} exercise
 * @param {boolean} several
 */
function answerIn(text, exercise, several) {
  const comma = /^([+-−]?\d+),(\d+)$/.exec(text);
  if (comma && !several) throw new Unread(decimalComma(text, comma[1], comma[2]));
  const given = Object.entries(exercise.given).map(([name, value]) => {
    return /** @type {const} */ ([name, read(value)]);
  });
  try {
    return read(text, new Map(given));
  } catch (problem) {
    if (!(problem instanceof Unread)) throw problem;
    const way = several
      ? "whole numbers with commas, such as (0, 1, 2)"
      : "a number, such as 12 or -0.5";
    throw new Unread(`${problem.message} Write ${way}.`);
  }
}

/**
 * @param {string} text
 * @param {string} whole
 * @param {string} rest
 */
function decimalComma(text, whole, rest) {
  const said = `In Python a comma makes two numbers of \`${text}\`.`;
  const point = `\`${whole}.${rest}\``;
  const thousands = rest.length === 3 && !/^[+-−]?0/.test(whole);
  return thousands
    ? `${said} Write \`${whole}${rest}\`, or ${point} if the comma is a decimal point.`
    : `${said} Write a decimal point: ${point}.`;
}

/**
 * @param {Exercise} exercise
 * @param {Value} answer
 * @param {Say} say
 * @param {Record<string, string>} headings
 */
function judgeValue(exercise, answer, say, headings) {
  const wanted = wantedOf(exercise.expected);
  const value = asMeant(exercise, answer);
  const written = cut(repr(answer), 40);
  let finding = compare(wanted, value, say);
  if (!finding) {
    return verdict("correct", headings.correct, [{ text: praise(exercise, answer, say) }], written);
  }
  if (finding.stage === "type" || finding.almost) finding = compare(wanted, answer, say) ?? finding;
  if (exercise.any_order) finding = { ...finding, where: undefined };
  if (exercise.indices && typeof answer === "number") {
    finding = { stage: "type", said: say("NO_INDEX") };
  }
  const usual = exercise.mistakes.find((mistake) => !compare(wantedOf(mistake), value, say));
  const heading = finding.almost ? say("ALMOST") : headings["not yet"];
  const parts = help(answer, finding, usual?.said ?? "", say);
  return verdict("not yet", heading, parts, written, usual?.said ?? finding.said);
}

/**
 * @param {Written} written
 * @returns {Wanted}
 */
function wantedOf({ value, limit }) {
  const wanted = read(value);
  if (isRow(wanted)) return { row: /** @type {bigint[]} */ (wanted.items) };
  return { value: /** @type {bigint | number} */ (wanted), limit };
}

/**
 * The answer in the form in which it is compared.
 * @param {Exercise} exercise
 * @param {Value} answer
 * @returns {Value}
 */
function asMeant({ accepts_floats, any_order }, answer) {
  const value = accepts_floats ? withoutPoint(answer) : answer;
  if (!any_order || !isRow(value)) return value;
  const { items } = value;
  const countable = items.every((item) => isNumber(item) || typeof item === "boolean");
  const comparable = countable || items.length < 2 || items.every((one) => typeof one === "string");
  if (!comparable) return value;
  return { type: "tuple", items: sorted(/** @type {string[]} */ (items)) };
}

/**
 * @param {Exercise} exercise
 * @param {Value} answer
 * @param {Say} say
 */
function praise({ expected }, answer, say) {
  if (typeof answer === "number" && typeof read(expected.value) !== "bigint") {
    return say("RIGHT_WITHIN", { answer: shown(answer) });
  }
  return say("RIGHT", { answer: cut(repr(answer), 200) });
}

/**
 * @param {Value} answer
 * @param {Finding} finding
 * @param {string} advice
 * @param {Say} say
 * @returns {Part[]}
 */
function help(answer, finding, advice, say) {
  const isValue = finding.stage === "value";
  const kept = say("KEPT_BACK", { other: isValue ? "another" : "a" });
  return [
    ...(advice ? [{ text: advice }] : []),
    { sides: [[say("WANTED"), kept], [say("GIVEN"), inCard(answer, finding.where)]] },
    ...(isValue && advice ? [] : [{ text: finding.said }]),
  ];
}

/**
 * The answer written out; the number that differs is marked.
 * @param {Value} answer
 * @param {number} [where]
 */
function inCard(answer, where) {
  if (isNumber(answer)) return shown(answer);
  if (where === undefined || !isRow(answer)) return cut(repr(answer), 200);
  const items = answer.items.map((item, i) => i === where ? `>${repr(item)}<` : repr(item));
  return `(${items.join(", ")})`;
}
