"""nbgrader starts alembic by its bare name, so the environment must be on the path."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest


@pytest.fixture(autouse=True)
def _environment_on_path(monkeypatch: pytest.MonkeyPatch) -> None:
    place = str(Path(sys.executable).parent)
    monkeypatch.setenv("PATH", os.pathsep.join([place, os.environ.get("PATH", "")]))
