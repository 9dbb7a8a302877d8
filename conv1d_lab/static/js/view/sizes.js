import { div, h, picker, put, slider, span } from "../dom.js";
import { sliderRanges } from "../limits.js";
import { ARTICLE, EDITED } from "../lists.js";
import { sizesOf } from "../pool.js";
import { sentence } from "../texts.js";

/** @import { Context } from "./context.js" */

/** @typedef {Record<string, {numbers: number[], letters: string[]}>} Shapes */
/** @typedef {Record<string, number | string>} Settings what the controls stand at, by their names */

const SIZES = /** @type {const} */ ([
  "in_channels",
  "out_channels",
  "kernel_size",
  "length",
  "groups",
]);
const QUESTION = "Move a slider: which shapes change, and which stay?";

/**
 * The sliders of the playground, and the shapes that they change.
 * @param {Context} context
 */
export function createSizes(context) {
  const { store, level } = context;
  const panel = div("c1d-panel c1d-sizes");
  const sliders = SIZES.map((name) => slider(name.replace("_", " "), (v) => resize(name, v)));
  const pickers = /** @type {const} */ (["signal", "kernel"]).map((name) => ({
    name,
    names: Object.keys(store.lists?.[`${name}s`] ?? {}),
    ...picker(name, (value) => store.choose(name, value)),
  }));
  panel.append(...[...sliders, ...pickers].map(({ element }) => element));
  const shapes = div("c1d-shapes");
  const changes = h("p", { className: "c1d-note c1d-changes" });
  /** @type {{shapes: Shapes, settings: Settings} | null} */
  let last = null;

  /** @type {(name: typeof SIZES[number], wanted: number) => void} */
  function resize(name, wanted) {
    const now = sizesOf(store.state)[name];
    const value = name === "groups" ? nearestGroups(wanted, now) : wanted;
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
      : Math.max(1, ...groupSizes.filter((d) => d <= wanted));
  }

  function show() {
    const size = sizesOf(store.state);
    const ranges = sliderRanges(store.state);
    SIZES.forEach((name, i) => sliders[i].show(size[name], ranges[name]));
    for (const { name, names, show: showNow } of pickers) {
      const known = [ARTICLE, ...names];
      showNow(store.state[name] ?? EDITED, [...known, EDITED], known);
    }
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

  /** @returns {Settings} */
  function settingsNow() {
    const { stride, padding, dilation, padding_mode } = store.state;
    const settings = { ...sizesOf(store.state), stride, padding, dilation, padding_mode };
    return Object.fromEntries(
      Object.entries(settings).map(([name, value]) => [name.replace("_", " "), value]),
    );
  }

  /**
   * The four shapes and the number of parameters; what the last move changed stands out.
   * @param {string} origin of the change
   */
  function showShapes(origin = "") {
    if (level < 3) return;
    const before = last;
    const now = { shapes: shapesNow(), settings: settingsNow() };
    const moved = Object.keys(now.settings).filter((name) =>
      before && before.settings[name] !== now.settings[name]
    );
    if (before && !moved.length && origin !== "reset") return;
    last = now;
    const fresh = !before || origin === "reset";
    /** @type {(name: string, i: number) => number | undefined} */
    const was = (name, i) => {
      const old = fresh ? undefined : before.shapes[name]?.numbers[i];
      return old === now.shapes[name].numbers[i] ? undefined : old;
    };
    const names = Object.keys(now.shapes);
    const changed = names.filter((name) =>
      now.shapes[name].numbers.some((_, i) => was(name, i) !== undefined)
    );
    shapes.replaceChildren(...names.map((name) => {
      const { numbers, letters } = now.shapes[name];
      const dims = numbers.map((number, i) => dimension(number, letters[i], was(name, i)));
      const mark = changed.includes(name) ? " c1d-moved" : "";
      return div(`c1d-shape c1d-${name}${mark}`, span("c1d-name", name), div("c1d-dims", ...dims));
    }));
    const moves = moved.map((name) => `${name} ${before?.settings[name]} → ${now.settings[name]}`);
    put(changes, fresh ? QUESTION : movedCaption(moves, names, changed));
  }

  /**
   * @param {number} number
   * @param {string} letter
   * @param {number | undefined} old
   */
  const dimension = (number, letter, old) =>
    h(
      "span",
      { className: old === undefined ? "c1d-dim" : "c1d-dim c1d-moved" },
      h("b", {}, String(number)),
      h("small", {}, letter),
      h("small", { className: "c1d-was" }, old === undefined ? "" : `was ${old}`),
    );

  return { panel, shapes, changes, show, showShapes };
}

/**
 * "stride 1 → 2: the shape of out changed; the shapes of x and weight stayed."
 * @param {string[]} moves
 * @param {string[]} names of the shapes, and "parameters"
 * @param {string[]} changed those that did
 */
export function movedCaption(moves, names, changed) {
  const caption = `${sentence(moves)}: `;
  if (!changed.length) return `${caption}no shape changed.`;
  const stayed = names.filter((name) => !changed.includes(name));
  const rest = stayed.length ? `; ${shapesOf(stayed)} stayed` : "";
  return `${caption}${shapesOf(changed)} changed${rest}.`;
}

/** @param {string[]} names "the shapes of x and out and the number of parameters" */
function shapesOf(names) {
  const shapes = names.filter((name) => name !== "parameters");
  const parts = [];
  if (shapes.length) parts.push(`the shape${shapes.length > 1 ? "s" : ""} of ${sentence(shapes)}`);
  if (names.includes("parameters")) parts.push("the number of parameters");
  return parts.join(" and ");
}
