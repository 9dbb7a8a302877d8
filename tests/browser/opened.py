"""A saved page in a browser, and all that it said and asked for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from playwright.sync_api import Page, ViewportSize

from tests.browser.clockwork import frames
from tests.browser.view import View

# A frame may come before the event. The page's own listener was there first, and is called first.
FOLLOW = """link => new Promise(heard => {
  const before = location.hash;
  addEventListener("hashchange", heard, { once: true });
  location.hash = link;
  if (location.hash === before) heard();
}).then(() => null)"""

# A saved page's policy lets no condition be asked again from outside: it is asked within.
WIDE = """width => new Promise(wide => {
  const look = () => innerWidth === width ? wide(null) : requestAnimationFrame(look);
  look();
})"""


@dataclass
class Opened:
    """A page and all that it said and asked for."""

    page: Page
    view: View
    requests: list[str] = field(default_factory=list)
    messages: list[str] = field(default_factory=list)

    def link(self) -> str:
        return self.page.url.partition("#")[2]

    def resize(self, size: ViewportSize) -> None:
        """Make the window another size, and wait until the page has heard of it."""
        self.page.set_viewport_size(size)
        self.page.evaluate(WIDE, size["width"])
        frames(self.page, 1)

    def follow(self, link: str) -> None:
        """Change the address by hand, and wait until the page has heard of it."""
        self.page.evaluate(FOLLOW, link)
        frames(self.page, 1)


Open = Callable[..., Opened]
