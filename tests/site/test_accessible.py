"""axe-core on whole pages of the site: the theme's parts, explorers, cards, the reference."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.test_accessibility import violations


@pytest.mark.parametrize(
    ("name", "theme"),
    [
        ("index.html", "dark"),
        ("notebooks/02_the_worked_example.html", "light"),
        ("reference.html", "dark"),
    ],
)
def test_axe_finds_nothing_on(name: str, theme: str, address: str, browser: Browser) -> None:
    context = browser.new_context(color_scheme=theme, reduced_motion="reduce")  # type: ignore[arg-type]
    page = context.new_page()
    page.goto(address + name)
    for place in page.locator(".conv1d-place").all():
        if place.is_visible():
            place.scroll_into_view_if_needed()
            expect(place).to_have_attribute("data-alive", "")
    assert violations(page, "html") == ""
    context.close()
