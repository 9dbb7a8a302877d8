import { h } from "../dom.js";

/**
 * What the keys do on the stage of an explorer.
 * @param {number} level
 */
export const stageKeys = (level) =>
  "the kernel on its input: left and right step it" +
  (level >= 1 ? ", up and down change the output channel" : "") +
  (level >= 2 ? ", space plays" : "");

/**
 * What the keys of the stage go to. It is a slider: while one has the focus, a screen reader lets
 * the arrow keys through, and the numbers beside it can still be read one by one.
 * @param {string} label what the keys do
 */
export function createHandle(label) {
  const element = h("div", {
    className: "c1d-handle",
    tabIndex: 0,
    role: "slider",
    "aria-orientation": "horizontal",
    "aria-valuemin": 0,
    "aria-label": label,
  });
  /** @type {(now: number, last: number, text?: string) => void} */
  const show = (now, last, text) => {
    if (text) element.setAttribute("aria-valuetext", text);
    if (element.ariaValueMax !== `${last}`) element.setAttribute("aria-valuemax", `${last}`);
    element.setAttribute("aria-valuenow", `${now}`);
  };
  return { element, show, focus: () => element.focus({ preventScroll: true }) };
}
