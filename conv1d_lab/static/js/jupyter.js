import { tensor } from "./numbers.js";
import { createStore, INDICES, SETTINGS, TENSORS } from "./store.js";
import { show } from "./view.js";

/** @import { Given, Packed, State, Store } from "./types.js" */

/**
 * What is used of an anywidget model.
 * @typedef {object} Model
 * @property {(name: string) => unknown} get
 * @property {(name: string, value: unknown) => void} set
 * @property {(event: string, listener: () => void) => void} on
 * @property {(event: string, listener: () => void) => void} off
 * @property {(message: unknown) => void} [send] missing in a host without a kernel
 * @property {() => void} [save_changes]
 */

const SAVED =
  /** @type {const} */ ([...TENSORS, ...SETTINGS, ...INDICES, "playing", "speed", "show"]);
const GIVEN = /** @type {const} */ (["controls", "predict"]); // set from Python only
const OWN = ["batched", "pool", "note"]; // fixed when the explorer is made
const REST = 150; // ms after the last step until Python is told

/** @param {string} name @returns {name is typeof TENSORS[number]} */
const isTensor = (name) => /** @type {readonly string[]} */ (TENSORS).includes(name);

/**
 * Keep a store and an anywidget model in step; returns the clean-up.
 * @param {Model} model
 * @param {Store} store
 */
function connect(model, store) {
  let timer = 0;
  let writing = false;
  /** @type {Record<string, unknown>} */
  const known = Object.fromEntries(TENSORS.map((name) => [name, model.get(name)]));

  /** @param {readonly (typeof SAVED[number])[]} names */
  function write(names) {
    writing = true;
    for (const name of names) {
      if (isTensor(name)) {
        const value = store.state[name];
        known[name] = value &&
          { shape: value.shape, data: new DataView(value.data.slice().buffer) };
      }
      model.set(name, isTensor(name) ? known[name] : store.state[name]);
    }
    writing = false;
  }

  function save() {
    clearTimeout(timer); // a rest still running would tell where the kernel is while it plays
    timer = 0;
    // A kernel that is gone throws here; save_changes would write to the console instead.
    // A host without a kernel may have nothing to send with.
    try {
      model.send?.({});
    } catch {
      store.setOffline(true);
      return;
    }
    store.setOffline(false);
    model.save_changes?.();
  }

  function later() {
    clearTimeout(timer);
    timer = store.state.playing ? 0 : setTimeout(save, REST);
  }

  const unsubscribe = store.subscribe((changed, origin) => {
    const names = SAVED.filter((name) => changed.has(name));
    const paused = changed.has("playing") && !store.state.playing;
    if (origin !== "python") write(names);
    else if (!paused) return; // Python paused: it does not know yet where
    if (!names.length) return;
    if (changed.has("playing") && store.state.playing) save();
    else later();
  });

  /** Python, or a jslink, moved the model: show the nearest state that the layer can have. */
  function pull() {
    if (writing) return;
    /** @type {Record<string, unknown>} */
    const patch = {};
    for (const name of [...SAVED, ...GIVEN]) {
      const value = model.get(name);
      if (!isTensor(name)) patch[name] = value;
      else if (value !== known[name]) {
        known[name] = value;
        patch[name] = tensor(/** @type {Packed | null} */ (value));
      }
    }
    store.set(/** @type {Partial<State>} */ (patch), "python");
    const corrected = SAVED.filter((name) =>
      name in patch && !isTensor(name) && store.state[name] !== patch[name]
    );
    // Not at once: a jslink ignores what comes back while it is still speaking.
    if (corrected.length) {
      setTimeout(() => {
        write(corrected);
        later();
      });
    }
  }
  model.on("change", pull);
  return () => {
    clearTimeout(timer);
    unsubscribe();
    model.off("change", pull);
    store.stop();
  };
}

/**
 * Make the store of a model, and keep the two in step.
 * @param {Model} model
 */
function openModel(model) {
  const state = Object.fromEntries([...SAVED, ...GIVEN].map((name) => [name, model.get(name)]));
  const own = Object.fromEntries(OWN.map((name) => [name, model.get(`_${name}`)]));
  const store = createStore(/** @type {Given} */ ({ ...state, ...own }));
  return { store, close: connect(model, store) };
}

/** The anywidget module: one store for each model, one view for each place. */
function widget() {
  /** @type {Store} */
  let store;
  return {
    /** @param {{model: Model}} widget */
    initialize({ model }) {
      const opened = openModel(model);
      store = opened.store;
      return opened.close;
    },
    /** @param {{el: HTMLElement}} widget */
    render({ el }) {
      return show(store, el);
    },
  };
}

/**
 * For hosts that never initialize, as MyST's directive: a model, a place, and that is all.
 * @param {{model: Model, el: HTMLElement}} widget
 */
function render({ model, el }) {
  const { store, close } = openModel(model);
  const remove = show(store, el);
  return () => {
    remove();
    close();
  };
}

export default Object.assign(widget, { render });
