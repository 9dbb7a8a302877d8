import {
  barsPath,
  boxPath,
  curvePath,
  dotsPath,
  downTo,
  linePath,
  scaleOf,
  stemsPath,
} from "../../conv1d_lab/static/js/view/curve.js";
import { equal } from "./equal.js";

const scale = { low: -1, high: 3, size: 48, inset: 4 };

/** @param {string} d its points, and NaN nowhere */
const points = (d) => [...d.matchAll(/[ML]([-\d.]+) ([-\d.]+)/g)].map((m) => [+m[1], +m[2]]);

Deno.test("a scale holds 0 and every finite number", () => {
  equal(scaleOf(40, [2, 5], new Float32Array([-1])), { low: -1, high: 5, size: 40, inset: 4 });
  equal(scaleOf(16, [NaN, Infinity, -Infinity]), { low: 0, high: 1, size: 16, inset: 2 });
  equal([3, 1, -1, 9, -Infinity].map((v) => downTo(scale, v)), [4, 24, 44, 4, 44]);
});

Deno.test("stems, dots and lines stand in the middle of their columns", () => {
  equal(stemsPath([3, NaN, -1], 10, scale, 2), "M25 34V4M45 34V44");
  equal(dotsPath([0], 10, scale), "M5 34h0");
  equal(linePath([0, 1, NaN, 3], 10, scale), "M5 34L15 24M35 4");
});

Deno.test("a bar goes from zero to its number, and hatching stays inside", () => {
  equal(barsPath([1, -1], 10, scale, false, (v) => v > 0), "M1.5 24h7v10h-7z");
  equal(barsPath([1, -1], 10, scale, false, (v) => v < 0), "M11.5 34h7v10h-7z");
  const inside = points(boxPath(2, 10, 6, 9, true));
  equal(inside.length, 7);
  equal(inside.every(([x, y]) => x >= 2 && x <= 8 && y >= 10 && y <= 19), true);
});

Deno.test("a long signal keeps its lowest and its highest number", () => {
  const values = new Float32Array(5000);
  [values[1234], values[1235]] = [3, -1];
  const drawn = points(curvePath(values, 100, scale));
  equal(drawn.length, 200);
  equal([Math.min(...drawn.map(([, y]) => y)), Math.max(...drawn.map(([, y]) => y))], [4, 44]);
  equal(points(curvePath(values.subarray(1230, 1240), 100, scale)).length, 10);
});
