"""The variables of a learner's function at the moment when it raises.

Since Python 3.12 a comprehension runs inside the function around it, which forgets the variables of
the comprehension before anybody can look at the exception.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import CodeType, FrameType
from typing import Any

from conv1d_lab.learner_code.monitoring import watched

KEPT = "_counters_for_conv1d_lab"
"""Where an exception carries the whole numbers of each frame that it went through."""


@contextmanager
def counters_kept(code: CodeType | None) -> Iterator[None]:
    """Keep what the functions in the file of ``code`` count with when they raise."""

    def keep(raising: CodeType, offset: int, error: BaseException) -> None:
        if code is not None and raising.co_filename == code.co_filename:
            frame = sys._getframe(1)
            vars(error).setdefault(KEPT, {})[id(frame)] = whole_numbers(frame.f_locals)

    with watched("RAISE", keep):
        yield


def whole_numbers(variables: Any) -> dict[str, int]:
    """Return those variables that a loop can have counted with."""
    return {name: value for name, value in variables.items() if type(value) is int}


def counters_at(error: BaseException, frame: FrameType) -> dict[str, int]:
    """Return the whole numbers that a frame held when it raised, or holds where none were kept."""
    kept: dict[int, dict[str, int]] = vars(error).get(KEPT, {})
    return whole_numbers(frame.f_locals) | kept.get(id(frame), {})
