from __future__ import annotations

import pytest

from tools.notebook_files import NAMES


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """A test that asks for `name` is run for every notebook there is."""
    if "name" in metafunc.fixturenames:
        metafunc.parametrize("name", NAMES)
