import { div, put, putNumber, span, strip, toggleButton } from "../dom.js";
import { firstChannel } from "../geometry.js";
import { range } from "../numbers.js";
import { nameOf } from "../texts.js";
import { makeTicks, ROWS } from "./cells.js";
import { createHandle, stageKeys } from "./handle.js";
import { makeRow } from "./row.js";

/** @import { Element as OutputElement } from "../types.js" */
/** @import { Cell, Context, InputCell, Scroller } from "./context.js" */
/** @import { Row } from "./row.js" */

/**
 * The input with the kernel on it: a row for each channel.
 * @param {Context} context
 */
export function createStage(context) {
  const { store, level, look, text } = context;
  const scroller = /** @type {Scroller} */ (div("c1d-scroller"));
  const handle = createHandle(stageKeys(level));
  const element = div("c1d-stage", handle.element, scroller);
  element.addEventListener("click", ({ target }) => {
    if (target instanceof Element && !target.closest("button, input")) handle.focus();
  });
  const everyRow = toggleButton("show every product", (pressed) => {
    look.all = pressed;
    layRows();
  });
  /** @type {Row[]} */
  let rows = [];
  let ruler = strip(div(""), () => span(""));
  /** @type {Map<number, number>} */
  let window = new Map(); // from a position of x to the tap that lies on it
  let most = 1; // the largest size in x, for its colours

  function build() {
    const { geo: { C, G, left }, columns } = context.layout;
    const ticks = makeTicks(context, columns, -left);
    ruler = strip(ticks.element, ticks.make);
    rows = range(C).map((c) =>
      makeRow(context, c, fillInput, () => {
        look.opened = look.opened === c ? -1 : c;
        layRows();
      })
    );
    const title = div("c1d-gutter", span("c1d-name", "position in x"));
    scroller.replaceChildren(
      div("c1d-row c1d-first", title, ticks.element, div("c1d-sum")),
      ...rows.map((row) => row.element),
    );
    everyRow.hidden = G <= ROWS;
  }

  /**
   * @param {number} c
   * @param {InputCell} cell
   */
  function fillInput(c, cell) {
    const { batch_item: n, x } = store.state;
    const { C, G, L } = context.layout.geo;
    const p = cell.at ? cell.at[2] : cell.source ?? -1;
    if (p < 0) {
      putNumber(cell, "0");
      return;
    }
    const value = x.data[(n * C + c) * L + p];
    putNumber(cell, text(value));
    if (cell.at) showPlace(/** @type {Cell} */ (cell));
    if (G > ROWS && !context.layout.curves) {
      cell.style.setProperty("--c1d-heat", String(Math.min(1, Math.abs(value) / most) * .42));
      cell.classList.toggle("c1d-negative", value < 0);
    }
  }

  /** @param {Cell} cell */
  function showPlace(cell) {
    const [, c, p] = cell.at;
    cell.classList.toggle("c1d-unread", context.layout.unread.has(p));
    nameInput(cell);
    cell.tabIndex = context.tabStop.x.join() === [c, p].join() ? 0 : -1;
    context.pointing.markCell(cell);
  }

  /**
   * Say to those who listen what a number is, and which weight lies on it.
   * @param {Cell} cell
   */
  function nameInput(cell) {
    const [, c, p] = cell.at;
    const { C, L } = context.layout.geo;
    const { batch_item: n, output_channel: o, x } = store.state;
    const k = rows[c] && isOpen(rows[c]) ? window.get(p) : undefined;
    const more = context.layout.unread.has(p)
      ? ", never read"
      : k === undefined
      ? ""
      : `, under weight[${o}, ${rows[c].i}, ${k}]`;
    const value = text(x.data[(n * C + c) * L + p]);
    cell.setAttribute("aria-label", `${nameOf(store.state, "x", n, c, p)} = ${value}${more}`);
  }

  /**
   * Name the window anew: the inputs that the kernel has left, and those that it lies on.
   * @param {OutputElement} parts
   */
  function nameWindow({ source }) {
    const touched = new Set([...window.keys(), ...source]);
    window = new Map(source.map((p, k) => [p, k]));
    for (const row of rows) {
      const open = isOpen(row);
      for (const p of open || row.named ? touched : []) {
        const cell = row.x.cells.get(p + context.layout.geo.left);
        if (cell?.at) nameInput(/** @type {Cell} */ (cell));
      }
      row.named = open;
    }
  }

  function fillInputs() {
    const size = (/** @type {number} */ v) => (Math.abs(v) < Infinity ? Math.abs(v) : 0);
    most = store.state.x.data.reduce((m, v) => Math.max(m, size(v)), 1e-30);
    for (const row of rows) for (const cell of row.x.cells.values()) fillInput(row.c, cell);
  }

  /** @param {Row} row */
  const isOpen = (row) =>
    row.active && (context.layout.geo.G <= ROWS || look.all || row.c === look.opened);

  /** Which channels take part, and which of them are open: changes with the output channel. */
  function layRows() {
    const first = firstChannel(store.state, store.state.output_channel);
    const { G, K } = context.layout.geo;
    for (const row of rows) {
      row.i = row.c - first;
      row.active = row.i >= 0 && row.i < G;
    }
    if (G > ROWS && look.opened >= 0 && !rows[look.opened]?.active) look.opened = first;
    const open = rows.filter(isOpen);
    const stop = context.tabStop.w;
    if (open.length && !open.some((row) => row.i === stop[0])) stop[0] = open[0].i;
    stop[1] = Math.min(stop[1], K - 1);
    for (const row of rows) layRow(row);
    context.showStep();
  }

  /** @param {Row} row */
  function layRow(row) {
    const { state } = store;
    const { output_channel: o, batch_item: n } = state;
    const open = isOpen(row);
    const name = nameOf(state, "x", n, row.c);
    row.sumValue.hidden = !row.active;
    row.element.classList.toggle("c1d-off", !row.active);
    row.element.classList.toggle("c1d-closed", !open);
    put(row.xName, name);
    put(row.toggle, `${row.active ? (open ? "▾ " : "▸ ") : ""}${name}`);
    row.toggle.disabled = !row.active;
    row.toggle.setAttribute("aria-expanded", String(open));
    put(row.wName, row.active ? `× weight[${o}, ${row.i}]` : "");
    put(row.sumName, row.active ? `a${row.i + 1}` : "not read");
    if (row.active) fillTaps(row, o);
    else put(row.sumValue, "");
  }

  /**
   * @param {Row} row
   * @param {number} o
   */
  function fillTaps(row, o) {
    const { G, K } = context.layout.geo;
    row.taps.forEach((tap, k) => {
      const value = store.state.weight.data[(o * G + row.i) * K + k];
      tap.at[1] = row.products[k].at[1] = row.sumValue.at[1] = row.i;
      putNumber(tap, text(value));
      tap.setAttribute("aria-label", `weight[${o}, ${row.i}, ${k}] = ${text(value)}`);
      tap.tabIndex = context.tabStop.w.join() === [row.i, k].join() ? 0 : -1;
    });
  }

  /**
   * The riders, the products, the sums.
   * @param {OutputElement} parts
   * @param {boolean} hidden
   */
  function showStep(parts, hidden) {
    const { position: t, stride, output_channel: o } = store.state;
    const shift = `translateX(${t * stride * context.layout.cell}px)`;
    handle.show(t, context.layout.geo.length - 1);
    nameWindow(parts);
    for (const row of rows) {
      if (!row.active) continue;
      row.rider.style.transform = shift;
      putNumber(row.sumValue, hidden ? "?" : text(parts.sums[row.i]));
      if (!isOpen(row)) continue;
      row.products.forEach((product, k) => {
        const value = hidden ? "?" : text(parts.products[row.i][k]);
        putNumber(product, value);
        product.setAttribute("aria-label", `${value}, x times weight[${o}, ${row.i}, ${k}]`);
      });
    }
  }

  /**
   * Bring only these columns into the page.
   * @param {number} from
   * @param {number} to
   */
  function showColumns(from, to) {
    for (const row of rows) row.x.show(from, to);
    ruler.show(from, to);
  }

  /** @param {number} i the row of the kernel, an index into weight[o] */
  const rowOfTap = (i) => rows.find((row) => row.active && row.i === i);
  /** @param {number} c */
  const rowOfChannel = (c) => /** @type {Row | undefined} */ (rows[c]);
  const allRows = () => rows;
  const firstActive = () => rows.find((row) => row.active);

  function* allCells() {
    for (const row of rows) {
      for (const cell of row.x.cells.values()) if (cell.at) yield /** @type {Cell} */ (cell);
      yield* row.taps;
    }
  }

  return {
    element,
    handle,
    scroller,
    everyRow,
    build,
    fillInputs,
    layRows,
    showStep,
    showColumns,
    rowOfTap,
    rowOfChannel,
    firstActive,
    allRows,
    isOpen,
    allCells,
  };
}
