"""A saved page, opened from disk with the network off."""

from __future__ import annotations

import random
import re
import warnings
from pathlib import Path

import pytest
import torch
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, ViewportSize, expect
from torch import nn

from conv1d_lab import article, explore
from conv1d_lab.explorer.widget import Explorer
from tests.browser.desk import DESKTOP, PHONE
from tests.browser.opened import Open
from tests.browser.test_random_settings import drive, setting
from tests.browser.truth import Setting, Shape, check, expected, random_shape
from tests.browser.view import View
from tests.effort import LONG, some

LAYERS, SETTINGS = some(range(10), 2), 16 if LONG else 10  # by the controls; and by links:
LINKS = 24 if LONG else 12


def example() -> Explorer:
    return explore(article.layer(), article.x())


def check_against_torch(view: View, shape: Shape, now: Setting) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # torch, on "same" with an even kernel
        layer, x = shape.set_to(now)
        wanted = expected(layer, x, now.at)
    check(view.read(), wanted)


# --------------------------------------------------------------------------------- its numbers


def test_it_opens_on_the_articles_numbers(opened: Open) -> None:
    view = opened(example()).view
    assert view.status() == "out[0, 0, 0] = 0.2545"
    check(view.read(), expected(article.layer().requires_grad_(False), article.x(), (0, 0, 0)))


@pytest.mark.parametrize("seed", LAYERS)
def test_random_settings_by_the_controls(opened: Open, seed: int) -> None:
    source = random.Random(f"page {seed}")
    shape = random_shape(source)
    view = opened(explore(*shape.make())).view
    view.open_settings()
    for _ in range(SETTINGS):
        for _ in range(source.randint(1, 3)):
            drive(view, shape, source)
        check_against_torch(view, shape, setting(view))


@pytest.mark.parametrize(
    ("t", "said"),
    [
        (0, "Only padding near the window"),
        (1500, "positions 0 to 10 of 11"),
        (3000, "Only padding near the window"),
    ],
)
def test_it_says_what_of_a_long_row_is_near(opened: Open, t: int, said: str) -> None:
    layer = nn.Conv1d(1, 1, 3, padding=1500)
    view = opened(explore(layer, torch.rand(1, 1, 11), at=(0, 0, t))).view
    expect(view.root.get_by_text(said)).to_be_visible()


def test_random_settings_by_the_address(opened: Open) -> None:
    source = random.Random("links")
    shape = Shape(seed=5, n_items=2, in_channels=4, out_channels=6, kernel_size=3, length=12)
    shown = opened(explore(*shape.make()))
    shown.view.open_settings()
    seen = set()
    for _ in range(LINKS):
        mode = source.choice(["zeros", "reflect", "replicate", "circular"])
        wanted = Setting(
            stride=source.randint(1, 3),
            padding=source.randint(0, 4),
            dilation=source.randint(1, 4),
            padding_mode=mode,
            at=(source.randint(0, 1), source.randint(0, 5), source.randint(0, 1)),
        )
        n, o, t = wanted.at
        shown.follow(
            f"t={t}&o={o}&n={n}&stride={wanted.stride}&padding={wanted.padding}"
            f"&dilation={wanted.dilation}&padding_mode={mode}"
        )
        assert setting(shown.view) == wanted
        check_against_torch(shown.view, shape, wanted)
        seen.add(wanted)
    assert len(seen) > LINKS / 2


def test_nan_and_infinity_arrive(opened: Open) -> None:
    layer = nn.Conv1d(2, 2, 2)
    with torch.no_grad():
        layer.weight[0, 0, 0] = float("nan")
        layer.weight[1, 0, 0] = float("inf")
        layer.weight[1, 0, 1] = 1.0
    view = opened(explore(layer, torch.ones(1, 2, 5))).view
    assert view.status() == "out[0, 0, 0] = nan"
    view.combobox("output channel").select_option("1")
    assert view.status() == "out[0, 1, 0] = inf"


# --------------------------------------------------------------------------------- its address


def test_a_link_opens_on_its_setting(opened: Open) -> None:
    shown = opened(example(), "#t=2&o=1&stride=2")
    assert shown.view.at() == (0, 1, 2)
    shown.view.open_settings()
    assert shown.view.value("stride") == 2


def test_the_address_follows(opened: Open) -> None:
    shown = opened(example())
    assert shown.link() == ""
    shown.view.slider("position").fill("2")
    shown.view.combobox("output channel").select_option("1")
    shown.page.wait_for_url("**#o=1&t=2")
    shown.view.button("reset").click()
    shown.page.wait_for_url(re.compile(r"html$"))
    assert shown.page.evaluate("history.length") == 2  # about:blank and the page


def test_the_address_rests_while_it_plays(opened: Open) -> None:
    shown = opened(example())
    shown.view.slider("speed").fill("30")
    shown.view.button("play").click()
    shown.view.wait_at(0, 0, 3)
    assert shown.link() == ""
    shown.view.button("pause").click()
    t = shown.view.at()[2]
    shown.page.wait_for_url(re.compile(rf"html#t={t}$" if t else "html$"))  # at 0 as it was made


LINKED = {
    "t=99&o=99&n=99": (0, 1, 6),
    "t=-3&o=-1": (0, 0, 0),
    "t=+2&o=%2B1": (0, 1, 2),
    "t=1e9&o=NaN&stride=Infinity": (0, 0, 0),
    "t=&o&=&&stride=two": (0, 0, 0),
    "t=2%zz<script>alert(1)</script>": (0, 0, 0),
    "__proto__=1&constructor=2&x=3&weight=4&controls=5&t=1": (0, 0, 1),
    "padding_mode=<img src=x onerror=alert(1)>&t=1": (0, 0, 1),
    "%E0%A4%A": (0, 0, 0),
    "stride=999999&t=5": (0, 0, 0),
}


def test_what_a_link_cannot_have_is_left(opened: Open) -> None:
    shown = opened(example(), "#t=5&o=1")
    for link, at in LINKED.items():
        shown.follow(link)
        assert shown.view.at() == at, link
        shown.follow("t=5&o=1")
        assert shown.view.at() == (0, 1, 5), link


def test_settings_out_of_range_go_to_the_nearest(opened: Open) -> None:
    shown = opened(example(), "#stride=999&dilation=999&padding=-4")
    shown.view.open_settings()
    for name, value in (("dilation", 3), ("padding", 0), ("stride", 8)):
        assert shown.view.value(name) == value, name


@pytest.mark.parametrize(
    ("steps", "link"),
    [
        ([("dilation", 3), ("padding", 9), ("dilation", 1)], "padding=9"),
        ([("padding", 4), ("stride", 8), ("padding", 0)], "stride=8"),
        ([("dilation", 3), ("kernel size", 1)], "kernel_size=1&dilation=3"),
    ],
)
def test_what_the_address_keeps_comes_back(
    opened: Open, steps: list[tuple[str, int]], link: str
) -> None:
    explorer = explore() if "kernel_size" in link else example()
    shown = opened(explorer)
    shown.view.open_settings()
    for name, value in steps:
        shown.view.slider(name).fill(str(value))
    shown.page.wait_for_url(re.compile(rf"#{link}$"))
    again = opened(explorer, f"#{link}")
    again.view.open_settings()
    for name in ("stride", "padding", "dilation"):
        assert again.view.value(name) == shown.view.value(name), name
    assert again.link() == link


def test_a_link_with_same_padding(opened: Open) -> None:
    shown = opened(example(), "#stride=2")
    shown.view.open_settings()
    shown.follow("padding=same&dilation=2&t=9")
    assert setting(shown.view) == Setting(1, "same", 2, "zeros", (0, 0, 9))
    shown.follow("padding=2")
    assert setting(shown.view) == Setting(1, 2, 1, "zeros", (0, 0, 0))


def test_a_link_to_a_playground(opened: Open) -> None:
    sizes = "in_channels=4&out_channels=6&kernel_size=7&length=5&groups=2"
    shown = opened(explore(), f"#{sizes}&padding=3&t=4")
    view = shown.view
    names = ("in channels", "out channels", "kernel size", "length", "groups")
    assert [view.value(name) for name in names] == [4, 6, 7, 5, 2]
    assert view.at() == (0, 0, 4)
    shown.follow("in_channels=99&kernel_size=0&length=99&groups=5")
    assert [view.value(name) for name in names] == [8, 2, 1, 24, 2]


LINK_BEFORE_KEEPING = """() => new Promise(heard => {
  addEventListener("hashchange", heard, { once: true });
  document.querySelector("button[aria-label=next]").click();
  location.hash = "t=2&o=1";
  window.endTimers();
}).then(() => null)"""


def test_a_link_names_what_is_chosen(opened: Open) -> None:
    shown = opened(explore())
    shown.view.combobox("signal").select_option("pulse")
    shown.view.combobox("kernel").select_option("matched to the pulse")
    shown.view.button("curves").click()
    shown.view.slider("position").fill("4")
    assert shown.view.status() == "out[0, 0, 4] = 14"
    expect(shown.page).to_have_url(
        re.compile(r"#(?=.*\bt=4).*signal=pulse&kernel=matched.*&show=curves")
    )
    again = opened(explore(), "#" + shown.page.url.split("#")[1])
    assert again.view.status() == "out[0, 0, 4] = 14"
    again.view.cell("x[0, 0, 4]").click()
    again.page.keyboard.type("9")
    again.page.keyboard.press("Enter")
    expect(again.view.combobox("signal")).to_have_value("own")
    expect(again.view.combobox("kernel")).to_have_value("matched to the pulse")


def test_a_link_counts_though_the_address_was_about_to_be_kept(opened: Open) -> None:
    shown = opened(example())
    shown.page.evaluate(LINK_BEFORE_KEEPING)
    assert shown.view.at() == (0, 1, 2)


def test_an_edit_survives_a_link(opened: Open) -> None:
    shown = opened(example())
    shown.view.cell("bias[0]").click()
    shown.page.keyboard.type("1.5")
    shown.page.keyboard.press("Enter")
    before = shown.view.status()
    shown.follow("t=3&stride=2")
    shown.follow("t=0")
    assert shown.view.status() == before != "out[0, 0, 0] = 0.2545"


# ------------------------------------------------------------------------------------- its face


@pytest.mark.parametrize(("scheme", "size"), [("light", DESKTOP), ("dark", PHONE)])
def test_axe_finds_nothing_and_nothing_is_cut(
    opened: Open, scheme: str, size: ViewportSize
) -> None:
    for explorer in (example(), explore()):
        shown = opened(explorer)
        shown.page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        shown.resize(size)
        shown.view.open_settings()
        assert shown.page.evaluate("document.documentElement.scrollWidth") == size["width"]
        results = Axe().run(shown.page)
        assert results.response["passes"], "axe-core looked at nothing"
        assert results.violations_count == 0, results.generate_report()


def test_light_and_dark_differ(opened: Open) -> None:
    page = opened(example()).page
    colours = set()
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        for selector in ("html", ".c1d"):
            colours.add(page.locator(selector).evaluate("e => getComputedStyle(e).backgroundColor"))
    assert len(colours) == 2, "the page and the explorer share one background in each"


def test_without_javascript_the_first_element_can_be_read(browser: Browser, tmp_path: Path) -> None:
    path = example().save(tmp_path / "page.html")
    context = browser.new_context(java_script_enabled=False, offline=True)
    page = context.new_page()
    page.goto(path.as_uri())
    expect(page.locator("noscript pre")).to_contain_text("out[0, 0, 0] = 0.2545")
    context.close()
