import { div, h, put, slider, span } from "../dom.js";
import { sliderRanges } from "../limits.js";
import { sizesOf } from "../pool.js";
import { sentence } from "../texts.js";

/** @import { Context } from "./context.js" */

/** @typedef {Record<string, {numbers: number[], letters: string[]}>} Shapes */

const SIZES = /** @type {const} */ ([
  "in_channels",
  "out_channels",
  "kernel_size",
  "length",
  "groups",
]);

/**
 * The sliders of the playground, and the shapes that they change.
 * @param {Context} context
 */
export function createSizes(context) {
  const { store, level } = context;
  const panel = div("panel sizes");
  const sliders = SIZES.map((name) => slider(name.replace("_", " "), (v) => resize(name, v)));
  panel.append(...sliders.map(({ element }) => element));
  const shapes = div("shapes");
  const changes = h("p", { className: "note changes" });
  let moved = "";
  /** @type {Shapes | null} */
  let last = null;

  /** @type {(name: typeof SIZES[number], wanted: number) => void} */
  function resize(name, wanted) {
    const now = sizesOf(store.state)[name];
    const value = name === "groups" ? nearestGroups(wanted, now) : wanted;
    moved = name.replace("_", " ");
    if (value === undefined || value === now) context.controls.show();
    else store.resize(name, value);
  }

  /**
   * The next number of groups on the way there: not every number divides the channels.
   * @param {number} wanted
   * @param {number} now
   */
  function nearestGroups(wanted, now) {
    const { groupSizes } = sliderRanges(store.state);
    return wanted > now
      ? groupSizes.find((d) => d >= wanted)
      : groupSizes.filter((d) => d <= wanted).at(-1);
  }

  function show() {
    const size = sizesOf(store.state);
    const ranges = sliderRanges(store.state);
    SIZES.forEach((name, i) => sliders[i].show(size[name], ranges[name]));
  }

  /** @returns {Shapes} */
  function shapesNow() {
    const { N, C, L, O, G, K, length } = context.layout.geo;
    const bias = Boolean(store.state.bias);
    const channels = store.state.groups > 1 ? "C_in/groups" : "C_in";
    const sum = `${O}×${G}×${K}${bias ? ` + ${O}` : ""}`;
    return {
      x: { numbers: [N, C, L], letters: ["N", "C_in", "L"] },
      weight: { numbers: [O, G, K], letters: ["C_out", channels, "K"] },
      ...(bias && { bias: { numbers: [O], letters: ["C_out"] } }),
      out: { numbers: [N, O, length], letters: ["N", "C_out", "L_out"] },
      parameters: { numbers: [O * G * K + (bias ? O : 0)], letters: [sum] },
    };
  }

  /** The four shapes and the number of parameters; what the last change moved stands out. */
  function showShapes() {
    if (level < 3) return;
    const before = last;
    const now = shapesNow();
    const names = Object.keys(now);
    /** @type {(name: string, i: number) => number | undefined} */
    const was = (name, i) => {
      const old = before?.[name]?.numbers[i];
      return old === now[name].numbers[i] ? undefined : old;
    };
    const different = names.filter((name) =>
      now[name].numbers.some((_, i) => was(name, i) !== undefined)
    );
    if (before && !different.length) return;
    last = now;
    shapes.replaceChildren(...names.map((name) => {
      const { numbers, letters } = now[name];
      const dims = numbers.map((number, i) => dimension(number, letters[i], was(name, i)));
      const mark = different.includes(name) ? " moved" : "";
      return div(`shape ${name}${mark}`, span("name", name), div("dims", ...dims));
    }));
    const still = names.filter((name) => !different.includes(name));
    put(
      changes,
      moved && different.length
        ? `${moved} changed ${sentence(different)}; ${sentence(still)} stayed as ` +
          `${still.length === 1 ? "it was" : "they were"}.`
        : "Move a slider: which shapes change, and which stay?",
    );
  }

  /**
   * @param {number} number
   * @param {string} letter
   * @param {number | undefined} old
   */
  const dimension = (number, letter, old) =>
    h(
      "span",
      { className: old === undefined ? "dim" : "dim moved" },
      h("b", {}, String(number)),
      h("small", {}, letter),
      h("small", { className: "was" }, old === undefined ? "" : `was ${old}`),
    );

  return { panel, shapes, changes, show, showShapes };
}
