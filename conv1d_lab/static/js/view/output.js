import { div, h, heat, put, putNumber, span, strip } from "../dom.js";
import { clamp, range } from "../numbers.js";
import { nameOf } from "../texts.js";
import { BANDS, DIRECT, makeCell, makeTicks, place, ROWS } from "./cells.js";
import { bandHeight, makeBand, makePlot } from "./curve.js";

/** @import { Cell, Context, Scroller } from "./context.js" */

const FLASH = [
  { boxShadow: "0 0 0 3px var(--c1d-out)", backgroundColor: "var(--c1d-out-fill)" },
  {},
];

const HEAT = " as colour (blue below 0, orange above)";

/**
 * The whole output, the current element marked.
 * @param {Context} context
 */
export function createOutput(context) {
  const { store, level, tabStop, text } = context;
  const single = level === 0; // one row, whose numbers appear as the kernel passes
  const title = div("c1d-title");
  const scroller = /** @type {Scroller} */ (div("c1d-scroller"));
  const canvas = h("canvas", { "aria-hidden": "true" });
  const lens = div("c1d-lens", div("c1d-pane"));
  const band = makeBand();
  const overview = div("c1d-overview", canvas, band.element, lens);
  const note = h("p", { className: "c1d-note" });
  const stillness = matchMedia("(prefers-reduced-motion: reduce)");
  /** @type {ReturnType<typeof makeRow>[]} */
  let rows = [];
  let ruler = strip(div(""), () => span(""));
  let compact = false; // one row of numbers, the rest as colour
  /** @type {[o: number, t: number] | null} */
  let current = null;
  /** @type {Map<number, [first: number, last: number]>} what the kernel of each row has passed */
  const passed = new Map();
  let passedFor = ""; // the shapes and settings that this holds for

  function build() {
    const { geo: { O, length } } = context.layout;
    current = null;
    compact = O > ROWS + 2 || length > DIRECT;
    const { curves, key } = context.layout;
    overview.hidden = !compact || single;
    overview.style.height = `${asCurves() ? bandHeight(O) : clamp(O * 4, 14, 128)}px`;
    const o = store.state.output_channel;
    const { stride, padding, dilation, padding_mode } = store.state;
    const now = [key, stride, padding, dilation, padding_mode].join();
    if (now !== passedFor) passed.clear();
    passedFor = now;
    rows = (compact || single ? [o] : range(O)).map(makeRow);
    const ticks = makeTicks(context, length, 0);
    ruler = strip(ticks.element, ticks.make);
    scroller.replaceChildren(
      div("c1d-row c1d-first", div("c1d-gutter", span("c1d-name", "t")), ticks.element),
      ...rows.map((row) => row.element),
    );
    put(
      title,
      single
        ? "the output: one number for each position of the kernel"
        : `the whole output: C_out × L_out = ${O} × ${length}`,
    );
    put(
      note,
      compact && !single
        ? `All ${O} × ${length} outputs${asCurves() ? "" : HEAT}; ` +
          `${curves ? "a curve" : "numbers"} for the current channel, near the current element.`
        : "",
    );
  }

  /** @param {number} o */
  function makeRow(o) {
    const line = div("c1d-line c1d-out");
    const plot = makePlot("zero", "faint", "curve", "dots", "now");
    if (context.layout.curves) line.append(plot.element);
    const cells = strip(line, make);
    const row = { o, name: span("c1d-name"), element: div("c1d-row"), cells, plot };
    /** @param {number} t @returns {Cell} */
    function make(t) {
      const cell = place(context, makeCell("out", row.o, t), t);
      fillCell(cell);
      return cell;
    }
    const track = div("c1d-track", line);
    track.style.width = `${context.layout.geo.length * context.layout.cell}px`;
    row.element = h(
      "div",
      { className: "c1d-row", role: "group", "aria-label": `output channel ${o}` },
      div("c1d-gutter", row.name),
      track,
    );
    return row;
  }

  /** @param {Cell} cell */
  function fillCell(cell) {
    const { state } = store;
    const [, o, t] = cell.at;
    const hidden = store.hidden(state, o, t);
    const empty = single && !isPassed(o, t);
    const value = text(store.out[o * context.layout.geo.length + t]);
    const now = o === state.output_channel && t === state.position;
    const name = nameOf(state, "out", state.batch_item, o, t);
    const said = hidden ? "not yet guessed" : empty ? "not yet computed" : value;
    putNumber(cell, hidden ? "?" : empty ? "" : value);
    cell.setAttribute("aria-label", `${name} = ${said}`);
    cell.classList.toggle("c1d-empty", empty);
    cell.classList.toggle("c1d-now", now);
    if (now) cell.setAttribute("aria-current", "true");
    else cell.removeAttribute("aria-current");
    cell.tabIndex = tabStop.out.join() === [o, t].join() ? 0 : -1;
    context.pointing.markCell(cell);
  }

  function fill() {
    const { output_channel: o, batch_item: n } = store.state;
    if (compact || single) tabStop.out[0] = o;
    for (const row of rows) {
      if (compact || single) row.o = o;
      put(row.name, nameOf(store.state, "out", n, row.o));
      row.element.setAttribute("aria-label", `output channel ${row.o}`);
      for (const cell of row.cells.cells.values()) {
        cell.at[1] = row.o;
        cell.dataset.o = String(row.o);
        fillCell(cell);
      }
    }
    fillOverview();
  }

  /** Whether the rows are few enough to be curves below each other. */
  const asCurves = () => context.layout.curves && context.layout.geo.O <= BANDS;

  function fillOverview() {
    const { O, length } = context.layout.geo;
    canvas.hidden = asCurves();
    if (!compact || single || store.state.predict) band.fill([], 0, 0);
    else if (!asCurves()) heat(canvas, store.out, O, length);
    else {
      const rows = range(O).map((o) => store.out.subarray(o * length, (o + 1) * length));
      band.fill(rows, context.overview.width(), bandHeight(O));
      for (const o of range(O)) showPassed(o);
    }
  }

  /** @param {number} o */
  function showPassed(o) {
    const { length } = context.layout.geo;
    const [first, last] = passed.get(o) ?? [0, -1];
    band.show(o, first / length, (last + 1) / length);
  }

  /**
   * Flash those outputs that an edit has changed.
   * @param {Float32Array} before
   */
  function flash(before) {
    if (stillness.matches) return;
    const { length } = context.layout.geo;
    const differs = (/** @type {number} */ i) => text(before[i]) !== text(store.out[i]);
    const changed = [...allCells()].filter(({ at: [, o, t] }) =>
      !store.hidden(store.state, o, t) && differs(o * length + t)
    );
    const { output_channel: o, position: t } = store.state;
    const result = context.equation.resultCell();
    if (!store.hidden() && differs(o * length + t)) changed.push(result);
    for (const cell of changed) cell.animate(FLASH, 900);
  }

  /** Only the cells between the one that was current and the one that is are touched. */
  function showStep() {
    const { output_channel: o, position: t } = store.state;
    const [row, from] = current ?? [o, t];
    const touched = single && row === o
      ? range(Math.abs(t - from) + 1).map((i) => Math.min(from, t) + i)
      : [from, t];
    if (single && row !== o) passed.clear();
    const [first, last] = passed.get(o) ?? [t, t]; // it slides: no place is left out
    passed.set(o, [Math.min(first, t), Math.max(last, t)]);
    if (asCurves()) showPassed(o);
    for (const [r, column] of [[row, from], ...touched.map((column) => [o, column])]) {
      const cell = find(r, column);
      if (cell) fillCell(cell);
    }
    current = [o, t];
  }

  /**
   * Bring only these columns into the page.
   * @param {number} from
   * @param {number} to
   */
  function showColumns(from, to) {
    for (const row of rows) row.cells.show(from, to);
    ruler.show(from, to);
  }

  /** @param {number} o @param {number} t whether the kernel has been there */
  function isPassed(o, t) {
    const [first, last] = passed.get(o) ?? [0, -1];
    return t >= first && t <= last;
  }

  const allRows = () => rows;

  /** @type {(o: number, t: number) => Cell | undefined} */
  const find = (o, t) => rows.find((row) => row.o === o)?.cells.cells.get(t);

  function* allCells() {
    for (const row of rows) yield* row.cells.cells.values();
  }

  /** Whether only the current output channel has a row. */
  const isCompact = () => compact || single;

  return {
    title,
    overview,
    lens,
    scroller,
    note,
    build,
    fill,
    fillOverview,
    flash,
    showStep,
    showColumns,
    find,
    isPassed,
    allRows,
    allCells,
    isCompact,
  };
}
