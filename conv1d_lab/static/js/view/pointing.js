import { h, put } from "../dom.js";
import { firstChannel, inputsMet, outputsFed } from "../geometry.js";
import { count, listRuns, nameOf } from "../texts.js";
import { cellOf } from "./cells.js";

/** @import { Cell, Context } from "./context.js" */

/**
 * What the number under the pointer, or with the focus, touches.
 * @param {Context} context
 */
export function createPointing(context) {
  const { store, root, editable } = context;
  const HINT = "Point at a number to see what it touches." +
    (editable ? " Click one to change it." : "");
  const readout = h("p", { className: "readout", "aria-live": "polite" }, HINT);
  /** @type {Cell | null} */
  let pointed = null;
  /** @type {((cell: Cell) => boolean) | null} */
  let touches = null;

  const say = (/** @type {string} */ words) => put(readout, words);
  const sayHint = () => say(HINT);

  /** @param {Cell | null} cell */
  function point(cell) {
    const found = cell ? ABOUT[cell.at[0]](cell) : { words: "" };
    touches = found.touches ?? null;
    const change = editable && found.words && cell?.at[0] !== "out" ? " Click to change it." : "";
    if (!context.editing.isOpen()) say(found.words ? found.words + change : HINT);
    for (const cell of context.stage.inputCells()) {
      if (cell.at) markCell(/** @type {Cell} */ (cell));
    }
    for (const cell of context.output.allCells()) markCell(cell);
  }

  /** @typedef {{words: string, touches?: (cell: Cell) => boolean}} About */
  /** @type {Record<Cell["at"][0], (cell: Cell) => About>} */
  const ABOUT = { x: aboutInput, w: aboutWeight, out: aboutOutput, bias: aboutBias };

  /** @param {Cell} cell @returns {About} */
  function aboutInput(cell) {
    const { state } = store;
    const [, c, p] = cell.at;
    const { G, O } = context.layout.geo;
    const fed = outputsFed(state, p);
    if (!fed.length) {
      return { words: `${nameOf(state, "x", state.batch_item, c, p)} is never read.` };
    }
    const each = O / state.groups;
    const first = Math.floor(c / G) * each;
    const outs = each === 1
      ? `output channel ${first}`
      : `output channels ${first} to ${first + each - 1}`;
    const times = new Set(fed);
    return {
      words: `${cell.getAttribute("aria-label")} feeds ${count(fed.length * each, "output")}: ` +
        `t = ${listRuns(fed)} in ${outs}.`,
      touches: ({ at: [kind, o, t] }) =>
        kind === "out" && times.has(t) && o >= first && o < first + each,
    };
  }

  /** @param {Cell} cell @returns {About} */
  function aboutWeight(cell) {
    const { state } = store;
    const [, i, k] = cell.at;
    const met = inputsMet(state, k);
    const positions = new Set(met);
    const c = firstChannel(state, state.output_channel) + i;
    const padding = context.layout.geo.length - met.length;
    return {
      words: `${cell.getAttribute("aria-label")} meets ${count(positions.size, "input")} of ` +
        `channel ${c}: positions ${listRuns(met)}` +
        `${padding ? `, and padding ${padding} times` : ""}.`,
      touches: ({ at: [kind, row, p] }) => kind === "x" && row === c && positions.has(p),
    };
  }

  /** @param {Cell} cell @returns {About} */
  function aboutOutput(cell) {
    return { words: `${cell.getAttribute("aria-label")}. Click to bring the kernel here.` };
  }

  /** @returns {About} */
  function aboutBias() {
    const o = store.state.output_channel;
    return { words: `bias[${o}] is added once to every output of channel ${o}.` };
  }

  /** @param {Cell} cell */
  function markCell(cell) {
    const marked = Boolean(touches?.(cell));
    if (Boolean(cell.marked) === marked) return;
    cell.marked = marked;
    cell.classList.toggle("marked", marked);
  }

  /** What is pointed at may touch other cells now. */
  function refresh() {
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
