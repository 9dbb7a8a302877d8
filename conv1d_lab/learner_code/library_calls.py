"""What a learner's function does while it runs: which library it calls, how many steps it takes.

Watched from the interpreter's own profile and trace hooks, in the thread of the check alone: a
search through the text would miss another name for the same function, and find it in a comment.
"""

from __future__ import annotations

import re
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from types import FrameType
from typing import Any

LIBRARIES = frozenset({"conv1d_lab", "numpy", "scipy", "torch"})
CONVOLUTIONS = frozenset(
    [
        *("conv1d", "convolve", "convolve1d", "convolve2d", "fftconvolve", "oaconvolve", "lfilter"),
        *("correlate", "correlate1d", "correlate2", "correlate2d"),
    ]
)
"""Library functions that slide a kernel, under the names they have inside. Of PyTorch's, which has
dozens, CONVOLVES tells the name."""
CONVOLVES = re.compile(r"(?<![a-z])conv(olution|\d|_)")
BETWEEN = frozenset({"contextlib", "dataclasses", "functools"})
"""What may stand between two functions of a library: a decorator, say."""
OURS = ("conv1d_lab.exercises", "conv1d_lab.learner_code")
"""Where a learner's function is called: not a library of theirs."""
SOLUTIONS = "conv1d_lab.exercises.sets"
EVASIONS = frozenset({"sys.setprofile", "sys.settrace", "threads"})
"""What takes a function out of sight, under the names that Seen has for it."""
HELPERS = frozenset({"explain", "explain_snapshot", "output_length", "count_windows"})
"""What this package itself would do for the learner."""


@dataclass
class Seen:
    """What was seen while a learner's function ran."""

    calls: list[str] = field(default_factory=list)
    """Library functions that do the exercise, under the names by which the learner called them."""
    layers: list[tuple[int, ...]] = field(default_factory=list)
    """(in_channels, out_channels, kernel_size) of each ``nn.Conv1d`` that was made."""
    used: list[tuple[int, ...]] = field(default_factory=list)
    """The same of each that was called."""


@contextmanager
def library_calls(refused: frozenset[str]) -> Iterator[Seen]:
    """Collect calls of library functions whose name is among ``refused``, and layers made.

    CONVOLUTIONS stand for all that PyTorch has, too.
    """
    seen = Seen()
    convolutions = refused >= CONVOLUTIONS

    def is_refused(name: str, library: str) -> bool:
        by_torch = convolutions and library == "torch" and CONVOLVES.search(name) is not None
        return by_torch or (library in LIBRARIES and name in refused)

    def profile(frame: FrameType, event: str, arg: Any) -> None:
        name = library = ""
        if event == "c_call":
            name = str(getattr(arg, "__name__", ""))
            library = str(getattr(arg, "__module__", None) or "").partition(".")[0]
            evasion = (
                "threads" if library == "_thread" and "start_" in name else f"{library}.{name}"
            )
            if evasion in EVASIONS and frame.f_globals.get("__name__") != __name__:
                seen.calls += [evasion] * (evasion not in seen.calls)
        elif event == "call":
            name, library = frame.f_code.co_name, _library(frame)
            if name == "__call__" and frame.f_globals["__name__"] == "torch._ops":
                operator = frame.f_locals.get("self")
                name = getattr(operator, "_qualified_op_name", getattr(operator, "_name", ""))
            if frame.f_code.co_qualname == "Conv1d.__init__" and library == "torch":
                sizes = (frame.f_locals[size] for size in ("in_channels", "out_channels"))
                taps = frame.f_locals["kernel_size"]
                seen.layers.append((*sizes, taps[0] if isinstance(taps, tuple) else taps))
            if frame.f_code.co_qualname == "Conv1d.forward" and library == "torch":
                layer = frame.f_locals["self"]
                seen.used.append((layer.in_channels, layer.out_channels, *layer.kernel_size))
        if is_refused(name, library):
            called = _as_called(frame, name)
            seen.calls += [called] * (called not in seen.calls)

    before = threading.getprofile()
    sys.setprofile(profile)
    threading.setprofile(profile)
    try:
        yield seen
    finally:
        if sys.getprofile() is not profile and "sys.setprofile" not in seen.calls:
            seen.calls.append("sys.setprofile")
        sys.setprofile(None)
        threading.setprofile(before)


def _as_called(frame: FrameType, name: str) -> str:
    """Return what the learner called, of which the function ``name`` is a part."""
    inner = None
    while _library(frame) in LIBRARIES | BETWEEN and frame.f_back is not None:
        wrapper = _library(frame) in BETWEEN or "<locals>" in frame.f_code.co_qualname
        inner, frame = (inner if wrapper else frame), frame.f_back
    if inner is None or inner.f_globals["__name__"] == "torch._ops":
        return name
    layer = inner.f_code.co_name == "_wrapped_call_impl"
    return "the layer" if layer else inner.f_code.co_name


def steps(call: Callable[[], Any]) -> int:
    """Count the steps that the learner's own code takes; those inside a library do not count."""
    count = 0

    def trace(frame: FrameType, event: str, arg: Any) -> Any:
        nonlocal count
        if _library(frame) in LIBRARIES:
            return None
        count += event in ("call", "line")
        return trace

    sys.settrace(trace)
    try:
        call()
    finally:
        sys.settrace(None)
    return count


def _library(frame: FrameType) -> str:
    name = str(frame.f_globals.get("__name__", ""))
    ours = name.startswith(OURS) and not name.startswith(SOLUTIONS)
    return "" if ours else name.partition(".")[0]
