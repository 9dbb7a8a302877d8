import { readAt, windowsOf } from "../chain/windows.js";

/** @import { Field, Layer, Windows } from "../chain/types.js" */
/** @import { Band } from "./bands.js" */

/** @typedef {[fromBand: number, from: number, toBand: number, to: number]} Link */

/**
 * Which elements of a signal an element of a later one reads, through all the layers between.
 * @param {Windows[]} between of those layers, in their order
 * @param {number} t
 */
export function readsOf(between, t) {
  let places = [t];
  for (let i = between.length - 1; i >= 0; i -= 1) {
    const read = new Set();
    for (const place of places) {
      for (let k = 0; k < between[i].K; k += 1) {
        const p = readAt(between[i], place, k);
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
export function linksOf({ layers }, shapes, bands, fields, chosen) {
  /** @type {Link[]} */
  const links = [];
  for (let i = 1; i < bands.length; i += 1) {
    const [upper, lower] = [bands[i - 1].signal, bands[i].signal];
    const [from, to] = [fields[upper].positions, fields[lower].positions];
    // A folded signal may be the chosen one: then nothing runs past it.
    if (upper < chosen && chosen < lower) continue;
    const between = layers.slice(upper, lower)
      .map((layer, above) => windowsOf(layer, shapes[upper + above]));
    for (let t = 0; t < to.length; t += 1) {
      if (!to[t]) continue;
      for (const p of readsOf(between, t)) {
        if (from[p]) links.push([i - 1, p, i, t]);
      }
    }
  }
  return links;
}
