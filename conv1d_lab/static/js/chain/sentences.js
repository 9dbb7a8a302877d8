import { count, listRuns, nameOf } from "../texts.js";
import { firstNonlinear } from "./equivalent.js";
import { mostPaths } from "./field.js";
import { blockName } from "./stack.js";

/** @import { Chain, Equivalent, Field } from "./types.js" */

/**
 * "x[0, 1, 3]", "out[0, 0, 9]" of the last layer, "out[0, 0, 9] of layer 2" of another.
 * @param {Chain & {stack?: unknown}} chain
 * @param {number} signal
 * @param {readonly number[]} at [n, c, p]
 */
export function elementName(chain, signal, at) {
  const name = nameOf(chain, signal ? "out" : "x", ...at);
  if (!signal || signal === chain.layers.length) return name;
  const { stack, layers } = chain;
  return `${name} of ${stack ? blockName(layers, signal) : `layer ${signal - 1}`}`;
}

/**
 * "x[2] to x[9]: 8 of 16", and what is said of gaps and channels.
 * @param {Field} field
 * @param {string} name of the signal
 */
export function placesText({ positions, channels, first, last, count: met }, name) {
  if (!met) return `nothing of ${name}`;
  const ends = first === last ? `${name}[${first}]` : `${name}[${first}] to ${name}[${last}]`;
  const gaps = met < last - first + 1 ? ", with gaps" : "";
  const read = [...channels.keys()].filter((c) => channels[c]);
  const some = read.length < channels.length
    ? `, channel${read.length > 1 ? "s" : ""} ${listRuns(read)} of ${channels.length}`
    : "";
  return `${ends}${gaps}: ${met} of ${positions.length}${some}`;
}

/**
 * "out[0, 0, 9] sees x[2] to x[9]: 8 of 16"
 * @param {Chain} chain
 * @param {Field[]} fields of fieldsOf
 */
export const seesText = (chain, fields) =>
  `${elementName(chain, fields.length - 1, chain.position)} sees ${placesText(fields[0], "x")}`;

/**
 * "x[0, 1, 5] reaches out[3] to out[7]: 5 of 12"
 * @param {Chain} chain
 * @param {number} signal
 * @param {readonly number[]} at [n, c, p]
 * @param {Field[]} fields of reachOf
 */
export const reachesText = (chain, signal, at, fields) =>
  `${elementName(chain, signal, at)} reaches ${placesText(fields[fields.length - 1], "out")}`;

/**
 * "1 path", "up to 27 paths": to one place of the signal.
 * @param {Field} field
 */
export function pathsText(field) {
  const most = mostPaths(field);
  const number = Number.isSafeInteger(most)
    ? count(most, "path")
    : `about ${most.toPrecision(3)} paths`;
  return most > 1 ? `up to ${number}` : number;
}

/**
 * Why there is no equivalent kernel, and what would give one; "" where there is one.
 * @param {Chain} chain
 * @param {number} to signal
 * @param {number} [from] signal
 */
export function bentText(chain, to, from = 0) {
  const i = firstNonlinear(chain, from, to);
  if (i < 0) return "";
  const { kind } = chain.layers[i];
  if (kind === "MaxPool1d") return `Layer ${i}, MaxPool1d, takes a maximum: no kernel does that.`;
  return `Layer ${i}, ${kind}, is not linear: switch it off to see the one kernel that is left.`;
}

/**
 * What the equivalent kernel is, and where it is right.
 * @param {Equivalent} equivalent
 */
export function equivalentText({ kernel, stride, inside, valid }) {
  const step = stride > 1 ? `, stride ${stride}` : "";
  const channels = kernel.length > 1 ? ` in each of ${kernel.length} channels` : "";
  const what = `One kernel does the same: ${count(kernel[0].length, "tap")}${channels}${step}.`;
  if (!valid) return `${what} But every output meets padding, and there the weights differ.`;
  const [first, last] = valid;
  const where = first === last ? `t = ${first}` : `t = ${first} to ${last}`;
  const here = inside ? "" : " Here padding takes part, and the weights differ.";
  return `${what} It is right for ${where}.${here}`;
}
