import { conv1d, firstChannel, sourceIndex } from "../geometry.js";
import { range } from "../numbers.js";
import { barsPath, boxPath, dotsPath, downTo, scaleOf, stemsPath } from "./curve.js";

/** @import { Element as OutputElement } from "../types.js" */
/** @import { Context } from "./context.js" */
/** @import { Scale } from "./curve.js" */
/** @import { Row } from "./row.js" */

const BAR = { width: 66, height: 24 }; // of the sum of a channel

/**
 * The stage as curves. The cells lie above them, with their names, their keys and their clicks.
 * @param {Context} context
 */
export function createStageCurves(context) {
  const { store, stage, level } = context;
  /** @type {Record<"x" | "w" | "product" | "sum", Scale>} */
  let scales;
  let scaledFor = -1; // the output channel whose sums have this scale
  let [from, to] = [0, 0]; // the columns that are in the page

  /** @param {number} c @returns the numbers of an input channel */
  function inputs(c) {
    const { C, L } = context.layout.geo;
    const first = (store.state.batch_item * C + c) * L;
    return store.state.x.data.subarray(first, first + L);
  }

  /** Draw what a step leaves as it is. */
  function fill() {
    const { curves, tall, geo: { C } } = context.layout;
    if (!curves) return;
    const x = scaleOf(tall.x, ...range(C).map(inputs));
    const w = scaleOf(tall.w, store.state.weight.data);
    const ends = [x.low, x.high].flatMap((input) => [input * w.low, input * w.high]);
    scales = { x, w, product: scaleOf(tall.w, ends), sum: x };
    scaledFor = -1;
    for (const row of stage.allRows()) {
      drawInputs(row);
      row.drawn = "";
    }
  }

  /**
   * @param {number} first
   * @param {number} last
   */
  function showColumns(first, last) {
    [from, to] = [first, last];
    if (context.layout.curves && scales) { for (const row of stage.allRows()) drawInputs(row); }
  }

  /** @param {Row} row */
  function drawInputs({ c, plots }) {
    const { cell, geo: { L, left } } = context.layout;
    const values = inputs(c);
    const inside = new Float32Array(to - from).fill(NaN);
    const padding = inside.slice();
    for (let j = from; j < to; j += 1) {
      const p = sourceIndex(j - left, L, store.state.padding_mode);
      (j >= left && j < left + L ? inside : padding)[j - from] = p < 0 ? 0 : values[p];
    }
    const { x } = scales;
    plots.x.draw({
      zero: `M${from * cell} ${downTo(x, 0)}H${to * cell}`,
      ghosts: stemsPath(padding, cell, x, from) + dotsPath(padding, cell, x, from),
      stems: stemsPath(inside, cell, x, from),
      dots: dotsPath(inside, cell, x, from),
    });
  }

  /**
   * The kernel's numbers, or its products, with a gap wherever it reads nothing.
   * @param {ArrayLike<number>} taps
   */
  function spread(taps) {
    const { dilation } = store.state;
    const values = new Float64Array(context.layout.geo.span).fill(NaN);
    for (let k = 0; k < taps.length; k += 1) values[k * dilation] = taps[k];
    return values;
  }

  /** @param {Row} row */
  function drawKernel(row) {
    const { cell, geo: { G, K, span } } = context.layout;
    const { output_channel: o, weight } = store.state;
    const drawn = `${o} ${row.i}`;
    if (row.drawn === drawn) return;
    row.drawn = drawn;
    const start = (o * G + row.i) * K;
    const taps = spread(weight.data.subarray(start, start + K));
    row.plots.w.draw({
      zero: `M0 ${downTo(scales.w, 0)}H${span * cell}`,
      stems: stemsPath(taps, cell, scales.w),
      dots: dotsPath(taps, cell, scales.w),
    });
  }

  /**
   * A product is filled where the signs of its factors agree, and hatched where they do not.
   * @param {Row} row
   * @param {number[]} taps
   */
  function drawProducts({ plots }, taps) {
    const { cell, geo: { span } } = context.layout;
    const products = spread(taps);
    plots.product.draw({
      zero: `M0 ${downTo(scales.product, 0)}H${span * cell}`,
      agree: barsPath(products, cell, scales.product, false, (value) => value > 0),
      differ: barsPath(products, cell, scales.product, true, (value) => value < 0),
    });
  }

  /** @param {Row} row @param {number} sum NaN for one that is hidden */
  function drawSum({ plots }, sum) {
    // The scale counts from the top, and these bars from the left.
    const place = (/** @type {number} */ value) => BAR.width - downTo(scales.sum, value);
    const [zero, end] = [place(0), place(Number.isNaN(sum) ? 0 : sum)];
    const box = (/** @type {boolean} */ hatched) =>
      boxPath(Math.min(zero, end), 4, Math.abs(end - zero), BAR.height - 8, hatched);
    plots.sum.draw({
      zero: `M${zero} 0V${BAR.height}`,
      agree: sum > 0 ? box(false) : "",
      differ: sum < 0 ? box(true) : "",
    });
  }

  /** Find the scale of the sums that the current kernel gives. */
  function scaleSums() {
    const { state } = store;
    const { output_channel: o, predict, weight } = state;
    const { L, G, K } = context.layout.geo;
    if (o === scaledFor) return;
    scaledFor = o;
    const first = firstChannel(state, o);
    const taps = range(G).map((i) => weight.data.subarray((o * G + i) * K, (o * G + i + 1) * K));
    const sums = taps.map((data, i) =>
      conv1d({
        ...state,
        x: { shape: [1, 1, L], data: inputs(first + i) },
        weight: { shape: [1, 1, K], data },
        bias: null,
        groups: 1,
      }, 0)
    );
    // What is still to be seen has no part in it: then it is the largest sum that could be.
    const most = Math.max(-scales.x.low, scales.x.high);
    const bounds = taps.map((row) => most * row.reduce((a, b) => a + Math.abs(b), 0));
    scales.sum = predict || level === 0
      ? scaleOf(BAR.width, bounds, bounds.map((bound) => -bound))
      : scaleOf(BAR.width, ...sums);
  }

  /**
   * @param {OutputElement} parts
   * @param {boolean} hidden
   */
  function showStep(parts, hidden) {
    if (!context.layout.curves || !scales) return;
    scaleSums();
    for (const row of stage.allRows()) {
      if (!row.active) continue;
      drawSum(row, hidden ? NaN : parts.sums[row.i]);
      if (!stage.isOpen(row)) continue;
      drawKernel(row);
      drawProducts(row, hidden ? [] : parts.products[row.i]);
    }
  }

  return { fill, showColumns, showStep };
}
