"""Be called when something happens inside the interpreter (Python 3.12 and later)."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any


@contextmanager
def watched(event: str, callback: Callable[..., Any]) -> Iterator[bool]:
    """Have ``callback`` called at each such event, in whichever thread it happens.

    Yields False where that can't be: before Python 3.12, or when other tools take every place.
    """
    monitoring: Any = getattr(sys, "monitoring", None)
    free = (i for i in (4, 3, 5) if monitoring and monitoring.get_tool(i) is None)
    tool = next(free, None)
    if tool is None:
        yield False
        return
    number = getattr(monitoring.events, event)
    monitoring.use_tool_id(tool, "conv1d_lab")
    try:
        monitoring.register_callback(tool, number, callback)
        monitoring.set_events(tool, number)
        yield True
    finally:
        monitoring.set_events(tool, 0)
        monitoring.register_callback(tool, number, None)
        monitoring.free_tool_id(tool)
