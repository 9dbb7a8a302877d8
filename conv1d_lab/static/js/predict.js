/**
 * A card that asks for a prediction and replies to it.
 *
 * `mount(element, state)` shows it on any page; the default export shows it in Jupyter. Every reply
 * is in the state, and none of them on the page before the learner has answered.
 */

/**
 * @typedef {{ answer: string | number | number[], reply: string, right: boolean }} Reply
 *
 * @typedef {object} Prediction
 * @property {string} id
 * @property {"choice" | "number" | "shape"} kind
 * @property {string} text Paragraphs; the last one is the question.
 * @property {Reply[]} replies
 * @property {number} tolerance How far a number may be off and still be right.
 * @property {number} close How far a number may be off and still be called close.
 * @property {string} explanation
 * @property {string[]} [predicted] What was answered already, the first answer first.
 *
 * @typedef {{ outcome: "right" | "close" | "other" | "unread", reply: string }} Judgement
 */

// ------------------------------------------------------------------------- reading what was typed

/**
 * Read a number as people write it, with a decimal point or a decimal comma.
 * @param {string} text
 * @returns {number | string} The number, or what to say where there is none.
 */
export function readNumber(text) {
  const plain = text.trim().replace(/^(about|ca\.?|~|≈|=)\s*/i, "").replace(/[−–]/g, "-");
  if (!plain) return "Type a number first.";
  if (/^[-+]?[1-9]\d{0,2},\d{3}$/.test(plain)) {
    const [thousands, decimal] = [plain.replace(",", ""), plain.replace(",", ".")];
    return `Is that ${thousands} or ${decimal}? Please type it without the comma.`;
  }
  const grouped = /^[-+]?\d{1,3}(,\d{3}){2,}$/.test(plain) || /,\d{3}\./.test(plain);
  const number = plain.replaceAll(/[\s_]/g, "").replaceAll(",", grouped ? "" : ".");
  if (/^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i.test(number)) return Number(number);
  return `“${text.trim()}” is no number. Type one such as 12 or -0.5.`;
}

/**
 * Read a shape: `(5, 6)`, `5, 6`, `[5,6]`, `torch.Size([5, 6])`.
 * @param {string} text
 * @returns {number[] | string} The sizes, or what to say where there are none.
 */
export function readShape(text) {
  const plain = text.replace(/torch\.Size/i, "").replaceAll(/[()[\]{}]/g, " ").trim();
  const sizes = plain.split(/[\s,;x×*]+/).filter(Boolean);
  if (!sizes.length) return "Type a shape first.";
  if (sizes.every((size) => /^\d+$/.test(size))) return sizes.map(Number);
  return `“${text.trim()}” is no shape. Type its sizes with commas, such as (5, 6).`;
}

// -------------------------------------------------------------------------------------- replying

/**
 * Reply to an answer as it was chosen or typed.
 * @param {Prediction} prediction
 * @param {string} text
 * @returns {Judgement}
 */
export function judge(prediction, text) {
  const { kind, replies, tolerance } = prediction;
  const answer = kind === "number" ? readNumber(text) : kind === "shape" ? readShape(text) : text;
  if (kind === "choice" && !text) return { outcome: "unread", reply: "Choose one of them first." };
  if (kind !== "choice" && typeof answer === "string") return { outcome: "unread", reply: answer };

  const own = replies.find((reply) => agree(reply.answer, answer, tolerance));
  if (own) return { outcome: own.right ? "right" : "other", reply: own.reply };
  const right = replies.find((reply) => reply.right)?.answer;
  if (Array.isArray(answer) && Array.isArray(right)) {
    return { outcome: "other", reply: aboutShape(answer, right) };
  }
  const off = Number(answer) - Number(right);
  if (Math.abs(off) <= prediction.close) {
    return { outcome: "close", reply: `It is ${right}.` };
  }
  return { outcome: "other", reply: aboutNumber(Number(answer), Number(right)) };
}

/**
 * @param {Reply["answer"]} one
 * @param {Reply["answer"]} other
 * @param {number} tolerance
 */
function agree(one, other, tolerance) {
  if (typeof one === "number") return Math.abs(one - Number(other)) <= tolerance + 1e-9;
  return String(one) === String(other);
}

/**
 * Say what is true of any wrong number.
 * @param {number} answer
 * @param {number} right
 */
function aboutNumber(answer, right) {
  if (Math.abs(answer + right) < 1e-9) return "The right number with the wrong sign.";
  const direction = answer > right ? "large" : "small";
  const off = Math.abs(answer - right);
  if (off <= Math.abs(right) / 10) return `Near, and a little too ${direction}.`;
  return off > 2 * Math.abs(right) ? `Far too ${direction}.` : `Too ${direction}.`;
}

/**
 * Say what is true of any wrong shape.
 * @param {number[]} answer
 * @param {number[]} right
 */
function aboutShape(answer, right) {
  const axes = (/** @type {number[]} */ shape) =>
    `${shape.length} ${shape.length === 1 ? "axis" : "axes"}`;
  if (answer.length !== right.length) return `It has ${axes(right)}; yours has ${axes(answer)}.`;
  const sorted = (/** @type {number[]} */ shape) => String([...shape].sort((a, b) => a - b));
  if (sorted(answer) === sorted(right)) return "The right sizes, in another order.";
  const wrong = right.flatMap((size, axis) => size === answer[axis] ? [] : [axis]);
  if (wrong.length === right.length) return "None of the sizes agrees.";
  const last = wrong.pop();
  return wrong.length
    ? `Axes ${wrong.join(", ")} and ${last}, counted from 0, have other sizes.`
    : `Axis ${last}, counted from 0, has another size.`;
}

// ---------------------------------------------------------------------------- writing on the page

/**
 * Make an element; a key with a dash is an attribute, any other a property.
 * @param {string} tag
 * @param {Record<string, unknown>} [properties]
 * @param {...(Node | string)} children
 * @returns {any}
 */
function h(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [key, value] of Object.entries(properties)) {
    if (key.includes("-") || key === "role") element.setAttribute(key, String(value));
    else Object.assign(element, { [key]: value });
  }
  element.append(...children);
  // JupyterLab and Notebook 7 act on keys unless the focused element itself says no.
  if (element.matches("button, input, summary")) {
    element.setAttribute("data-lm-suppress-shortcuts", "true");
  }
  return element;
}

/**
 * Turn `code` and **bold** into elements.
 * @param {string} text
 * @returns {(Node | string)[]}
 */
function inline(text) {
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

  const icon = h("span", { className: "icon", "aria-hidden": "true" });
  const status = h("div", { className: "reply", role: "status" });
  const details = h(
    "details",
    {},
    h("summary", {}, "What comes out, and why"),
    ...paragraphs(state.explanation),
  );
  const field = state.kind === "choice" ? choices(state) : entry(state);
  const button = h("button", { type: "submit" }, "Answer");
  const answer = h("div", { className: "answer" }, field.element, button);
  const form = h(
    "form",
    { noValidate: true },
    h("fieldset", {}, h("legend", {}, ...inline(question)), answer),
  );
  const root = h(
    "div",
    { className: "conv1d-predict", role: "group", "aria-label": "Prediction" },
    h("div", { className: "head" }, icon, h("span", {}, "Predict")),
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
    const [first, last] = [predicted[0], predicted.at(-1)];
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
    show(text === predicted.at(-1) ? predicted : [...predicted, text]);
    tell(predicted);
  });
  element.append(root);
  show(state.predicted ?? []);
  return { show, remove: () => root.remove() };
}

/**
 * Radio buttons, one for each choice.
 * @param {Prediction} state
 */
function choices(state) {
  /** @type {HTMLInputElement[]} */
  const inputs = state.replies.map(({ answer }) =>
    h("input", { type: "radio", name: "answer", value: answer })
  );
  const labels = inputs.map((input) =>
    h("label", {}, input, h("span", {}, ...inline(input.value)))
  );
  return {
    element: h("div", { className: "choices" }, ...labels),
    get: () => inputs.find((input) => input.checked)?.value ?? "",
    set: (/** @type {string} */ text) => {
      for (const input of inputs) input.checked = input.value === text;
    },
    invalid: () => {},
    focus: () => inputs[0].focus(),
  };
}

/**
 * A field for a number or a shape.
 * @param {Prediction} state
 */
function entry(state) {
  /** @type {HTMLInputElement} */
  const input = h("input", {
    type: "text",
    autocomplete: "off",
    autocapitalize: "off",
    spellcheck: false,
    size: 14,
  });
  const wanted = state.kind === "number" ? "a number" : "a shape such as (5, 6)";
  return {
    element: h("label", { className: "entry" }, h("span", {}, `Your answer, ${wanted}:`), input),
    get: () => input.value.trim(),
    set: (/** @type {string} */ text) => {
      input.value = text;
    },
    invalid: (/** @type {boolean} */ is) => input.setAttribute("aria-invalid", String(is)),
    focus: () => input.focus(),
  };
}

// -------------------------------------------------------------------------------------- Jupyter

/**
 * @param {{ model: any, el: HTMLElement }} context
 * @returns {() => void}
 */
function render({ model, el }) {
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
    model.off("change:predicted", follow);
    card.remove();
  };
}

export default { render };
