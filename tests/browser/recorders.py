"""What a page said on its console and whom it asked on the network."""

from __future__ import annotations

from dataclasses import dataclass, field
from urllib.parse import urlsplit

from playwright.sync_api import ConsoleMessage, Error, Page, Request, WebSocket

# What the front ends themselves say on a page without any of our widgets, each seen there.
HOST_NOISE = (
    "Disabling terminals plugin",  # we start the servers without terminals
    "Menu entry for command",  # Notebook 7: its own menus overlap
    "[yjs#509] Not same Y.Doc",  # Notebook 7
    "Cannot read properties of undefined (reading 'schema')",  # Notebook 7.6, at load
    "Failed to execute 'removeChild'",  # JupyterLab, when it takes its splash screen away
)
# Our module comes from a blob: address; what passes through it is never noise.
OURS = "blob:"
# After a shutdown the front end itself goes on asking for the kernel that is gone.
SHUTDOWN_NOISE = ("api/kernels/", "api/sessions", "Kernel:", "Connection lost", "WebSocket")
LOUD = ("error", "warning", "assert")


@dataclass
class Recorder:
    """Collects while the page lives; `complaints` are what our code must answer for."""

    home: str
    messages: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)

    def attach(self, page: Page) -> None:
        page.on("console", self._console)
        page.on("pageerror", self._error)
        page.on("request", self._request)
        page.on("websocket", self._websocket)

    def _console(self, message: ConsoleMessage) -> None:
        if message.type in LOUD:
            where = message.location.get("url", "")
            self.messages.append(f"{message.type}: {message.text} ({where})")

    def _error(self, error: Error) -> None:
        self.messages.append(f"uncaught: {error.message}\n{error.stack}")

    def _request(self, request: Request) -> None:
        self.requests.append(request.url)

    def _websocket(self, socket: WebSocket) -> None:
        self.requests.append(socket.url)

    def mark(self) -> int:
        """A place in the messages, to look only at those after it."""
        return len(self.messages)

    def complaints(self, since: int = 0, *, kernel_gone: bool = False) -> list[str]:
        """Errors and warnings that the front end alone does not make."""
        noise = HOST_NOISE + (SHUTDOWN_NOISE if kernel_gone else ())
        return [
            text
            for text in self.messages[since:]
            if OURS in text or not any(part in text for part in noise)
        ]

    def strangers(self) -> list[str]:
        """Requests to anything but the local server; what is made in the page is no request."""
        home = urlsplit(self.home).netloc
        within = ("blob", "data", "about")
        return [
            url
            for url in self.requests
            if urlsplit(url).scheme not in within and urlsplit(url).netloc != home
        ]
