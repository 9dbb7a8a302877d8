/** @import { Exercise, Verdict } from "./judge.js" */
/**
 * @typedef {object} Question
 * @property {string} title
 * @property {string} text
 * @property {Exercise} judged
 * @property {string} right
 * @property {string} again Where to read again.
 * @property {string[]} [choices] What is offered, where nothing is to be typed.
 */

/**
 * What the table of a quiz says of one answer, in the columns after the title.
 * @param {Question} question
 * @param {Verdict} verdict
 * @param {Record<string, any>} sentences
 * @returns {string[]}
 */
export function rowOf({ right, again }, { outcome, answer, reading }, sentences) {
  if (outcome === "not attempted") return [sentences.QUIZ_STATES[outcome], "", "", ""];
  const fields = { reading: reading.replace(/\.+$/, ""), again };
  const said = sentences.READ_AGAIN.replace(
    /\{(\w+)\}/g,
    (/** @type {string} */ _, /** @type {"reading" | "again"} */ name) => fields[name],
  );
  return [sentences.QUIZ_STATES[outcome], answer, right, reading && said];
}
