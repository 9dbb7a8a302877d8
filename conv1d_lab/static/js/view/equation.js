import { div, h, put, putNumber, span } from "../dom.js";
import { range } from "../numbers.js";
import { outName } from "../texts.js";
import { label, ROWS } from "./cells.js";

/** @import { Element as OutputElement } from "../types.js" */
/** @import { Cell, Context } from "./context.js" */

/**
 * a1 + a2 + a3 + bias = out
 * @param {Context} context
 */
export function createEquation(context) {
  const { store, text } = context;
  const element = div("c1d-equation");
  /** @type {HTMLElement[]} */
  let sums = [];
  let total = span("c1d-total");
  let biasName = span("c1d-name");
  let bias = makeBias();
  let resultName = span("c1d-name");
  let result = label(span("c1d-number"), "result", 0, 0);

  function build() {
    const { G } = context.layout.geo;
    const names = G <= ROWS ? range(G).map((i) => `a${i + 1}`) : [`a1 + … + a${G}`];
    sums = names.map((_, i) => label(span("c1d-number"), "sum", G <= ROWS ? i : -1, 0));
    const parts = names.flatMap((name, i) => [
      div("c1d-term", span("c1d-name", name), sums[i]),
      span("c1d-operator", "+"),
    ]);
    parts.pop();
    total = span("c1d-total");
    biasName = span("c1d-name");
    bias = makeBias();
    resultName = span("c1d-name");
    result = label(span("c1d-number"), "result", 0, 0);
    element.replaceChildren(
      div("c1d-together", div("c1d-terms", ...parts), total),
      div(
        "c1d-tail",
        ...(store.state.bias
          ? [span("c1d-operator", "+"), div("c1d-term c1d-bias", biasName, bias)]
          : []),
        span("c1d-operator", "="),
        div("c1d-term c1d-out", resultName, result),
      ),
    );
  }

  /**
   * @param {OutputElement} parts
   * @param {boolean} hidden
   */
  function showStep(parts, hidden) {
    const { state } = store;
    const each = sums.length === parts.sums.length;
    sums.forEach((node, i) => {
      putNumber(node, hidden ? "?" : text(each ? parts.sums[i] : parts.total));
    });
    put(total, each && sums.length > 1 ? `together ${hidden ? "?" : text(parts.total)}` : "");
    put(biasName, `bias[${state.output_channel}]`);
    if (state.bias) {
      putNumber(bias, text(parts.bias));
      bias.setAttribute("aria-label", `bias[${state.output_channel}] = ${text(parts.bias)}`);
    }
    put(resultName, outName(state));
    putNumber(result, hidden ? "?" : text(parts.value));
  }

  const biasCell = () => bias;

  const resultCell = () => result;

  return { element, build, showStep, biasCell, resultCell };
}

/** @returns {Cell} */
const makeBias = () =>
  label(h("button", { type: "button", className: "c1d-number c1d-cell c1d-bias" }), "bias", 0, 0);
