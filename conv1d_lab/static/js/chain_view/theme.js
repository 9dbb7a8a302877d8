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
 * The colours of the page as a canvas needs them, kept true when the page turns dark.
 * @param {HTMLElement} root
 * @param {() => void} onchange
 */
export function watchTheme(root, onchange) {
  const probe = h("span", { className: "c1d-probe", hidden: true });
  root.append(probe);

  /** @returns {Theme} */
  function read() {
    const style = getComputedStyle(probe);
    return /** @type {Theme} */ (Object.fromEntries(NAMES.map((name) => {
      probe.style.color = `var(--${name})`;
      return [name, style.color];
    })));
  }

  const queries = ["(prefers-color-scheme: dark)", "(forced-colors: active)"].map((query) =>
    matchMedia(query)
  );
  // A host says by an attribute of the page that it is dark.
  const observer = new MutationObserver(onchange);
  for (const element of [document.documentElement, document.body]) {
    observer.observe(element, { attributes: true });
  }
  for (const query of queries) query.addEventListener("change", onchange);

  function stop() {
    observer.disconnect();
    for (const query of queries) query.removeEventListener("change", onchange);
  }

  return { read, stop };
}
