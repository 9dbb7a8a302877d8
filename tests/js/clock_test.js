import { createStore } from "../../conv1d_lab/static/js/store.js";
import { equal } from "./equal.js";
import { example } from "./example.js";

const FRAME = 1000 / 60;

/**
 * Play with frames of our own; the times of the steps, in milliseconds.
 * @param {{ speed: number, frames: number[], views?: boolean[] }} given
 *   frames: how long each lasts; views: for each, whether it is on the page
 */
function played({ speed, frames, views = [true] }) {
  const page = /** @type {any} */ (globalThis);
  /** @type {((now: number) => void) | null} */
  let asked = null;
  let now = 0;
  const before = [page.requestAnimationFrame, page.cancelAnimationFrame, performance.now];
  page.requestAnimationFrame = (/** @type {(now: number) => void} */ tick) => {
    if (asked) throw new Error("two frames asked for at once");
    asked = tick;
    return 1;
  };
  page.cancelAnimationFrame = () => asked = null;
  performance.now = () => now;
  try {
    const store = createStore(example());
    /** @type {number[]} */
    const steps = [];
    store.subscribe((changed) => changed.has("position") && steps.push(now));
    for (const isConnected of views) store.addView(/** @type {any} */ ({ isConnected }));
    store.set({ playing: true, speed });
    for (const length of frames) {
      now += length;
      const tick = asked;
      asked = null;
      /** @type {any} */ (tick)?.(now);
    }
    return { steps, playing: store.state.playing, asks: asked !== null };
  } finally {
    [page.requestAnimationFrame, page.cancelAnimationFrame, performance.now] = before;
  }
}

const seconds = (/** @type {number} */ count) => Array(60 * count + 2).fill(FRAME);

Deno.test("speed is steps a second", () => {
  for (const speed of [1, 2, 7, 20, 30]) {
    equal(played({ speed, frames: seconds(4) }).steps.length, 4 * speed);
  }
});

Deno.test("two views do not play at double speed", () => {
  equal(played({ speed: 10, frames: seconds(2), views: [true, true] }).steps.length, 20);
});

Deno.test("a late frame is one late step, and the next keeps its distance", () => {
  const { steps } = played({ speed: 10, frames: [FRAME, 1000, ...seconds(1)] });
  equal(steps.length, 11);
  equal(Math.round(steps[0]), 1017);
});

Deno.test("a view off the page waits a second, then play stops and asks for no more", () => {
  const away = played({ speed: 10, frames: seconds(0.5), views: [false] });
  equal([away.steps.length, away.playing, away.asks], [0, true, true]);
  const gone = played({ speed: 10, frames: seconds(2), views: [false] });
  equal([gone.steps.length, gone.playing, gone.asks], [0, false, false]);
});
