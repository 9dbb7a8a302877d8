import { geometry } from "../../conv1d_lab/static/js/geometry.js";
import { clampState, sliderRanges } from "../../conv1d_lab/static/js/limits.js";
import { createStore } from "../../conv1d_lab/static/js/store.js";
import { equal } from "./equal.js";
import { example } from "./example.js";

/** @import { State } from "../../conv1d_lab/static/js/types.js" */

/** @param {Partial<State>} wanted */
const had = (wanted) => clampState({ ...createStore(example()).state, ...wanted });

Deno.test("indices go to the nearest element", () => {
  const { output_channel, position, batch_item } = had({
    output_channel: 9,
    position: 99,
    batch_item: -1,
  });
  equal([output_channel, position, batch_item], [1, 3, 0]);
});

Deno.test("settings always leave an output", () => {
  for (const padding of /** @type {const} */ ([0, 1, 7, "same", "valid"])) {
    for (const padding_mode of ["zeros", "reflect", "replicate", "circular", "nonsense"]) {
      for (const dilation of [0, 1, 3, 99]) {
        for (const stride of [0, 1, 99]) {
          const next = had({ padding, padding_mode, dilation, stride, position: 9 });
          const { length } = geometry(next);
          equal(next.position < length, true);
          equal(clampState(next), next);
        }
      }
    }
  }
});

Deno.test("what is no number does not arrive", () => {
  const next = had({ stride: NaN, dilation: Infinity, speed: NaN, position: NaN });
  equal([next.stride, next.dilation, next.speed, next.position], [1, 1, 2, 0]);
});

Deno.test("groups divide both numbers of channels, and channels grow by groups", () => {
  const { state } = createStore(example({
    weight: { shape: [2, 1, 3], data: [1, 2, 3, 4, 5, 6] },
    groups: 2,
  }));
  const ranges = sliderRanges(state);
  equal(ranges.groupSizes, [1, 2]);
  equal(ranges.in_channels, { min: 2, max: 8, step: 2 });
});
