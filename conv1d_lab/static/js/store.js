import { conv1d, explainElement, geometry } from "./geometry.js";
import { judge, noGuesses } from "./guesses.js";
import { clampState } from "./limits.js";
import { tensor } from "./numbers.js";
import { resizePool, sizesOf, writeCorner } from "./pool.js";
import { outName } from "./texts.js";

/** @import { Given, Listener, Packed, Pool, State, Tensor } from "./types.js" */

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

  const { pool: givenPool, ...plain } = given;
  const start = { ...plain, ...unpacked(plain) };
  const limits = {
    stride: start.stride,
    padding: Number(start.padding) || 0,
    dilation: start.dilation,
  };
  const state = clampState({ ...start, limits });
  const newPool = () => (givenPool ? unpacked(givenPool) : null);
  const baseline = { ...state, playing: false };

  const store = {
    state,
    pool: newPool(),
    /** The output of the current batch item. */
    out: conv1d(state),
    /** Whether Python can't be told. */
    offline: false,
    guesses: noGuesses(),
    set,
    subscribe,
    addView,
    removeView,
    stop,
    setOffline,
    reset,
    edit,
    resize,
    hidden,
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
    const keys = /** @type {(keyof State)[]} */ (Object.keys(next));
    const changed = new Set(keys.filter((key) => next[key] !== before[key]));
    if (origin === "python") next.limits = widened(next);
    store.state = next;
    if (TENSORS.some((name) => changed.has(name))) remember();
    const causes = [...changed].filter((key) => OUTPUT_DEPENDS_ON.has(key));
    if (causes.length) store.out = conv1d(next);
    if (causes.some((key) => key !== "batch_item")) store.guesses = noGuesses();
    if (changed.has("playing") || changed.has("speed")) restart();
    if (changed.size || origin === "guess") tell(changed, origin);
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
    due = Math.max(due + pause, now);
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
    store.pool = newPool();
    // These two are Python's to choose.
    const { controls: _controls, predict: _predict, ...rest } = baseline;
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
    set({ [name]: { shape: old.shape, data } });
  }

  /**
   * Change one size of the playground.
   * @param {string} name
   * @param {number} value
   */
  function resize(name, value) {
    if (!store.pool) return;
    const next = resizePool(store.pool, { ...sizesOf(store.state), [name]: value });
    set(store.state.bias ? next : { ...next, bias: null });
  }

  /** Whether this element still has to be guessed. */
  function hidden(o = store.state.output_channel, t = store.state.position) {
    const { predict, batch_item: n } = store.state;
    return Boolean(predict) && !store.guesses.shown.has([n, o, t].join());
  }

  const place = () => INDICES.map((key) => store.state[key]).join();

  /** @param {number | "same" | "changes"} guess */
  function commit(guess) {
    const { output_channel: o, position: t, batch_item: n } = store.state;
    const { value } = explainElement(store.state, n, o, t);
    const { shown, last } = store.guesses;
    shown.set(place(), judge(guess, value, last));
    store.guesses.last = { name: outName(store.state), value };
    set({}, "guess");
  }

  /** What was said about the guess at the current element. */
  function verdict() {
    return store.guesses.shown.get(place());
  }

  remember();
  return store;
}

/**
 * @param {Record<string, unknown>} given
 * @returns {Pool}
 */
function unpacked(given) {
  const read = (
    /** @type {string} */ name,
  ) => /** @type {Tensor} */ (tensor(/** @type {Packed} */ (given[name])));
  return { x: read("x"), weight: read("weight"), bias: read("bias") };
}

/**
 * Sliders reach at least what Python has set.
 * @param {State} state
 */
function widened({ limits, stride, padding, dilation }) {
  return {
    stride: Math.max(limits?.stride ?? 1, stride),
    padding: Math.max(limits?.padding ?? 0, Number(padding) || 0),
    dilation: Math.max(limits?.dilation ?? 1, dilation),
  };
}
