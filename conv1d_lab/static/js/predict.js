/**
 * A card that asks for a prediction and replies to it.
 *
 * `mount(element, state)` shows it on any page; the default export shows it in Jupyter. Every reply
 * is in the state, and none of them on the page before the learner has answered.
 */

import { h } from "./dom.js";
import { followPage } from "./host.js";
import { judge } from "./predict_judge.js";

/** @import { Judgement, Prediction } from "./predict_judge.js" */

/**
 * Turn `code` and **bold** into elements.
 * @param {string} text
 * @returns {(Node | string)[]}
 */
export function inline(text) {
  return text.split(/(`[^`]+`|\*\*[^*]+\*\*)/).filter(Boolean).map((part) => {
    if (part.startsWith("`")) return h("code", {}, part.slice(1, -1));
    return part.startsWith("**") ? h("strong", {}, part.slice(2, -2)) : part;
  });
}

/**
 * Turn paragraphs into elements; indented lines stay as they are.
 * @param {string} text
 * @returns {HTMLElement[]}
 */
function paragraphs(text) {
  return text.split("\n\n").filter(Boolean).map((block) =>
    block.startsWith("    ")
      ? h("pre", {}, block.replaceAll(/^ {4}/gm, ""))
      : h("p", {}, ...inline(block))
  );
}

const WORDS = { right: "Right.", close: "Close.", other: "It turns out differently.", unread: "" };
const MARKS = { right: "✓", close: "≈", other: "↻", unread: "?" };

/**
 * Show a prediction in an element.
 * @param {HTMLElement} element
 * @param {Prediction} state
 * @param {(predicted: string[]) => void} [tell] Called with all answers after each new one.
 * @returns {{ show(predicted: string[]): void, remove(): void }}
 */
export function mount(element, state, tell = () => {}) {
  /** @type {string[]} */
  let predicted = [];
  const blocks = state.text.split("\n\n");
  const question = blocks.pop() ?? "";

  const icon = h("span", { className: "c1d-icon", "aria-hidden": "true" });
  const status = h("div", { className: "c1d-reply", role: "status" });
  const details = h(
    "details",
    {},
    h("summary", {}, "What comes out, and why"),
    ...paragraphs(state.explanation),
  );
  const field = state.kind === "choice"
    ? choiceField(state.replies.map(({ answer }) => String(answer)))
    : entry(state);
  const button = h("button", { type: "submit" }, "Answer");
  const answer = h("div", { className: "c1d-answer" }, field.element, button);
  const form = h(
    "form",
    { noValidate: true },
    h("fieldset", {}, h("legend", {}, ...inline(question)), answer),
  );
  const root = h(
    "div",
    { className: "conv1d-predict", role: "group", "aria-label": "Prediction" },
    h("div", { className: "c1d-head" }, icon, h("span", {}, "Predict")),
    ...paragraphs(blocks.join("\n\n")),
    form,
    status,
    details,
  );

  /** @param {Judgement["outcome"]} outcome */
  function mark(outcome) {
    root.dataset.outcome = outcome;
    icon.textContent = MARKS[outcome];
    field.invalid(false);
  }

  /** @param {Judgement} judgement */
  function reply({ outcome, reply }) {
    const word = WORDS[outcome];
    status.replaceChildren(
      h("p", {}, ...(word ? [h("strong", {}, word), " "] : []), ...inline(reply)),
    );
  }

  /** @param {string[]} answers */
  function show(answers) {
    const opens = !predicted.length;
    predicted = [...answers];
    const [first, last] = [predicted[0], predicted[predicted.length - 1]];
    details.hidden = last === undefined;
    field.set(last ?? "");
    if (last === undefined) {
      mark("unread");
      status.replaceChildren();
      return;
    }
    const judgement = judge(state, last);
    mark(judgement.outcome);
    reply(judgement);
    if (first !== last) {
      status.append(h("p", {}, "Your first answer: “", ...inline(first), "”."));
    }
    if (opens) details.open = true;
  }

  form.addEventListener("input", () => mark("unread"));
  form.addEventListener("submit", (/** @type {Event} */ event) => {
    event.preventDefault();
    const text = field.get();
    const judgement = judge(state, text);
    if (judgement.outcome === "unread") {
      reply(judgement);
      field.invalid(true);
      field.focus();
      return;
    }
    show(text === predicted[predicted.length - 1] ? predicted : [...predicted, text]);
    tell(predicted);
  });
  element.append(root);
  show(state.predicted ?? []);
  return { show, remove: () => root.remove() };
}

/**
 * Radio buttons, one for each choice.
 * @param {string[]} choices
 */
export function choiceField(choices) {
  /** @type {HTMLInputElement[]} */
  const inputs = choices.map((value) => h("input", { type: "radio", name: "answer", value }));
  const labels = inputs.map((input) =>
    h("label", {}, input, h("span", {}, ...inline(input.value)))
  );
  return {
    element: h("div", { className: "c1d-choices" }, ...labels),
    get: () => inputs.find((input) => input.checked)?.value ?? "",
    set: (/** @type {string} */ text) => {
      for (const input of inputs) input.checked = input.value === text;
    },
    invalid: () => {},
    focus: () => inputs[0].focus(),
  };
}

/**
 * A field for what is typed as it is meant: nothing is completed or corrected.
 * @param {number} size how many characters it has room for
 * @param {string} value
 */
export const answerField = (size, value = "") =>
  h("input", {
    type: "text",
    autocomplete: "off",
    autocapitalize: "off",
    spellcheck: false,
    size,
    value,
  });

/**
 * A field for a number or a shape.
 * @param {Prediction} state
 */
function entry(state) {
  const input = answerField(14);
  const wanted = state.kind === "number" ? "a number" : "a shape such as (5, 6)";
  return {
    element: h(
      "label",
      { className: "c1d-entry" },
      h("span", {}, `Your answer, ${wanted}:`),
      input,
    ),
    get: () => input.value.trim(),
    set: (/** @type {string} */ text) => {
      input.value = text;
    },
    invalid: (/** @type {boolean} */ is) => input.setAttribute("aria-invalid", String(is)),
    focus: () => input.focus(),
  };
}

/**
 * @param {{ model: any, el: HTMLElement }} context
 * @returns {() => void}
 */
function render({ model, el }) {
  followPage(el);
  let telling = false;
  const state = { ...model.get("_state"), predicted: model.get("predicted") };
  const card = mount(el, state, (predicted) => {
    telling = true;
    model.set("predicted", predicted);
    telling = false;
    // A kernel that is gone throws here; save_changes would write to the console instead.
    try {
      model.send({});
    } catch {
      return;
    }
    model.save_changes();
  });
  const follow = () => telling || card.show(model.get("predicted"));
  model.on("change:predicted", follow);
  return () => {
    card.remove();
    model.off("change:predicted", follow); // MyST's throws
  };
}

export default { render };
