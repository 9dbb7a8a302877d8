"""The built site in a browser: on a phone, without other network, by its real controls."""

from __future__ import annotations

import base64
from dataclasses import replace

import numpy as np
import torch
from playwright.sync_api import Browser, Page, expect

from conv1d_lab.snapshot import SETTINGS, make_layer
from tests.browser.recorders import Recorder
from tests.browser.truth import check, expected
from tests.browser.view import View
from tests.site.built import Site

PHONE = {"width": 360, "height": 740}


def listen(page: Page, address: str) -> Recorder:
    recorder = Recorder(address)
    recorder.attach(page)
    return recorder


def test_every_page_on_a_phone(site: Site, address: str, browser: Browser) -> None:
    context = browser.new_context(viewport=PHONE, reduced_motion="reduce")  # type: ignore[arg-type]
    page = context.new_page()
    recorder = listen(page, address)
    for name in site.names:
        page.goto(address + name)
        for place in page.locator(".conv1d-place").all():
            if place.is_visible():
                place.scroll_into_view_if_needed()
                expect(place).to_have_attribute("data-alive", "")
        width = page.evaluate("document.documentElement.scrollWidth")
        assert width <= PHONE["width"], f"{name} scrolls sideways: {width}"
        assert recorder.messages == [], name
        assert recorder.strangers() == [], name
    context.close()


STEPS = {
    "index.html": [(0, 3), (1, 2), (1, 6)],
    "notebooks/00_start_here.html": [(0, 0), (0, 1), (0, 2)],
    "notebooks/05_which_axis_is_time.html": [(1, 2), (0, 1)],
}
"""Output channels and positions; the one of 00 shows only outputs that the kernel has been at."""


def test_explorers_show_torchs_numbers(site: Site, address: str, browser: Browser) -> None:
    context = browser.new_context(reduced_motion="reduce")
    page = context.new_page()
    for name, steps in STEPS.items():
        page.goto(address + name)
        shown = page.locator(".conv1d-place[data-kind=explorer]").first
        shown.scroll_into_view_if_needed()
        expect(shown).to_have_attribute("data-alive", "")
        view = View(shown)
        state = next(one.state for one in site.page(name).places if one.kind == "explorer")
        settings = {name: state[name] for name in SETTINGS}
        bias = _array(state["bias"]) if state["bias"] else None
        layer = make_layer(_array(state["weight"]), bias, **settings)
        x = torch.from_numpy(_array(state["x"]))
        for channel, position in steps:
            if layer.out_channels > 1:
                view.combobox("output channel").select_option(str(channel))
            view.slider("position").fill(str(position))
            view.wait_at(0, channel, position)
            wanted = expected(layer, x, (0, channel, position))
            if state["controls"] == "position":
                seen = {at: one for at, one in wanted.output.items() if at[1] <= position}
                wanted = replace(wanted, output=seen)
            check(view.read(), wanted)
    context.close()


def test_the_switches_of_a_page(address: str, browser: Browser) -> None:
    context = browser.new_context()
    page = context.new_page()
    page.goto(address + "notebooks/02_the_worked_example.html")
    folds = page.locator("details.below-input")  # not those in the cards: they come with them
    switch = page.get_by_role("button", name="Show all")
    expect(folds.and_(page.locator("[open]"))).to_have_count(0)
    switch.click()
    expect(folds.and_(page.locator("[open]"))).to_have_count(folds.count())
    page.goto(address + "notebooks/01_the_formula.html")
    expect(switch).to_have_attribute("aria-pressed", "true")
    expect(folds.and_(page.locator("[open]"))).to_have_count(folds.count())
    menu = page.locator("details.conv1d-menu")
    menu.locator("summary").click()
    menu.get_by_role("button", name="Dark").click()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    expect(menu).not_to_have_attribute("open", "")
    expect(menu.locator("summary")).to_be_focused()
    context.close()


def test_a_page_is_printed_with_all_that_moves(address: str, browser: Browser) -> None:
    page = browser.new_page()
    page.goto(address + "notebooks/02_the_worked_example.html")
    still = page.locator(".conv1d-place:not([data-alive])")
    assert still.count() > 0
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    expect(still).to_have_count(0)
    page.close()


def test_a_word_is_found(address: str, browser: Browser) -> None:
    context = browser.new_context()
    page = context.new_page()
    page.goto(address + "search.html?q=dilation")
    results = page.locator("#search-results")
    expect(results.get_by_role("link", name="06 · Stride, padding, dilation").first).to_be_visible()
    context.close()


def _array(packed: dict[str, object]) -> np.ndarray:
    data = np.frombuffer(base64.b64decode(str(packed["data"])), "<f4")
    return data.reshape(packed["shape"]).copy()  # type: ignore[call-overload, no-any-return]
