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
const hundredths = (pixels) => Math.round(100 * pixels) / 100;

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
  return hundredths(inset + clamp(part, 0, 1) * (size - 2 * inset));
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
  return joinShapes(
    values,
    (value, i) => `M${middleOf(first + i, width)} ${zero}V${downTo(scale, value)}`,
  );
}

/**
 * A point at each number: a line of no length, which round ends make a dot.
 * @param {Numbers} values
 * @param {number} width of a column
 * @param {Scale} scale
 * @param {number} first the column of the first
 */
export const dotsPath = (values, width, scale, first = 0) =>
  joinShapes(values, (value, i) => `M${middleOf(first + i, width)} ${downTo(scale, value)}h0`);

/**
 * The numbers joined by a line, each in the middle of its column; a gap where there is none.
 * @param {Numbers} values
 * @param {number} width of a column
 * @param {Scale} scale
 * @param {number} first the column of the first
 */
export function linePath(values, width, scale, first = 0) {
  return joinShapes(values, (value, i) => {
    const move = i > 0 && !Number.isNaN(values[i - 1]) ? "L" : "M";
    return `${move}${middleOf(first + i, width)} ${downTo(scale, value)}`;
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
  const ends = new Float64Array(2 * columns).fill(NaN);
  for (let i = 0; i < values.length; i += 1) {
    const at = 2 * Math.floor((i * columns) / values.length);
    if (!(ends[at] <= values[i])) ends[at] = values[i];
    if (!(ends[at + 1] >= values[i])) ends[at + 1] = values[i];
  }
  return linePath(ends, width / ends.length, scale);
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
  const wide = hundredths(clamp(width * .7, 2, 26));
  return joinShapes(values, (value, i) => {
    if (!wanted(value, i)) return "";
    const end = downTo(scale, value);
    const left = hundredths(middleOf(i, width) - wide / 2);
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
  let d = `M${x} ${y}h${wide}v${hundredths(tall)}h${-wide}z`;
  if (!hatched) return d;
  for (let s = 4; s < wide + tall; s += 4) {
    const from = `${hundredths(x + Math.min(s, wide))} ${hundredths(y + Math.max(0, s - wide))}`;
    const to = `${hundredths(x + Math.max(0, s - tall))} ${hundredths(y + Math.min(s, tall))}`;
    d += `M${from}L${to}`;
  }
  return d;
}

/** The middle of a column. @param {number} i @param {number} width */
const middleOf = (i, width) => hundredths((i + .5) * width);

/**
 * @param {Numbers} values
 * @param {(value: number, i: number) => string} draw one that is a number
 */
function joinShapes(values, draw) {
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

/**
 * How high signals are that lie below each other, all together, in pixels.
 * @param {number} rows
 */
export const bandHeight = (rows) => rows * (rows === 1 ? 56 : rows <= 4 ? 28 : 14);

/**
 * Whole signals in a given width, one below the other. A part of each stands out: all of it, until
 * `show` says otherwise.
 */
export function makeBand() {
  const element = document.createElement("div");
  element.className = "c1d-signals";
  /** @type {SVGSVGElement[]} */
  let strong = [];

  /**
   * @param {Numbers[]} rows
   * @param {number} width
   * @param {number} height of all of them together
   */
  function fill(rows, width, height) {
    const scale = scaleOf(height / rows.length, ...rows);
    const layers = rows.map((row, i) => {
      const curve = curvePath(row, width, scale);
      const zero = `M0 ${downTo(scale, 0)}H${width}`;
      return ["c1d-faint", "c1d-strong"].map((name) => {
        const plot = makePlot("zero", "curve");
        plot.element.classList.add(name);
        plot.element.style.top = `${i * scale.size}px`;
        // Paper is narrower than the view that was measured.
        plot.element.setAttribute("viewBox", `0 0 ${width} ${height}`);
        plot.element.setAttribute("preserveAspectRatio", "none");
        plot.draw({ zero, curve });
        return plot.element;
      });
    });
    strong = layers.map(([, layer]) => layer);
    element.replaceChildren(...layers.flat());
  }

  /**
   * @param {number} row
   * @param {number} from where the part begins that stands out, from 0 to 1
   * @param {number} to and where it ends
   */
  function show(row, from, to) {
    if (strong[row]) strong[row].style.clipPath = `inset(0 ${100 - 100 * to}% 0 ${100 * from}%)`;
  }
  return { element, fill, show };
}
