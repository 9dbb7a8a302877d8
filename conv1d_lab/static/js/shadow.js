/**
 * Make an element in which something can live where no rule of the page moves its parts.
 * @param {Element} element what holds the shadow root
 * @param {string} styles all the rules that it needs
 */
export function inShadow(element, styles) {
  const sheet = document.createElement("style"); // Safari of 2021 adopts none
  sheet.textContent = styles;
  const inside = document.createElement("div");
  element.attachShadow({ mode: "open" }).append(sheet, inside);
  return inside;
}
