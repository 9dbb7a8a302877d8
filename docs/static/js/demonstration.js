/** @import { Store } from "../../../conv1d_lab/static/js/types.js" */

/**
 * Let an explorer play by itself until a visitor takes over: then it stays where they put it.
 * Its formula waits in a fold: nobody's first look should fall on a Σ.
 * @param {Store} store
 * @param {HTMLElement} element
 */
export function demonstrate(store, element) {
  element.querySelector("details.c1d-text")?.removeAttribute("open");
  if (matchMedia("(prefers-reduced-motion: reduce)").matches) return;
  const over = new AbortController();
  const stop = (/** @type {Event} */ event) => {
    if (event instanceof KeyboardEvent && !event.key.startsWith("Arrow")) return;
    const target = /** @type {Element} */ (event.target);
    if (target.closest("[aria-label=speed]")) return; // whoever sets it looks on
    over.abort();
    store.set({ playing: false });
  };
  // While they bubble: what was touched has moved the kernel by then.
  for (const kind of ["input", "click", "keydown"]) {
    element.addEventListener(kind, stop, { signal: over.signal });
  }
  store.set({ playing: true });
}
