import { readAt, windowsOf } from "../chain/windows.js";

/** @import { Field, Layer } from "../chain/types.js" */
/** @import { Band } from "./bands.js" */

/** @typedef {[fromBand: number, from: number, toBand: number, to: number]} Link */

/**
 * Which elements of a signal an element of a later one reads, through all the layers between.
 * @param {{layers: Layer[]}} chain
 * @param {number[][]} shapes
 * @param {number} upper signal
 * @param {number} lower signal
 * @param {number} t
 */
export function readsOf({ layers }, shapes, upper, lower, t) {
  let places = [t];
  for (let i = lower - 1; i >= upper; i -= 1) {
    const windows = windowsOf(layers[i], shapes[i]);
    const read = new Set();
    for (const place of places) {
      for (let k = 0; k < windows.K; k += 1) {
        const p = readAt(windows, place, k);
        if (p >= 0) read.add(p);
      }
    }
    places = [...read];
  }
  return places;
}

/**
 * The steps of all paths, from band to band: those that lead to the chosen element, and those that
 * lead on from it.
 * @param {{layers: Layer[]}} chain
 * @param {number[][]} shapes
 * @param {Band[]} bands
 * @param {Field[]} fields one a signal
 * @param {number} chosen signal
 * @returns {Link[]}
 */
export function linksOf(chain, shapes, bands, fields, chosen) {
  /** @type {Link[]} */
  const links = [];
  for (let i = 1; i < bands.length; i += 1) {
    const [upper, lower] = [bands[i - 1].signal, bands[i].signal];
    const [from, to] = [fields[upper].positions, fields[lower].positions];
    // A folded signal may be the chosen one: then nothing runs past it.
    if (upper < chosen && chosen < lower) continue;
    for (let t = 0; t < to.length; t += 1) {
      if (!to[t]) continue;
      for (const p of readsOf(chain, shapes, upper, lower, t)) {
        if (from[p]) links.push([i - 1, p, i, t]);
      }
    }
  }
  return links;
}
