"""Whether a page still takes actions: once one took no more; why is not known."""

from __future__ import annotations

from playwright.sync_api import Page
from playwright.sync_api import TimeoutError as PlaywrightTimeout

FRAME_TIMEOUT = 30_000
STATE = """() => JSON.stringify({
  visible: document.visibilityState,
  focused: document.hasFocus(),
  lastFrame: document.timeline.currentTime,
  now: performance.now(),
})"""


class FrozenPageError(RuntimeError):
    """A page answers, but no action on it ends; most likely it gets no more frames."""


def paints(page: Page) -> bool:
    """Whether the least of all actions comes to its end; it waits for two frames, as others do."""
    try:
        page.locator("body").scroll_into_view_if_needed(timeout=FRAME_TIMEOUT)
    except PlaywrightTimeout:
        return False
    return True


def state(page: Page) -> str:
    """What the page says of itself, to find out why it froze."""
    return f"{page.url}: {page.evaluate(STATE)}"
