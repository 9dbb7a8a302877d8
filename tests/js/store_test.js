import { createStore } from "../../conv1d_lab/static/js/store.js";
import { equal } from "./equal.js";
import { example } from "./example.js";

/** @param {ReturnType<typeof createStore>} store */
function heard(store) {
  /** @type {string[]} */
  const names = [];
  store.subscribe((changed, origin) => names.push(`${origin}: ${[...changed].sort().join()}`));
  return names;
}

Deno.test("listeners hear what changed, and only that", () => {
  const store = createStore(example());
  const names = heard(store);
  store.set({ position: 2, stride: 1 });
  store.set({ position: 2 });
  store.set({ output_channel: 1, position: 99 }, "python");
  equal(names, ["view: position", "python: output_channel,position"]);
});

Deno.test("a listener that has left hears nothing", () => {
  const store = createStore(example());
  let calls = 0;
  const leave = store.subscribe(() => calls += 1);
  store.set({ position: 1 });
  leave();
  store.set({ position: 2 });
  equal(calls, 1);
});

Deno.test("the output follows an edit, and reset takes it back", () => {
  const store = createStore(example());
  const before = Array.from(store.out);
  store.edit("bias", 0, 11);
  equal(Array.from(store.out), before.map((value, i) => value + (i < 4 ? 1 : 0)));
  store.set({ stride: 2, position: 1 });
  store.reset();
  equal(Array.from(store.out), before);
  equal([store.state.stride, store.state.position], [1, 0]);
});

Deno.test("an edit in the playground stays when a size shrinks and grows again", () => {
  const { x, weight, bias } = example();
  const store = createStore(example({ pool: { x, weight, ...(bias && { bias }) } }));
  store.edit("x", 5, 99);
  store.resize("length", 3);
  store.resize("length", 6);
  equal(store.state.x.data[5], 99);
  store.reset();
  equal(store.state.x.data[5], 5);
});

Deno.test("without a bias the playground stays without", () => {
  const { x, weight } = example();
  const store = createStore(example({ bias: null, pool: { x, weight } }));
  store.resize("kernel_size", 2);
  equal(store.state.bias, null);
});

Deno.test("a number is hidden until it is guessed, and again after an edit", () => {
  const store = createStore(example({ predict: true }));
  equal([store.hidden(), store.verdict()], [true, ""]);
  store.commit(0.5);
  equal([store.hidden(), store.hidden(store.state, 0, 1)], [false, true]);
  store.edit("bias", 0, 0);
  equal(store.hidden(), true);
});

Deno.test("sliders reach at least what Python has set", () => {
  const store = createStore(example({ padding: 3 }));
  store.set({ padding: 9 }, "python");
  store.set({ padding: 1 });
  equal(store.state.limits?.padding, 9);
});
