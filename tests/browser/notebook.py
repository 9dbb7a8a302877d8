"""A notebook open in a real front end: cells are added, run and read through the page."""

from __future__ import annotations

import ast
import json
import time
from typing import Any

from playwright.sync_api import BrowserContext, Locator, Page

from tests.browser.recorders import Recorder
from tests.browser.servers import Server

TIMEOUT = 60_000

EMPTY = {
    "cells": [
        {
            "cell_type": "code",
            "id": "first",
            "metadata": {},
            "source": "",
            "outputs": [],
            "execution_count": None,
        }
    ],
    "metadata": {
        "kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"},
        "language_info": {"name": "python"},
    },
    "nbformat": 4,
    "nbformat_minor": 5,
}

LOADED = """() => window.jupyterapp
  && [...window.jupyterapp.shell.widgets("main")].some(widget => widget.sessionContext)"""

# The shell's current widget is whatever has the focus, so the notebook is remembered once found.
READY = """async () => {
  const app = window.jupyterapp;
  await app.restored;
  const panel = [...app.shell.widgets("main")].find(widget => widget.sessionContext);
  app.shell.activateById(panel.id);
  app.shell.collapseLeft?.();
  await panel.revealed;
  await panel.sessionContext.ready;
  window.testedPanel = panel;
}"""
STARTED = "() => Boolean(window.testedPanel.sessionContext.session?.kernel)"

# The same commands as the menus use; adding a cell below the last one and running it.
RUN = """async code => {
  const app = window.jupyterapp;
  const notebook = window.testedPanel.content;
  app.shell.activateById(window.testedPanel.id);
  notebook.activeCellIndex = notebook.widgets.length - 1;
  const empty = notebook.activeCell.model.sharedModel.getSource() === "";
  if (!empty) await app.commands.execute("notebook:insert-cell-below");
  const cell = notebook.activeCell;
  cell.model.sharedModel.setSource(code);
  await app.commands.execute("notebook:run-cell");
  return { index: notebook.activeCellIndex, outputs: cell.model.outputs.toJSON() };
}"""

DELETE_CELLS = """async () => {
  const app = window.jupyterapp;
  const notebook = window.testedPanel.content;
  app.shell.activateById(window.testedPanel.id);
  notebook.activeCellIndex = 0;
  notebook.deselectAll();
  while (notebook.widgets.length > 1) await app.commands.execute("notebook:delete-cell");
  await app.commands.execute("notebook:clear-all-cell-outputs");
  notebook.activeCell.model.sharedModel.setSource("");
}"""


class Notebook:
    """One page with one notebook and its kernel."""

    def __init__(self, server: Server, page: Page, recorder: Recorder) -> None:
        self.server = server
        self.page = page
        self.recorder = recorder

    @classmethod
    def open(cls, server: Server, context: BrowserContext, name: str) -> Notebook:
        """Write an empty notebook, open it and wait for its kernel."""
        (server.root / name).write_text(json.dumps(EMPTY))
        page = context.new_page()
        page.set_default_timeout(TIMEOUT)
        recorder = Recorder(server.url)
        recorder.attach(page)
        page.goto(server.page_of(name))
        page.wait_for_function(LOADED)
        page.evaluate(READY)
        page.wait_for_function(STARTED)
        return cls(server, page, recorder)

    def command(self, name: str, arguments: dict[str, Any] | None = None) -> None:
        """Run a command of the front end, as its menus do."""
        self.page.evaluate(
            "([name, args]) => window.jupyterapp.commands.execute(name, args).then(() => null)",
            [name, arguments or {}],
        )

    def run(self, code: str) -> int:
        """Run code in a new last cell; its index. An error in the cell is an error here."""
        done = self.page.evaluate(RUN, code)
        for output in done["outputs"]:
            if output["output_type"] == "error":
                raise AssertionError("\n".join(output["traceback"]))
        return int(done["index"])

    def start(self, code: str) -> None:
        """Run code in a new last cell and do not wait for it."""
        self.page.evaluate(f"code => {{ ({RUN})(code); }}", code)

    def wait_idle(self) -> None:
        """Wait until the kernel has done all it was asked, and the page has heard of it."""
        assert self.value("'done'") == "done"

    def value(self, expression: str) -> Any:
        """Evaluate in the kernel; numbers, strings, lists and so on come back."""
        done = self.page.evaluate(RUN, f"print(repr({expression}))")
        texts = []
        for output in done["outputs"]:
            if output["output_type"] == "error":
                raise AssertionError("\n".join(output["traceback"]))
            text = output.get("text", "")
            texts.append(text if isinstance(text, str) else "".join(text))
        return ast.literal_eval("".join(texts))

    def wait_value(self, expression: str, wanted: Any) -> None:
        """Ask until Python says what is wanted: what the page saves takes its time to arrive."""
        end = time.monotonic() + TIMEOUT / 1000
        while (got := self.value(expression)) != wanted and time.monotonic() < end:
            pass  # the kernel's answer is the pause
        assert got == wanted

    def error(self, code: str) -> str:
        """Run code that must raise; "TypeError: what it said"."""
        done = self.page.evaluate(RUN, code)
        errors = [o for o in done["outputs"] if o["output_type"] == "error"]
        assert errors, f"no error from {code!r}: {done['outputs']}"
        return f"{errors[0]['ename']}: {errors[0]['evalue']}"

    def show(self, code: str) -> Locator:
        """Run code that ends in a widget; the output area in which it stands."""
        index = self.run(code)
        area = self.output(index)
        area.locator("[role=status]").first.wait_for()
        area.scroll_into_view_if_needed()
        return area

    def output(self, index: int) -> Locator:
        return self.page.locator(".jp-Notebook .jp-Cell").nth(index).locator(".jp-OutputArea")

    def clear(self) -> None:
        """Delete every cell, and with them the widgets' views."""
        self.page.evaluate(DELETE_CELLS)

    def active_cell(self) -> int:
        return int(self.page.evaluate("window.testedPanel.content.activeCellIndex"))

    def mode(self) -> str:
        return str(self.page.evaluate("window.testedPanel.content.mode"))

    def select(self, index: int) -> None:
        self.page.evaluate(
            """index => {
              const notebook = window.testedPanel.content;
              notebook.mode = "command";
              notebook.activeCellIndex = index;
            }""",
            index,
        )

    def shut_down_kernel(self) -> None:
        """End the kernel for good, and wait until the page has noticed."""
        self.page.evaluate("async () => { await window.testedPanel.sessionContext.shutdown(); }")
        self.page.wait_for_function("() => !window.testedPanel.sessionContext.session?.kernel")
