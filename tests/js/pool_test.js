import { resizePool } from "../../conv1d_lab/static/js/pool.js";
import { equal } from "./equal.js";

/** @param {number[]} shape every value tells its indices: [1, 2, 3] is 123 */
function numbered(shape) {
  /** @type {(sizes: number[], value: number) => number[]} */
  const fill = ([size, ...rest], value) =>
    size === undefined
      ? [value]
      : Array.from({ length: size }, (_, i) => fill(rest, 10 * value + i)).flat();
  return { shape, data: new Float32Array(fill(shape, 0)) };
}

Deno.test("the playground cuts corners from its pool", () => {
  const pool = { x: numbered([1, 4, 5]), weight: numbered([4, 4, 3]), bias: numbered([4]) };
  const cut = resizePool(pool, {
    in_channels: 2,
    out_channels: 2,
    kernel_size: 2,
    length: 3,
    groups: 2,
  });
  equal(cut.x.shape, [1, 2, 3]);
  equal(Array.from(cut.x.data), [0, 1, 2, 10, 11, 12]);
  equal(cut.weight.shape, [2, 1, 2]);
  equal(Array.from(cut.weight.data), [0, 1, 100, 101]);
  equal(Array.from(cut.bias?.data ?? []), [0, 1]);
});
