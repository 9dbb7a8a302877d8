import { mount } from "./predict.js";
import { bringToLife } from "./waiting.js";

// As base64, for who reads or searches the source is to be asked, too.
bringToLife("conv1d-predict-fragment", "text/plain", (state, element) => {
  const bytes = Uint8Array.from(atob(state), (byte) => byte.charCodeAt(0));
  mount(element, JSON.parse(new TextDecoder().decode(bytes)));
});
