import { keepInAddress, placeAndState } from "./address.js";
import { geometry } from "./geometry.js";
import { sliderRanges } from "./limits.js";
import { ARTICLE, EDITED } from "./lists.js";
import { clamp } from "./numbers.js";
import { sizesOf } from "./pool.js";
import { createStore } from "./store.js";
import { show } from "./view.js";

/** @import { Given } from "./types.js" */

/** What the address calls the parts of a state. */
const STATE_NAMES = /** @type {const} */ ({
  n: "batch_item",
  o: "output_channel",
  t: "position",
  stride: "stride",
  padding: "padding",
  dilation: "dilation",
  padding_mode: "padding_mode",
  show: "show",
});

const LISTS = /** @type {const} */ (["signal", "kernel"]); // of the playground
const WORDS = ["padding_mode", "show", ...LISTS]; // what holds no number

/**
 * Show the explorer of a saved page; its address keeps what differs from the page as it was made,
 * as #t=2&o=1&stride=2.
 * @param {HTMLElement} element
 * @param {Given} given
 */
function openPage(element, given) {
  const store = createStore(given);
  show(store, element);
  const made = now();

  /** @returns {Record<string, string | number>} */
  function now() {
    const own = Object.entries(STATE_NAMES).map(([name, key]) => [name, store.state[key]]);
    const { groups, ...sizes } = sizesOf(store.state);
    const lists = LISTS.map((name) => [name, store.state[name] ?? EDITED]);
    return {
      ...(store.pool && { ...sizes, groups, ...Object.fromEntries(lists) }),
      ...Object.fromEntries(own),
    };
  }

  /** @param {Record<string, string | number>} wanted */
  function followLists(wanted) {
    for (const name of store.pool ? LISTS : []) {
      const value = String(wanted[name]);
      const known = [ARTICLE, ...Object.keys(store.lists?.[`${name}s`] ?? {})];
      if (known.includes(value) && value !== store.state[name]) store.choose(name, value);
    }
  }

  /** @param {Record<string, string | number>} wanted */
  function followSizes(wanted) {
    const have = now();
    if (!store.pool || Object.keys(have).every((name) => have[name] === wanted[name])) return;
    store.resize("groups", 1);
    for (
      const name of /** @type {const} */ (["length", "kernel_size", "in_channels", "out_channels"])
    ) {
      const { min, max } = sliderRanges(store.state)[name];
      store.resize(name, clamp(Number(wanted[name]), min, max));
    }
    const most = Math.max(1, Number(wanted.groups));
    const sizes = sliderRanges(store.state).groupSizes.filter((d) => d <= most);
    store.resize("groups", Math.max(1, ...sizes));
  }

  /** @param {Record<string, string | number>} wanted */
  function followSettings(wanted) {
    const { modes } = sliderRanges(store.state);
    const mode = modes.includes(String(wanted.padding_mode))
      ? wanted.padding_mode
      : made.padding_mode;
    store.set({ padding_mode: String(mode) });
    for (const name of /** @type {const} */ (["padding", "dilation", "stride"])) {
      const value = wanted[name];
      if (typeof value === "number") store.set({ [name]: clamp(value, 0, farthest(name)) });
      else if (value === "valid" || sliderRanges(store.state).same) store.set({ [name]: value });
    }
  }

  /**
   * As far as the sliders go, one after the other.
   * @param {string} name
   */
  function farthest(name) {
    const far = name === "padding" ? Math.max(4, 8 * geometry(store.state).K - 8) : 8;
    return Math.max(far, Number(made[name]) || 0);
  }

  /** @param {Record<string, string | number>} wanted */
  function follow(wanted) {
    followLists(wanted);
    // What can be had depends on the other values: three rounds reach it.
    for (let round = 0; round < 3; round += 1) {
      followSizes(wanted);
      followSettings(wanted);
    }
    for (const name of /** @type {const} */ (["n", "o", "t", "show"])) {
      store.set({ [STATE_NAMES[name]]: wanted[name] });
    }
  }

  keepInAddress(store, {
    now,
    follow,
    isWord: (name, value) => WORDS.includes(name) || (name === "padding" && value === "same"),
    isBusy: () => store.state.playing,
  });
}

openPage(...placeAndState());
