/** A menu that HTML itself opens: it closes when something is chosen, or left with Escape or a click. */
export function connectMenu() {
  const menu = document.querySelector(".conv1d-menu");
  if (!(menu instanceof HTMLDetailsElement)) return;
  const summary = menu.querySelector("summary");
  menu.addEventListener("keydown", ({ key }) => {
    if (key !== "Escape" || !menu.open) return;
    menu.open = false;
    summary?.focus();
  });
  menu.addEventListener("click", ({ target }) => {
    if (!(target instanceof Element) || !target.closest("button")) return;
    menu.open = false;
    summary?.focus();
  });
  document.addEventListener("pointerdown", ({ target }) => {
    if (target instanceof Node && !menu.contains(target)) menu.open = false;
  });
  menu.addEventListener("focusout", ({ relatedTarget }) => {
    if (relatedTarget instanceof Node && !menu.contains(relatedTarget)) menu.open = false;
  });
}
