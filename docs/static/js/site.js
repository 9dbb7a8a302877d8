import { mountExplorer } from "./explorer_place.js";
import { mount } from "../../../conv1d_lab/static/js/predict.js";
import { openPlaces } from "./places.js";

openPlaces({
  explorer: { styles: ["explorer", "place"], mount: mountExplorer },
  prediction: { styles: ["prediction", "place"], mount },
});
