import { clamp } from "../numbers.js";

/**
 * Numbers as a picture: stems, bars and curves, as the `d` of an SVG path. Nothing here knows of an
 * explorer, so whatever has a row of numbers can draw it:
 *
 *     const plot = makePlot("curve");
 *     plot.draw({ curve: curvePath(signal, 300, scaleOf(40, signal)) });
 *
 * Column i of stems and bars lies from i * width to (i + 1) * width, as a cell does.
 *
 * From a number to a place: `low` and `high` bound the numbers, `size` is in pixels, of which
 * `inset` at either end stay free for dots.
 * @typedef {{low: number, high: number, size: number, inset: number}} Scale
 *
 * @typedef {ArrayLike<number>} Numbers
 *
 * @typedef {ReturnType<typeof makePlot>} Plot
 */

const SVG = "http://www.w3.org/2000/svg";

/** @param {number} pixels two decimals: what is drawn is the number, as far as an eye can see */
const short = (pixels) => Math.round(100 * pixels) / 100;

/**
 * The scale that holds 0 and all of these numbers; what is not finite does not count.
 * @param {number} size
 * @param {...Numbers} rows
 * @returns {Scale}
 */
export function scaleOf(size, ...rows) {
  let [low, high] = [0, 0];
  for (const row of rows) {
    for (let i = 0; i < row.length; i += 1) {
      const value = row[i];
      if (value > high && value < Infinity) high = value;
      else if (value < low && value > -Infinity) low = value;
    }
  }
  return { low, high: low === high ? 1 : high, size, inset: Math.min(4, size / 8) };
}

/**
 * Pixels from the top, where the largest number is; what lies beyond the scale stays at its end.
 * @param {Scale} scale
 * @param {number} value
 */
export function downTo({ low, high, size, inset }, value) {
  const part = (high - value) / (high - low);
  return short(inset + clamp(part, 0, 1) * (size - 2 * inset));
}

/**
 * A line from zero to each number.
 * @param {Numbers} values
 * @param {number} width of a column
 * @param {Scale} scale
 * @param {number} first the column of the first
 */
export function stemsPath(values, width, scale, first = 0) {
  const zero = downTo(scale, 0);
  return join(values, (value, i) => `M${column(first + i, width)} ${zero}V${downTo(scale, value)}`);
}

/**
 * A point at each number: a line of no length, which round ends make a dot.
 * @param {Numbers} values
 * @param {number} width of a column
 * @param {Scale} scale
 * @param {number} first the column of the first
 */
export const dotsPath = (values, width, scale, first = 0) =>
  join(values, (value, i) => `M${column(first + i, width)} ${downTo(scale, value)}h0`);

/**
 * The numbers joined by a line, each in the middle of its column; a gap where there is none.
 * @param {Numbers} values
 * @param {number} width of a column
 * @param {Scale} scale
 * @param {number} first the column of the first
 */
export function linePath(values, width, scale, first = 0) {
  return join(values, (value, i) => {
    const move = i > 0 && !Number.isNaN(values[i - 1]) ? "L" : "M";
    return `${move}${column(first + i, width)} ${downTo(scale, value)}`;
  });
}

/**
 * A whole signal in a given width, however long it is: of the numbers that share a column of
 * pixels, the lowest and the highest.
 * @param {Numbers} values
 * @param {number} width of all of it
 * @param {Scale} scale
 */
export function curvePath(values, width, scale) {
  const columns = Math.max(1, Math.floor(width));
  if (values.length <= 2 * columns) return linePath(values, width / values.length, scale);
  const lows = new Float64Array(2 * columns).fill(NaN);
  for (let i = 0; i < values.length; i += 1) {
    const at = 2 * Math.floor((i * columns) / values.length);
    if (!(lows[at] <= values[i])) lows[at] = values[i];
    if (!(lows[at + 1] >= values[i])) lows[at + 1] = values[i];
  }
  return linePath(lows, width / lows.length, scale);
}

/**
 * A bar from zero to each number: those that are `wanted` as areas, to be filled, or as lines to
 * hatch them.
 * @param {Numbers} values
 * @param {number} width of a column
 * @param {Scale} scale
 * @param {boolean} hatched
 * @param {(value: number, i: number) => boolean} wanted
 */
export function barsPath(values, width, scale, hatched, wanted) {
  const zero = downTo(scale, 0);
  const wide = short(clamp(width * .7, 2, 26));
  return join(values, (value, i) => {
    if (!wanted(value, i)) return "";
    const end = downTo(scale, value);
    const left = short(column(i, width) - wide / 2);
    return boxPath(left, Math.min(zero, end), wide, Math.abs(end - zero), hatched);
  });
}

/**
 * A box, or the lines that hatch it.
 * @param {number} x
 * @param {number} y
 * @param {number} wide
 * @param {number} tall
 * @param {boolean} hatched
 */
export function boxPath(x, y, wide, tall, hatched) {
  let d = `M${x} ${y}h${wide}v${short(tall)}h${-wide}z`;
  if (!hatched) return d;
  for (let s = 4; s < wide + tall; s += 4) {
    const from = `${short(x + Math.min(s, wide))} ${short(y + Math.max(0, s - wide))}`;
    const to = `${short(x + Math.max(0, s - tall))} ${short(y + Math.min(s, tall))}`;
    d += `M${from}L${to}`;
  }
  return d;
}

/** @param {number} i @param {number} width its middle */
const column = (i, width) => short((i + .5) * width);

/**
 * @param {Numbers} values
 * @param {(value: number, i: number) => string} draw one that is a number
 */
function join(values, draw) {
  let d = "";
  for (let i = 0; i < values.length; i += 1) {
    if (!Number.isNaN(values[i])) d += draw(values[i], i);
  }
  return d;
}

/**
 * A picture that covers its parent, with a path for each of these names, which are classes.
 * It says nothing to those who listen: the numbers are for them.
 * @param {...string} names
 */
export function makePlot(...names) {
  const element = document.createElementNS(SVG, "svg");
  element.setAttribute("class", "c1d-plot");
  element.setAttribute("aria-hidden", "true");
  /** @type {Map<string, SVGPathElement & {written?: string}>} */
  const paths = new Map(names.map((name) => {
    const path = document.createElementNS(SVG, "path");
    path.setAttribute("class", `c1d-${name}`);
    element.append(path);
    return [name, path];
  }));
  /** @param {Record<string, string>} shapes what changes, by the names */
  function draw(shapes) {
    for (const [name, d] of Object.entries(shapes)) {
      const path = paths.get(name);
      if (!path || path.written === d) continue;
      path.written = d;
      path.setAttribute("d", d);
    }
  }
  return { element, draw };
}
