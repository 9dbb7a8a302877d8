import { formatNumber, readNumber, tensor } from "../../conv1d_lab/static/js/numbers.js";
import { equal } from "./equal.js";

Deno.test("what float32 cannot hold has a name", () => {
  const values = [Infinity, -Infinity, NaN, 1e60, -1e60];
  equal(values.map((value) => formatNumber(value)), ["inf", "-inf", "nan", "inf", "-inf"]);
  equal([1e60, 1e-60].map((value) => formatNumber(value, true)), ["inf", "0.0"]);
});

Deno.test("what a person types is a number, or null", () => {
  const typed = {
    "0.25": 0.25,
    " -.5 ": -0.5,
    "−3": -3,
    "-0,5": -0.5,
    "7,": 7,
    "1e-3": 1e-3,
    "+2.": 2,
  };
  for (const [text, number] of Object.entries(typed)) equal(readNumber(text), number);
  for (const text of ["", "one", "1/2", "1,024", "1,2,3", "0x10", "1e60", "Infinity", "--1"]) {
    equal(readNumber(text), null);
  }
});

Deno.test("a tensor comes as a list, as base64, or as bytes that start anywhere", () => {
  const data = new Float32Array([1.5, -2]);
  const base64 = btoa(String.fromCharCode(...new Uint8Array(data.buffer)));
  const bytes = new Uint8Array(9);
  bytes.set(new Uint8Array(data.buffer), 1);
  for (const given of [[1.5, -2], base64, data.buffer, new DataView(bytes.buffer, 1)]) {
    const read = tensor({ shape: [2], data: given });
    equal(Array.from(read?.data ?? []), [1.5, -2]);
  }
  equal(tensor(null), null);
});
