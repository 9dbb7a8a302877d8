"""One notebook that many tests share: opened by the first."""

from __future__ import annotations

from playwright.sync_api import Browser, BrowserContext, ViewportSize

from tests.browser.notebook import Notebook
from tests.browser.servers import Server

DESKTOP = ViewportSize(width=1280, height=1000)
PHONE = ViewportSize(width=360, height=740)
IMPORTS = (
    "import torch; from torch import nn\n"
    "from conv1d_lab import article; from conv1d_lab.explorer.one_layer import explore"
)


def new_context(browser: Browser, *, phone: bool = False) -> BrowserContext:
    """A fresh browser profile, on a desk or on a touch screen."""
    if phone:
        return browser.new_context(viewport=PHONE, has_touch=True, is_mobile=True)
    return browser.new_context(viewport=DESKTOP, permissions=["clipboard-read", "clipboard-write"])


class Desk:
    """A place for one open notebook."""

    def __init__(self, server: Server, browser: Browser, name: str, *, phone: bool = False) -> None:
        self.server, self.browser, self.name, self.phone = server, browser, name, phone
        self.open: Notebook | None = None

    def notebook(self) -> Notebook:
        """The notebook, with our imports made."""
        if self.open is None:
            context = new_context(self.browser, phone=self.phone)
            self.open = Notebook.open(self.server, context, self.name)
            self.open.run(IMPORTS)
        return self.open

    def close(self) -> None:
        """Close what is open."""
        if self.open is not None:
            self.open.page.context.close()
        self.open = None
