import { extent } from "./alignment.js";

/** @import { Line } from "./alignment.js" */

/**
 * One signal on the screen: a row for each channel, all on the time axis of x.
 * @typedef {object} Band
 * @property {number} signal which one: 0 is x, 1 what the first layer gives
 * @property {number} rows
 * @property {number} length elements of a row
 * @property {Line} line
 * @property {"numbers" | "colour" | "curve" | "plain"} mode plain: no values, only places
 * @property {number} top in pixels, as all that follows
 * @property {number} rowHeight
 * @property {number} bottom of the rows; the strip with the paths lies below
 *
 * @typedef {{signal: number, rows: number, length: number, line: Line, lines: number,
 *   spreads: boolean}} Shown lines: of its label; spreads: whether one of its elements sees more than
 *   one of the signal before
 *
 * @typedef {object} Sheet all bands, and how positions of x become pixels
 * @property {Band[]} bands
 * @property {number} width
 * @property {number} height
 * @property {number} gutter for the labels; 0 where they stand above their bands
 * @property {number} column pixels from one position of x to the next
 * @property {(position: number) => number} across
 */

export const LABEL = 26; // height of a label that stands above its band
export const STRIP = 9;
const [GUTTER, GAP, CLOSE, WIDEST, LINE] = [176, 30, 12, 60, 18];
const NUMBERS_FROM = 46; // an element this wide has room for its number
const CURVE_BELOW = 4;
const MOST_ROWS = 8; // more channels are colours

/**
 * Lay the signals out from top to bottom.
 * @param {Shown[]} shown
 * @param {number} width
 * @param {boolean} narrow
 * @param {boolean} plain
 * @returns {Sheet}
 */
export function laySheet(shown, width, narrow, plain) {
  const gutter = narrow ? 0 : GUTTER;
  const [from, to] = extent(shown.map(({ line }) => line), shown.map(({ length }) => length));
  const column = Math.min(WIDEST, (width - gutter - 4) / (to - from));
  let y = 4;
  const bands = shown.map(({ signal, rows, length, line, lines, spreads }, i) => {
    if (i) y += narrow || spreads ? GAP - (narrow ? 14 : 0) : CLOSE;
    const element = column * line.jump;
    const mode = modeOf(plain, element, rows);
    const rowHeight = rowHeightOf(mode, rows);
    const top = y + (narrow ? LABEL : 0);
    y = top + Math.max(rows * rowHeight + STRIP, narrow ? 0 : lines * LINE);
    return { signal, rows, length, line, mode, top, rowHeight, bottom: top + rows * rowHeight };
  });
  const across = (/** @type {number} */ position) => gutter + 2 + (position - from) * column;
  return { bands, width, height: y + 4, gutter, column, across };
}

/**
 * @param {boolean} plain
 * @param {number} element its width
 * @param {number} rows
 * @returns {Band["mode"]}
 */
function modeOf(plain, element, rows) {
  if (plain) return "plain";
  if (element >= NUMBERS_FROM && rows <= MOST_ROWS) return "numbers";
  return element < CURVE_BELOW && rows <= MOST_ROWS ? "curve" : "colour";
}

/**
 * @param {Band["mode"]} mode
 * @param {number} rows
 */
function rowHeightOf(mode, rows) {
  if (mode === "numbers") return 26;
  if (mode === "curve") return Math.min(48, Math.max(18, 144 / rows));
  return Math.min(20, Math.max(3, 128 / rows));
}

/**
 * The edges of one element.
 * @param {Sheet} sheet
 * @param {Band} band
 * @param {number} t
 * @returns {[left: number, right: number]}
 */
export function edges({ across }, { line: { start, jump } }, t) {
  const middle = start + jump * t;
  return [across(middle - jump / 2), across(middle + jump / 2)];
}

/**
 * The element at a place of the sheet; null between the bands. Near an end counts as the end.
 * @param {Sheet} sheet
 * @param {number} x
 * @param {number} y
 */
export function elementAt(sheet, x, y) {
  const band = sheet.bands.find((one) => y >= one.top && y < one.bottom);
  if (!band || x < sheet.gutter) return null;
  const [left] = edges(sheet, band, 0);
  const t = Math.floor((x - left) / (sheet.column * band.line.jump));
  if (t < 0 || t >= band.length) return null;
  return { band, row: Math.floor((y - band.top) / band.rowHeight), t };
}
