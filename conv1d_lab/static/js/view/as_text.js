import { copyText, div, h, put } from "../dom.js";
import { codeText, formulaText } from "../texts.js";

/** @import { Context } from "./context.js" */

/**
 * The current element as a formula and as lines of PyTorch.
 * @param {Context} context
 */
export function createAsText({ store, level, text }) {
  const formula = h("pre", { className: "c1d-formula", tabIndex: 0, "aria-label": "formula" });
  const code = h("pre", {
    className: "c1d-code",
    "data-part": "code",
    tabIndex: 0,
    "aria-label": "PyTorch code",
  });
  const copied = h("span", { className: "c1d-copied", "aria-live": "polite" });
  const copy = h("button", {
    type: "button",
    onclick: async () => {
      const done = await copyText(codeText(store.state), copy);
      if (!done) getSelection()?.selectAllChildren(code);
      put(copied, done ? "copied" : "selected: copy it with Ctrl+C");
    },
  }, "copy code");
  const element = h(
    "details",
    { className: "c1d-text", open: level >= 2 },
    h("summary", {}, "the same as a formula and in PyTorch"),
    formula,
    h(
      "p",
      { className: "c1d-note" },
      "c counts the input channels, k the weights of a row, both " +
        "from 0; a1 is the sum of the first channel. (Many texts write k for the channel.)",
    ),
    code,
    div("c1d-codebar", copy, copied),
  );

  /** @param {boolean} hidden the numbers would give the result away */
  function showStep(hidden) {
    const lines = formulaText(store.state, text).split("\n");
    put(formula, lines.slice(0, hidden ? 2 : 3).join("\n"));
    put(code, codeText(store.state));
    put(copied, "");
  }

  return { element, showStep };
}
