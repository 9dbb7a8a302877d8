/**
 * Bring to life what waits for it on the page; each has its state beside it, and any of them may
 * bring the script.
 * @param {string} waiting the class of those places
 * @param {string} type of the script that holds the state
 * @param {(state: string, still: HTMLElement) => unknown} bring
 *   given the state, and what stood there for readers without JavaScript, emptied
 */
export function bringToLife(waiting, type, bring) {
  for (const place of document.querySelectorAll(`.${waiting}:not([data-lives])`)) {
    const state = place.querySelector(`script[type='${type}']`);
    const still = place.querySelector(".c1d-still");
    if (!state || !(still instanceof HTMLElement)) continue;
    place.setAttribute("data-lives", "");
    still.replaceChildren();
    bring(state.textContent ?? "", still);
  }
}
