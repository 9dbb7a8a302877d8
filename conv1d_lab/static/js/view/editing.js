import { h } from "../dom.js";
import { formatNumber, readNumber, whyNoNumber } from "../numbers.js";
import { cellOf } from "./cells.js";

/** @import { Cell, Context } from "./context.js" */

/** @typedef {{input: HTMLInputElement, finish: (commit: boolean, refocus: boolean) => void}} Editor */

/**
 * A click on an input, a weight or the bias edits it; a click on an output goes there.
 * @param {Context} context
 */
export function createEditing(context) {
  const { store, root, editable, pointing } = context;
  /** @type {Editor | null} */
  let editor = null;

  /**
   * Which number of the state a cell shows.
   * @param {Cell["at"]} at
   * @returns {[name: "x" | "weight" | "bias", index: number]}
   */
  function numberAt([kind, a, b]) {
    const { output_channel: o, batch_item: n } = store.state;
    const { C, L, G, K } = context.layout.geo;
    if (kind === "x") return ["x", (n * C + a) * L + b];
    if (kind === "w") return ["weight", (o * G + a) * K + b];
    return ["bias", o];
  }

  /** @param {Cell} cell */
  function open(cell) {
    close();
    store.set({ playing: false });
    const [name, index] = numberAt(cell.at);
    const title = (cell.getAttribute("aria-label") ?? "").split(" = ")[0];
    const before = formatNumber(store.state[name]?.data[index] ?? NaN, true, store.whole);
    const input = h("input", {
      className: "c1d-edit",
      type: "text",
      inputMode: "decimal",
      value: before,
      "aria-label": `new value of ${title}`,
      autocomplete: "off",
    });

    /** @type {Editor["finish"]} */
    function finish(commit, refocus) {
      if (editor?.input !== input) return;
      const value = readNumber(input.value);
      const changed = commit && input.value !== before;
      const why = value === null ? whyNoNumber(input.value) : "";
      if (changed && why && refocus) {
        input.setAttribute("aria-invalid", "true");
        pointing.say(`${why}: type a number such as -0.25, or Escape to leave it.`);
        return;
      }
      close();
      if (changed && why) pointing.say(`${why}: ${title} stays as it was.`);
      else if (changed && value !== null) store.edit(name, index, value);
      if (refocus) (context.keys.findCell(...cell.at) ?? cell).focus({ preventScroll: true });
    }

    input.addEventListener("keydown", (event) => {
      event.stopPropagation();
      if (event.key !== "Enter" && event.key !== "Escape") return;
      event.preventDefault();
      finish(event.key === "Enter", true);
    });
    input.addEventListener("blur", () => finish(true, false));
    editor = { input, finish };
    const box = cell.offsetParent ?? root;
    box.append(input);
    Object.assign(input.style, {
      left: `${cell.offsetLeft}px`,
      top: `${cell.offsetTop}px`,
      width: `${Math.max(cell.offsetWidth, 92)}px`,
      height: `${cell.offsetHeight}px`,
    });
    input.focus({ preventScroll: true });
    input.scrollIntoView({ block: "nearest", inline: "nearest" });
    input.select();
    pointing.say(`New value of ${title}: Enter keeps it, Escape leaves it as it was.`);
  }

  function close() {
    if (!editor) return;
    const { input } = editor;
    editor = null; // first: removing the input blurs it
    input.remove();
    pointing.sayHint();
  }

  const isOpen = () => editor !== null;
  /** @param {Cell} cell */
  const canEdit = ({ at: [kind] }) => editable && ["x", "w", "bias"].includes(kind);

  // A finger points with its first tap and edits with the second: it can't hover.
  /** @type {Cell | null} */
  let touched = null;
  let waiting = false;
  root.addEventListener("pointerdown", (event) => {
    const cell = cellOf(event);
    const again = cell !== null && cell === touched;
    const touch = event.pointerType === "touch";
    touched = touch ? cell : null;
    waiting = touch && !again;
  });
  // What is typed may make cells wider, and so others of them: only after the click that ends it.
  root.addEventListener("mousedown", (event) => {
    if (editor && cellOf(event)) event.preventDefault();
  });
  root.addEventListener("click", (event) => {
    const clicked = cellOf(event);
    if (!clicked) return;
    editor?.finish(true, false);
    const [kind, row, column] = clicked.at;
    const cell = context.keys.findCell(kind, row, column) ?? clicked;
    if (kind === "x" || kind === "w" || kind === "out") {
      context.keys.moveTabStop(kind, row, column);
    }
    if (kind === "out") store.set({ output_channel: row, position: column });
    else if (event.detail && waiting) {
      pointing.point(cell);
      const { readout } = pointing;
      if (canEdit(cell)) pointing.say((readout.textContent ?? "").replace("Click", "Tap again"));
    } else if (canEdit(cell)) open(cell);
  });

  return { open, close, isOpen, canEdit };
}
