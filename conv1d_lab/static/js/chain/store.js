import { allWhole, clamp, rounded, tensor } from "../numbers.js";
import { shapesUntilBreak } from "./breaks.js";
import { fieldsOf } from "./field.js";
import { signalsOf } from "./forward.js";
import { chainOf } from "./stack.js";
import { isActivation } from "./windows.js";

/** @import { Given, Listener, Packed, Tensor } from "../types.js" */
/** @import { Chain, Field, GivenChain, Layer } from "./types.js" */
/** @import { Stack } from "./stack.js" */

/** @typedef {Chain & {stack?: Stack}} ChainState stack: the settings that x and layers follow */

/** @typedef {ReturnType<typeof createChainStore>} ChainStore */

/**
 * State and listeners of one chain; it knows nothing of the page.
 * @param {GivenChain | {stack: Stack}} given
 */
export function createChainStore(given) {
  /** @type {Set<Listener>} */
  const listeners = new Set();
  const start = unpackedChain(given);
  const baseline = start;

  const store = {
    state: start,
    ...figured(start),
    /** Whether Python can't be told. */
    offline: false,
    set,
    subscribe,
    setOffline,
    reset: () => set(baseline, "reset"),
    stop: () => listeners.clear(),
    toggle,
    explorer,
  };

  /**
   * Change some of the state; what the chain cannot have goes to the nearest.
   * @param {Partial<ChainState>} patch
   * @param {string} origin tells listeners where the change came from
   */
  function set(patch, origin = "view") {
    const before = store.state;
    const made = patch.stack ? chainOf(patch.stack) : {};
    const next = clampChain({ ...before, ...made, ...patch });
    const keys = /** @type {(keyof ChainState)[]} */ (Object.keys(next));
    const changed = new Set(keys.filter((key) => !isSame(next[key], before[key])));
    if (!changed.size) return;
    store.state = next;
    Object.assign(
      store,
      figured(next, { before, changed, signals: store.signals, whole: store.whole }),
    );
    for (const listener of [...listeners]) listener(changed, origin);
  }

  /** @param {Listener} listener */
  function subscribe(listener) {
    listeners.add(listener);
    return () => listeners.delete(listener);
  }

  /** @param {boolean} offline */
  function setOffline(offline) {
    if (offline === store.offline) return;
    store.offline = offline;
    for (const listener of [...listeners]) listener(new Set(["offline"]), "store");
  }

  /** @param {number} layer a nonlinearity: off, or on again */
  function toggle(layer) {
    const { off } = store.state;
    set({ off: off.includes(layer) ? off.filter((one) => one !== layer) : [...off, layer] });
  }

  /**
   * The chosen layer and its input as the state of an explorer, null for what is no convolution.
   * @returns {Given | null}
   */
  function explorer(layer = store.state.layer) {
    const one = store.state.layers[layer];
    if (one?.kind !== "Conv1d" || layer + 1 >= store.signals.length) return null;
    const { shape, data } = store.signals[layer];
    const chosen = layer === store.state.layer;
    const [, o, t] = chosen ? store.state.position : [0, 0, 0];
    const { weight, bias, stride, padding, dilation, padding_mode, groups } = one;
    return {
      x: { shape: [1, ...shape], data },
      ...{ weight, bias, stride, padding, dilation, padding_mode, groups },
      batch_item: 0,
      output_channel: o,
      position: t,
      playing: false,
      speed: 2,
    };
  }

  return store;
}

/**
 * What follows from a state: shapes and signals up to the first break, and the chosen field.
 * @param {ChainState} state
 * @param {{before: ChainState, changed: Set<string>, signals: Tensor[], whole: boolean}} [known]
 */
function figured(state, known) {
  const { shapes, broken } = shapesUntilBreak(state);
  const same = known && !known.changed.has("x") && !known.changed.has("layers");
  const whole = same ? known.whole : allWhole(state.x, ...state.layers.flatMap(tensorsOf));
  const alive = { ...state, layers: state.layers.slice(0, shapes.length - 1) };
  const signals = known ? signalsAfter(alive, known) : signalsOf(alive);
  const [, o, t] = state.position;
  /** @type {Field[]} what the chosen output sees of each signal up to its own */
  const fields = state.layer < alive.layers.length ? fieldsOf(alive, state.layer + 1, o, t) : [];
  return { shapes, broken, whole, signals, fields };
}

/**
 * Only what a change reaches is computed anew.
 * @param {ChainState} state
 * @param {{before: ChainState, changed: Set<string>, signals: Tensor[]}} known
 */
function signalsAfter(state, { before, changed, signals }) {
  const other = state.position[0] !== before.position[0];
  if (other || changed.has("x") || changed.has("layers")) return signalsOf(state);
  const turned = state.layers.findIndex((_, i) => state.off.includes(i) !== before.off.includes(i));
  return turned < 0 ? signals : signalsOf(state, { signals, from: turned });
}

/** @param {Layer} layer @returns {(Tensor | null)[]} */
function tensorsOf(layer) {
  if (layer.kind === "Conv1d") return [layer.weight, layer.bias];
  if (layer.kind === "BatchNorm1d") return [layer.mean, layer.var, layer.weight, layer.bias];
  return [];
}

/**
 * @param {unknown} a
 * @param {unknown} b
 */
const isSame = (a, b) =>
  a === b || (isSmall(a) && isSmall(b) && JSON.stringify(a) === JSON.stringify(b));

/** @param {unknown} value indices, or the settings of a stack */
const isSmall = (value) =>
  Array.isArray(value)
    ? value.every(Number.isInteger)
    : typeof value === "object" && value !== null && "blocks" in value;

/**
 * The nearest state that the chain can have.
 * @param {ChainState} state
 * @returns {ChainState}
 */
export function clampChain(state) {
  const { shapes } = shapesUntilBreak(state);
  const off = state.off.filter((i) => state.layers[i] && isActivation(state.layers[i]));
  const layer = clamp(rounded(state.layer, shapes.length), -1, shapes.length - 2);
  const [O, length] = shapes[layer + 1];
  const [n, o, t] = state.position;
  /** @type {(value: unknown, size: number) => number} */
  const inside = (value, size) => clamp(rounded(value, size - 1), 0, Math.max(0, size - 1));
  return {
    ...state,
    off: [...new Set(off)].sort((a, b) => a - b),
    layer,
    position: [inside(n, state.x.shape[0]), inside(o, O), inside(t, length)],
  };
}

/**
 * A chain whose tensors can be read.
 * @param {GivenChain | {stack: Stack}} given
 * @returns {ChainState}
 */
export function unpackedChain(given) {
  const chain = "x" in given
    ? {
      ...given,
      x: /** @type {Tensor} */ (tensor(given.x)),
      layers: given.layers.map(unpackedLayer),
    }
    : { ...chainOf(given.stack), off: [], layer: Infinity, position: [0, 0, 1e9], ...given };
  return clampChain(/** @type {ChainState} */ (chain));
}

/**
 * @param {Record<string, unknown>} layer
 * @returns {Layer}
 */
export const unpackedLayer = (layer) => /** @type {Layer} */ (Object.fromEntries(
  Object.entries(layer).map(([name, value]) => {
    const isTensor = typeof value === "object" && value !== null && "data" in value;
    return [name, isTensor ? tensor(/** @type {Packed} */ (value)) : value];
  }),
));
