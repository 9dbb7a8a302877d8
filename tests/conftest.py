"""For all tests: threads, what Hypothesis tries, and which start first."""

from __future__ import annotations

import os

import pytest
from hypothesis import HealthCheck, settings

from tests.effort import LONG, examples

# Each worker has a core, not all of them: threads that wait for each other cost most of the time.
os.environ["OMP_NUM_THREADS"] = "1"

# The same examples every time in `make test`, new ones every week in `make test-long`; and a busy
# machine is no failure.
settings.register_profile(
    "conv1d_lab",
    examples(100),
    derandomize=not LONG,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("conv1d_lab")

LONG_ONES = ("tests/classroom/", "tests/notebooks/test_running")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Start the long ones first, so that no worker waits for the other at the end."""
    items.sort(key=lambda item: not item.nodeid.startswith(LONG_ONES))
