import { h, put } from "../dom.js";
import { createStore } from "../store.js";
import { show } from "../view.js";
import { workedText } from "./worked.js";

/** @import { ChainContext } from "./chain_view.js" */

/**
 * The arithmetic of the chosen element: one click away, in the explorer of its layer.
 * @param {ChainContext} context
 */
export function createWorkedPart({ store, write }) {
  const text = h("p", { className: "c1d-worked" });
  const place = h("div", { className: "c1d-inner" });
  const element = h(
    "details",
    { className: "c1d-part-worked" },
    h("summary", {}, "take this number apart"),
    text,
    place,
  );
  let remove = () => {};
  /** @type {ReturnType<typeof createStore> | null} */
  let inner = null;
  let shownLayer = -1;
  element.addEventListener("toggle", () => update(true));

  function close() {
    remove();
    remove = () => {};
    inner?.stop();
    inner = null;
    shownLayer = -1;
  }

  /** @param {boolean} anew whether the numbers may be others */
  function update(anew) {
    element.hidden = store.state.layer < 0;
    if (!element.open || element.hidden) {
      close();
      return;
    }
    const { layer, position: [, o, t] } = store.state;
    const given = store.explorer();
    text.hidden = Boolean(given);
    if (!given) {
      close();
      put(text, workedText(store, layer, o, t, write));
    } else if (inner && layer === shownLayer && !anew) {
      inner.set({ output_channel: o, position: t }, "chain");
    } else {
      close();
      shownLayer = layer;
      inner = createStore({ ...given, controls: "channel", note: noteOf(layer) });
      remove = show(inner, place);
      inner.subscribe((_changed, origin) => {
        if (origin === "chain" || !inner) return;
        const { output_channel, position } = inner.state;
        store.set({ position: [store.state.position[0], output_channel, position] });
      });
    }
  }

  return { element, show: update, close };
}

/** @param {number} layer */
const noteOf = (layer) =>
  layer ? `Layer ${layer} by itself: here x is what layer ${layer - 1} gives.` : "";
