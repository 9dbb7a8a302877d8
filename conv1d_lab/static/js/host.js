/**
 * What a page says of light and dark, as static/css/host.css reads it.
 */
const SAYS = {
  light: '[data-jp-theme-light="true"], [data-theme="light"], [data-bs-theme="light"], ' +
    '[theme="light"], :is(:root, body).light, .theme--light, .v-theme--light, .vscode-light, ' +
    ".vscode-high-contrast-light, .quarto-light",
  dark: '[data-jp-theme-light="false"], [data-theme="dark"], [data-bs-theme="dark"], ' +
    '[theme="dark"], :is(:root, body).dark, .theme--dark, .v-theme--dark, .vscode-dark, ' +
    ".vscode-high-contrast:not(.vscode-high-contrast-light), .quarto-dark",
};
const MARK = "data-c1d-host";

/**
 * Follow the page from inside a shadow root, as MyST and Panel make one. Style sheets end there,
 * but the element that holds the root is the page's, and passes its colour scheme on.
 * @param {HTMLElement} element
 */
export function followPage(element) {
  let host = null;
  for (let root = element.getRootNode(); root instanceof ShadowRoot; root = host.getRootNode()) {
    host = root.host;
  }
  if (!host) return;
  host.setAttribute(MARK, "");
  if (document.querySelector(`style[${MARK}]`)) return;
  const sheet = document.createElement("style");
  sheet.setAttribute(MARK, "");
  sheet.textContent = Object.entries(SAYS)
    .map(([scheme, says]) => `:is(${says}) [${MARK}] { color-scheme: ${scheme} }`)
    .join("\n");
  document.head.append(sheet);
}
