"""Try a function on every case, once, and keep what came of it."""

from __future__ import annotations

import inspect
import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from conv1d_lab.exercises.model import FEW, MANY, Case
from conv1d_lab.exercises.values import as_array
from conv1d_lab.learner_code import deadline, library_calls, sandbox


@dataclass(eq=False)
class Result:
    """What one call returned or raised."""

    case: Case
    value: Any = None
    error: BaseException | None = None
    changed: bool = False
    """Whether the function changed an argument."""
    printed: str = ""
    layers: list[tuple[int, ...]] = field(default_factory=list)
    """(in_channels, out_channels, kernel_size) of each ``nn.Conv1d`` that the call made."""
    used: list[tuple[int, ...]] = field(default_factory=list)
    """The same of each that it called."""


@dataclass(eq=False)
class Trial:
    """All results of one function, and the library functions that it called."""

    results: list[Result] = field(default_factory=list)
    calls: list[str] = field(default_factory=list)
    repeatable: bool = True


def run(
    function: Callable[..., Any], cases: Sequence[Case], refused: frozenset[str] = frozenset()
) -> Trial:
    """Call a learner's function with fresh copies of every case, in the sandbox, in time.

    Raises deadline.TooLongError, whose ``case`` is then the call that did not end.
    """
    trial = Trial()
    under_way: list[Case] = []

    def work() -> None:
        mine = sandbox.isolated(function)
        with library_calls.library_calls(refused) as seen:
            for case in cases:
                under_way[:], made, used = [case], len(seen.layers), len(seen.used)
                trial.results.append(_call(mine, case, printed))
                trial.results[-1].layers = seen.layers[made:]
                trial.results[-1].used = seen.used[used:]
        again = _call(mine, cases[0], printed)
        trial.repeatable = same_result(trial.results[0], again)
        trial.calls = seen.calls

    with sandbox.quiet() as printed:
        try:
            deadline.run(work)
        except deadline.TooLongError as late:
            late.case = under_way[0] if under_way else cases[0]
            raise
    return trial


def steps_grow(function: Callable[..., Any], with_windows: Callable[[int], Case]) -> bool:
    """Tell whether the function itself takes at least one step more for each further window.

    Doubling a size until a signal fits into it, say, takes fewer.
    """
    mine = sandbox.isolated(function)
    few, many = with_windows(FEW), with_windows(MANY)
    return deadline.run(lambda: _steps(mine, many) - _steps(mine, few) >= MANY - FEW)


def _steps(function: Callable[..., Any], case: Case) -> int:
    return library_calls.steps(lambda: case.run(function))


def _call(function: Callable[..., Any], case: Case, printed: io.StringIO) -> Result:
    copied, start = case.fresh(), len(printed.getvalue())
    result = Result(case)
    try:
        result.value = _kept(copied.run(function))
        if inspect.iscoroutine(result.value):
            result.value.close()  # it is never awaited, and would say so
    except BaseException as error:  # even an exit() of the learner's is only shown
        result.error = error
    result.printed = printed.getvalue()[start:]
    before = [*case.args, *case.kwargs.values()]
    after = [*copied.args, *copied.kwargs.values()]
    result.changed = not all(map(sandbox.same, before, after))
    return result


def _kept(value: Any) -> Any:
    """Return the value apart from arrays that the function may still hold and change."""
    if hasattr(value, "detach"):
        return value.detach().clone()
    return value.copy() if isinstance(value, np.ndarray) else value


def same_result(one: Result, other: Result) -> bool:
    """Tell whether two calls returned the very same, or raised alike."""
    if one.error is not None or other.error is not None:
        return type(one.error) is type(other.error)
    try:
        # A generator, say, or an object of the learner's own, is another one each time.
        comparable = as_array(one.value) is not None or isinstance(one.value, (str, tuple, list))
        return not comparable or sandbox.same(one.value, other.value)
    except Exception:  # values of a learner's own class may refuse to be compared
        return True
