import { channelsRead, readAt, signalShapes, windowsOf } from "./windows.js";

/** @import { Chain, Field, Layer, Windows } from "./types.js" */

/**
 * What an output sees of every earlier signal, and in how many ways: fields[s] for signal s, up to
 * the signal asked for, which holds the output alone. It is about what can be reached: a weight
 * that is 0 counts, and all of a maximum's window.
 * @param {{x: {shape: number[]}, layers: Layer[]}} chain
 * @param {number} signal layer + 1
 * @param {number} o
 * @param {number} t
 * @returns {Field[]}
 */
export function fieldsOf(chain, signal, o, t) {
  const shapes = signalShapes(chain);
  const fields = [single(signal, shapes[signal], o, t)];
  for (let i = signal - 1; i >= 0; i -= 1) {
    const [layer, later] = [chain.layers[i], fields[0]];
    const windows = windowsOf(layer, shapes[i]);
    const { channels, positions } = blank(shapes[i]);
    for (let p = later.first; p >= 0 && p <= later.last; p += 1) {
      for (let k = 0; later.positions[p] && k < windows.K; k += 1) {
        const read = readAt(windows, p, k);
        if (read >= 0) positions[read] += later.positions[p];
      }
    }
    later.channels.forEach((ways, c) => {
      const [first, count] = channelsRead(layer, c);
      for (let j = first; ways && j < first + count; j += 1) channels[j] += ways;
    });
    fields.unshift(measured(i, channels, positions));
  }
  return fields;
}

/**
 * Which outputs an element reaches, and in how many ways: a field for each signal from its own on.
 * @param {{x: {shape: number[]}, layers: Layer[]}} chain
 * @param {number} signal
 * @param {number} c
 * @param {number} p
 * @returns {Field[]}
 */
export function reachOf(chain, signal, c, p) {
  const shapes = signalShapes(chain);
  const fields = [single(signal, shapes[signal], c, p)];
  for (let i = signal; i < chain.layers.length; i += 1) {
    const [layer, before] = [chain.layers[i], fields[fields.length - 1]];
    const windows = windowsOf(layer, shapes[i]);
    const { channels, positions } = blank(shapes[i + 1]);
    const [start, stop] = outputsNear(windows, before, positions.length);
    for (let t = start; t < stop; t += 1) {
      for (let k = 0; k < windows.K; k += 1) {
        const read = readAt(windows, t, k);
        if (read >= 0) positions[t] += before.positions[read];
      }
    }
    for (let o = 0; o < channels.length; o += 1) {
      const [first, count] = channelsRead(layer, o);
      for (let j = first; j < first + count; j += 1) channels[o] += before.channels[j];
    }
    fields.push(measured(i + 1, channels, positions));
  }
  return fields;
}

/**
 * The outputs whose windows may lie over a field: of mirrored places, all.
 * @param {Windows} windows
 * @param {Field} field
 * @param {number} length
 */
function outputsNear({ K, stride, dilation, left, mode }, { first, last, count }, length) {
  if (!count) return [0, 0];
  if (mode !== "zeros") return [0, length];
  const start = Math.ceil((first + left - (K - 1) * dilation) / stride);
  return [Math.max(0, start), Math.min(length, Math.floor((last + left) / stride) + 1)];
}

/** @param {readonly number[]} shape */
const blank = ([C, L]) => ({ channels: new Float64Array(C), positions: new Float64Array(L) });

/**
 * @param {number} signal
 * @param {readonly number[]} shape
 * @param {number} c
 * @param {number} p
 */
function single(signal, shape, c, p) {
  const { channels, positions } = blank(shape);
  channels[c] = positions[p] = 1;
  return measured(signal, channels, positions);
}

/**
 * @param {number} signal
 * @param {Float64Array} channels
 * @param {Float64Array} positions
 * @returns {Field}
 */
function measured(signal, channels, positions) {
  const first = positions.findIndex((ways) => ways > 0);
  let [last, count] = [-1, 0];
  for (let p = Math.max(first, 0); p < positions.length; p += 1) {
    if (positions[p] > 0) [last, count] = [p, count + 1];
  }
  return { signal, channels, positions, first, last, count };
}

/**
 * The largest number of paths to one place, for shades.
 * @param {Field} field
 */
export const mostPaths = ({ channels, positions }) =>
  Math.max(...channels) * Math.max(...positions);
