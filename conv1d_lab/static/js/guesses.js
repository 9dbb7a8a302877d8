import { formatNumber } from "./numbers.js";
import { sentence } from "./texts.js";

/** What stands in the picture, and whether it stays when the kernel moves. */
export const KINDS = /** @type {const} */ ([
  { kind: "input", name: "the input", stays: true },
  { kind: "weight", name: "the weights", stays: true },
  { kind: "product", name: "the products", stays: false },
  { kind: "sum", name: "the sums", stays: false },
  { kind: "bias", name: "the bias", stays: true },
  { kind: "result", name: "the result", stays: false },
]);

/** What was said about each guess, by its element, and about the guess of what stays. */
export const noGuesses = () => ({
  shown: /** @type {Map<string, string>} */ (new Map()),
  stays: "",
});

/**
 * What to say about a guess of the kinds that stay when the kernel moves.
 * @param {Set<string>} guessed
 * @param {boolean} hasBias
 */
export function judgeStays(guessed, hasBias) {
  const kinds = KINDS.filter(({ kind }) => hasBias || kind !== "bias");
  const names = (/** @type {boolean} */ stays) =>
    sentence(kinds.filter((one) => one.stays === stays).map(({ name }) => name));
  const truth = `${names(true)} stay, for the kernel only reads another window; ` +
    `${names(false)} are computed anew.`;
  const wrong = kinds.filter(({ kind, stays }) => guessed.has(kind) !== stays);
  if (!wrong.length) return `✓ Right: ${truth}`;
  const left = wrong.filter(({ stays }) => stays).map(({ name }) => name);
  const extra = wrong.filter(({ stays }) => !stays).map(({ name }) => name);
  const faults = [
    ...(left.length ? [`you left out ${sentence(left)}`] : []),
    ...(extra.length ? [`you took in ${sentence(extra)}`] : []),
  ];
  return `✗ Not quite: ${faults.join(", and ")}. ${truth[0].toUpperCase()}${truth.slice(1)}`;
}

const BY_HAND = 5e-4; // work by hand from printed numbers is right within this

/**
 * What to say about a guessed number. A rough guess is close; whole numbers can be worked out.
 * @param {number} guess
 * @param {number} value
 * @param {{whole: boolean, out: Float32Array}} store
 */
export function judgeNumber(guess, value, { whole, out }) {
  const write = (/** @type {number} */ number) => formatNumber(number, false, whole);
  const said = `You said ${guess}; it is ${write(value)}`;
  const off = Math.abs(guess - value);
  if (off <= BY_HAND || formatNumber(guess) === formatNumber(value)) return `✓ Right. ${said}.`;
  const largest = out.reduce((most, one) => Math.max(most, Math.abs(one)), 0);
  if (!whole && off <= Math.max(Math.abs(value) / 4, largest / 10)) return `≈ Close. ${said}.`;
  return `✗ ${said}, ${formatNumber(off, false, Number.isInteger(off))} away.`;
}
