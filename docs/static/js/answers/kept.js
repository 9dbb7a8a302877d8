/** What a learner has answered, kept in the browser; where it keeps nothing, until the page goes. */

/**
 * @typedef {object} Kept How far the learner is with one exercise.
 * @property {string} typed The last answer, as it was typed.
 * @property {boolean} solved
 * @property {number} misses Wrong answers since the last hint.
 * @property {number} hints How many were shown.
 */

/**
 * @typedef {object} KeptQuiz How far the learner is with one quiz.
 * @property {number} number
 * @property {number} at The question that is asked.
 * @property {Record<string, string>} typed The answers by their question.
 * @property {string[] | null} right The questions that were right when it was last marked.
 * @property {number} of How many there were.
 */

const PLACE = "conv1d-answers";
/** @type {Kept} */
const FRESH = { typed: "", solved: false, misses: 0, hints: 0 };
/** @type {Set<() => void>} */
const followers = new Set();
/** @type {Record<string, unknown>} */
let records = load();
let lasts = true;

/** @returns {Record<string, unknown>} */
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

/** Whether there is something to forget. */
export const keepsAny = () => Object.keys(records).length > 0;

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
export const keep = (id, changes) => save(id, { ...keptOf(id), ...changes });

/**
 * @param {string} name of a quiz
 * @returns {KeptQuiz}
 */
export function keptQuiz(name) {
  const { number, at, typed, right, of } = Object(records[`quiz ${name}`]);
  const answers = Object.entries(Object(typed)).map(([id, answer]) => [id, String(answer)]);
  return {
    number: Number(number) || 0,
    at: Number(at) || 0,
    typed: Object.fromEntries(answers),
    right: Array.isArray(right) ? right.map(String) : null,
    of: Number(of) || 0,
  };
}

/**
 * @param {string} name of a quiz
 * @param {Partial<KeptQuiz>} changes
 */
export const keepQuiz = (name, changes) => save(`quiz ${name}`, { ...keptQuiz(name), ...changes });

/**
 * @param {string} id
 * @param {unknown} record
 */
function save(id, record) {
  records = { ...load(), ...(lasts ? {} : records), [id]: record };
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
