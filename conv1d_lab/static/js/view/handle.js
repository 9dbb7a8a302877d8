import { h } from "../dom.js";

/**
 * What the keys of the stage go to. It is a slider: while one has the focus, a screen reader lets
 * the arrow keys through, and the numbers beside it can still be read one by one.
 * @param {number} level
 */
export function createHandle(level) {
  const element = h("div", {
    className: "c1d-handle",
    tabIndex: 0,
    role: "slider",
    "aria-orientation": "horizontal",
    "aria-valuemin": 0,
    "aria-label": "the kernel on its input: left and right step it" +
      (level >= 1 ? ", up and down change the output channel" : "") +
      (level >= 2 ? ", space plays" : ""),
  });
  /** @type {(now: number, last: number) => void} */
  const show = (now, last) => {
    element.setAttribute("aria-valuemax", String(last));
    element.setAttribute("aria-valuenow", String(now));
  };
  return { element, show, focus: () => element.focus({ preventScroll: true }) };
}
