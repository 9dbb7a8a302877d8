import { explainElement, firstChannel, inputsMet, outputsFed } from "../geometry.js";
import { range } from "../numbers.js";
import { count, listRuns, nameOf, outName, signed } from "../texts.js";

/** @import { Cell, Context } from "./context.js" */

/**
 * What is to be said of a number, and which others it touches.
 * @typedef {{words: string, touches?: (cell: Cell) => boolean}} About
 */

const MOST_TERMS = 8; // of a sum that is written out

/**
 * Say what a number goes into, or what it is made of.
 * @param {Context} context
 * @param {Cell} cell
 * @returns {About}
 */
export function about(context, cell) {
  const made = { product: aboutProduct, sum: aboutSum, result: aboutResult };
  const given = { x: aboutInput, w: aboutWeight, out: aboutOutput, bias: aboutBias };
  return { ...made, ...given }[cell.at[0]](context, cell);
}

/** "x[0, 0, 2] = 0.1077" @param {Cell} cell */
const named = (cell) => (cell.getAttribute("aria-label") ?? "").split(", under ")[0];

/** @param {Context} context @param {Cell} cell @returns {About} */
function aboutInput({ store: { state }, layout }, cell) {
  const [, c, p] = cell.at;
  const { G, O } = layout.geo;
  const fed = outputsFed(state, p);
  if (!fed.length) return { words: `${nameOf(state, "x", state.batch_item, c, p)} is never read.` };
  const each = O / state.groups;
  const first = Math.floor(c / G) * each;
  const outs = each === 1
    ? `output channel ${first}`
    : `output channels ${first} to ${first + each - 1}`;
  const times = new Set(fed);
  return {
    words: `${named(cell)} feeds ${count(fed.length * each, "output")}: ` +
      `t = ${listRuns(fed)} in ${outs}.`,
    touches: ({ at: [kind, o, t] }) =>
      kind === "out" && times.has(t) && o >= first && o < first + each,
  };
}

/** @param {Context} context @param {Cell} cell @returns {About} */
function aboutWeight({ store: { state }, layout }, cell) {
  const [, i, k] = cell.at;
  const met = inputsMet(state, k);
  const positions = new Set(met);
  const c = firstChannel(state, state.output_channel) + i;
  const padding = layout.geo.length - met.length;
  return {
    words: `${named(cell)} meets ${count(positions.size, "input")} of ` +
      `channel ${c}: positions ${listRuns(met)}` +
      `${padding ? `, and padding ${padding} times` : ""}.`,
    touches: ({ at: [kind, row, p] }) => kind === "x" && row === c && positions.has(p),
  };
}

/** @param {Context} context @param {Cell} cell @returns {About} */
function aboutOutput({ store: { state } }, cell) {
  const [, o, t] = cell.at;
  const here = o === state.output_channel && t === state.position;
  const name = cell.getAttribute("aria-label");
  return { words: `${name}. ${here ? "The kernel is here." : "Click to bring the kernel here."}` };
}

/** @param {Context} context @returns {About} */
function aboutBias({ store: { state } }) {
  const o = state.output_channel;
  return { words: `bias[${o}] is added once to every output of channel ${o}.` };
}

/** The current element, taken apart. @param {Context} context */
function current({ store: { state } }) {
  const { batch_item: n, output_channel: o, position: t } = state;
  return { n, o, t, ...explainElement(state, n, o, t) };
}

/**
 * "name = how = value", without the numbers as long as they are to be guessed.
 * @param {Context} context
 * @param {string} how
 * @param {number[] | string} numbers those that are added, or how they are combined
 * @param {number} value
 */
function equation(context, how, numbers, value) {
  if (context.store.hidden()) return `${how}.`;
  const shown = typeof numbers === "string" ? numbers : signed(numbers.map(context.text));
  return `${how} = ${shown === context.text(value) ? "" : `${shown} = `}${context.text(value)}.`;
}

/** @param {Context} context @param {Cell} cell @returns {About} */
function aboutProduct(context, { at: [, i, k] }) {
  const { n, o, channels, source, inputs, weights, products } = current(context);
  const [c, p] = [channels[i], source[k]];
  const input = p < 0 ? "padding" : nameOf(context.store.state, "x", n, c, p);
  const factors = `${context.text(inputs[i][k])} × ${context.text(weights[i][k])}`;
  return {
    words: equation(context, `${input} × weight[${o}, ${i}, ${k}]`, factors, products[i][k]),
    touches: ({ at: [kind, row, column] }) =>
      (kind === "x" && row === c && column === p) || (kind === "w" && row === i && column === k),
  };
}

/** @param {Context} context @param {Cell} cell @returns {About} */
function aboutSum(context, { at: [, i] }) {
  const { channels, source, products, sums, total } = current(context);
  if (i < 0) {
    return {
      words: equation(context, `the sums of ${count(sums.length, "channel")}`, [total], total),
    };
  }
  const number = products[i].length;
  const how = `a${i + 1} adds the ${count(number, "product")} of channel ${channels[i]}`;
  return {
    words: equation(context, how, number > MOST_TERMS ? [sums[i]] : products[i], sums[i]),
    touches: ({ at: [kind, row, column] }) =>
      (kind === "x" && row === channels[i] && source.includes(column)) ||
      (kind === "w" && row === i),
  };
}

/** @param {Context} context @returns {About} */
function aboutResult(context) {
  const { state } = context.store;
  const { channels, source, o, sums, bias, total, value } = current(context);
  const many = sums.length > MOST_TERMS;
  const names = many ? [`a1 + … + a${sums.length}`] : range(sums.length).map((i) => `a${i + 1}`);
  const numbers = many ? [total] : [...sums];
  if (state.bias) {
    names.push(`bias[${o}]`);
    numbers.push(bias);
  }
  return {
    words: equation(context, `${outName(state)} = ${names.join(" + ")}`, numbers, value),
    touches: ({ at: [kind, row, column] }) =>
      kind === "w" || (kind === "x" && channels.includes(row) && source.includes(column)),
  };
}
