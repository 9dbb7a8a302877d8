"""controls="position": one kernel, one output row whose numbers appear as the kernel passes."""

from __future__ import annotations

import re
from typing import Any

from playwright.sync_api import expect

from conv1d_lab import article, explore
from conv1d_lab.explorer.widget import Explorer
from tests.browser.notebook import Notebook
from tests.browser.opened import Open
from tests.browser.view import View, worked_example

ROW = """view => [...view.querySelectorAll("[data-cell=output]")].map(cell => cell.textContent)"""
OUT = ["0.2545", "0.3342", "0.3826", "0.1345", "0.0378", "0.2512", "0.2467"]


def first(**arguments: Any) -> Explorer:
    return explore(article.layer(), article.x(), controls="position", **arguments)


def shown(view: View) -> list[str]:
    found: list[str] = view.root.evaluate(ROW)
    return found


def test_results_appear_as_the_kernel_passes(opened: Open) -> None:
    view = opened(first()).view
    assert shown(view) == [OUT[0], *[""] * 6]
    view.slider("position").press("ArrowRight")
    view.slider("position").press("ArrowRight")
    assert shown(view) == [*OUT[:3], *[""] * 4]
    view.slider("position").fill("5")  # it slides over what lies between
    assert shown(view) == [*OUT[:6], ""]
    view.slider("position").fill("1")
    assert shown(view) == [*OUT[:6], ""]
    expect(view.cell("out[0, 0, 6]")).to_have_accessible_name("out[0, 0, 6] = not yet computed")


DRAWN = """view => [
  ...view.querySelectorAll(".c1d-line.c1d-out path:not(.c1d-zero), .c1d-bars .c1d-agree"),
].map(path => path.getAttribute("d") ?? "").join("")"""
DOTS = """view => view.querySelector(".c1d-line.c1d-out .c1d-dots").getAttribute("d")"""


def test_curves_draw_only_what_has_been_reached(opened: Open) -> None:
    view = opened(first(show="curves")).view
    for count in (1, 2, 3):
        assert view.root.evaluate(DOTS).count("M") == count
        view.slider("position").press("ArrowRight")
    asked = opened(explore(article.layer(), article.x(), show="curves", predict=True)).view
    assert asked.root.evaluate(DRAWN) == ""


def test_a_click_brings_the_kernel_there_but_never_another_kernel(opened: Open) -> None:
    view = opened(first()).view
    assert view.cell("out[0, 1, 0]").count() == 0
    view.cell("out[0, 0, 4]").click()
    assert view.at() == (0, 0, 4)
    view.stage.press("ArrowDown")
    view.cell("out[0, 0, 4]").press("ArrowDown")
    assert view.at() == (0, 0, 4)


def test_there_is_no_formula_and_no_shape(opened: Open) -> None:
    shown = opened(first())
    words = shown.view.root.inner_text()
    for word in ("C_out", "L_out", "Σ", "torch", "formula"):
        assert word not in words, word


def test_it_starts_where_python_says(opened: Open) -> None:
    view = opened(first(at=(0, 1, 2))).view
    assert view.status() == "out[0, 1, 2] = 0.3290"
    assert shown(view) == ["", "", "0.3290", *[""] * 4]


def test_a_kernel_that_python_takes_starts_a_row_of_its_own(lab: Notebook) -> None:
    view = worked_example(lab, ", controls='position'")
    view.slider("position").fill("2")
    lab.run("explorer.output_channel = 1")
    view.wait_at(0, 1, 2)
    assert shown(view) == ["", "", "0.3290", *[""] * 4]


def test_a_layer_without_bias_shows_none(opened: Open) -> None:
    view = opened(explore(article.kernel(), article.x(), controls="position")).view
    assert "bias" not in view.root.inner_text()


def test_a_view_that_becomes_narrow_keeps_what_was_passed(opened: Open) -> None:
    page = opened(first())
    page.view.slider("position").fill("3")
    page.resize({"width": 390, "height": 800})
    expect(page.view.root).to_have_class(re.compile("c1d-narrow"))
    assert shown(page.view)[:5] == [*OUT[:4], ""]
