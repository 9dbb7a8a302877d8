/** The quiz, or a form of the inventory: one by one, and at the end what each answer looks like. */

import { h } from "../../../../conv1d_lab/static/js/dom.js";
import { answerField, choiceField, inline } from "../../../../conv1d_lab/static/js/predict.js";
import { SENTENCES } from "./exercise.js";
import { judgeAnswer } from "./judge.js";
import { rowOf } from "./quiz_row.js";
import { partsOf } from "./verdict_parts.js";

/** @import { Verdict } from "./judge.js" */
/** @import { Question } from "./quiz_row.js" */
/** @typedef {{ number: number, form: string, questions: Question[] }} Quiz */

/**
 * @param {HTMLElement} element
 * @param {{ quizzes: Quiz[] }} state The same questions, each time with other numbers.
 */
export function mountQuiz(element, { quizzes }) {
  const { form } = quizzes[0];
  const root = h("div", {
    className: "conv1d-predict c1d-quiz",
    role: "group",
    "aria-label": form === "short" ? "Quiz" : `Inventory, form ${form}`,
  });
  element.append(root);
  let turn = 0;
  const begin = (/** @type {boolean} */ focuses) =>
    ask(root, quizzes[turn], focuses, () => {
      turn = (turn + 1) % quizzes.length;
      begin(true);
    });
  begin(false);
}

/**
 * @param {HTMLElement} root
 * @param {Quiz} quiz
 * @param {boolean} focuses whether the first field takes the focus
 * @param {() => void} again
 */
function ask(root, { number, questions }, focuses, again) {
  const typed = questions.map(() => "");
  const step = (/** @type {number} */ at) => {
    if (at === questions.length) return void sum();
    const { title, text } = questions[at];
    const field = fieldOf(questions[at], typed[at]);
    const status = h("div", { className: "c1d-reply", role: "status" });
    const button = (/** @type {string} */ name, /** @type {() => void} */ onclick) =>
      h("button", { type: "button", onclick }, name);
    const form = h(
      "form",
      { noValidate: true },
      field.element,
      h("button", { type: "submit" }, at + 1 < questions.length ? "Next" : "Mark it"),
      button("Skip", () => move(at, "", at + 1)),
      at ? button("Back", () => move(at, field.get(), at - 1)) : null,
    );
    form.addEventListener("submit", (/** @type {Event} */ event) => {
      event.preventDefault();
      const verdict = judgeAnswer(questions[at].judged, field.get(), SENTENCES);
      if (verdict.outcome === "unread" || verdict.outcome === "not attempted") {
        const way = verdict.outcome === "unread" ? [] : [{ text: field.way }];
        status.replaceChildren(...partsOf([...verdict.parts, ...way]));
        field.focus();
      } else move(at, field.get(), at + 1);
    });
    const heading = `Question ${at + 1} of ${questions.length}: ${title}`;
    root.replaceChildren(
      head("?", heading),
      h("p", {}, ...inline(text)),
      form,
      status,
    );
    if (focuses) field.focus();
  };
  /** @type {(at: number, answer: string, to: number) => void} */
  const move = (at, answer, to) => {
    typed[at] = answer;
    focuses = true;
    step(to);
  };
  const sum = () => {
    const verdicts = questions.map(({ judged }, i) => judgeAnswer(judged, typed[i], SENTENCES));
    const score = verdicts.filter(({ outcome }) => outcome === "correct").length;
    const heading = head("▸", `${score} of ${questions.length} right`);
    heading.tabIndex = -1;
    const button = h("button", { type: "button", onclick: again }, "Ask me others");
    root.replaceChildren(
      heading,
      table(questions, verdicts),
      h("p", {}, `Quiz number ${number}. `),
      button,
    );
    heading.focus();
  };
  step(0);
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
