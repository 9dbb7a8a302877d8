import { firstChannel } from "../geometry.js";
import { clamp } from "../numbers.js";
import { cellOf, ROWS } from "./cells.js";

/** @import { Cell, Context, Kind } from "./context.js" */

/** @type {Record<string, [down: number, right: number]>} */
const ARROWS = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };

/**
 * The keys of the stage, and arrows that walk over the cells.
 * @param {Context} context
 */
export function createKeys(context) {
  const { store, root, level, look, tabStop, stage, output, scrolling } = context;

  /** @param {KeyboardEvent} event @returns whether the key was ours */
  function stageKey(event) {
    const { position: t, output_channel: o, playing } = store.state;
    /** @type {Record<string, Parameters<typeof store.set>[0]>} */
    const moves = {
      ArrowLeft: { position: t - 1 },
      ArrowRight: { position: t + 1 },
      Home: { position: 0 },
      End: { position: context.layout.geo.length - 1 },
      ...(level >= 1 && {
        ArrowUp: { output_channel: o - 1 },
        ArrowDown: { output_channel: o + 1 },
      }),
      ...(level >= 2 && { " ": { playing: !playing } }),
    };
    const move = moves[event.key];
    if (move) store.set(move);
    return Boolean(move) || event.key in ARROWS || event.key === " ";
  }

  /**
   * @param {KeyboardEvent} event
   * @param {Cell} cell
   * @returns whether the key was ours
   */
  function cellKey(event, cell) {
    const [kind, row, column] = cell.at;
    if (event.key === "Escape") {
      stage.handle.focus();
      return true;
    }
    if (event.key === "F2" && context.editing.canEdit(cell)) {
      context.editing.open(cell);
      return true;
    }
    if (kind !== "x" && kind !== "w" && kind !== "out") return event.key in ARROWS;
    const { C, L, G, K, O, length } = context.layout.geo;
    const [height, width] = { x: [C, L], w: [G, K], out: [O, length] }[kind];
    /** @type {typeof ARROWS} */
    const steps = { ...ARROWS, Home: [0, -width], End: [0, width] };
    const step = steps[event.key];
    if (!step) return false;
    const down = kind === "out" && output.isCompact() ? 0 : step[0];
    walk(kind, clamp(row + down, 0, height - 1), clamp(column + step[1], 0, width - 1));
    return true;
  }

  /**
   * Focus a cell, which scrolls into sight.
   * @param {"x" | "w" | "out"} kind
   * @param {number} row
   * @param {number} column
   */
  function walk(kind, row, column) {
    const { G, left } = context.layout.geo;
    const channel = firstChannel(store.state, store.state.output_channel) + row;
    if (kind === "w") {
      if (G > ROWS && row !== tabStop.w[0]) {
        look.opened = channel;
        stage.layRows();
      }
    } else {
      const at = column + (kind === "x" ? left : 0);
      scrolling.reach(kind, at, at + 1, false);
      if (!findCell(kind, row, column)) scrolling.reach(kind, at, at + 1, true);
    }
    moveTabStop(kind, row, column)?.focus({ preventScroll: true });
    if (kind === "x") scrolling.reveal(stage.rowOfChannel(row));
    if (kind === "w") scrolling.reveal(stage.rowOfTap(row));
  }

  /**
   * @param {Kind} kind
   * @param {number} row
   * @param {number} column
   * @returns {Cell | undefined}
   */
  function findCell(kind, row, column) {
    if (kind === "bias") return context.equation.biasCell();
    if (kind === "w") return stage.rowOfTap(row)?.taps[column];
    if (kind === "out") return output.find(row, column);
    if (kind !== "x") return undefined;
    const cell = stage.rowOfChannel(row)?.x.cells.get(column + context.layout.geo.left);
    return /** @type {Cell | undefined} */ (cell);
  }

  /**
   * Let Tab reach this cell, of all of its kind.
   * @param {"x" | "w" | "out"} kind
   * @param {number} row
   * @param {number} column
   */
  function moveTabStop(kind, row, column) {
    const old = findCell(kind, ...tabStop[kind]);
    if (old) old.tabIndex = -1;
    tabStop[kind] = [row, column];
    const cell = findCell(kind, row, column);
    if (cell) cell.tabIndex = 0;
    return cell;
  }

  root.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const cell = cellOf(event);
    const handled = event.target === stage.handle.element
      ? stageKey(event)
      : cell !== null && cellKey(event, cell);
    if (!handled) return;
    event.preventDefault();
    event.stopPropagation();
  });

  return { findCell, moveTabStop };
}
