/** Slides of a teacher's pack: one at a time, and an answer only when it is asked for. */

const slides = [...document.querySelectorAll("section")];
const place = /** @type {HTMLOutputElement} */ (document.getElementById("place"));

/** Whether the answer of a slide is to be seen, or there is none. */
const isAnswered = (/** @type {HTMLElement} */ slide) =>
  !("asks" in slide.dataset) || "answered" in slide.dataset;

/** The slide that is shown: its number stands in the address, so that a reload keeps it. */
const here = () =>
  Math.min(Math.max((Number(location.hash.slice(1)) || 1) - 1, 0), slides.length - 1);

/**
 * Show one slide, from the beginning of the talk about it.
 * @param {number} to
 */
function go(to) {
  if (to < 0 || to >= slides.length) return;
  history.replaceState(null, "", `#${to + 1}`);
  show();
}

function show() {
  slides.forEach((slide, i) => slide.toggleAttribute("data-shown", i === here()));
  const heading = isAnswered(slides[here()]) ? "" : ", the answer is hidden";
  place.textContent = `${here() + 1} of ${slides.length}${heading}`;
  scrollTo(0, 0);
}

function on() {
  const slide = slides[here()];
  if (isAnswered(slide)) return go(here() + 1);
  slide.dataset.answered = "";
  show();
}

function back() {
  const slide = slides[here()];
  if ("answered" in slide.dataset) {
    delete slide.dataset.answered;
    return show();
  }
  go(here() - 1);
}

/** What the keys of a keyboard and of a presenter do.
 * @type {Record<string, () => void>} */
const KEYS = {
  ArrowRight: on,
  PageDown: on,
  " ": on,
  ArrowLeft: back,
  PageUp: back,
  Home: () => go(0),
  End: () => go(slides.length - 1),
};

addEventListener("keydown", (event) => {
  const does = KEYS[event.key];
  const types = event.key === " " && event.target instanceof HTMLButtonElement;
  if (!does || types || event.altKey || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  does();
});
document.getElementById("on")?.addEventListener("click", on);
document.getElementById("back")?.addEventListener("click", back);
addEventListener("hashchange", show);
show();
