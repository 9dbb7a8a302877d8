import { createChainStore } from "../../../conv1d_lab/static/js/chain/store.js";
import { showChain } from "../../../conv1d_lab/static/js/chain_view/chain_view.js";
import { mount } from "../../../conv1d_lab/static/js/predict.js";
import { mountExercise } from "./answers/exercise.js";
import { mountProgress } from "./answers/progress.js";
import { mountQuiz } from "./answers/quiz.js";
import { mountExplorer } from "./explorer_place.js";
import { connectMenu } from "./menu.js";
import { openFirst, openOthers } from "./places.js";
import { connectShowAll } from "./show_all.js";

/** @import { GivenChain } from "../../../conv1d_lab/static/js/chain/types.js" */

/**
 * Show layers in a row as they stood when the notebook showed them.
 * @param {HTMLElement} element
 * @param {GivenChain} state
 */
const mountChain = (element, state) => showChain(createChainStore(state), element);

/** What stands in the places of a page, by kind: see docs/builder/place.py. */
const LIVING = {
  explorer: { styles: ["explorer", "place"], mount: mountExplorer },
  chain: { styles: ["explorer", "chain", "place"], mount: mountChain },
  prediction: { styles: ["prediction", "place"], mount },
  exercise: { styles: ["prediction", "answers", "place"], mount: mountExercise },
  progress: { styles: ["prediction", "answers", "place"], mount: mountProgress },
  quiz: { styles: ["prediction", "answers", "place"], mount: mountQuiz },
};

openFirst(LIVING);
const rest = () => {
  openOthers(LIVING);
  connectShowAll();
  connectMenu();
};
if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", rest);
else rest();
