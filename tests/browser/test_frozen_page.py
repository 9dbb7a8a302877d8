"""A page that takes no more actions is named so, and the next test gets another."""

from __future__ import annotations

import re
from typing import Any, cast

import pytest
from playwright.sync_api import Browser, Error

from tests.browser.conftest import pytest_runtest_call
from tests.browser.desk import Desk
from tests.browser.notebook import Notebook
from tests.browser.painting import FrozenPageError, paints


def fail(test: pytest.Item) -> None:
    """End as a test does when one of its actions fails."""
    running = pytest_runtest_call(test)
    next(running)
    running.throw(Error("element is not stable"))


class BlankPage:
    """As much of an open notebook as its desk asks for."""

    def __init__(self, page: Any) -> None:
        self.page = page

    def run(self, _code: str) -> None:
        """Run nothing."""


def test_a_frozen_page_is_named_and_replaced(
    request: pytest.FixtureRequest, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        Notebook, "open", lambda _server, context, _name: BlankPage(context.new_page())
    )
    desk = Desk(cast(Any, None), browser, "frozen.ipynb")
    first = desk.notebook()
    assert desk.notebook() is first
    with pytest.raises(Error, match="element is not stable"):
        fail(request.node)

    # Only this page is asked with so little patience: others may be slow on a busy machine.
    monkeypatch.setattr("tests.browser.painting.FRAME_TIMEOUT", 1000)
    asked = lambda page: page is not first.page or paints(page)  # noqa: E731
    monkeypatch.setattr("tests.browser.conftest.paints", asked)
    # Time that stands still stops the frames, and nothing else.
    session = first.page.context.new_cdp_session(first.page)
    session.send("Emulation.setVirtualTimePolicy", {"policy": "pause"})
    with pytest.raises(FrozenPageError, match=re.escape('"visible":"visible"')) as caught:
        fail(request.node)
    assert isinstance(caught.value.__cause__, Error)

    second = desk.notebook()
    assert second is not first
    assert first.page.is_closed()
    monkeypatch.undo()
    assert paints(second.page)
    desk.close()
    assert second.page.is_closed()
