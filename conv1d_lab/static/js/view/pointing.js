import { h, put } from "../dom.js";
import { about } from "./about.js";
import { cellOf } from "./cells.js";

/** @import { Cell, Context } from "./context.js" */

const MOVING = ["product", "sum", "result", "out"]; // what a step makes other words of

/**
 * What the number under the pointer, or with the focus, touches or is made of.
 * @param {Context} context
 */
export function createPointing(context) {
  const { root, editable } = context;
  const HINT = "Point at a number to see what it touches, or what it is made of." +
    (editable ? " Click one to change it." : "");
  const readout = h("p", { className: "c1d-readout", "aria-live": "polite" }, HINT);
  /** @type {Cell | null} */
  let pointed = null;
  /** @type {((cell: Cell) => boolean) | null} */
  let touches = null;

  const say = (/** @type {string} */ words) => put(readout, words);
  const sayHint = () => say(HINT);

  /** @param {Cell | null} cell */
  function point(cell) {
    const found = cell ? about(context, cell) : { words: "" };
    touches = found.touches ?? null;
    const change = cell && context.editing.canEdit(cell) && found.words
      ? " Click to change it."
      : "";
    if (!context.editing.isOpen()) say(found.words ? found.words + change : HINT);
    for (const cell of context.stage.allCells()) markCell(cell);
    for (const cell of context.output.allCells()) markCell(cell);
  }

  /** @param {Cell} cell */
  function markCell(cell) {
    const marked = Boolean(touches?.(cell));
    if (Boolean(cell.marked) === marked) return;
    cell.marked = marked;
    cell.classList.toggle("c1d-marked", marked);
  }

  /**
   * What is pointed at may touch other cells now, or be made of other numbers.
   * @param {boolean} step nothing but the position has changed
   */
  function refresh(step) {
    if (step && !(pointed && MOVING.includes(pointed.at[0]))) return;
    if (touches || pointed) point(pointed?.isConnected ? pointed : null);
  }

  root.addEventListener("pointerover", (event) => {
    const cell = cellOf(event);
    if (cell === pointed) return;
    pointed = cell;
    point(cell);
  });
  root.addEventListener("pointerleave", () => {
    pointed = null;
    point(null);
  });
  root.addEventListener("focusin", (event) => point(cellOf(event)));
  root.addEventListener("focusout", () => point(pointed));

  return { readout, say, sayHint, point, markCell, refresh };
}
