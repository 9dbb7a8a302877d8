"""What tests of exercises have in common."""

from __future__ import annotations

import pytest

from conv1d_lab.exercises import session


@pytest.fixture
def new_kernel(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing was asked or answered yet, and no notebook is open."""
    monkeypatch.setattr(session, "current", session.Session())
    monkeypatch.delenv("JPY_SESSION_NAME", raising=False)
