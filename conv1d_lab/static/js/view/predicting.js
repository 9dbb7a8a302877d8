import { div, h, put, span } from "../dom.js";
import { readNumber } from "../numbers.js";

/** @import { Context } from "./context.js" */

/**
 * The form that takes a guess before the result is shown.
 * @param {Context} context
 */
export function createPredicting(context) {
  const { store } = context;
  const pause = () => store.set({ playing: false });
  const guess = h("input", {
    type: "text",
    inputMode: "decimal",
    size: 9,
    "aria-label": "your guess",
    autocomplete: "off",
  });
  /** @param {number | "same" | "changes"} said */
  const commit = (said) => {
    pause();
    store.commit(said);
    // The form is disabled now and would lose the focus.
    context.stage.element.focus({ preventScroll: true });
  };
  const same = h("button", { type: "button", onclick: () => commit("same") }, "same");
  const changes = h("button", { type: "button", onclick: () => commit("changes") }, "changes");
  const verdict = h("span", { className: "verdict", "aria-live": "polite" });
  const form = h(
    "form",
    { className: "guess" },
    h("span", {}, "your guess"),
    guess,
    h("button", { type: "submit" }, "commit"),
    span("or", "or, compared with the last one:"),
    same,
    changes,
  );
  // JupyterLab takes Enter from a form inside a cell.
  guess.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    form.requestSubmit();
  });
  guess.addEventListener("input", pause);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const number = readNumber(guess.value);
    if (number === null) {
      put(verdict, `“${guess.value}” is no number: try 0.25`);
      return;
    }
    guess.value = "";
    commit(number);
  });

  /** @param {boolean} hidden */
  function showStep(hidden) {
    if (!store.state.predict) return;
    form.classList.toggle("done", !hidden);
    for (const node of form.querySelectorAll("input, button")) {
      /** @type {HTMLInputElement | HTMLButtonElement} */ (node).disabled = !hidden;
    }
    const comparable = hidden && store.guesses.last;
    same.disabled = changes.disabled = !comparable;
    put(
      verdict,
      hidden ? "What will it be? The result shows when you commit." : store.verdict() ?? "",
    );
  }

  return { element: div("predict", form, verdict), showStep };
}
