import { inShadow } from "./shadow.js";

/**
 * Bring to life what waits for it on the page; each has its state beside it, and any of them may
 * bring the script. It lives in a shadow root, where no rule of the page moves its parts.
 * @param {string} waiting the class of those places
 * @param {string} type of the script that holds the state
 * @param {(state: string, element: HTMLElement) => unknown} bring given the state, and where to
 */
export function bringToLife(waiting, type, bring) {
  for (const place of document.querySelectorAll(`.${waiting}:not([data-lives])`)) {
    const state = place.querySelector(`script[type='${type}']`);
    const sheet = place.querySelector("style");
    const still = place.querySelector(".c1d-still");
    if (!state || !sheet || !still) continue;
    place.setAttribute("data-lives", "");
    still.replaceChildren();
    // The sheet stays outside as well: there it tells light from dark.
    bring(state.textContent ?? "", inShadow(still, sheet.textContent ?? ""));
  }
}
