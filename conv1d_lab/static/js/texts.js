import { explainElement, firstChannel, geometry } from "./geometry.js";
import { formatNumber, range } from "./numbers.js";

/** @import { State } from "./types.js" */

/**
 * "x[0, 1, 3]"; an input without a batch has no first index.
 * @param {{batched?: boolean}} state
 * @param {string} name
 * @param {(string | number)[]} indices the batch item first
 */
export const nameOf = (state, name, ...indices) =>
  `${name}[${(state.batched === false ? indices.slice(1) : indices).join(", ")}]`;

/**
 * The name of the current output element.
 * @param {State} state
 */
export const outName = (state) =>
  nameOf(state, "out", state.batch_item, state.output_channel, state.position);

/**
 * The PyTorch lines of the current element.
 * @param {State} state
 */
export function codeText(state) {
  const { G, left, right, span } = geometry(state);
  const { batch_item: n, output_channel: o, position: t, dilation } = state;
  const lines = [];
  let [name, start] = ["x", t * state.stride];
  if (left || right) {
    const mode = state.padding_mode === "zeros" ? "" : `, mode="${state.padding_mode}"`;
    lines.push(`padded = torch.nn.functional.pad(x, (${left}, ${right})${mode})`);
    name = "padded";
  }
  const window = `${start}:${start + span}${dilation === 1 ? "" : `:${dilation}`}`;
  const first = firstChannel(state, o);
  for (let i = 0; i < G; i += 1) {
    const read = nameOf(state, name, n, first + i, window);
    lines.push(`a${i + 1} = torch.sum(layer.weight[${o}, ${i}] * ${read})`);
  }
  const total = range(G).map((i) => `a${i + 1}`).join(" + ");
  lines.push(state.bias ? `${total} + layer.bias[${o}]` : total);
  return lines.join("\n");
}

/**
 * "1", "-2" as "1 - 2"
 * @param {string[]} terms
 */
export const signed = (terms) =>
  terms.reduce((text, term) =>
    term.startsWith("-") ? `${text} - ${term.slice(1)}` : `${text} + ${term}`
  );

/**
 * Three lines: the formula, with its indices, with its numbers.
 * @param {State} state
 * @param {(value: number) => string} write a number as it is shown
 */
export function formulaText(state, write = formatNumber) {
  const { G, K, left } = geometry(state);
  const { batch_item: n, output_channel: o, position: t, stride, dilation } = state;
  const shift = typeof state.padding === "number" ? "padding" : "left";
  const time = `t${stride > 1 ? "·stride" : ""} + k${dilation > 1 ? "·dilation" : ""}` +
    (left ? ` - ${shift}` : "");
  const start = t * stride - left;
  const step = dilation > 1 ? `${dilation}·k` : "k";
  const first = firstChannel(state, o);
  const channel = first ? `${first} + c` : "c";
  const offset = state.groups > 1 ? "first + c" : "c";
  const bias = (/** @type {string} */ name) => (state.bias ? `${name} + ` : "");
  const parts = explainElement(state, n, o, t);
  const shown = parts.sums.length > 8 ? [parts.total] : parts.sums;
  const terms = [...(state.bias ? [parts.bias] : []), ...shown].map((value) => write(value));
  return [
    `${nameOf(state, "out", "n", "o", "t")} = ${bias("bias[o]")}Σc Σk weight[o, c, k] · ` +
    nameOf(state, "x", "n", offset, time),
    `${outName(state)} = ${bias(`bias[${o}]`)}Σc=0..${G - 1} Σk=0..${K - 1} weight[${o}, c, k] · ` +
    nameOf(state, "x", n, channel, start ? `${start} + ${step}` : step),
    `${outName(state)} = ${signed(terms)} = ${write(parts.value)}`,
  ].join("\n");
}

/**
 * "0 to 3, 7"
 * @param {number[]} numbers
 */
export function listRuns(numbers) {
  /** @type {[number, number][]} */
  const runs = [];
  for (const number of [...new Set(numbers)].sort((a, b) => a - b)) {
    const last = runs[runs.length - 1];
    if (last && number === last[1] + 1) last[1] = number;
    else runs.push([number, number]);
  }
  const shown = runs.slice(0, 8)
    .map(([a, b]) => (a === b ? `${a}` : b === a + 1 ? `${a}, ${b}` : `${a} to ${b}`));
  return shown.join(", ") + (runs.length > 8 ? " ..." : "");
}

/**
 * "1 output", "2 outputs"
 * @param {number} number
 * @param {string} noun
 */
export const count = (number, noun) => `${number} ${noun}${number === 1 ? "" : "s"}`;

/**
 * "x, weight and bias"
 * @param {string[]} names
 */
export const sentence = (names) =>
  names.length < 2
    ? names.join("")
    : `${names.slice(0, -1).join(", ")} and ${names[names.length - 1]}`;
