import { div, h, heat, put } from "../dom.js";
import { firstChannel } from "../geometry.js";
import { clamp, range } from "../numbers.js";
import { listRuns } from "../texts.js";
import { BANDS, DIRECT } from "./cells.js";
import { bandHeight, makeBand } from "./curve.js";

/** @import { Context } from "./context.js" */

const AS_CURVES = "all of x is drawn above the stage";
const AS_COLOUR = "the strip shows all of x (blue below 0, orange above)";

/**
 * All of x as a strip of colour, where its numbers do not fit beside each other; what else is to be
 * said of the input; and the lenses, which show where the window is.
 * @param {Context} context
 */
export function createOverview(context) {
  const { store, level, output } = context;
  const canvas = h("canvas", { "aria-hidden": "true" });
  const lens = div("c1d-lens", div("c1d-pane"));
  const band = makeBand();
  const near = div("c1d-near");
  const element = div("c1d-overview", canvas, band.element, near, lens);
  const stageNote = h("p", { className: "c1d-note" });
  const unreadNote = h("p", { className: "c1d-note" });
  let width = 0; // in pixels, read only when the view changes

  function measure() {
    const before = width;
    width = element.clientWidth || output.overview.clientWidth || context.look.width;
    if (!context.layout.curves || width === before) return;
    fill();
    output.fillOverview();
  }

  function fill() {
    const { geo: { C, L }, columns, unread } = context.layout;
    const start = store.state.batch_item * C * L;
    const all = store.state.x.data.subarray(start, start + C * L);
    const { curves } = context.layout;
    const asCurves = curves && C <= BANDS;
    // Curves are read from the whole to its parts.
    context.stage.element[curves ? "before" : "after"](element);
    element.hidden = columns <= DIRECT;
    canvas.hidden = asCurves;
    element.style.height = `${asCurves ? bandHeight(C) : clamp(C * 4, 14, 64)}px`;
    if (element.hidden || !asCurves) band.fill([], 0, 0);
    else {
      const rows = range(C).map((c) => all.subarray(c * L, (c + 1) * L));
      band.fill(rows, width, bandHeight(C));
    }
    if (!element.hidden && !asCurves) heat(canvas, all, C, L);
    put(
      unreadNote,
      unread.size
        ? `Never read by any window (${curves ? "hatched" : "dotted"}): ` +
          `position${unread.size === 1 ? "" : "s"} ${listRuns([...unread])}.`
        : "",
    );
  }

  /**
   * Say which channels are read, and which positions are in the page.
   * @param {number} from
   * @param {number} to
   */
  function note(from, to) {
    const { geo: { C, G, L }, columns } = context.layout;
    const { groups, output_channel: o } = store.state;
    const first = firstChannel(store.state, o);
    const words = [];
    if (groups > 1) {
      words.push(
        `groups = ${groups}: output channel ${o} reads only input ` +
          `${G > 1 ? "channels" : "channel"} ${listRuns(range(G).map((i) => first + i))} of ${C}.`,
      );
    }
    if (columns > DIRECT) {
      const { curves } = context.layout;
      const kind = curves ? "Stems" : "Numbers";
      const here = from > to
        ? "Only padding near the window"
        : `${kind} of x near the window, positions ${from} to ${to} of ${L}`;
      words.push(`${here}; ${curves && C <= BANDS ? AS_CURVES : AS_COLOUR}.`);
      near.style.width = `${Math.max(0, 100 * (to + 1 - from) / L)}%`;
      near.style.left = `${100 * from / L}%`;
    }
    put(stageNote, words.join(" "));
  }

  function showStep() {
    const { left, span, L, length, O } = context.layout.geo;
    const { position: t, stride, output_channel: o } = store.state;
    if (!output.overview.hidden) moveLens(output.lens, t, 1, length, o, O);
    if (!element.hidden) moveLens(lens, t * stride - left, span, L, 0, 1);
  }

  /**
   * Move the lens in parts of all, so that it fits on paper, too.
   * @param {HTMLElement} lens
   * @param {number} column
   * @param {number} span
   * @param {number} columns
   * @param {number} row
   * @param {number} rows
   */
  function moveLens(lens, column, span, columns, row, rows) {
    const pane = /** @type {HTMLElement} */ (lens.firstElementChild);
    pane.style.width = `${100 * span / columns}%`;
    pane.style.height = `${100 / rows}%`;
    lens.style.transform = `translate(${100 * column / columns}%, ${100 * row / rows}%)`;
  }

  /**
   * @param {HTMLElement} box
   * @param {(across: number, down: number) => void} move with the pointer's place, from 0 to 1
   */
  function byPointer(box, move) {
    const act = (/** @type {PointerEvent} */ event) => {
      if (event.type === "pointermove" && !event.buttons) return;
      const { left, top, width, height } = box.getBoundingClientRect();
      move((event.clientX - left) / width, (event.clientY - top) / height);
    };
    box.addEventListener("pointerdown", act);
    box.addEventListener("pointermove", act);
  }

  byPointer(element, (across) => {
    const { L, left, span } = context.layout.geo;
    context.controls.go(Math.round((across * L + left - span / 2) / store.state.stride));
  });
  byPointer(output.overview, (across, down) => {
    const { length, O } = context.layout.geo;
    const row = level >= 1 ? { output_channel: Math.floor(down * O) } : {};
    store.set({ position: Math.floor(across * length), ...row });
  });

  return { width: () => width, element, stageNote, unreadNote, measure, fill, note, showStep };
}
