import { createStore } from "../../conv1d_lab/static/js/store.js";
import {
  count,
  formulaText,
  listRuns,
  nameOf,
  sentence,
} from "../../conv1d_lab/static/js/texts.js";
import { equal } from "./equal.js";
import { example } from "./example.js";

Deno.test("numbers are listed as runs", () => {
  equal(listRuns([]), "");
  equal(listRuns([3, 0, 1, 2, 2, 7]), "0 to 3, 7");
  equal(listRuns([4, 5]), "4, 5");
  equal(listRuns(Array.from({ length: 9 }, (_, i) => 2 * i)), "0, 2, 4, 6, 8, 10, 12, 14 ...");
});

Deno.test("one output, two outputs; x, weight and bias", () => {
  equal([count(1, "output"), count(2, "output")], ["1 output", "2 outputs"]);
  equal([[], ["x"], ["x", "out"], ["x", "weight", "out"]].map(sentence), [
    "",
    "x",
    "x and out",
    "x, weight and out",
  ]);
});

Deno.test("an input without a batch has no first index", () => {
  const { state } = createStore(example({ batched: false }));
  equal(nameOf(state, "x", 0, 1, 2), "x[1, 2]");
  equal(nameOf({ ...state, batched: true }, "x", 0, 1, 2), "x[0, 1, 2]");
});

Deno.test("the formula follows the settings", () => {
  const settings = { stride: 2, padding: 1, dilation: 2, position: 1, output_channel: 1 };
  const [general, placed] = formulaText(createStore(example(settings)).state).split("\n");
  equal(
    general,
    "out[n, o, t] = bias[o] + Σc Σk weight[o, c, k] · x[n, c, t·stride + k·dilation - padding]",
  );
  equal(placed, "out[0, 1, 1] = bias[1] + Σc=0..1 Σk=0..2 weight[1, c, k] · x[0, c, 1 + 2·k]");
});

Deno.test("a formula without bias begins with the sums", () => {
  const [, , numbers] = formulaText(createStore(example({ bias: null })).state).split("\n");
  equal(numbers, "out[0, 0, 0] = 5.0000 + 86.0000 = 91.0000");
});
