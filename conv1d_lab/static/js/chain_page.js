import { keepInAddress, placeAndState } from "./address.js";
import { createChainStore } from "./chain/store.js";
import { showChain } from "./chain_view/chain_view.js";

/** @import { GivenChain } from "./chain/types.js" */

/**
 * Show the chain of a saved page; its address keeps the chosen element and what is switched off,
 * as #layer=2&t=5&off=1,4.
 * @param {HTMLElement} element
 * @param {GivenChain} given
 */
function openChainPage(element, given) {
  const store = createChainStore(given);
  showChain(store, element);
  keepInAddress(store, {
    now() {
      const { layer, position: [n, o, t], off } = store.state;
      return { layer, n, o, t, off: off.join() };
    },
    follow({ layer, n, o, t, off }) {
      const places = String(off).split(",").filter(Boolean).map(Number);
      store.set({ layer: Number(layer), off: places });
      store.set({ position: [Number(n), Number(o), Number(t)] });
    },
    isWord: (name) => name === "off",
    isBusy: () => false,
  });
}

openChainPage(...placeAndState());
