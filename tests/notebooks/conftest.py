from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from .reading import NAMES
from .running import Run, run_once


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """A test that asks for `name` is run for every notebook there is."""
    if "name" in metafunc.fixturenames:
        metafunc.parametrize("name", NAMES)


@pytest.fixture(scope="session")
def runs(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Run]:
    """Run a notebook by its name; under pytest-xdist all workers share one run of each."""
    base = tmp_path_factory.getbasetemp()
    shared = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "notebook-runs"
    Path.mkdir(shared, exist_ok=True)
    return lambda name: run_once(name, shared)
