import { mount } from "./predict.js";

/**
 * Bring the predictions of the page to life that are not yet: each has its state beside it, as
 * base64, for who reads or searches the source is to be asked, too.
 */
for (const place of document.querySelectorAll(".conv1d-predict-fragment:not([data-lives])")) {
  const state = place.querySelector("script[type='text/plain']");
  const still = place.querySelector(".c1d-still");
  if (!state || !(still instanceof HTMLElement)) continue;
  place.setAttribute("data-lives", "");
  still.replaceChildren();
  const bytes = Uint8Array.from(atob(state.textContent ?? ""), (byte) => byte.charCodeAt(0));
  mount(still, JSON.parse(new TextDecoder().decode(bytes)));
}
