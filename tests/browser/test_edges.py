"""What only shows at an edge: large numbers, a narrow screen, paper, a page from right to left."""

from __future__ import annotations

import pytest
import torch
from playwright.sync_api import Page, expect
from torch import nn

from conv1d_lab import article, explore
from conv1d_lab.explorer import Explorer
from tests.browser.conftest import DESKTOP, PHONE
from tests.browser.opened import Open

OVERFLOWING = """() => [...document.querySelectorAll(".number, .cell")]
  .filter(node => node.checkVisibility() && node.textContent)
  .filter(node => {
    const range = document.createRange();
    range.selectNodeContents(node);
    return range.getBoundingClientRect().width > node.getBoundingClientRect().width + 0.5;
  })
  .map(node => `${node.className}: ${node.textContent}`)"""


def example(scale: float = 1.0, **options: object) -> Explorer:
    return explore(article.layer(), article.x() * scale, **options)  # type: ignore[arg-type]


def style(page: Page, selector: str, name: str) -> str:
    found = page.locator(selector).first.evaluate(
        "(node, name) => getComputedStyle(node).getPropertyValue(name)", name
    )
    return str(found)


@pytest.mark.parametrize("width", [DESKTOP["width"], PHONE["width"]])
@pytest.mark.parametrize("scale", [1, 1e3, 1e-3, 1e9])
@pytest.mark.parametrize("full", [False, True])
def test_every_number_stays_in_its_box(opened: Open, scale: float, width: int, full: bool) -> None:
    shown = opened(example(scale))
    shown.page.set_viewport_size({"width": width, "height": 800})
    if full:
        shown.view.button("full precision").click()
    expect(shown.view.slider("position")).to_be_visible()
    assert shown.page.evaluate(OVERFLOWING) == []


def test_paper_shows_what_lies_under_the_kernel(opened: Open) -> None:
    page = opened(example()).page
    page.emulate_media(media="print")
    assert style(page, ".c1d", "print-color-adjust") == "exact"
    page.set_viewport_size({"width": 760, "height": 1000})  # what is left of A4 and Letter
    last = page.locator("button.cell[aria-label^='x[0, 2, 9] =']").bounding_box()
    assert last is not None
    assert last["x"] + last["width"] <= 760


def test_a_page_that_reads_from_right_to_left(opened: Open) -> None:
    shown = opened(example())
    shown.page.evaluate("document.documentElement.dir = 'rtl'")
    first, last = (shown.view.cell(f"x[0, 0, {i}]").bounding_box() for i in (0, 9))
    assert first is not None
    assert last is not None
    assert first["x"] < last["x"]
    assert style(shown.page, ".equation", "direction") == "ltr"


def test_a_guess_ends_the_play_and_its_verdict_stays(opened: Open) -> None:
    shown = opened(example(predict=True))
    shown.view.button("play").click()
    expect(shown.view.button("pause")).to_be_visible()
    guess = shown.view.root.get_by_role("textbox", name="your guess")
    guess.press_sequentially("0.3")
    expect(shown.view.button("play")).to_be_visible()
    asked = shown.view.status()
    guess.press("Enter")
    expect(shown.view.root.get_by_text("You said 0.3; it is ")).to_be_visible()
    assert shown.view.status().partition(" = ")[0] == asked.partition(" = ")[0]
    shown.page.evaluate("() => new Promise(done => setTimeout(done, 700))")  # a step and more
    expect(shown.view.root.get_by_text("You said 0.3; it is ")).to_be_visible()


def test_a_large_number_as_it_is_printed_is_right(opened: Open) -> None:
    shown = opened(example(1e7, predict=True))
    printed = f"{example(1e7).explanation.value:.4e}"
    shown.view.root.get_by_role("textbox", name="your guess").fill(printed)
    shown.view.button("commit").click()
    expect(shown.view.root.get_by_text("✓ Right.")).to_be_visible()


def test_the_readout_is_never_stale(opened: Open) -> None:
    shown = opened(example())
    shown.view.cell("weight[0, 1, 2]").hover()
    expect(shown.view.root.get_by_text("weight[0, 1, 2] = 0.2408")).to_be_visible()
    shown.view.stage.press("ArrowDown")
    expect(shown.view.root.get_by_text("weight[1, 1, 2] = -0.0896")).to_be_visible()
    expect(shown.view.root.get_by_text("weight[0, 1, 2] = 0.2408")).to_have_count(0)


def test_the_editor_stays_on_a_narrow_screen(opened: Open) -> None:
    shown = opened(example())
    shown.page.set_viewport_size(PHONE)
    cell = shown.view.cell("x[0, 1, 9]")
    cell.click()
    editor = shown.view.root.locator(".stage input")
    box = editor.bounding_box()
    stage = shown.view.stage.bounding_box()
    assert box is not None
    assert stage is not None
    assert box["x"] + box["width"] <= stage["x"] + stage["width"] + 1


def test_one_infinity_leaves_the_other_cells_their_colour(opened: Open) -> None:
    x = torch.rand(1, 16, 12)
    x[0, 3, 5] = float("inf")
    shown = opened(explore(nn.Conv1d(16, 2, 3), x))
    heats = shown.page.evaluate(
        """() => [...document.querySelectorAll("button.cell.x")]
          .map(cell => getComputedStyle(cell).getPropertyValue("--heat"))"""
    )
    assert len({heat for heat in heats if heat not in ("", "0%")}) > 5


def test_a_focused_cell_is_kept_when_its_row_scrolls_away(opened: Open) -> None:
    shown = opened(explore(nn.Conv1d(1, 1, 3), torch.rand(1, 1, 512)))
    cell = shown.view.cell("out[0, 0, 0]")
    cell.focus()
    cell.evaluate(
        """node => {
          while (node.scrollWidth <= node.clientWidth + 100) node = node.parentElement;
          node.scrollLeft = 9000;
        }"""
    )
    expect(shown.view.cell("out[0, 0, 2]")).not_to_be_attached()
    expect(cell).to_be_focused()
    shown.page.keyboard.press("ArrowRight")
    expect(shown.view.cell("out[0, 0, 1]")).to_be_focused()


@pytest.mark.parametrize(("controls", "cursor"), [("position", "default"), ("all", "pointer")])
def test_only_what_can_be_changed_looks_so(opened: Open, controls: str, cursor: str) -> None:
    page = opened(example(controls=controls)).page
    assert style(page, "button.cell.x", "cursor") == cursor
    assert style(page, "button.cell.out", "cursor") == "pointer"
