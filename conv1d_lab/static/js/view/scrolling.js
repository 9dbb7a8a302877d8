import { clamp } from "../numbers.js";
import { DIRECT } from "./cells.js";

/** @import { Row } from "./row.js" */
/** @import { Context, Scroller } from "./context.js" */

const OVERSCAN = 8;

/**
 * Which columns are in the page, and how the kernel stays in sight.
 * @param {Context} context
 */
export function createScrolling(context) {
  const { store, look, stage, output, tabStop } = context;
  const stillness = matchMedia("(prefers-reduced-motion: reduce)");
  // Of each scroller, the room that labels do not cover.
  const room = { x: 900, out: 900 };
  let shown = { x: [0, 0], out: [0, 0] };
  let measured = false;

  /** @param {Scroller} box */
  function roomOf(box) {
    const first = box.firstElementChild;
    const width = (/** @type {string} */ selector) => {
      const node = first?.querySelector(selector);
      return node instanceof HTMLElement && look.kind !== "narrow" ? node.offsetWidth : 0;
    };
    const free = (box.clientWidth || look.width) - width(".c1d-gutter") - width(".c1d-sum");
    return Math.max(context.layout.cell, free);
  }

  /** Read the widths: only when the view changes, for it costs a layout. */
  function measure() {
    room.x = roomOf(stage.scroller);
    room.out = roomOf(output.scroller);
    show();
    context.showStep();
    follow(true);
    if (!measured) revealActive();
    measured = true;
  }

  /**
   * @param {Scroller} box
   * @param {number} columns
   * @returns {[from: number, to: number]}
   */
  function visibleRange(box, columns) {
    if (columns <= DIRECT) return [0, columns];
    // By whole blocks, so that most steps of a scroll bring in no cell.
    const from = OVERSCAN * Math.floor((box.at ?? 0) / context.layout.cell / OVERSCAN - 1);
    const to = from + OVERSCAN * Math.ceil(room.x / context.layout.cell / OVERSCAN + 3);
    return [clamp(from, 0, columns), clamp(to, 0, columns)];
  }

  function startAfresh() {
    shown = { x: [0, 0], out: [0, 0] };
  }

  /** Add the cells that came into sight, drop those that left it. */
  function show() {
    const { geo: { L, left, length }, columns } = context.layout;
    const [from, to] = visibleRange(stage.scroller, columns);
    const near = /** @type {const} */ ([Math.max(0, from - left), Math.min(L, to - left)]);
    if (from !== shown.x[0] || to !== shown.x[1]) {
      shown.x = [from, to];
      stage.showColumns(from, to);
      context.stageCurves.showColumns(from, to);
      keepTabStop("x", ...near);
    }
    const [start, stop] = visibleRange(output.scroller, length);
    if (start !== shown.out[0] || stop !== shown.out[1]) {
      shown.out = [start, stop];
      output.showColumns(start, stop);
      context.outputCurves.showColumns(start, stop);
      keepTabStop("out", start, stop);
    }
    context.overview.note(near[0], near[1] - 1);
  }

  /**
   * Tab must reach some cell of each kind: move the stop when its cell is not in the page.
   * @param {"x" | "out"} kind
   * @param {number} from
   * @param {number} to
   */
  function keepTabStop(kind, from, to) {
    const { C, O } = context.layout.geo;
    const stop = tabStop[kind];
    const row = kind === "x"
      ? clamp(stop[0], 0, C - 1)
      : output.isCompact()
      ? store.state.output_channel
      : clamp(stop[0], 0, O - 1);
    const column = clamp(stop[1], from, Math.max(from, to - 1));
    if (row !== stop[0] || column !== stop[1]) context.keys.moveTabStop(kind, row, column);
  }

  /** Bring the window into sight: a page at a time, so that it is the kernel that moves. */
  function follow(jump = false) {
    const { position: t, stride } = store.state;
    reach("x", t * stride, t * stride + context.layout.geo.span, jump);
    reach("out", t, t + 1, jump);
  }

  const revealActive = () => reveal(stage.firstActive());

  /**
   * Where channels are too many for the stage, it scrolls to one of them.
   * @param {Row | undefined} row
   */
  function reveal(row) {
    const { scroller } = stage;
    if (!row || scroller.scrollHeight <= scroller.clientHeight) return;
    const first = /** @type {HTMLElement} */ (scroller.firstElementChild);
    const top = row.element.offsetTop - first.offsetHeight;
    const bottom = row.element.offsetTop + row.element.offsetHeight - scroller.clientHeight;
    if (top < scroller.scrollTop) scroller.scrollTop = top;
    else if (bottom > scroller.scrollTop) scroller.scrollTop = bottom;
  }

  /**
   * Scroll until these columns are in sight.
   * @param {"x" | "out"} kind
   * @param {number} from
   * @param {number} to
   * @param {boolean} jump
   */
  function reach(kind, from, to, jump) {
    const { geo, columns: all, cell } = context.layout;
    const [box, columns] = kind === "x" ? [stage.scroller, all] : [output.scroller, geo.length];
    const width = room[kind];
    if (columns * cell <= width) return;
    const start = from * cell;
    // Of a window that is wider than the room, keep the beginning in sight.
    const stop = to * cell - start > width ? start + width / 2 : to * cell;
    const now = box.at ?? 0;
    const at = box.target ?? now;
    const edge = Math.min(cell, Math.max(0, (width - (stop - start)) / 2));
    if (start >= at && stop <= at + width && !jump) return;
    const goal = start < at ? stop - width + edge : start - edge;
    const target = clamp(goal, 0, columns * cell - width);
    const { playing, speed } = store.state;
    const calm = jump || stillness.matches || (playing && speed > 5) ||
      Math.abs(target - now) > 2 * width;
    box.target = calm ? undefined : target;
    if (calm) {
      box.at = target;
      show();
    }
    box.scrollTo({ left: target, behavior: calm ? "instant" : "smooth" });
  }

  for (const box of [stage.scroller, output.scroller]) {
    box.addEventListener("scroll", () => {
      box.at = box.scrollLeft; // kept, for to ask in the middle of a step costs a layout
      if (box.target !== undefined && Math.abs(box.at - box.target) < 2) box.target = undefined;
      show();
    }, { passive: true });
    // A person's own scroll ends ours.
    for (const kind of ["wheel", "pointerdown", "touchstart"]) {
      box.addEventListener(kind, () => {
        box.target = undefined;
      }, { passive: true });
    }
  }

  return { measure, startAfresh, show, follow, reveal, revealActive, reach };
}
