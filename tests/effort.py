"""How much the tests try: enough in ``make test``, much more in ``make test-long``."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import TypeVar

from hypothesis import settings

T = TypeVar("T")
LONG = bool(os.environ.get("CONV1D_LAB_LONG"))
"""Set by ``make test-long``, which the weekly workflow runs."""


def examples(count: int) -> settings:
    """Let Hypothesis try ``count`` examples; ten times as many in the long run."""
    return settings(max_examples=10 * count if LONG else count, deadline=None)


def some(values: Sequence[T], count: int) -> Sequence[T]:
    """Return ``count`` of the values, evenly spread; all of them in the long run."""
    return values if LONG else values[:: -(-len(values) // count) or 1]
