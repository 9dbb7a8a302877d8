import { div, h, put } from "../dom.js";
import { KINDS } from "../guesses.js";
import { range, readNumber, whyNoNumber } from "../numbers.js";
import { outName } from "../texts.js";

/** @import { Context } from "./context.js" */

/**
 * What is asked before a result is shown: first which numbers stay, then each result.
 * @param {Context} context
 */
export function createPredicting(context) {
  const { store, root, level } = context;
  const pause = () => store.set({ playing: false });
  const reply = h("p", { className: "c1d-verdict", "aria-live": "polite" });
  const staysForm = makeStaysForm((kinds) => {
    store.commitStays(kinds);
    guess.focus({ preventScroll: true });
  });
  const prompt = h("span");
  const guess = h("input", {
    type: "text",
    inputMode: "decimal",
    size: 9,
    "aria-label": "your guess",
    autocomplete: "off",
  });
  const form = h(
    "form",
    { className: "c1d-guess" },
    prompt,
    guess,
    h("button", { type: "submit" }, "commit"),
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
      put(reply, `${whyNoNumber(guess.value)}: type a number such as -0.5.`);
      return;
    }
    guess.value = "";
    pause();
    store.commit(number);
    // The form is disabled now and would lose the focus.
    context.stage.handle.focus();
  });

  // A number in the picture is a button too, as long as it is asked what stays.
  root.addEventListener("click", (event) => {
    if (!store.asksStays() || !(event.target instanceof Element)) return;
    const cell = event.target.closest("[data-cell]");
    const kind = cell instanceof HTMLElement ? cell.dataset.cell : undefined;
    if (!kind || !staysForm.toggle(kind)) return;
    event.stopPropagation();
    showMarks();
  }, { capture: true });
  staysForm.element.addEventListener("change", showMarks);

  /** The numbers of these kinds stand out. */
  function showMarks() {
    const asks = store.asksStays();
    root.classList.toggle("c1d-asking", asks);
    root.dataset.stays = asks ? [...staysForm.chosen()].join(" ") : "";
  }

  /** Whether anything is left to guess, and how to get there. */
  function next() {
    const { state } = store;
    const { length, O } = context.layout.geo;
    const left = (/** @type {number} */ o) => range(length).some((t) => store.hidden(state, o, t));
    if (left(state.output_channel)) return " Now move the kernel.";
    return level >= 1 && range(O).some(left) ? " Now take another output channel." : "";
  }

  /** @param {boolean} hidden */
  function verdict(hidden) {
    if (!hidden) return store.verdict() + next();
    return store.guesses.shown.size ? "" : store.guesses.stays;
  }

  /** @param {boolean} hidden */
  function showStep(hidden) {
    if (!store.state.predict) return;
    const asks = store.asksStays();
    staysForm.element.hidden = !asks;
    staysForm.show(store.state.bias !== null);
    form.hidden = asks;
    form.classList.toggle("c1d-done", !hidden);
    for (const node of form.querySelectorAll("input, button")) {
      /** @type {HTMLInputElement | HTMLButtonElement} */ (node).disabled = !hidden;
    }
    const name = outName(store.state);
    put(
      prompt,
      store.whole ? `What will ${name} be?` : `What will ${name} be? A rough guess will do.`,
    );
    put(reply, store.waits ? "Play waits here for your answer." : asks ? "" : verdict(hidden));
    showMarks();
  }

  return { element: div("c1d-predict", staysForm.element, form, reply), showStep };
}

/**
 * A checkbox for each kind of number in the picture.
 * @param {(kinds: Set<string>) => void} commit
 */
function makeStaysForm(commit) {
  const boxes = KINDS.map(({ kind, name }) => {
    const input = h("input", { type: "checkbox", value: kind });
    return { kind, input, label: h("label", { className: "c1d-check" }, input, name) };
  });
  const element = h(
    "form",
    { className: "c1d-guess c1d-stays" },
    h(
      "fieldset",
      {},
      h(
        "legend",
        {},
        "When the kernel moves one step, which numbers stay as they are? " +
          "Click them in the picture, or here.",
      ),
      ...boxes.map(({ label }) => label),
      h("button", { type: "submit" }, "commit"),
    ),
  );
  const chosen = () => new Set(boxes.filter(({ input }) => input.checked).map(({ kind }) => kind));
  element.addEventListener("submit", (event) => {
    event.preventDefault();
    commit(chosen());
  });
  return {
    element,
    chosen,
    /** @param {string} kind @returns whether it is one of those that are asked for */
    toggle(kind) {
      const input = boxes.find((box) => box.kind === kind)?.input;
      if (input) input.checked = !input.checked;
      return Boolean(input);
    },
    /** @param {boolean} hasBias */
    show(hasBias) {
      for (const { kind, label } of boxes) label.hidden = kind === "bias" && !hasBias;
    },
  };
}
