import { createStore } from "./store.js";
import { show } from "./view.js";
import { bringToLife } from "./waiting.js";

bringToLife("conv1d-fragment", "application/json", (state, element) => {
  show(createStore(JSON.parse(state)), element);
});
