"""Make the pictures of README: the film by ``animate``, the screenshots from the saved page.

Run by ``make pictures``; needs what the tests need.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

from conv1d_lab import animate, article, explore
from tests.find_browser import find_browser
from tests.one_browser import BROWSER_ARGUMENTS


def film() -> None:
    """Slide kernel 0 of the worked example over its input."""
    animate(article.layer(), article.x(), output_channel=0).save(HERE / "sliding.gif")


def screenshot(browser: Browser, page: Path, name: str, width: int, *, dark: bool = False) -> None:
    """Open the page as a reader does, at out[0, 1, 2], and save what is on the screen."""
    view = browser.new_page(
        viewport={"width": width, "height": 800},
        color_scheme="dark" if dark else "light",
        reduced_motion="reduce",
    )
    view.goto(f"{page.as_uri()}#t=2&o=1")
    view.get_by_role("status").get_by_text("out[0, 1, 2] = 0.3290").wait_for()
    target = view.locator("main") if width > 500 else view  # a phone shows one screen at a time
    target.screenshot(path=HERE / f"{name}.png")
    view.close()


def main() -> None:
    """Write all of them into this folder."""
    film()
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        page = explore(article.layer(), article.x()).save(Path(folder) / "page.html")
        browser = playwright.chromium.launch(
            executable_path=find_browser().path, args=BROWSER_ARGUMENTS
        )
        screenshot(browser, page, "explorer", 1000)
        screenshot(browser, page, "phone", 360, dark=True)
        browser.close()


if __name__ == "__main__":
    main()
