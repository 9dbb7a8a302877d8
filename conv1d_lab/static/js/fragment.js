import { createStore } from "./store.js";
import { show } from "./view.js";
import { bringToLife } from "./waiting.js";

bringToLife("conv1d-fragment", "application/json", (state, still) => {
  show(createStore(JSON.parse(state)), still);
});
