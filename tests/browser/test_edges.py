"""What only shows at an edge: large numbers, a narrow screen, paper, a page from right to left."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import pytest
import torch
from playwright.sync_api import Page, expect
from torch import nn

from conv1d_lab import article, explore
from conv1d_lab.explorer.widget import Explorer
from tests.browser.desk import DESKTOP, PHONE
from tests.browser.opened import Open, Opened
from tests.browser.view import scroll_far

OVERFLOWING = """() => [...document.querySelectorAll(".c1d-number, .c1d-cell")]
  .filter(node => node.checkVisibility() && node.textContent)
  .filter(node => {
    const range = document.createRange();
    range.selectNodeContents(node);
    return range.getBoundingClientRect().width > node.getBoundingClientRect().width + 0.5;
  })
  .map(node => `${node.className}: ${node.textContent}`)"""


def example(scale: float = 1.0, **options: Any) -> Explorer:
    return explore(article.layer(), article.x() * scale, **options)


def in_every_way(shown: Opened, *widths: int) -> Iterator[str]:
    """Show it in each width, with four decimals and with all."""
    for digits in ("few", "all"):
        if digits == "all":
            shown.view.button("full precision").click()
        for width in widths:
            shown.resize({"width": width, "height": 800})
            yield f"{digits} digits at {width} px"


def style(page: Page, selector: str, name: str) -> str:
    found = page.locator(selector).first.evaluate(
        "(node, name) => getComputedStyle(node).getPropertyValue(name)", name
    )
    return str(found)


@pytest.mark.parametrize("scale", [1, -30, 1e-3, 1e3, -3e4, 1e9])
def test_every_number_stays_in_its_box(opened: Open, scale: float) -> None:
    shown = opened(example(scale))
    for width in in_every_way(shown, DESKTOP["width"], PHONE["width"]):
        assert shown.page.evaluate(OVERFLOWING) == [], width


def test_no_input_is_cut_where_all_have_room(opened: Open) -> None:
    shown = opened(example())
    for width in range(834, 846, 2):
        shown.resize({"width": width, "height": 800})
        stage = shown.page.locator(".c1d-scroller").first
        assert stage.evaluate("node => node.scrollWidth - node.clientWidth") <= 0, width


OUTSIDE = """() => {
  const { left, right } = document.querySelector(".c1d-stage").getBoundingClientRect();
  return [...document.querySelectorAll(".c1d-stage .c1d-sum .c1d-number")]
    .map(node => [node.getBoundingClientRect(), node.textContent])
    .filter(([box, text]) => text && (box.left < left || box.right > right))
    .map(([, text]) => text);
}"""


@pytest.mark.parametrize("scale", [1, 1e3])
def test_the_sums_of_many_channels_stay_in_the_stage(opened: Open, scale: float) -> None:
    torch.manual_seed(0)
    shown = opened(explore(nn.Conv1d(12, 3, 3, padding=1), scale * torch.randn(1, 12, 12)))
    expect(shown.page.locator(".c1d-stage .c1d-sum .c1d-number")).to_have_count(12)
    for width in in_every_way(shown, DESKTOP["width"], 700, PHONE["width"]):
        assert shown.page.evaluate(OUTSIDE) == [], width
        assert shown.page.evaluate(OVERFLOWING) == [], width


def test_on_a_phone_nothing_jumps_where_an_output_is_negative(opened: Open) -> None:
    layer = nn.Conv1d(1, 1, 1, bias=False)
    nn.init.ones_(layer.weight)
    shown = opened(explore(layer, torch.tensor([[[0.8753, -0.3099] * 6]])))
    shown.resize(PHONE)
    tops = []
    for t in (0, 1, 11):
        shown.view.slider("position").fill(str(t))
        shown.view.wait_at(0, 0, t)
        box = shown.page.locator(".c1d-stage").bounding_box()
        assert box is not None
        tops.append(box["y"])
    assert len(set(tops)) == 1, tops


def test_on_a_phone_a_label_stands_at_its_own_row(opened: Open) -> None:
    shown = opened(example())
    shown.resize(PHONE)
    name = shown.page.get_by_text("out[0, 1]", exact=True).bounding_box()
    above, own = (shown.view.cell(f"out[0, {o}, 0]").bounding_box() for o in (0, 1))
    assert name is not None
    assert above is not None
    assert own is not None
    middle = name["y"] + name["height"] / 2
    assert own["y"] - middle < middle - (above["y"] + above["height"])


def test_a_number_that_makes_the_cells_wider_does_not_eat_the_next_click(opened: Open) -> None:
    shown = opened(example())
    shown.view.cell("x[0, 0, 0]").click()
    shown.page.keyboard.type("1234567")
    shown.view.cell("x[0, 0, 5]").click()
    shown.page.keyboard.type("2")
    shown.view.cell("out[0, 0, 3]").click()
    expect(shown.view.cell("x[0, 0, 0]")).to_have_text("1.2346e+06")
    expect(shown.view.cell("x[0, 0, 5]")).to_have_text("2.0000")
    shown.view.wait_at(0, 0, 3)


def type_into_the_first_cell(shown: Opened, text: str) -> None:
    shown.view.cell("x[0, 0, 0]").click()
    shown.page.keyboard.press("Control+A")
    shown.page.keyboard.press("Delete")
    shown.page.keyboard.insert_text(text)


NO_NUMBERS = {
    "1e400": "“1e400” is too large: ",
    "-3.5e38": "“-3.5e38” is too large: ",
    "1,500": "“1,500” may be 1500 or 1.500: ",
    "1,2,3": "“1,2,3” is no number: ",
    "0x10": "“0x10” is no number: ",
    "Infinity": "“Infinity” is too large: ",
    "": "nothing is typed: ",
    "e5": "“e5” is no number: ",
}


def test_what_is_no_number_is_told_and_kept_out(opened: Open) -> None:
    shown = opened(example())
    for typed, said in NO_NUMBERS.items():
        type_into_the_first_cell(shown, typed)
        shown.page.keyboard.press("Enter")
        expect(shown.view.root.get_by_text(f"{said}type a number such as -0.25")).to_be_visible()
        shown.page.keyboard.press("Escape")
    type_into_the_first_cell(shown, "e5")
    shown.page.locator("h1").click()
    expect(shown.view.root.get_by_text("“e5” is no number: x[0, 0, 0] stays")).to_be_visible()
    assert shown.view.status() == "out[0, 0, 0] = 0.2545"


WRITTEN = {
    " .5 ": "0.5000",
    "0,25": "0.2500",
    "-1,5": "-1.5000",
    "-2.": "-2.0000",
    "−1e-3": "-0.0010",
    "+1E2": "100.0000",
}


def test_a_number_may_be_written_in_many_ways(opened: Open) -> None:
    shown = opened(example())
    for typed, shown_as in WRITTEN.items():
        type_into_the_first_cell(shown, typed)
        shown.page.keyboard.press("Enter")
        expect(shown.view.cell("x[0, 0, 0]")).to_have_text(shown_as)


def test_a_guess_that_is_committed_looks_so(opened: Open) -> None:
    shown = opened(example(predict=True))
    assert style(shown.page, ".c1d-guess > input", "border-top-style") == "solid"
    shown.view.button("commit").click()  # which numbers stay
    guess = shown.view.root.get_by_role("textbox", name="your guess")
    guess.fill("1")
    guess.press("Enter")
    expect(guess).to_be_disabled()
    assert style(shown.page, ".c1d-guess > input", "border-top-style") == "dashed"


def test_paper_shows_what_lies_under_the_kernel(opened: Open) -> None:
    shown = opened(example())
    page = shown.page
    page.emulate_media(media="print", reduced_motion="no-preference")
    assert style(page, ".c1d", "print-color-adjust") == "exact"
    assert style(page, ".c1d-rider", "transition-property") == "none"  # paper does not wait
    shown.resize({"width": 760, "height": 1000})  # what is left of A4 and Letter
    last = page.locator("button.c1d-cell[aria-label^='x[0, 2, 9] =']").bounding_box()
    assert last is not None
    assert last["x"] + last["width"] <= 760


STREAM = re.compile(rb"stream\r?\n(.*?)endstream", re.DOTALL)
SCALE = re.compile(rb"\A\S+ 0 0 -.*?q\n(\S+) 0 0 \1 0 0 cm", re.DOTALL)
FULL_SIZE = str(300 / 96).encode()  # dots an inch, of paper and of the screen


def test_what_lies_out_of_sight_makes_nothing_smaller_on_paper(opened: Open) -> None:
    page = opened(explore(nn.Conv1d(2, 2, 3), torch.zeros(1, 2, 512))).page
    scales = set()
    for packed in STREAM.findall(page.pdf(format="A4")):
        with suppress(zlib.error):
            scales.update(SCALE.findall(zlib.decompress(packed)))
    assert scales == {FULL_SIZE}


def test_paper_is_light_on_a_dark_system_too(opened: Open) -> None:
    page = opened(example()).page
    page.emulate_media(media="print", color_scheme="dark")
    for part in (":root", ".c1d"):
        assert style(page, part, "background-color") == "rgb(255, 255, 255)"
        assert style(page, part, "color") == "rgb(26, 29, 33)"


def test_a_page_that_reads_from_right_to_left(opened: Open) -> None:
    shown = opened(example())
    shown.page.evaluate("document.documentElement.dir = 'rtl'")
    first, last = (shown.view.cell(f"x[0, 0, {i}]").bounding_box() for i in (0, 9))
    assert first is not None
    assert last is not None
    assert first["x"] < last["x"]
    assert style(shown.page, ".c1d-equation", "direction") == "ltr"


def test_a_large_number_as_it_is_printed_is_right(opened: Open) -> None:
    shown = opened(example(1e7, predict=True))
    printed = f"{example(1e7).explanation.value:.4e}"
    shown.view.button("commit").click()  # which numbers stay
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
    shown.resize(PHONE)
    cell = shown.view.cell("x[0, 1, 9]")
    cell.click()
    editor = shown.view.root.locator(".c1d-stage input")
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
        """() => [...document.querySelectorAll("button.c1d-cell.c1d-x")]
          .map(cell => getComputedStyle(cell).getPropertyValue("--c1d-heat"))"""
    )
    assert len({heat for heat in heats if heat not in ("", "0%")}) > 5


def test_a_focused_cell_is_kept_when_its_row_scrolls_away(opened: Open) -> None:
    shown = opened(explore(nn.Conv1d(1, 1, 3), torch.rand(1, 1, 512)))
    cell = shown.view.cell("out[0, 0, 0]")
    cell.focus()
    scroll_far(cell)
    expect(shown.view.cell("out[0, 0, 2]")).not_to_be_attached()
    expect(cell).to_be_focused()
    shown.page.keyboard.press("ArrowRight")
    expect(shown.view.cell("out[0, 0, 1]")).to_be_focused()


@pytest.mark.parametrize(("controls", "cursor"), [("position", "default"), ("all", "pointer")])
def test_only_what_can_be_changed_looks_so(opened: Open, controls: str, cursor: str) -> None:
    page = opened(example(controls=controls)).page
    assert style(page, "button.c1d-cell.c1d-x", "cursor") == cursor
    assert style(page, "button.c1d-cell.c1d-out", "cursor") == "pointer"
