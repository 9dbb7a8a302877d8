"""An exception of a learner's code: what it says, and the line of theirs that it comes from."""

from __future__ import annotations

import functools
import inspect
import linecache
import traceback
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from conv1d_lab.learner_code.at_raise import counters_at
from conv1d_lab.learner_code.loops import loop_names

COUNTERS = "notckijg"  # the names that loops over a convolution usually have


@dataclass(frozen=True)
class Failure:
    """What a learner's function raised.

    ``line`` counts in their file or cell, ``line_in_function`` from its ``def``; both are None,
    and ``source`` is empty, where no line of theirs was running. ``counters`` are the usual loop
    variables at that line, ``loops`` those of them that a loop has set.
    """

    kind: str
    message: str
    line: int | None = None
    line_in_function: int | None = None
    source: str = ""
    counters: dict[str, int] = field(default_factory=dict)
    loops: frozenset[str] = frozenset()

    def __str__(self) -> str:
        return f"{self.kind}: {self.message}"


def message(error: BaseException | None) -> str:
    """Return what an exception says; "" where the learner's own ``__str__`` fails."""
    try:
        return str(error).strip()
    except Exception:
        return ""


def failure_of(error: BaseException, function: Callable[..., Any]) -> Failure:
    """Describe an exception by the innermost line that stands in the file of ``function``."""
    kind, said = type(error).__name__, message(error) or "no message"
    code = code_of(function)
    frames = [
        (frame, number)
        for frame, number in traceback.walk_tb(error.__traceback__)
        if code is not None and frame.f_code.co_filename == code.co_filename
    ]
    if not frames:
        return Failure(kind, said)
    frame, number = frames[-1]
    counters = {
        name: value for name, value in counters_at(error, frame).items() if name in COUNTERS
    }
    outer = {name for other, _ in frames[:-1] for name in loop_names(other.f_code)}
    loops = loop_names(frame.f_code) | outer.intersection(frame.f_code.co_freevars)
    # A comprehension has a frame of its own; its lines are counted in the function around it.
    named = [one for one, _ in frames if not one.f_code.co_name.startswith("<")] or [frame]
    return Failure(
        kind,
        said,
        number,
        number - named[-1].f_code.co_firstlineno + 1,
        linecache.getline(frame.f_code.co_filename, number).strip(),
        counters,
        frozenset(loops & counters.keys()),
    )


def code_of(function: Any) -> Any:
    """Return the code object behind a function, a method, a partial, or a callable object.

    None where it is written in C.
    """
    while isinstance(function, functools.partial):
        function = function.func
    function = inspect.unwrap(function)
    code = getattr(function, "__code__", None)
    theirs = not type(function).__module__.startswith(("torch", "numpy", "builtins"))
    if code is None and theirs and not isinstance(function, type):
        methods = vars(type(function))
        code = getattr(methods.get("forward") or methods.get("__call__"), "__code__", None)
    return code
