// Answer questions about the arithmetic, a line of JSON each: {"name": ..., "given": ...}.

import {
  conv1d,
  explainElement,
  geometry,
  inputsMet,
  neverRead,
  outputsFed,
} from "../../conv1d_lab/static/js/geometry.js";
import { clampState, sliderRanges } from "../../conv1d_lab/static/js/limits.js";
import { formatNumber, range, tensor } from "../../conv1d_lab/static/js/numbers.js";
import { createStore } from "../../conv1d_lab/static/js/store.js";
import { judgeAnswer } from "../../docs/static/js/answers/judge.js";
import { rowOf } from "../../docs/static/js/answers/quiz_row.js";
import { read } from "../../docs/static/js/answers/literal.js";
import { repr, shown } from "../../docs/static/js/answers/values.js";
import { codeText } from "../../conv1d_lab/static/js/texts.js";
import { chainAnswers } from "./chain_answers.js";

/** @import { Given, State } from "../../conv1d_lab/static/js/types.js" */
/** @import { Exercise } from "../../docs/static/js/answers/judge.js" */
/** @import { Question } from "../../docs/static/js/answers/quiz_row.js" */

/** @param {Given} given @returns {State} */
const unpacked = (given) => /** @type {State} */ ({
  ...given,
  x: tensor(given.x),
  weight: tensor(given.weight),
  bias: tensor(given.bias),
});

const answers = {
  ...chainAnswers,

  /** @param {Given} given */
  compute(given) {
    const state = unpacked(given);
    const { N, L, K } = geometry(state);
    return {
      output: range(N).map((n) => Array.from(conv1d(state, n))),
      element: explainElement(state, state.batch_item, state.output_channel, state.position),
      code: codeText(state),
      fed: range(L).map((p) => outputsFed(state, p)),
      met: range(K).map((k) => inputsMet(state, k)),
      never: neverRead(state),
    };
  },

  /** @param {{given: Given, moves: ["choose" | "resize" | "edit", string, any][]}} play */
  playground({ given, moves }) {
    const store = createStore(given);
    for (const [how, name, value] of moves) {
      if (how === "choose") store.choose(/** @type {"signal"} */ (name), value);
      if (how === "resize") store.resize(name, value);
      if (how === "edit") store.edit(/** @type {"x"} */ (name), value, 77);
    }
    const { x, weight, bias, signal, kernel } = store.state;
    const plain = (/** @type {import("../../conv1d_lab/static/js/types.js").Tensor} */ tensor) => ({
      shape: tensor.shape,
      data: Array.from(tensor.data),
    });
    return { x: plain(x), weight: plain(weight), bias: bias && plain(bias), signal, kernel };
  },

  /** @param {Given} given */
  extremes(given) {
    const state = unpacked(given);
    const ranges = sliderRanges(state);
    const ends = /** @type {const} */ (["stride", "padding", "dilation"]).flatMap((name) => [
      { name, value: ranges[name].min },
      { name, value: ranges[name].max },
    ]);
    const modes = ranges.modes.map((value) => ({ name: "padding_mode", value }));
    const same = ranges.same ? [{ name: "padding", value: "same" }] : [];
    return [...ends, ...modes, ...same].map(({ name, value }) => {
      const next = clampState({ ...state, [name]: value });
      const { stride, padding, dilation, padding_mode } = next;
      const { length } = geometry(next);
      return { name, value, set: { stride, padding, dilation, padding_mode }, length };
    });
  },

  /** @param {{ exercise: Exercise, sentences: Record<string, any>, typed: string[] }} given */
  judged: ({ exercise, sentences, typed }) =>
    typed.map((one) => judgeAnswer(exercise, one, sentences)),

  /** @param {{ questions: Question[], sentences: Record<string, any>, typed: string[] }} given */
  quiz_rows: ({ questions, sentences, typed }) =>
    questions.map((question, i) => {
      const verdict = judgeAnswer(question.judged, typed[i], sentences);
      return [question.title, ...rowOf(question, verdict, sentences)];
    }),

  /** @param {string} given a script; what is wrong with it, before it runs */
  fault(given) {
    try {
      new Function(given);
      return "";
    } catch (problem) {
      return String(problem);
    }
  },

  /** @param {string[]} given */
  written_as: (given) =>
    given.map((one) => read(one)).map((
      value,
    ) => [repr(value), shown(/** @type {number} */ (value))]),

  /** @param {number[]} given */
  written: (given) => given.map((value) => [formatNumber(value), formatNumber(value, true)]),
};

// JSON has neither nan nor inf; Python reads their names.
/** @param {string} _key @param {unknown} value */
const named = (_key, value) =>
  typeof value === "number" && !Number.isFinite(value) ? String(value) : value;

let rest = "";
const encoder = new TextEncoder();
for await (const chunk of Deno.stdin.readable.pipeThrough(new TextDecoderStream())) {
  const lines = (rest + chunk).split("\n");
  rest = lines.pop() ?? "";
  for (const line of lines) {
    const { name, given } = JSON.parse(line);
    const answer = answers[/** @type {keyof typeof answers} */ (name)](given);
    Deno.stdout.writeSync(encoder.encode(JSON.stringify(answer, named) + "\n"));
  }
}
