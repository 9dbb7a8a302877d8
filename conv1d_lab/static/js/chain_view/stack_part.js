import { errorName } from "../chain/breaks.js";
import { blockNumbers, figuresOf, MOST_BLOCKS, newBlock } from "../chain/stack.js";
import { div, h, picker, put, slider, span } from "../dom.js";
import { range } from "../numbers.js";
import { count } from "../texts.js";

/** @import { Block, Figures, Stack } from "../chain/stack.js" */
/** @import { ChainContext } from "./chain_view.js" */

const MOST_LENGTH = 64;
const PADDINGS = ["none", "same", "causal"];
const DILATIONS = ["1, 1, 1 ...", "1, 2, 4 ...", "by hand"];

/** The numbers of a layer that can be chosen: short, as torch calls it, and the largest. */
const FIELDS = /** @type {const} */ ([
  ["in", "in_channels", 64],
  ["out", "out_channels", 64],
  ["kernel", "kernel_size", 15],
  ["dilation", "dilation", 32],
  ["stride", "stride", 4],
  ["pool", "pool", 4],
]);

/**
 * The settings of a stack, and beside each layer what it comes to.
 * @param {ChainContext} context
 */
export function createStackPart({ store }) {
  const stackOf = () => /** @type {Stack} */ (store.state.stack);
  /**
   * What is chosen at an end stays at the end, also when the stack was broken in between.
   * @param {Partial<Stack>} patch
   */
  function set(patch) {
    const { layer, position: [n, o, t] } = store.state;
    const atLast = layer === store.shapes.length - 2;
    const atEnd = t === store.shapes[layer + 1][1] - 1;
    store.set({
      stack: { ...stackOf(), ...patch },
      ...(atLast && { layer: Infinity }),
      ...(atEnd && { position: [n, o, Infinity] }),
    });
  }

  const layers = slider("layers", (many) => set({ blocks: resized(stackOf(), many) }));
  const length = slider("length", (value) => set({ length: value }));
  const padding = picker(
    "padding",
    (value) => set({ padding: /** @type {Stack["padding"]} */ (value) }),
  );
  const dilations = picker("dilations", (value) => {
    const grows = value === DILATIONS[1];
    const blocks = stackOf().blocks.map((block, i) => ({ ...block, dilation: grows ? 2 ** i : 1 }));
    if (value !== DILATIONS[2]) set({ blocks });
  });
  const channels = numberField("channels of x", "channels of x", 64, (value) => {
    const { blocks, channels: before } = stackOf();
    set({ channels: value, blocks: fitted(blocks, 0, before, value) });
  });
  const rows = range(MOST_BLOCKS).map((i) => createRow(i, store, set));
  const total = h("p", { className: "c1d-in-all" });
  const element = div(
    "c1d-stack",
    div(
      "c1d-panel",
      layers.element,
      length.element,
      channels.element,
      padding.element,
      dilations.element,
    ),
    ...rows.map((row) => row.element),
    total,
  );

  function show() {
    const stack = stackOf();
    const { blocks } = stack;
    layers.show(blocks.length, { min: 1, max: MOST_BLOCKS, step: 1 });
    length.show(stack.length, { min: 1, max: MOST_LENGTH, step: 1 });
    padding.show(stack.padding, PADDINGS);
    const grows = blocks.length > 1 && blocks.every(({ dilation }, i) => dilation === 2 ** i);
    const flat = blocks.every(({ dilation }) => dilation === 1);
    dilations.show(DILATIONS[flat ? 0 : grows ? 1 : 2], DILATIONS);
    channels.show(stack.channels);
    const { figures, broken } = figuresOf(store.state);
    const blockOf = blockNumbers(store.state.layers);
    rows.forEach((row, i) => {
      row.element.hidden = i >= blocks.length;
      const own = figures.filter((_, layer) => blockOf[layer] === i);
      const breaks = broken && blockOf[broken.layer] === i ? broken.message : "";
      if (i < blocks.length) row.show(blocks[i], own, breaks);
    });
    put(total, totalText(stack, figures, Boolean(broken)));
  }

  return { element, show };
}

/**
 * One layer: its settings, and its figures or its error.
 * @param {number} i
 * @param {ChainContext["store"]} store
 * @param {(patch: Partial<Stack>) => void} set
 */
function createRow(i, store, set) {
  const fields = FIELDS.map(([label, key, most]) => ({
    key,
    field: numberField(label, `${key.replace("_", " ")} of layer ${i + 1}`, most, (value) => {
      const { blocks } = /** @type {Stack} */ (store.state.stack);
      const changed = blocks.map((block, at) => at === i ? { ...block, [key]: value } : block);
      const follow = key === "out_channels";
      set({ blocks: follow ? fitted(changed, i + 1, blocks[i].out_channels, value) : changed });
    }),
  }));
  const figures = span("c1d-figures");
  const error = h("p", { className: "c1d-break", role: "alert" });
  const element = div(
    "c1d-block",
    span("c1d-block-name", `layer ${i + 1}`),
    ...fields.map(({ field }) => field.element),
    figures,
    error,
  );
  element.setAttribute("role", "group");
  element.setAttribute("aria-label", `layer ${i + 1}`);

  /**
   * @param {Block} block
   * @param {Figures[]} own
   * @param {string} breaks
   */
  function show(block, own, breaks) {
    for (const { key, field } of fields) field.show(block[key]);
    const last = own[own.length - 1];
    put(figures, last && !breaks ? figuresText(last, own) : "");
    put(error, breaks && `${errorName(breaks)}: ${breaks}`);
    error.hidden = !breaks;
    element.classList.toggle("c1d-broken", Boolean(breaks));
    element.classList.toggle("c1d-behind", !last && !breaks);
  }

  return { element, show };
}

/**
 * A labelled native field for a whole number; what is none is not taken.
 * @param {string} label
 * @param {string} name for those who listen
 * @param {number} most
 * @param {(value: number) => void} onvalue
 */
function numberField(label, name, most, onvalue) {
  const input = h("input", {
    type: "number",
    min: "1",
    max: String(most),
    inputMode: "numeric",
    "aria-label": name,
  });
  let shown = 1;
  input.addEventListener("input", () => {
    const value = Number(input.value);
    if (Number.isInteger(value) && value >= 1 && value <= most) onvalue(value);
  });
  input.addEventListener("blur", () => (input.value = String(shown)));
  const element = h("label", { className: "c1d-field" }, span("c1d-name", label), input);
  /** @param {number} value */
  const show = (value) => {
    shown = value;
    if (Number(input.value) !== value || !input.value) input.value = String(value);
  };
  return { element, show };
}

/**
 * As many layers as wanted: those there stay, new ones take what comes out of the last.
 * @param {Stack} stack
 * @param {number} many
 */
function resized({ blocks, channels }, many) {
  const next = blocks.slice(0, many);
  while (next.length < many) {
    const last = next[next.length - 1];
    const grows = last && last.dilation > 1;
    next.push({
      ...newBlock(last ? last.out_channels : channels, grows ? Math.min(32, last.dilation * 2) : 1),
      kernel_size: last ? last.kernel_size : 3,
    });
  }
  return next;
}

/**
 * The layer that took what came in goes on to fit it; one that did not fit is left alone.
 * @param {Block[]} blocks
 * @param {number} i
 * @param {number} before
 * @param {number} now
 */
const fitted = (blocks, i, before, now) =>
  blocks.map((block, at) =>
    at === i && block.in_channels === before ? { ...block, in_channels: now } : block
  );

/**
 * @param {Figures} last of the block
 * @param {Figures[]} own
 */
function figuresText(last, own) {
  const products = own.reduce((sum, one) => sum + one.products, 0);
  const parameters = own.reduce((sum, one) => sum + one.parameters, 0);
  return `(${last.shape.join(", ")})  sees ${last.field}  ${written(parameters, "parameter")}  ` +
    written(products, "product");
}

/**
 * @param {number} number
 * @param {string} noun
 */
const written = (number, noun) =>
  count(number, noun).replace(String(number), number.toLocaleString("en"));

/**
 * @param {Stack} stack
 * @param {Figures[]} figures
 * @param {boolean} broken
 */
function totalText(stack, figures, broken) {
  const last = figures[figures.length - 1];
  if (broken || !last) return "The layers from the red one on never run.";
  const sum = (/** @type {"products" | "parameters"} */ key) =>
    figures.reduce((all, one) => all + one[key], 0);
  const costs = [written(sum("parameters"), "parameter"), written(sum("products"), "product")];
  const becomes = `${stack.length} positions become ${last.shape[1]}`;
  return `In all: ${becomes}; the receptive field is ${last.field}; ${costs.join(", ")}.`;
}
