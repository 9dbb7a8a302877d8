import { h } from "../dom.js";

/** The colours of explorer/colours.css that are drawn with. */
const NAMES = /** @type {const} */ ([
  "ink",
  "soft",
  "line",
  "edge",
  "x",
  "x-fill",
  "out",
  "out-fill",
  "high",
  "low",
]);

/** @typedef {Record<typeof NAMES[number], string>} Theme */

/**
 * The colours of the page as a canvas needs them, and a word when they turn light or dark, whatever
 * made them: then the probe's colour is in transition.
 * @param {HTMLElement} root
 * @param {() => void} onchange
 */
export function watchTheme(root, onchange) {
  const probe = h("span", { className: "c1d-probe", "aria-hidden": "true" });
  probe.addEventListener("transitionrun", onchange);
  root.append(probe);

  /** @returns {Theme} */
  function read() {
    const style = getComputedStyle(probe);
    return /** @type {Theme} */ (Object.fromEntries(NAMES.map((name) => {
      probe.style.backgroundColor = `var(--c1d-${name})`;
      return [name, style.backgroundColor];
    })));
  }

  return { read };
}
