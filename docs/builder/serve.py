"""Serve the built site on this machine."""

from __future__ import annotations

import contextlib
import webbrowser
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path


class Quiet(SimpleHTTPRequestHandler):
    """A handler that does not write a line for each request."""

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def server(folder: Path) -> ThreadingHTTPServer:
    """Make a server of ``folder`` on a free port of localhost."""
    return ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder)))


def serve(folder: Path, *, browser: bool = True) -> None:
    """Serve ``folder`` until Ctrl+C, and open its first page."""
    with server(folder) as running, contextlib.suppress(KeyboardInterrupt):
        address = f"http://localhost:{running.server_port}/"
        print(f"{address}  (Ctrl+C ends it)", flush=True)
        if browser:
            webbrowser.open(address)
        running.serve_forever()
