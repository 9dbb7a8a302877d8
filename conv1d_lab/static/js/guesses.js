import { formatNumber } from "./numbers.js";

/** @typedef {{name: string, value: number} | null} LastGuess */

/**
 * What was said about each guess, and the number that the last one was about.
 * @returns {{shown: Map<string, string>, last: LastGuess}}
 */
export const noGuesses = () => ({ shown: new Map(), last: null });

/**
 * What to say about a guess; work by hand from printed numbers is right within 5e-4.
 * @param {number | "same" | "changes"} guess
 * @param {number} value
 * @param {LastGuess} last
 */
export function judge(guess, value, last) {
  const is = formatNumber(value);
  if (typeof guess === "number") {
    const off = Math.abs(guess - value);
    if (off <= 5e-4 || formatNumber(guess) === is) {
      return `✓ Right. You said ${guess}; it is ${is}.`;
    }
    return `✗ You said ${guess}; it is ${is}, ${formatNumber(off)} away.`;
  }
  const before = formatNumber(last?.value ?? NaN);
  const mark = guess === (before === is ? "same" : "changes") ? "✓ Right." : "✗ No.";
  return `${mark} You said “${guess}”; ${last?.name} was ${before}, this is ${is}.`;
}
