import { judgeNumber, judgeStays } from "../../conv1d_lab/static/js/guesses.js";
import { equal } from "./equal.js";

const article = { whole: false, out: new Float32Array([0.2545, 0.6974]) };
const small = { whole: true, out: new Float32Array([-2, 1]) };

/** @param {number} guess @param {number} value @param {typeof article} store */
const mark = (guess, value, store) => judgeNumber(guess, value, store).split(" ")[0];

Deno.test("a rough guess is close, a far one is not", () => {
  equal(judgeNumber(0.3, 0.2545, article), "≈ Close. You said 0.3; it is 0.2545.");
  equal(judgeNumber(0.2546, 0.2545, article), "✓ Right. You said 0.2546; it is 0.2545.");
  equal(judgeNumber(0.9, 0.2545, article), "✗ You said 0.9; it is 0.2545, 0.6455 away.");
  equal(mark(-0.2545, 0.2545, article), "✗");
});

Deno.test("whole numbers can be worked out, so near is not right", () => {
  equal(judgeNumber(-2, -2, small), "✓ Right. You said -2; it is -2.");
  for (const guess of [-1, -3, 2, -1.9, 0.3]) equal(mark(guess, -2, small), "✗");
  equal(mark(0.3, 0, small), "✗");
});

Deno.test("a number as it is printed is right", () => {
  const large = { whole: false, out: new Float32Array([2544835.3]) };
  equal(mark(2.5448e6, 2544835.3, large), "✓");
});

Deno.test("what stays is what the kernel does not compute", () => {
  const truth = "the input, the weights and the bias stay, for the kernel only reads another " +
    "window; the products, the sums and the result are computed anew.";
  equal(judgeStays(new Set(["input", "weight", "bias"]), true), `✓ Right: ${truth}`);
  equal(
    judgeStays(new Set(["weight", "sum"]), true),
    `✗ Not quite: you left out the input and the bias, and you took in the sums. T${
      truth.slice(1)
    }`,
  );
  equal(
    judgeStays(new Set(["input", "weight"]), false).startsWith(
      "✓ Right: the input and the weights",
    ),
    true,
  );
});
