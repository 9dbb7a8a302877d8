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
  const element = div("equation");
  /** @type {HTMLElement[]} */
  let sums = [];
  let total = span("total");
  let biasName = span("name");
  let bias = /** @type {HTMLElement} */ (span("number"));
  let resultName = span("name");
  let result = span("number");

  function build() {
    const { G } = context.layout.geo;
    const names = G <= ROWS ? range(G).map((i) => `a${i + 1}`) : [`a1 + … + a${G}`];
    sums = names.map(() => span("number"));
    const parts = names.flatMap((name, i) => [
      div("term", span("name", name), sums[i]),
      span("operator", "+"),
    ]);
    parts.pop();
    total = span("total");
    biasName = span("name");
    bias = store.state.bias ? makeBias() : span("number", "none");
    resultName = span("name");
    result = span("number");
    label(bias, "bias");
    label(result, "result");
    element.replaceChildren(
      div("together", div("terms", ...parts), total),
      div(
        "tail",
        span("operator", "+"),
        div("term bias", biasName, bias),
        span("operator", "="),
        div("term out", resultName, result),
      ),
    );
  }

  /** @returns {Cell} */
  const makeBias = () =>
    Object.assign(h("button", { type: "button", className: "number cell bias" }), {
      at: /** @type {Cell["at"]} */ (["bias", 0, 0]),
    });

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

  const biasCell = () => "at" in bias ? /** @type {Cell} */ (bias) : undefined;

  return { element, build, showStep, biasCell };
}
