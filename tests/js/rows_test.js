import { signalShapes, windowsOf } from "../../conv1d_lab/static/js/chain/windows.js";
import { chainOf } from "../../conv1d_lab/static/js/chain/stack.js";
import { alignment, isCausal } from "../../conv1d_lab/static/js/chain_view/alignment.js";
import { edges, elementAt, laySheet } from "../../conv1d_lab/static/js/chain_view/bands.js";
import { readsOf } from "../../conv1d_lab/static/js/chain_view/links.js";
import { movesOf } from "../../conv1d_lab/static/js/chain_view/moves.js";
import { equal } from "./equal.js";

/** @import { Stack } from "../../conv1d_lab/static/js/chain/stack.js" */

/**
 * Three convolutions, dilated by 1, 2 and 4, the second of stride 2.
 * @param {Stack["padding"]} padding
 */
function laid(padding) {
  const blocks = [1, 2, 4].map((dilation, i) => ({
    in_channels: 1,
    out_channels: 1,
    kernel_size: 3,
    dilation,
    stride: i === 1 && padding !== "same" ? 2 : 1,
    pool: 1,
    relu: true,
  }));
  const chain = chainOf({ length: 40, channels: 1, padding, blocks });
  const shapes = signalShapes(chain);
  const moves = movesOf(chain.layers, shapes);
  return { chain, shapes, moves, lines: alignment(moves) };
}

/** @type {(padding: Stack["padding"]) => number[]} the place of each last output, and of what it sees */
function lastPlaces(padding) {
  const { chain, shapes, lines } = laid(padding);
  const last = shapes.length - 1;
  const between = chain.layers.map((layer, i) => windowsOf(layer, shapes[i]));
  return Array.from({ length: shapes[last][1] }, (_, t) => {
    const read = readsOf(between, t);
    const [low, high] = [Math.min(...read), Math.max(...read)];
    const place = lines[last].start + lines[last].jump * t;
    return place - (padding === "causal" ? high : (low + high) / 2);
  });
}

Deno.test("an element stands in the middle of what it sees", () => {
  equal([...new Set(lastPlaces("none"))], [0]);
});

Deno.test("in a causal chain it stands below the last that it sees", () => {
  equal([...new Set(lastPlaces("causal"))], [0]);
});

Deno.test("only a chain that adds places in front, and never looks ahead, is causal", () => {
  const answers = /** @type {const} */ (["none", "same", "causal"]).map((padding) =>
    isCausal(laid(padding).moves)
  );
  equal(answers, [false, false, true]);
});

for (const width of [320, 900]) {
  Deno.test(`at ${width} pixels every element is found where it is drawn`, () => {
    const { shapes, lines } = laid("none");
    const shown = shapes.map(([rows, length], signal) => ({
      ...{ signal, rows, length, line: lines[signal], lines: 2, spreads: true },
    }));
    const sheet = laySheet(shown, width, width < 620, false);
    for (const band of sheet.bands) {
      for (let t = 0; t < band.length; t += 1) {
        const [left, right] = edges(sheet, band, t);
        const found = elementAt(sheet, (left + right) / 2, band.top + band.rowHeight / 2);
        equal([found?.band.signal, found?.row, found?.t], [band.signal, 0, t]);
      }
    }
  });
}
