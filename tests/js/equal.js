/**
 * Fail unless both are the same, as JSON.
 * @param {unknown} shown
 * @param {unknown} right
 */
export function equal(shown, right) {
  const [a, b] = [JSON.stringify(shown), JSON.stringify(right)];
  if (a !== b) throw new Error(`${a} is not ${b}`);
}
