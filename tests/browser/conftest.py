"""Servers, a browser and pages, started once and shared; no test waits for a clock."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, expect

from conv1d_lab.explorer.widget import Explorer
from tests.browser.clockwork import KNOW_TIMERS, end_timers
from tests.browser.desk import DESKTOP, Desk
from tests.browser.notebook import TIMEOUT, Notebook
from tests.browser.opened import Open, Opened
from tests.browser.servers import Server, run_server
from tests.browser.view import View
from tests.effort import some

SERVED = {"notebook", "jupyter", "lab_server", "notebook_server"}
MORTAL = {"mortal_lab", "mortal_notebook"}

# What comes true ends the wait: on a busy machine it may come late.
expect.set_options(timeout=TIMEOUT)


def pytest_itemcollected(item: pytest.Item) -> None:
    """What needs a Jupyter server goes to one worker, so that each is started once."""
    if SERVED & set(getattr(item, "fixturenames", ())):
        item.add_marker(pytest.mark.xdist_group("jupyter"))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """End kernels last: the pages of the other tests are used then, and no new ones are opened."""
    items.sort(key=lambda item: bool(MORTAL & set(getattr(item, "fixturenames", ()))))


@pytest.fixture(scope="session")
def lab_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with run_server(tmp_path_factory.mktemp("lab")) as server:
        yield server


@pytest.fixture(scope="session")
def notebook_server(lab_server: Server) -> Server:
    """Notebook 7, from the same server: each front end has its own pages there."""
    return replace(lab_server, kind="notebook")


@pytest.fixture(scope="session")
def lab_desk(lab_server: Server, browser: Browser) -> Iterator[Desk]:
    with closing(Desk(lab_server, browser, "lab.ipynb")) as desk:
        yield desk


@pytest.fixture(scope="session")
def notebook_desk(notebook_server: Server, browser: Browser) -> Iterator[Desk]:
    with closing(Desk(notebook_server, browser, "notebook.ipynb")) as desk:
        yield desk


@pytest.fixture(scope="session")
def touch_desk(notebook_server: Server, browser: Browser) -> Iterator[Desk]:
    with closing(Desk(notebook_server, browser, "phone.ipynb", phone=True)) as desk:
        yield desk


@pytest.fixture
def lab(lab_desk: Desk) -> Iterator[Notebook]:
    """An empty notebook in JupyterLab; what our code says on the console fails the test."""
    yield from guarded(lab_desk)


@pytest.fixture(params=["lab", "notebook"])
def notebook(request: pytest.FixtureRequest) -> Iterator[Notebook]:
    """An empty notebook in JupyterLab, then in Notebook 7."""
    yield from guarded(request.getfixturevalue(f"{request.param}_desk"))


@pytest.fixture(params=some(["lab", "notebook"], 1))
def jupyter(request: pytest.FixtureRequest) -> Iterator[Notebook]:
    """An empty notebook in JupyterLab; in the long run in Notebook 7 as well."""
    yield from guarded(request.getfixturevalue(f"{request.param}_desk"))


@pytest.fixture
def still(lab: Notebook) -> Iterator[Notebook]:
    """JupyterLab for a person who asked for less motion: nothing glides, so places can be read."""
    lab.page.emulate_media(reduced_motion="reduce")
    yield lab
    lab.page.emulate_media(reduced_motion="no-preference")


@pytest.fixture
def phone(touch_desk: Desk) -> Iterator[Notebook]:
    """An empty notebook in Notebook 7 on a touch screen of 360 by 740."""
    yield from guarded(touch_desk)


@pytest.fixture
def mortal_lab(lab_desk: Desk) -> Iterator[Notebook]:
    """A notebook in JupyterLab whose kernel may end; nobody else gets it after."""
    yield from mortal(lab_desk)


@pytest.fixture
def mortal_notebook(notebook_desk: Desk) -> Iterator[Notebook]:
    """A notebook in Notebook 7 whose kernel may end; nobody else gets it after."""
    yield from mortal(notebook_desk)


def mortal(desk: Desk) -> Iterator[Notebook]:
    page = desk.notebook()
    page.clear()
    yield page
    desk.close()


def guarded(desk: Desk) -> Iterator[Notebook]:
    page = desk.notebook()
    page.clear()
    mark = page.recorder.mark()
    yield page
    assert page.recorder.complaints(mark) == []
    assert page.recorder.strangers() == []


@pytest.fixture
def offline(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context(viewport=DESKTOP, offline=True, reduced_motion="reduce")
    context.set_default_timeout(TIMEOUT)
    context.add_init_script(KNOW_TIMERS)
    yield context
    context.close()


@pytest.fixture
def opened(offline: BrowserContext, tmp_path: Path) -> Iterator[Open]:
    made: list[Opened] = []

    def open_page(explorer: Explorer, link: str = "", **options: str) -> Opened:
        path = explorer.save(tmp_path / f"page {len(made)} ü.html", **options)
        page = offline.new_page()
        shown = Opened(page, View(page.locator("body")))
        page.on("request", lambda request: shown.requests.append(request.url))
        page.on("console", lambda message: shown.messages.append(message.text))
        page.on("pageerror", lambda error: shown.messages.append(error.message))
        page.on("dialog", lambda dialog: shown.messages.append(dialog.message))
        page.goto(path.as_uri() + link)
        expect(shown.view.root.get_by_role("status")).to_contain_text("out[")
        made.append(shown)
        return shown

    yield open_page
    for shown in made:
        end_timers(shown.page)
        assert len(shown.requests) == 1, shown.requests
        assert shown.messages == []
