import { dotsPath, downTo, linePath, scaleOf } from "./curve.js";

/** @import { Context } from "./context.js" */
/** @import { Scale } from "./curve.js" */
/** @typedef {ReturnType<Context["output"]["allRows"]>[number]} OutputRow */

/**
 * The output as a curve that grows as the kernel passes.
 * @param {Context} context
 */
export function createOutputCurves(context) {
  const { store, output, level } = context;
  /** @type {Scale} */
  let scale;
  let last = 0; // the row that had the current element
  let [start, stop] = [0, 0]; // the columns that are in the page

  /** Whether what the kernel has not reached may not be seen. */
  const hides = () => Boolean(store.state.predict) || level === 0;

  /** @param {number} o */
  function outputs(o) {
    const { length } = context.layout.geo;
    return store.out.subarray(o * length, (o + 1) * length);
  }

  function fill() {
    const { curves, tall } = context.layout;
    if (!curves) return;
    if (!hides()) scale = scaleOf(tall.out, store.out);
    draw(output.allRows());
  }

  /**
   * @param {number} first
   * @param {number} last
   */
  function showColumns(first, last) {
    [start, stop] = [first, last];
    fill();
  }

  /** Those in the page that have been reached. @param {number} o */
  function seen(o) {
    return outputs(o).subarray(start, stop).map((value, i) =>
      output.isPassed(o, start + i) && !store.hidden(store.state, o, start + i) ? value : NaN
    );
  }

  /** @param {OutputRow[]} rows */
  function draw(rows) {
    const { cell, tall } = context.layout;
    const { output_channel: o, position: t } = store.state;
    const reached = rows.map((row) => seen(row.o));
    // A scale that knew the others would tell something of them.
    if (hides()) scale = roomier(scaleOf(tall.out, ...reached));
    rows.forEach((row, i) => {
      const now = row.o === o && t >= start && t < stop ? [reached[i][t - start]] : [];
      row.plot.draw({
        zero: `M${start * cell} ${downTo(scale, 0)}H${stop * cell}`,
        faint: hides() ? "" : linePath(outputs(row.o).subarray(start, stop), cell, scale, start),
        curve: linePath(reached[i], cell, scale, start),
        dots: dotsPath(reached[i], cell, scale, start),
        now: dotsPath(now, cell, scale, t),
      });
    });
  }

  function showStep() {
    if (!context.layout.curves || stop <= start) return;
    const { output_channel: o } = store.state;
    draw(output.allRows().filter((row) => hides() || row.o === o || row.o === last));
    last = o;
  }

  return { fill, showColumns, showStep };
}

/**
 * A scale that need not change with each new number.
 * @param {Scale} scale
 * @returns {Scale}
 */
function roomier(scale) {
  const up = (/** @type {number} */ size) => size ? 2 ** Math.ceil(Math.log2(size)) : 0;
  return { ...scale, low: -up(-scale.low), high: up(scale.high) };
}
