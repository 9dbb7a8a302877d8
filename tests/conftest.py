"""For all tests: threads, what Hypothesis tries, what counts as time, and which start first."""

from __future__ import annotations

import os
import sys
import threading
import time
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings

from conv1d_lab.learner_code import deadline
from tests.clock import Clock
from tests.effort import LONG, examples
from tests.one_browser import browser as browser

# Each worker has a core, not all of them: threads that wait for each other cost most of the time.
os.environ["OMP_NUM_THREADS"] = "1"

# jsonschema, behind nbformat, would parse the grammars of 38 formats that nothing here uses: nearly
# two seconds in each worker. It does without them.
sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]

# The same examples every time in `make test`, new ones every week in `make test-long`; and a busy
# machine is no failure.
settings.register_profile(
    "conv1d_lab",
    examples(100),
    derandomize=not LONG,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("conv1d_lab")

# A learner's function has its time in our own work: what a busy machine makes us wait is not it.
deadline.clock = time.process_time


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """The clock of every limit, in the test's own hands: what ends in the end is waited for."""
    mine = Clock()
    monkeypatch.setattr(deadline, "clock", mine)
    monkeypatch.setattr(deadline, "processor", mine)
    monkeypatch.setattr(deadline, "SECONDS", 0.125)
    return mine


@pytest.fixture
def gate(monkeypatch: pytest.MonkeyPatch) -> Iterator[threading.Event]:
    """What a function waits for that cannot be stopped; it opens when the test is over."""
    monkeypatch.setattr(deadline, "GRACE", 0)
    opened = threading.Event()
    yield opened
    opened.set()


LONG_ONES = ("tests/classroom/", "tests/notebooks/test_running", "tests/site/")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Start the long ones first, so that no worker waits for the other at the end."""
    items.sort(key=lambda item: not item.nodeid.startswith(LONG_ONES))
