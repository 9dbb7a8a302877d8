/** An exercise on a page: a field for the answer, the reply, hints one by one, and an answer. */

import { h } from "../../../../conv1d_lab/static/js/dom.js";
import { answerField, inline } from "../../../../conv1d_lab/static/js/predict.js";
import { judgeAnswer } from "./judge.js";
import { followKept, keep, keptOf } from "./kept.js";
import { partsOf } from "./verdict_parts.js";

/** @import { Exercise, Verdict } from "./judge.js" */
/**
 * @typedef {object} Asked What `place_of` of docs/builder/answers.py gives.
 * @property {string} id
 * @property {string} title
 * @property {Exercise | null} judged null for a function, which is checked in the notebook
 * @property {string} code The cell of the notebook: the names that may be used, or the function.
 * @property {string[]} hints
 * @property {string} solution
 * @property {string} value What the solution gives.
 * @property {[string, string][]} links Where the notebook can be run.
 */

/** @type {Record<string, any>} written by docs/builder/script.py */
export const SENTENCES = Reflect.get(globalThis, "conv1dSentences");
const SIGNS = { "correct": "✓", "not yet": "↻", "not attempted": "…", "unread": "?", "": "?" };
const COLOURS = {
  "correct": "right",
  "not yet": "other",
  "not attempted": "",
  "unread": "",
  "": "",
};

/**
 * @param {HTMLElement} element
 * @param {Asked} asked
 */
export function mountExercise(element, asked) {
  const sign = h("span", { className: "c1d-icon", "aria-hidden": "true" });
  const name = asked.judged ? "Your answer" : "For the notebook";
  const root = h(
    "div",
    { className: "conv1d-predict c1d-exercise", role: "group", "aria-label": asked.title },
    h("div", { className: "c1d-head" }, sign, h("span", {}, name)),
    asked.code ? h("pre", {}, asked.code) : null,
  );
  /** @param {keyof typeof SIGNS} outcome */
  const mark = (outcome) => {
    root.dataset.outcome = COLOURS[outcome];
    sign.textContent = SIGNS[outcome];
  };
  const hints = hintsOf(asked);
  const form = asked.judged ? answerForm(asked, asked.judged, mark) : inNotebook(asked);
  root.append(...form.elements, hints.element, solutionOf(asked));
  element.append(root);
  const show = () => {
    hints.show();
    form.show();
  };
  mark("");
  show();
  followKept(show);
}

/**
 * @param {Asked} asked
 * @param {Exercise} exercise
 * @param {(outcome: keyof typeof SIGNS) => void} mark
 */
function answerForm({ id, hints }, exercise, mark) {
  const input = answerField(20);
  const status = h("div", { className: "c1d-reply", role: "status" });
  const label = h("label", { className: "c1d-entry" }, h("code", {}, `${id} =`), input);
  const form = h("form", { noValidate: true }, label, h("button", { type: "submit" }, "Check"));
  let last = ""; // what was kept when the reply was written

  /** @param {string} typed */
  function reply(typed) {
    const verdict = judgeAnswer(exercise, typed, SENTENCES);
    mark(verdict.outcome);
    input.setAttribute("aria-invalid", String(verdict.outcome === "unread"));
    const parts = [...partsOf(verdict.parts), ...partsOf(more(verdict, keptOf(id), hints.length))];
    status.replaceChildren(h("p", {}, h("strong", {}, verdict.heading)), ...parts);
  }

  form.addEventListener("input", () => mark(""));
  form.addEventListener("submit", (/** @type {Event} */ event) => {
    event.preventDefault();
    const typed = input.value.trim();
    const { misses, solved } = keptOf(id);
    const { outcome } = judgeAnswer(exercise, typed, SENTENCES);
    if (outcome === "correct" || outcome === "not yet") {
      last = typed;
      const right = outcome === "correct";
      keep(id, { typed, solved: solved || right, misses: right ? 0 : misses + 1 });
    }
    reply(typed);
    if (outcome === "unread" || outcome === "not attempted") input.focus();
  });
  const show = () => {
    const { typed } = keptOf(id);
    if (typed === last) return;
    last = typed;
    input.value = typed;
    if (typed) return reply(typed);
    status.replaceChildren();
    mark("");
  };
  return { elements: [form, status], show };
}

/**
 * What a notebook's card ends with, in the words of a page.
 * @param {Verdict} verdict
 * @param {{ misses: number, hints: number }} kept
 * @param {number} count how many hints there are
 */
function more({ outcome }, { misses, hints }, count) {
  if (outcome === "not attempted") return [{ text: "Type your answer. A hint helps to begin." }];
  if (outcome !== "not yet" || misses < 2) return [];
  return [{ text: `Stuck? ${hints < count ? "A hint" : "One way to do it"} stands below.` }];
}

/** @param {Asked} asked */
function inNotebook({ links }) {
  const where = links.flatMap(([text, href], i) => {
    const download = href.startsWith("..") ? "" : null;
    return [i ? ", " : "", h("a", { href, download }, text)];
  });
  const text = h("p", {}, "A function is written and checked in the notebook: ", ...where, ".");
  return { elements: [text], show: () => {} };
}

/** @param {Asked} asked */
function hintsOf({ id, hints }) {
  const list = h("ol", { "aria-live": "polite" });
  const button = h("button", { type: "button" });
  const show = () => {
    const { hints: shown } = keptOf(id);
    const items = hints.slice(0, shown).map((hint) => h("li", {}, ...inline(hint)));
    if (list.childElementCount > shown) list.replaceChildren();
    list.append(...items.slice(list.childElementCount));
    list.hidden = !shown;
    button.hidden = shown >= hints.length;
    button.textContent = `Hint ${shown + 1} of ${hints.length}`;
  };
  button.addEventListener("click", () => {
    const last = keptOf(id).hints + 1 === hints.length;
    // A button that goes takes the focus with it.
    if (last) element.parentElement?.querySelector("summary")?.focus();
    keep(id, { hints: keptOf(id).hints + 1, misses: 0 });
  });
  const element = h("div", { className: "c1d-hints" }, list, button);
  return { element, show };
}

/** @param {Asked} asked */
const solutionOf = ({ solution, value }) =>
  h(
    "details",
    {},
    h("summary", {}, "One way to do it"),
    h("pre", {}, solution),
    value ? h("p", {}, "It gives ", h("code", {}, value), ".") : null,
  );
