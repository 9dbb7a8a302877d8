/**
 * How a layer moves along time: the positions from its first tap to its last, its stride, and what
 * it adds in front of its input and behind it. A layer that works element by element moves by 1.
 * @typedef {{span: number, stride: number, left: number, right: number}} Move
 *
 * Where the elements of a signal stand, in positions of x: element t stands at start + jump * t.
 * @typedef {{start: number, jump: number}} Line
 */

/**
 * Whether no layer looks ahead, and one adds places in front so that it need not.
 * @param {Move[]} moves
 */
export const isCausal = (moves) =>
  moves.some(({ left, right }) => left > 0 && right <= 0) && moves.every(({ right }) => right <= 0);

/**
 * Put every signal of a chain on the time axis of x: an element stands in the middle of what it
 * sees or, where a layer looks into the past only, above the last that it sees.
 * @param {Move[]} moves one a layer
 * @returns {Line[]} x itself first
 */
export function alignment(moves) {
  const causal = isCausal(moves);
  /** @type {Line[]} */
  const lines = [{ start: 0, jump: 1 }];
  for (const { span, stride, left } of moves) {
    const { start, jump } = lines[lines.length - 1];
    const anchor = causal ? span - 1 : (span - 1) / 2;
    lines.push({ start: start + (anchor - left) * jump, jump: jump * stride });
  }
  return lines;
}

/**
 * The stretch of positions that all the signals together take.
 * @param {Line[]} lines
 * @param {number[]} lengths one a signal
 * @returns {[from: number, to: number]} the outer edges
 */
export function extent(lines, lengths) {
  const from = lines.map(({ start, jump }) => start - jump / 2);
  const to = lines.map(({ start, jump }, i) => start + jump * (lengths[i] - .5));
  return [Math.min(...from), Math.max(...to)];
}
