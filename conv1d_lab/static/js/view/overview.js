import { div, h, heat, put } from "../dom.js";
import { firstChannel } from "../geometry.js";
import { clamp, range } from "../numbers.js";
import { listRuns } from "../texts.js";
import { DIRECT } from "./cells.js";

/** @import { Context } from "./context.js" */

/**
 * All of x as a strip of colour, where its numbers do not fit beside each other; what else is to be
 * said of the input; and the lenses, which show where the window is.
 * @param {Context} context
 */
export function createOverview(context) {
  const { store, level, output } = context;
  const canvas = h("canvas", { "aria-hidden": "true" });
  const lens = div("c1d-lens");
  const element = div("c1d-overview", canvas, lens);
  const stageNote = h("p", { className: "c1d-note" });
  const unreadNote = h("p", { className: "c1d-note" });
  let width = 0; // in pixels, read only when the view changes

  function measure() {
    width = element.clientWidth || output.overview.clientWidth || context.look.width;
  }

  function fill() {
    const { geo: { C, L }, columns, unread } = context.layout;
    const start = store.state.batch_item * C * L;
    element.hidden = columns <= DIRECT;
    element.style.height = `${clamp(C * 4, 14, 64)}px`;
    if (!element.hidden) heat(canvas, store.state.x.data.subarray(start, start + C * L), C, L);
    put(
      unreadNote,
      unread.size
        ? `Never read by any window (dotted): ${unread.size === 1 ? "position" : "positions"} ` +
          `${listRuns([...unread])}.`
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
      const near = from > to
        ? "Only padding near the window"
        : `Numbers of x near the window, positions ${from} to ${to} of ${L}`;
      words.push(`${near}; the strip shows all of x (blue below 0, orange above).`);
    }
    put(stageNote, words.join(" "));
  }

  function showStep() {
    const { left, span, L, length, O } = context.layout.geo;
    const { position: t, stride, output_channel: o } = store.state;
    if (!output.overview.hidden) moveLens(output, t, 1, length, o, O);
    if (!element.hidden) moveLens({ overview: element, lens }, t * stride - left, span, L, 0, 1);
  }

  /**
   * @param {{overview: HTMLElement, lens: HTMLElement}} box
   * @param {number} column
   * @param {number} span
   * @param {number} columns
   * @param {number} row
   * @param {number} rows
   */
  function moveLens({ overview, lens }, column, span, columns, row, rows) {
    const unit = width / columns;
    const height = parseFloat(overview.style.height) / rows;
    lens.style.width = `${Math.max(6, span * unit)}px`;
    lens.style.height = `${Math.max(6, height)}px`;
    lens.style.transform = `translate(${column * unit}px, ${row * height}px)`;
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

  return { element, stageNote, unreadNote, measure, fill, note, showStep };
}
