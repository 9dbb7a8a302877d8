"""A page that takes no more actions is named so, and the next test gets another."""

from __future__ import annotations

from contextlib import closing

import pytest
from playwright.sync_api import Browser, Error

from tests.browser.conftest import pytest_runtest_call
from tests.browser.desk import Desk
from tests.browser.painting import FrozenPageError, paints
from tests.browser.servers import Server


def fail(test: pytest.Item) -> None:
    """End as a test does when one of its actions fails."""
    running = pytest_runtest_call(test)
    next(running)
    running.throw(Error("element is not stable"))


def test_a_frozen_page_is_named_and_replaced(
    request: pytest.FixtureRequest,
    notebook_server: Server,
    browser: Browser,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with closing(Desk(notebook_server, browser, "frozen.ipynb")) as desk:
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
        with pytest.raises(FrozenPageError, match=r'frozen\.ipynb.*"visible":"visible"') as caught:
            fail(request.node)
        assert isinstance(caught.value.__cause__, Error)

        second = desk.notebook()
        monkeypatch.undo()
        assert second is not first
        assert first.page.is_closed()
        assert paints(second.page)
        assert second.value("1 + 1") == 2
    assert second.page.is_closed()
