import { createChainStore } from "./chain/store.js";
import { showChain } from "./chain_view/chain_view.js";
import { bringToLife } from "./waiting.js";

bringToLife("conv1d-chain-fragment", "application/json", (state, element) => {
  showChain(createChainStore(JSON.parse(state)), element);
});
