import { h } from "../../../../conv1d_lab/static/js/dom.js";
import { inline } from "../../../../conv1d_lab/static/js/predict.js";

/** @import { Part } from "./judge.js" */

/**
 * What a card says, as elements.
 * @param {Part[]} parts
 * @returns {HTMLElement[]}
 */
export const partsOf = (parts) =>
  parts.map((part) => {
    if ("text" in part) return h("p", {}, ...inline(part.text));
    return h("dl", { className: "c1d-sides" }, ...part.sides.map(side));
  });

/** @param {[string, string]} side */
const side = ([label, content]) =>
  h("div", {}, h("dt", {}, label), h("dd", {}, h("pre", {}, ...marked(content))));

/** @param {string} content in which >this< is marked */
const marked = (content) =>
  content.split(/(>[^<]+<)/).filter(Boolean).map((piece) =>
    /^>.+<$/.test(piece) ? h("mark", {}, piece.slice(1, -1)) : piece
  );
