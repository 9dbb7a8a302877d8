/** What a learner has answered, kept in the browser; where it keeps nothing, until the page goes. */

/**
 * @typedef {object} Kept How far the learner is with one exercise.
 * @property {string} typed The last answer, as it was typed.
 * @property {boolean} solved
 * @property {number} misses Wrong answers since the last hint.
 * @property {number} hints How many were shown.
 */

const PLACE = "conv1d-answers";
/** @type {Kept} */
const FRESH = { typed: "", solved: false, misses: 0, hints: 0 };
/** @type {Set<() => void>} */
const followers = new Set();
/** @type {Record<string, Kept>} */
let records = load();
let lasts = true;

/** @returns {Record<string, Kept>} */
function load() {
  try {
    const found = JSON.parse(localStorage.getItem(PLACE) ?? "{}");
    return found && typeof found === "object" ? found : {};
  } catch {
    return {}; // not allowed here, or written by something else
  }
}

/** Whether the browser keeps what is answered. */
export const keepsAnswers = () => lasts;

/**
 * @param {string} id
 * @returns {Kept}
 */
export function keptOf(id) {
  const { typed, solved, misses, hints } = { ...FRESH, ...Object(records[id]) };
  return {
    typed: String(typed),
    solved: solved === true,
    misses: Number(misses) || 0,
    hints: Number(hints) || 0,
  };
}

/**
 * @param {string} id
 * @param {Partial<Kept>} changes
 */
export function keep(id, changes) {
  records = { ...load(), ...(lasts ? {} : records), [id]: { ...keptOf(id), ...changes } };
  try {
    localStorage.setItem(PLACE, JSON.stringify(records));
    lasts = true;
  } catch {
    lasts = false;
  }
  for (const follow of followers) follow();
}

/** Forget all answers of all pages. */
export function forget() {
  records = {};
  try {
    localStorage.removeItem(PLACE);
  } catch { /* nothing was kept */ }
  for (const follow of followers) follow();
}

/** @param {() => void} follow Called after each change, in another tab, too. */
export function followKept(follow) {
  followers.add(follow);
}

globalThis.addEventListener("storage", (event) => {
  if (event.key !== PLACE && event.key !== null) return;
  records = load();
  for (const follow of followers) follow();
});
