import { h } from "../../../../conv1d_lab/static/js/dom.js";
import { followKept, forget, keepsAnswers, keepsAny, keptOf } from "./kept.js";

/**
 * How many exercises are solved, and a button that forgets all answers.
 * @param {HTMLElement} element
 * @param {{ here: string[], all: string[] }} ids of the exercises of this page, and of all pages
 */
export function mountProgress(element, { here, all }) {
  const text = h("p", { role: "status" });
  const button = h("button", { type: "button" }, "Forget my answers");
  const sure = h("button", { type: "button" }, "Forget them");
  const not = h("button", { type: "button" }, "Keep them");
  const question = h("div", { className: "c1d-sure" }, "On all pages, for good?", sure, not);
  const root = h("div", { className: "conv1d-predict c1d-progress" }, text, button, question);
  element.append(root);

  /** @param {boolean} asks */
  const ask = (asks) => {
    question.hidden = !asks;
    button.hidden = asks || !keepsAny();
  };
  const show = () => {
    const solved = (/** @type {string[]} */ ids) => ids.filter((id) => keptOf(id).solved).length;
    const lasts = keepsAnswers() ? "" : " Your browser keeps this until you leave the page.";
    text.textContent =
      `Numbers and shapes: ${solved(here)} of ${here.length} solved on this page, ` +
      `${solved(all)} of ${all.length} in the series.${lasts}`;
    ask(false);
  };
  button.addEventListener("click", () => {
    ask(true);
    sure.focus();
  });
  sure.addEventListener("click", () => {
    forget();
    text.tabIndex = -1;
    text.focus();
  });
  not.addEventListener("click", () => {
    ask(false);
    button.focus();
  });
  show();
  followKept(show);
}
