/** The quiz, or a form of the inventory: one by one, and at the end what each answer looks like. */

import { h } from "../../../../conv1d_lab/static/js/dom.js";
import { answerField, choiceField, inline } from "../../../../conv1d_lab/static/js/predict.js";
import { SENTENCES } from "./exercise.js";
import { judgeAnswer } from "./judge.js";
import { followKept, keepQuiz, keptQuiz } from "./kept.js";
import { rowOf } from "./quiz_row.js";
import { partsOf } from "./verdict_parts.js";

/** @import { Verdict } from "./judge.js" */
/** @import { KeptQuiz } from "./kept.js" */
/** @import { Question } from "./quiz_row.js" */
/**
 * @typedef {{ number: number, form: string, questions: Question[] }} Quiz
 *
 * @typedef {object} State What `quiz_place` of docs/builder/answers.py gives.
 * @property {string} name Under it the answers are kept.
 * @property {[name: string, where: string] | null} before The quiz to compare with.
 * @property {Quiz[]} quizzes The same questions, each time with other numbers.
 */

/**
 * @param {HTMLElement} element
 * @param {State} state
 */
export function mountQuiz(element, { name, before, quizzes }) {
  const { form } = quizzes[0];
  const root = h("div", {
    className: "conv1d-predict c1d-quiz",
    role: "group",
    "aria-label": form === "short" ? "Quiz" : `Inventory, form ${form}`,
  });
  element.append(root);
  let shown = "";
  let focuses = false; // only what the learner does here moves the focus
  /** @param {Partial<KeptQuiz>} changes */
  const go = (changes) => {
    focuses = true;
    keepQuiz(name, changes);
  };
  const show = () => {
    const kept = keptQuiz(name);
    const earlier = before && keptQuiz(before[0]);
    const now = JSON.stringify([kept, earlier]);
    if (now === shown) return;
    shown = now;
    const turn = Math.max(0, quizzes.findIndex(({ number }) => number === kept.number));
    const quiz = quizzes[turn];
    const next = quizzes[(turn + 1) % quizzes.length].number;
    const drawn = kept.at < quiz.questions.length
      ? question(quiz, kept, go)
      : result(quiz, kept, earlier && compared(quiz, kept, earlier, before?.[1] ?? ""), () => {
        go({ number: next, at: 0, typed: {} });
      });
    root.replaceChildren(...drawn.elements);
    if (focuses) drawn.focus();
    focuses = false;
  };
  show();
  followKept(show);
}

/**
 * One question, and the way to the next.
 * @param {Quiz} quiz
 * @param {KeptQuiz} kept
 * @param {(changes: Partial<KeptQuiz>) => void} go
 */
function question({ number, questions }, { at, typed }, go) {
  const { title, text, judged } = questions[at];
  const field = fieldOf(questions[at], typed[judged.id] ?? "");
  const status = h("div", { className: "c1d-reply", role: "status" });
  const button = (/** @type {string} */ name, /** @type {() => void} */ onclick) =>
    h("button", { type: "button", onclick }, name);
  /** @type {(answer: string, to: number) => void} */
  const move = (answer, to) => {
    const all = { ...typed, [judged.id]: answer };
    const marked = to === questions.length ? marksOf(questions, all) : {};
    go({ number, typed: all, at: to, ...marked });
  };
  const form = h(
    "form",
    { noValidate: true },
    field.element,
    h("button", { type: "submit" }, at + 1 < questions.length ? "Next" : "Mark it"),
    button("Skip", () => move("", at + 1)),
    at ? button("Back", () => move(field.get(), at - 1)) : null,
  );
  form.addEventListener("submit", (/** @type {Event} */ event) => {
    event.preventDefault();
    const verdict = judgeAnswer(judged, field.get(), SENTENCES);
    if (verdict.outcome === "unread" || verdict.outcome === "not attempted") {
      const way = verdict.outcome === "unread" ? [] : [{ text: field.way }];
      status.replaceChildren(...partsOf([...verdict.parts, ...way]));
      field.focus();
    } else move(field.get(), at + 1);
  });
  const heading = head("?", `Question ${at + 1} of ${questions.length}: ${title}`);
  return { elements: [heading, h("p", {}, ...inline(text)), form, status], focus: field.focus };
}

/**
 * @param {Question[]} questions
 * @param {Record<string, string>} typed
 */
const verdictsOf = (questions, typed) =>
  questions.map(({ judged }) => judgeAnswer(judged, typed[judged.id] ?? "", SENTENCES));

/**
 * @param {Question[]} questions
 * @param {Record<string, string>} typed
 */
function marksOf(questions, typed) {
  const verdicts = verdictsOf(questions, typed);
  const right = questions.filter((_, i) => verdicts[i].outcome === "correct");
  return { right: right.map(({ judged }) => judged.id), of: questions.length };
}

/**
 * What each answer looks like.
 * @param {Quiz} quiz
 * @param {KeptQuiz} kept
 * @param {string | null} comparison
 * @param {() => void} again
 */
function result({ number, questions }, { typed }, comparison, again) {
  const { right, of } = marksOf(questions, typed);
  const heading = head("▸", `${right.length} of ${of} right`);
  heading.tabIndex = -1;
  const elements = [
    heading,
    comparison ? h("p", {}, comparison) : "",
    table(questions, verdictsOf(questions, typed)),
    h("p", {}, `Quiz number ${number}. `),
    h("button", { type: "button", onclick: again }, "Ask me others"),
  ];
  return { elements, focus: () => heading.focus() };
}

/**
 * What was right before, and what is right now.
 * @param {Quiz} quiz
 * @param {KeptQuiz} kept
 * @param {KeptQuiz} earlier
 * @param {string} where
 */
function compared({ questions }, { typed }, { right, of }, where) {
  if (!right) return null;
  const now = marksOf(questions, typed).right;
  const gained = questions.filter(({ judged: { id } }) => now.includes(id) && !right.includes(id));
  const names = gained.map(({ title }) => title).join(", ");
  const more = names ? ` Right now, and not then: ${names}.` : "";
  return `Before, in ${where}: ${right.length} of ${of} right.${more}`;
}

/**
 * Where an answer is typed, or chosen.
 * @param {Question} question
 * @param {string} answer
 */
function fieldOf({ title, judged, choices }, answer) {
  if (!choices) {
    const input = answerField(20, answer);
    return {
      element: h("label", { className: "c1d-entry" }, h("code", {}, `${judged.id} =`), input),
      get: () => input.value,
      focus: () => input.focus(),
      way: "Type an answer, or skip it.",
    };
  }
  const field = choiceField(choices);
  field.set(answer);
  field.element.setAttribute("role", "radiogroup");
  field.element.setAttribute("aria-label", title);
  return { ...field, way: "Choose an answer, or skip it." };
}

/**
 * @param {string} sign
 * @param {string} text
 */
const head = (sign, text) =>
  h(
    "div",
    { className: "c1d-head" },
    h("span", { className: "c1d-icon", "aria-hidden": "true" }, sign),
    h("span", {}, text),
  );

/**
 * The roles are written out, for on a narrow screen the rows are shown as blocks.
 * @param {Question[]} questions
 * @param {Verdict[]} verdicts
 */
function table(questions, verdicts) {
  /** @type {string[]} */
  const columns = SENTENCES.QUIZ_COLUMNS;
  const rows = questions.map((question, i) => {
    const cells = [question.title, ...rowOf(question, verdicts[i], SENTENCES)];
    return h("tr", { role: "row" }, ...cells.map((text, at) => cell(columns[at], text)));
  });
  const heads = columns.map((name) => h("th", { scope: "col", role: "columnheader" }, name));
  return h(
    "table",
    { role: "table" },
    h("thead", { role: "rowgroup" }, h("tr", { role: "row" }, ...heads)),
    h("tbody", { role: "rowgroup" }, ...rows),
  );
}

/**
 * @param {string} column
 * @param {string} text
 */
const cell = (column, text) => h("td", { "role": "cell", "data-label": column }, ...inline(text));
