import { conv1d, explainElement, geometry } from "./geometry.js";
import { judgeNumber, judgeStays, noGuesses } from "./guesses.js";
import { clampState, widened } from "./limits.js";
import { chosen, edited, poolWith, refitted, renewed } from "./lists.js";
import { allWhole } from "./numbers.js";
import { resizePool, sizesOf, unpacked, writeCorner } from "./pool.js";

/** @import { Given, Listener, State } from "./types.js" */

export const TENSORS = /** @type {const} */ (["x", "weight", "bias"]);
export const SETTINGS = /** @type {const} */ ([
  "stride",
  "padding",
  "dilation",
  "padding_mode",
  "groups",
]);
export const INDICES = /** @type {const} */ (["batch_item", "output_channel", "position"]);
const OUTPUT_DEPENDS_ON = new Set([...TENSORS, ...SETTINGS, "batch_item"]);
const PATIENCE = 1000; // ms that a playing explorer may be off the page, as when it is moved

/**
 * State, clock and listeners of one explorer; it knows nothing of the page but frames.
 * @param {Given} given
 */
export function createStore(given) {
  /** @type {Set<Listener>} */
  const listeners = new Set();
  /** @type {Set<Element>} */
  const views = new Set();
  let [frame, due, seen] = [0, 0, 0];

  const { pool: givenPool, lists, ...plain } = given;
  const start = { ...plain, ...unpacked(plain) };
  const limits = {
    stride: start.stride,
    padding: Number(start.padding) || 0,
    dilation: start.dilation,
  };
  const state = clampState({ ...start, limits });
  const newPool = (signal = "") =>
    givenPool ? poolWith(unpacked(givenPool), lists?.signals[signal]) : null;
  const baseline = { ...state, playing: false };

  const store = {
    state,
    pool: newPool(state.signal),
    lists,
    /** The output of the current batch item. */
    out: conv1d(state, state.batch_item),
    /** Whether the layer and its input hold whole numbers only. */
    whole: allWhole(state.x, state.weight, state.bias),
    /** Whether Python can't be told. */
    offline: false,
    guesses: noGuesses(),
    /** Whether play has just stopped at what has still to be guessed. */
    waits: false,
    set,
    subscribe,
    addView,
    removeView,
    stop,
    setOffline,
    reset,
    edit,
    choose,
    resize,
    hidden,
    asksStays,
    commitStays,
    commit,
    verdict,
  };

  /** Edits in the playground stay when a size shrinks and grows again. */
  function remember() {
    if (!store.pool) return;
    for (const name of TENSORS) {
      const [here, there] = [store.state[name], store.pool[name]];
      if (here && there) writeCorner(here, there);
    }
  }

  /**
   * Change some of the state.
   * @param {Partial<State>} patch
   * @param {string} origin tells listeners where the change came from
   */
  function set(patch, origin = "view") {
    const before = store.state;
    const next = clampState({ ...before, ...patch });
    const waits = next.playing && hidden(next);
    if (waits) next.playing = false;
    store.waits = waits;
    const keys = /** @type {(keyof State)[]} */ (Object.keys(next));
    const changed = new Set(keys.filter((key) => next[key] !== before[key]));
    if (origin === "python") next.limits = widened(next);
    store.state = next;
    if (TENSORS.some((name) => changed.has(name))) {
      if (store.pool) store.pool = renewed(store.pool, () => newPool(next.signal), next, changed);
      remember();
      store.whole = allWhole(next.x, next.weight, next.bias);
    }
    const causes = [...changed].filter((key) => OUTPUT_DEPENDS_ON.has(key));
    if (causes.length) store.out = conv1d(next, next.batch_item);
    if (causes.some((key) => key !== "batch_item")) {
      store.guesses = { ...noGuesses(), stays: store.guesses.stays };
    }
    if (changed.has("playing") || changed.has("speed")) restart();
    if (changed.size || waits || origin === "guess") tell(changed, origin);
  }

  /**
   * @param {Set<string>} changed
   * @param {string} origin
   */
  function tell(changed, origin) {
    for (const listener of [...listeners]) listener(changed, origin);
  }

  /** @param {Listener} listener */
  function subscribe(listener) {
    listeners.add(listener);
    return () => listeners.delete(listener);
  }

  function restart() {
    if (frame) cancelAnimationFrame(frame);
    frame = 0;
    if (!store.state.playing || !views.size) return;
    due = 0;
    seen = performance.now();
    frame = requestAnimationFrame(tick);
  }

  /** @param {number} now */
  function tick(now) {
    const here = [...views].some((element) => element.isConnected);
    if (here) seen = now;
    else if (now - seen > PATIENCE) {
      set({ playing: false });
      return;
    }
    frame = requestAnimationFrame(tick);
    const pause = 1000 / store.state.speed;
    if (!due) due = now + pause;
    if (now < due || !here) return;
    due = Math.max(due + pause, now + pause / 2); // in step again after a late frame, in no hurry
    const { length } = geometry(store.state);
    set({ position: (store.state.position + 1) % length });
  }

  /** @param {Element} element the clock runs only while one is on the page */
  function addView(element) {
    views.add(element);
    if (views.size === 1) restart();
  }

  /** @param {Element} element */
  function removeView(element) {
    views.delete(element);
    if (!views.size) set({ playing: false });
  }

  function stop() {
    views.clear();
    restart();
    listeners.clear();
  }

  /** @param {boolean} offline */
  function setOffline(offline) {
    if (offline === store.offline) return;
    store.offline = offline;
    tell(new Set(["offline"]), "store");
  }

  function reset() {
    store.pool = newPool(baseline.signal);
    // The first two are Python's to choose, and how one looks at it is nothing to take back.
    const { controls: _controls, predict: _predict, show: _show, ...rest } = baseline;
    set(rest, "reset");
  }

  /**
   * @param {typeof TENSORS[number]} name
   * @param {number} index
   * @param {number} value
   */
  function edit(name, index, value) {
    const old = store.state[name];
    if (!old) return;
    const data = old.data.slice();
    data[index] = value;
    set({ [name]: { shape: old.shape, data }, ...edited(name) });
  }

  /** Choose from a list. @param {"signal" | "kernel"} name @param {string} value */
  function choose(name, value) {
    const pool = newPool();
    if (pool && lists) set(chosen(lists, pool, store.state, name, value));
  }

  /** Change one size of the playground. @param {string} name @param {number} value */
  function resize(name, value) {
    if (!store.pool) return;
    const next = resizePool(store.pool, { ...sizesOf(store.state), [name]: value });
    const { bias } = store.state;
    set({ ...next, ...refitted(lists, store.state, next.weight), bias: bias && next.bias });
  }

  /**
   * Whether an element still has to be guessed.
   * @param {State} state
   */
  function hidden(state = store.state, o = state.output_channel, t = state.position) {
    return Boolean(state.predict) && !store.guesses.shown.has([state.batch_item, o, t].join());
  }

  /** Whether it is to be asked which numbers stay when the kernel moves: once, and first. */
  function asksStays() {
    return hidden() && !store.guesses.stays && geometry(store.state).length > 1;
  }

  /** @param {Set<string>} kinds those that stay, by the learner's guess */
  function commitStays(kinds) {
    store.guesses.stays = judgeStays(kinds, store.state.bias !== null);
    set({}, "guess");
  }

  const place = () => INDICES.map((key) => store.state[key]).join();

  /** @param {number} guess */
  function commit(guess) {
    const { output_channel: o, position: t, batch_item: n } = store.state;
    const { value } = explainElement(store.state, n, o, t);
    store.guesses.shown.set(place(), judgeNumber(guess, value, store));
    set({}, "guess");
  }

  /** What was said about the guess at the current element. */
  function verdict() {
    return store.guesses.shown.get(place()) ?? "";
  }

  remember();
  return store;
}
