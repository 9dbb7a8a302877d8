import { inShadow } from "../../../conv1d_lab/static/js/shadow.js";

/**
 * What stands in a place: its style sheets, by name, and what brings it alive.
 * @typedef {object} Kind
 * @property {string[]} styles
 * @property {(element: HTMLElement, state: any) => unknown} mount
 */

const NEAR = "900px"; // before a place comes into view

/** @type {Record<string, string>} written by docs/builder/script.py */
const STYLES = Reflect.get(globalThis, "conv1dStyles");

/**
 * Bring a place alive, in a shadow root: the theme's rules would move its parts.
 * What stood in it for readers without JavaScript is no longer shown.
 * @param {HTMLElement} place
 * @param {Record<string, Kind>} kinds
 */
function openPlace(place, kinds) {
  if ("alive" in place.dataset) return;
  const { styles, mount } = kinds[place.dataset.kind ?? ""];
  const state = JSON.parse(place.querySelector("script")?.textContent ?? "");
  mount(inShadow(place, styles.map((name) => STYLES[name]).join("")), state);
  place.dataset.alive = "";
}

/**
 * Bring the first place alive at once: the page is read, or laid out, no further.
 * @param {Record<string, Kind>} kinds
 */
export function openFirst(kinds) {
  const place = document.querySelector(".conv1d-place");
  if (place instanceof HTMLElement) openPlace(place, kinds);
}

/**
 * Bring each other place alive when it comes near the view, or when the page is printed.
 * @param {Record<string, Kind>} kinds
 */
export function openOthers(kinds) {
  const near = new IntersectionObserver((entries) => {
    for (const { target, isIntersecting } of entries) {
      if (!isIntersecting || !(target instanceof HTMLElement)) continue;
      near.unobserve(target);
      openPlace(target, kinds);
    }
  }, { rootMargin: NEAR });
  const others = /** @type {NodeListOf<HTMLElement>} */ (
    document.querySelectorAll(".conv1d-place:not([data-alive])")
  );
  // They wait until the first is painted.
  requestAnimationFrame(() => setTimeout(() => others.forEach((place) => near.observe(place))));
  addEventListener("beforeprint", () => others.forEach((place) => openPlace(place, kinds)));
}
