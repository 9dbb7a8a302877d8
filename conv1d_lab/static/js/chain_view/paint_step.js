import { edges, STRIP } from "./bands.js";

/** @import { Field } from "../chain/types.js" */
/** @import { Band, Sheet } from "./bands.js" */
/** @import { Theme } from "./theme.js" */

/**
 * What one step lights up.
 * @typedef {object} Lit
 * @property {number} signal of the chosen element
 * @property {number} row
 * @property {number} t
 * @property {(Field | undefined)[]} fields for each signal what the chosen element sees of it or,
 *   below, what it reaches
 * @property {[fromBand: number, from: number, toBand: number, to: number][]} links the steps of the
 *   paths: bands and their elements along time
 * @property {boolean} causal what comes later is not known yet
 */

const MOST_LINKS = 4000; // more are a surface, and slow
const FADED = .3;

/**
 * Draw a step over what `paintValues` has drawn: what does not take part fades, the paths appear.
 * @param {CanvasRenderingContext2D} pen
 * @param {Sheet} sheet
 * @param {Theme} theme
 * @param {CanvasImageSource} still what `paintValues` has drawn
 * @param {number} density pixels of `still` for one of the sheet
 * @param {Lit} lit
 */
export function paintStep(pen, sheet, theme, still, density, lit) {
  const { width, height, bands } = sheet;
  pen.clearRect(0, 0, width, height);
  pen.globalAlpha = FADED;
  pen.drawImage(still, 0, 0, width, height);
  pen.globalAlpha = 1;
  paintLinks(pen, sheet, theme, lit);
  for (const band of bands) {
    const field = lit.fields[band.signal];
    const back = band.signal < lit.signal;
    if (field && field.count) paintField(pen, sheet, theme, still, density, band, field, back);
  }
  if (lit.causal) paintFuture(pen, sheet, theme, lit);
  paintChosen(pen, sheet, theme, still, density, lit);
}

/**
 * @param {CanvasRenderingContext2D} pen
 * @param {Sheet} sheet
 * @param {Theme} theme
 * @param {Lit} lit
 */
function paintLinks(pen, { across, bands }, theme, { links, signal }) {
  if (links.length > MOST_LINKS) return;
  pen.lineWidth = 1;
  for (const back of [true, false]) {
    pen.strokeStyle = back ? theme.x : theme.out;
    pen.globalAlpha = links.length > 400 ? .3 : .55;
    pen.beginPath();
    for (const [fromBand, from, toBand, to] of links) {
      const [upper, lower] = [bands[fromBand], bands[toBand]];
      if (lower.signal <= signal !== back) continue;
      pen.moveTo(across(upper.line.start + upper.line.jump * from), upper.bottom + STRIP);
      pen.lineTo(across(lower.line.start + lower.line.jump * to), lower.top);
    }
    pen.stroke();
  }
  pen.globalAlpha = 1;
}

/**
 * The stretches in which something is met.
 * @param {Float64Array} ways
 */
function runs(ways) {
  /** @type {[first: number, last: number][]} */
  const found = [];
  ways.forEach((count, i) => {
    if (!count) return;
    const last = found[found.length - 1];
    if (last && last[1] === i - 1) last[1] = i;
    else found.push([i, i]);
  });
  return found;
}

/**
 * The elements that take part, at full strength in a frame, and the paths as bars below.
 * @param {CanvasRenderingContext2D} pen
 * @param {Sheet} sheet
 * @param {Theme} theme
 * @param {CanvasImageSource} still
 * @param {number} density
 * @param {Band} band
 * @param {Field} field
 * @param {boolean} back
 */
function paintField(pen, sheet, theme, still, density, band, field, back) {
  pen.strokeStyle = back ? theme.x : theme.out;
  pen.lineWidth = band.rowHeight < 8 ? 1 : 1.5;
  if (!back) pen.setLineDash([4, 2]); // not by colour alone
  const stretches = runs(field.positions);
  const whole = band.mode === "plain" ? [[0, 0]] : runs(field.channels);
  for (const [c, lastChannel] of whole) {
    const y = band.top + c * band.rowHeight;
    const height = (lastChannel - c + 1) * band.rowHeight;
    for (const [t, end] of stretches) {
      const [left] = edges(sheet, band, t);
      const [, right] = edges(sheet, band, end);
      copy(pen, still, density, left, y, right - left, height);
      pen.fillStyle = theme["x-fill"];
      if (band.mode === "plain" && back) pen.fillRect(left, y, right - left, height);
      pen.strokeRect(left + .5, y + .5, right - left - 1, height - 1);
    }
  }
  pen.setLineDash([]);
  if (back) paintPaths(pen, sheet, theme, band, field.positions);
}

/**
 * How many paths lead from here to the chosen element: the more, the higher.
 * @param {CanvasRenderingContext2D} pen
 * @param {Sheet} sheet
 * @param {Theme} theme
 * @param {Band} band
 * @param {Float64Array} paths
 */
function paintPaths(pen, sheet, theme, band, paths) {
  const most = paths.reduce((a, b) => Math.max(a, b));
  pen.fillStyle = theme.x;
  paths.forEach((count, t) => {
    if (!count) return;
    const [left, right] = edges(sheet, band, t);
    const gap = right - left > 6 ? 1.5 : 0;
    pen.globalAlpha = .35 + .65 * count / most;
    const size = 2 + (STRIP - 3) * count / most;
    pen.fillRect(left + gap, band.bottom + 1, right - left - 2 * gap, size);
  });
  pen.globalAlpha = 1;
}

/**
 * @param {CanvasRenderingContext2D} pen
 * @param {CanvasImageSource} still
 * @param {number} density
 * @param {number} x
 * @param {number} y
 * @param {number} width
 * @param {number} height
 */
function copy(pen, still, density, x, y, width, height) {
  const [left, right] = [Math.floor(x), Math.ceil(x + width)];
  const from = [left, y, right - left, height].map((value) => value * density);
  pen.clearRect(left, y, right - left, height);
  pen.drawImage(still, from[0], from[1], from[2], from[3], left, y, right - left, height);
}

/**
 * What comes after the chosen element, on all bands: grey.
 * @param {CanvasRenderingContext2D} pen
 * @param {Sheet} sheet
 * @param {Theme} theme
 * @param {Lit} lit
 */
function paintFuture(pen, sheet, theme, { signal, t }) {
  const own = sheet.bands.find((band) => band.signal === signal);
  if (!own) return;
  const [, right] = edges(sheet, own, t);
  pen.fillStyle = theme.soft;
  pen.globalAlpha = .22;
  for (const band of sheet.bands) {
    const [, end] = edges(sheet, band, band.length - 1);
    if (end > right) pen.fillRect(right, band.top, end - right, band.bottom - band.top);
  }
  pen.globalAlpha = 1;
}

/**
 * @param {CanvasRenderingContext2D} pen
 * @param {Sheet} sheet
 * @param {Theme} theme
 * @param {CanvasImageSource} still
 * @param {number} density
 * @param {Lit} lit
 */
function paintChosen(pen, sheet, theme, still, density, { signal, row, t }) {
  const band = sheet.bands.find((one) => one.signal === signal);
  if (!band) return;
  const [left, right] = edges(sheet, band, t);
  const shown = Math.min(row, band.rows - 1);
  const [y, width] = [band.top + shown * band.rowHeight, Math.max(right - left, 3)];
  copy(pen, still, density, left, y, width, band.rowHeight);
  if (band.mode === "plain") {
    pen.fillStyle = theme["out-fill"];
    pen.fillRect(left, y, width, band.rowHeight);
  }
  pen.strokeStyle = theme.out;
  pen.lineWidth = 3;
  pen.strokeRect(left + 1, y + 1, width - 2, band.rowHeight - 2);
  pen.strokeStyle = theme.ink;
  pen.lineWidth = 1;
  pen.strokeRect(left - .5, y - .5, width + 1, band.rowHeight + 1);
}
