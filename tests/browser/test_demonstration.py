"""The first page of the site: an explorer that plays until a visitor takes over."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from docs.builder.page_places import explorer_place
from docs.builder.script import site_script
from tests.browser.notebook import TIMEOUT


@pytest.fixture
def first_page(browser: Browser) -> Iterator[Page]:
    page = browser.new_page()
    page.set_default_timeout(TIMEOUT)
    place = explorer_place('explore(article.layer(), article.x(), controls="play")', autoplay=True)
    page.set_content(f"<!doctype html>{place}<script>{site_script()}</script>")
    expect(page.get_by_role("button", name="pause")).to_be_visible()
    yield page
    page.close()


@pytest.mark.parametrize("touch", ["drag", "key", "click"])
def test_it_stands_still_once_a_visitor_takes_over(first_page: Page, touch: str) -> None:
    position = first_page.get_by_role("slider", name="position")
    if touch == "drag":
        position.fill("4")
    elif touch == "key":
        position.press("ArrowRight")
    else:
        first_page.get_by_role("button", name="last").click()
    expect(first_page.get_by_role("button", name="play")).to_be_visible()
    if touch != "key":  # from where the kernel stood just then
        expect(position).to_have_value("4" if touch == "drag" else "6")
    first_page.get_by_role("button", name="play").click()
    position.press("ArrowLeft")
    expect(first_page.get_by_role("button", name="pause")).to_be_visible()


def test_who_sets_the_speed_looks_on_and_pause_pauses(first_page: Page) -> None:
    first_page.get_by_role("slider", name="speed").fill("5")
    first_page.get_by_role("button", name="pause").click()
    expect(first_page.get_by_role("button", name="play")).to_be_visible()


def test_its_formula_waits_in_a_fold(first_page: Page) -> None:
    formula = first_page.get_by_label("formula", exact=True)
    expect(formula).to_be_hidden()
    first_page.get_by_text("the same as a formula").click()
    expect(formula).to_be_visible()
