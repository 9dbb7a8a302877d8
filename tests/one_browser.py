"""The browser of the tests: one for each worker, whatever is looked at in it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from tests.find_browser import find_browser

if TYPE_CHECKING:
    from playwright.sync_api import Browser

BROWSER_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-sync",
    "--no-first-run",
    "--disable-component-update",
]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    from playwright.sync_api import sync_playwright

    choice = find_browser()
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(
            executable_path=choice.path, args=BROWSER_ARGUMENTS, timeout=120_000
        )
        yield running
        running.close()
