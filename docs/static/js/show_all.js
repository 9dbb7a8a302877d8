const KEPT = "conv1d-show-all";

/** Folds of the text itself; those inside a place belong to it. */
const folds = () => document.querySelectorAll("article details");

/** What is kept where the browser keeps nothing, as on a page opened from disk: nothing. */
function remembered() {
  try {
    return localStorage.getItem(KEPT) === "yes";
  } catch {
    return false;
  }
}

/** @param {boolean} all */
function remember(all) {
  try {
    localStorage.setItem(KEPT, all ? "yes" : "no");
  } catch { /* then only for this page */ }
}

/** The switch that opens all answers, for those who only look something up; it is remembered. */
export function connectShowAll() {
  const button = document.querySelector(".conv1d-show-all");
  if (!(button instanceof HTMLButtonElement)) return;
  let all = remembered();
  const show = () => {
    button.setAttribute("aria-pressed", String(all));
    for (const fold of folds()) fold.toggleAttribute("open", all);
  };
  button.hidden = !folds().length;
  if (all) show();
  button.addEventListener("click", () => {
    all = !all;
    remember(all);
    show();
  });
}
