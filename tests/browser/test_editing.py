"""An edit: what it flashes, what it does to whole numbers, where the focus stays."""

from __future__ import annotations

import torch
from playwright.sync_api import expect
from torch import nn

from conv1d_lab import article, explore
from conv1d_lab.explorer.widget import Explorer
from tests.browser.opened import Open
from tests.browser.view import View

FLASHING = """view => [...view.querySelectorAll("[data-cell=output], [data-cell=result]")]
  .filter(cell => cell.getAnimations().length)
  .map(cell => cell.getAttribute("aria-label")?.split(" = ")[0] ?? "result")"""


def edit(view: View, name: str, value: str) -> None:
    view.cell(name).click()
    view.page.keyboard.press("Control+A")
    view.page.keyboard.insert_text(value)
    view.page.keyboard.press("Enter")


def small() -> Explorer:
    """A layer of whole numbers: -2, 2 - 4 = -2, -2."""
    layer = nn.Conv1d(1, 1, 3)
    with torch.no_grad():
        layer.weight.copy_(torch.tensor([[[1.0, 0.0, -1.0]]]))
        layer.bias.fill_(0)  # type: ignore[union-attr]
    return explore(layer, torch.tensor([[[1.0, 2, 3, 4, 5]]]))


def flashing(view: View) -> set[str]:
    found: list[str] = view.root.evaluate(FLASHING)
    return set(found)


def test_an_edit_flashes_what_it_changed(opened: Open) -> None:
    shown = opened(explore(article.layer(), article.x()))
    shown.page.emulate_media(reduced_motion="no-preference")
    view = shown.view
    assert flashing(view) == set()
    edit(view, "x[0, 0, 9]", "0.5")
    assert flashing(view) == {"out[0, 0, 6]", "out[0, 1, 6]"}
    edit(view, "bias[0]", "0.5")
    assert {"result", *(f"out[0, 0, {t}]" for t in range(7))} <= flashing(view)


def test_a_step_flashes_nothing_nor_does_less_motion(opened: Open) -> None:
    shown = opened(explore(article.layer(), article.x()))  # which asks for reduced motion
    edit(shown.view, "bias[0]", "0.5")
    assert flashing(shown.view) == set()
    shown.page.emulate_media(reduced_motion="no-preference")
    shown.view.button("next").click()
    assert flashing(shown.view) == set()


def test_whole_numbers_are_shown_as_such_everywhere(opened: Open) -> None:
    view = opened(small()).view
    assert view.status() == "out[0, 0, 0] = -2"
    for kind, texts in {
        "input": ["1", "2", "3", "4", "5"],
        "weight": ["1", "0", "-1"],
        "product": ["1", "0", "-3"],
        "sum": ["-2", "-2"],
        "bias": ["0"],
        "result": ["-2"],
        "output": ["-2", "-2", "-2"],
    }.items():
        expect(view.root.locator(f"[data-cell={kind}]")).to_have_text(texts)
    assert "out[0, 0, 0] = 0 - 2 = -2" in view.root.locator(".c1d-formula").inner_text()
    view.button("full precision").click()
    expect(view.root.locator("[data-cell=weight]")).to_have_text(["1", "0", "-1"])


def test_one_number_that_is_not_whole_gives_all_their_decimals(opened: Open) -> None:
    view = opened(small()).view
    edit(view, "weight[0, 0, 1]", "0,5")
    assert view.status() == "out[0, 0, 0] = -1.0000"
    expect(view.root.locator("[data-cell=input]").first).to_have_text("1.0000")
    edit(view, "weight[0, 0, 1]", "0")
    assert view.status() == "out[0, 0, 0] = -2"


def test_escape_leaves_the_focus_on_the_cell(opened: Open) -> None:
    view = opened(small()).view
    for name in ("x[0, 0, 3]", "weight[0, 0, 1]", "bias[0]"):
        view.cell(name).click()
        view.page.keyboard.type("7")
        view.page.keyboard.press("Escape")
        expect(view.cell(name)).to_be_focused()
        expect(view.root.locator("input.c1d-edit")).to_have_count(0)
    assert view.status() == "out[0, 0, 0] = -2"
    view.page.keyboard.press("Escape")
    expect(view.stage).to_be_focused()
