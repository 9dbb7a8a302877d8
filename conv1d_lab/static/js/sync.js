import { followPage } from "./host.js";
import { tensor } from "./numbers.js";

/** @import { Listener, Packed } from "./types.js" */

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

const REST = 150; // ms after the last step until Python is told

/**
 * A store, as far as it is kept in step.
 * @typedef {object} Synced
 * @property {any} state
 * @property {(patch: any, origin: string) => void} set
 * @property {(listener: Listener) => () => void} subscribe
 * @property {(offline: boolean) => void} setOffline
 * @property {() => void} stop
 *
 * The traits: those that both may change, those that Python alone changes, and which are tensors.
 * @typedef {{saved: readonly string[], given: readonly string[], tensors: readonly string[]}} Names
 */

/**
 * Keep a store and an anywidget model in step; returns the clean-up.
 * @param {Model} model
 * @param {Synced} store
 * @param {Names} names
 */
export function connect(model, store, { saved, given, tensors }) {
  const isTensor = (/** @type {string} */ name) => tensors.includes(name);
  let timer = 0;
  let writing = false;
  /** @type {Record<string, unknown>} */
  const known = Object.fromEntries(tensors.map((name) => [name, model.get(name)]));

  /** @param {readonly string[]} names */
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
    const names = saved.filter((name) => changed.has(name));
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
    for (const name of [...saved, ...given]) {
      const value = model.get(name);
      if (!isTensor(name)) patch[name] = value;
      else if (value !== known[name]) {
        known[name] = value;
        patch[name] = tensor(/** @type {Packed | null} */ (value));
      }
    }
    store.set(patch, "python");
    const corrected = saved.filter((name) =>
      name in patch && !isTensor(name) && String(store.state[name]) !== String(patch[name])
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
 * What is fixed when a widget is made. The state of a page has it without the underscore.
 * @param {Model} model
 * @param {string[]} names
 */
export const fixed = (model, names) =>
  Object.fromEntries(names.map((name) => [name, model.get(`_${name}`) ?? model.get(name)]));

/**
 * A model where there is no kernel: MyST's throws when it is told or left.
 * @param {Model} model
 * @returns {Model}
 */
const withoutKernel = (model) => ({
  get: (name) => model.get(name),
  set: (name, value) => model.set(name, value),
  on() {},
  off() {},
});

/**
 * What an anywidget module exports: one store for each model, one view for each place; and, for
 * hosts without a kernel, which never initialize, as MyST's directive, a render that does all.
 * @template Store
 * @param {(model: Model) => {store: Store, close: () => void}} open
 * @param {(store: Store, element: HTMLElement) => () => void} view shows the store, returns the clean-up
 */
export function widgetModule(open, view) {
  function widget() {
    /** @type {Store} */
    let store;
    return {
      /** @param {{model: Model}} widget */
      initialize({ model }) {
        const opened = open(model);
        store = opened.store;
        return opened.close;
      },
      /** @param {{el: HTMLElement}} widget */
      render({ el }) {
        followPage(el);
        return view(store, el);
      },
    };
  }

  /** @param {{model: Model, el: HTMLElement}} widget */
  function render({ model, el }) {
    followPage(el);
    const { store, close } = open(withoutKernel(model));
    const remove = view(store, el);
    return () => {
      remove();
      close();
    };
  }

  return Object.assign(widget, { render });
}
