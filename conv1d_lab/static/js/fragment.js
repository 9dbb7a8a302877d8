import { createStore } from "./store.js";
import { show } from "./view.js";

/**
 * Bring the explorers of the page to life that are not yet: each has its state beside it, and any of
 * them may bring the script.
 */
for (const place of document.querySelectorAll(".conv1d-fragment:not([data-lives])")) {
  const state = place.querySelector("script[type='application/json']");
  const still = place.querySelector(".c1d-still");
  if (!state || !(still instanceof HTMLElement)) continue;
  place.setAttribute("data-lives", "");
  still.replaceChildren();
  show(createStore(JSON.parse(state.textContent ?? "")), still);
}
