import {
  formatNumber,
  readNumber,
  tensor,
  whyNoNumber,
} from "../../conv1d_lab/static/js/numbers.js";
import { equal } from "./equal.js";

Deno.test("what float32 cannot hold has a name", () => {
  const values = [Infinity, -Infinity, NaN, 1e60, -1e60];
  equal(values.map((value) => formatNumber(value)), ["inf", "-inf", "nan", "inf", "-inf"]);
  equal([1e60, 1e-60].map((value) => formatNumber(value, true)), ["inf", "0.0"]);
});

Deno.test("what a person types is a number, or it is said why not", () => {
  const typed = { "0.25": 0.25, " -.5 ": -0.5, "−3": -3, "1e-3": 1e-3, "+2.": 2 };
  for (const [text, number] of Object.entries(typed)) equal(readNumber(text), number);
  const wrong = {
    "": "nothing is typed",
    "one": "“one” is no number",
    "1/2": "“1/2” is no number",
    "0x10": "“0x10” is no number",
    "--1": "“--1” is no number",
    "1e60": "“1e60” is too large",
    "-Infinity": "“-Infinity” is too large",
  };
  for (const [text, problem] of Object.entries(wrong)) {
    equal([readNumber(text), whyNoNumber(text)], [null, problem]);
  }
});

Deno.test("a decimal comma is understood, unless it may mean thousands", () => {
  const typed = {
    "7,": 7,
    "0,25": 0.25,
    "-,5": -0.5,
    "1,5": 1.5,
    "0,123": 0.123,
    "1,2345": 1.2345,
  };
  for (const [text, number] of Object.entries(typed)) equal(readNumber(text), number);
  equal(readNumber("1,234"), null);
  equal(whyNoNumber("1,234"), "“1,234” may be 1234 or 1.234");
  for (const text of ["1,2,3", "1,234.5", "1.234,5"]) {
    equal([readNumber(text), whyNoNumber(text)], [null, `“${text}” is no number`]);
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

Deno.test("whole numbers have no decimals, however they are asked for", () => {
  const values = [0, -0, 3, -1, 999999, 1e6, -2e7, NaN, Infinity];
  const right = ["0", "0", "3", "-1", "999999", "1.0000e+06", "-2.0000e+07", "nan", "inf"];
  equal(values.map((value) => formatNumber(value, false, true)), right);
  equal(values.slice(0, 5).map((value) => formatNumber(value, true, true)), right.slice(0, 5));
});
