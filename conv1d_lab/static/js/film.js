// @ts-check
/** Play the films of the page that are not playing yet: a script in an output has no name. */
for (const film of document.querySelectorAll(".conv1d-film:not([data-plays])")) {
  const { frames, interval } = JSON.parse(
    film.querySelector("[type='application/json']")?.textContent ?? "{}",
  );
  const image = film.querySelector("img");
  const [button, slider, place] = ["button", "input", "output"].map((name) =>
    film.querySelector(name)
  );
  if (!image || !(slider instanceof HTMLInputElement) || !button || !place) continue;
  film.setAttribute("data-plays", "");
  let timer = 0;
  const show = () => {
    image.src = `data:image/png;base64,${frames[Number(slider.value)]}`;
    place.textContent = `${Number(slider.value) + 1} of ${frames.length}`;
  };
  const pause = () => {
    clearInterval(timer);
    timer = 0;
    button.textContent = "play";
  };
  const play = () => {
    button.textContent = "pause";
    timer = setInterval(() => {
      if (!film.isConnected) return pause();
      slider.value = String((Number(slider.value) + 1) % frames.length);
      show();
    }, interval);
  };
  button.addEventListener("click", () => (timer ? pause() : play()));
  slider.addEventListener("input", () => {
    pause();
    show();
  });
  show();
  if (matchMedia("(prefers-reduced-motion: reduce)").matches) pause();
  else play();
}
