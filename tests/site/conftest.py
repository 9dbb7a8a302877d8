"""The site, built once from the notebooks' one run, and served without any other network."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Iterator

import pytest

from docs.builder.build import OUTPUT
from docs.builder.serve import server
from tests.site.built import Site
from tools.notebook_files import ROOT


def pytest_itemcollected(item: pytest.Item) -> None:
    """One worker builds it and looks at it."""
    item.add_marker(pytest.mark.xdist_group("site"))


@pytest.fixture(scope="session")
def site() -> Site:
    command = [sys.executable, "-m", "docs.builder"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return Site(OUTPUT)


@pytest.fixture(scope="session")
def address(site: Site) -> Iterator[str]:
    with server(site.folder) as running:
        threading.Thread(target=running.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{running.server_port}/"
        running.shutdown()
