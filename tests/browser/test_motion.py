"""The kernel glides by transform; for a person who asked for less motion nothing does."""

from __future__ import annotations

from tests.browser.notebook import Notebook
from tests.browser.view import View, worked_example

MOVING = """view => {
  view.querySelector("button[aria-label=next]").click();
  return view.getAnimations({ subtree: true }).length;
}"""

PLACES = """view => {
  const places = () => [...view.querySelectorAll(".c1d-cell.c1d-w")].map(
    cell => cell.getBoundingClientRect().left);
  const before = places();
  view.querySelector("button[aria-label=next]").click();
  return [before, places()];
}"""

WIDE = "_ = torch.manual_seed(0)\nexplore(nn.Conv1d(2, 2, 3), torch.randn(1, 2, 200))"


def test_a_step_glides(lab: Notebook) -> None:
    view = worked_example(lab)
    assert view.root.evaluate(MOVING) > 0
    before, at_once = view.root.evaluate(PLACES)
    assert before
    assert max(abs(a - b) for a, b in zip(before, at_once, strict=True)) < 60


def test_nothing_glides_with_reduced_motion(still: Notebook) -> None:
    view = worked_example(still)
    assert view.root.evaluate(MOVING) == 0
    before, at_once = view.root.evaluate(PLACES)
    moved = {round(b - a, 1) for a, b in zip(before, at_once, strict=True)}
    [step] = moved
    assert step > 20


def test_scrolling_is_instant_with_reduced_motion(still: Notebook) -> None:
    view = View(still.show(WIDE))
    view.slider("position").fill("150")
    # Read in the same moment: had it scrolled smoothly, position 150 would not be here yet.
    assert view.cell("x[0, 0, 151]").is_visible()
    assert view.cell("out[0, 0, 150]").is_visible()
