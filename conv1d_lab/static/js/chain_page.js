import { createChainStore } from "./chain/store.js";
import { showChain } from "./chain_view/chain_view.js";

/** Show the chain of a saved page. */
function openChainPage() {
  const [element, text] = ["explorer", "state"].map((id) => document.getElementById(id));
  if (element && text) showChain(createChainStore(JSON.parse(text.textContent ?? "")), element);
}

openChainPage();
