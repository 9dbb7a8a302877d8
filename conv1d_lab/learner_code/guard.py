"""Run a learner's function: within a time limit, and with its mistakes pinned to its own line."""

from __future__ import annotations

import contextlib
import io
import linecache
import signal
import threading
import traceback
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from types import FrameType
from typing import Any

from conv1d_lab.learner_code.loops import loop_names

COUNTERS = "notckijg"  # the names that loops over a convolution usually have


class StoppedError(BaseException):
    """The time is up. Not an Exception, so that ``except Exception`` does not swallow it."""


@dataclass(frozen=True)
class Failure:
    """An exception of the learner's code: where it was raised, and the usual counters there.

    ``loops`` are those of them that a loop has set.
    """

    error: str
    line: str = ""
    line_number: int = 0
    counters: dict[str, int] = field(default_factory=dict)
    loops: frozenset[str] = frozenset()


class LearnerError(Exception):
    """Carries a Failure."""

    def __init__(self, failure: Failure, cause: BaseException) -> None:
        super().__init__(failure.error)
        self.failure, self.cause = failure, cause


def run(function: Callable[[], Any], own_file: str | None, seconds: float) -> Any:
    """Call ``function``; raise LearnerError for what it raises, StoppedError after ``seconds``.

    Where there is no alarm signal (Windows, or not the main thread) the limit does not hold.
    """
    try:
        with _quiet():
            return _limited(function, seconds)
    except StoppedError:
        raise
    except KeyboardInterrupt:
        raise
    except BaseException as error:
        raise LearnerError(_failure(error, own_file), error) from error


@contextlib.contextmanager
def _quiet() -> Iterator[None]:
    """Keep back what a call prints or warns of: there are hundreds of calls."""
    silence = io.StringIO()
    with (
        contextlib.redirect_stdout(silence),
        contextlib.redirect_stderr(silence),
        warnings.catch_warnings(),
    ):
        warnings.simplefilter("ignore")
        yield


def message(error: BaseException | None) -> str:
    """Return what an exception says, also where the learner's own ``__str__`` fails."""
    try:
        return str(error)
    except Exception:
        return ""


def _limited(function: Callable[[], Any], seconds: float) -> Any:
    if not hasattr(signal, "setitimer") or threading.current_thread() is not (
        threading.main_thread()
    ):
        return function()
    running, strikes = False, 0

    def strike(_signal: int, _frame: FrameType | None) -> None:
        # A bare ``except:`` catches one StoppedError and loops on. The next one follows so soon
        # that it strikes in the except clause itself, which nothing protects.
        nonlocal strikes
        if not running:
            return
        strikes += 1
        soon = 2e-5 * (1 + strikes % 7) if strikes % 8 else 0.02
        signal.setitimer(signal.ITIMER_REAL, soon)
        raise StoppedError

    before = signal.signal(signal.SIGALRM, strike)
    stopped, result = False, None
    try:
        try:
            running = True
            signal.setitimer(signal.ITIMER_REAL, seconds)
            result = function()
        finally:
            running = False
    except StoppedError:
        stopped = True
    finally:
        running = False
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
    if stopped or strikes:
        raise StoppedError
    return result


def _failure(error: BaseException, own_file: str | None) -> Failure:
    """Find the innermost frame of the learner's own file, or the innermost of all."""
    words = f"{type(error).__name__}: {message(error).strip() or 'no message'}"
    frames = [
        (frame, number)
        for frame, number in traceback.walk_tb(error.__traceback__)
        if frame.f_code.co_filename == own_file
    ]
    if not frames:
        return Failure(words)
    frame, number = frames[-1]
    line = linecache.getline(frame.f_code.co_filename, number).strip()
    counters = {
        name: value
        for name, value in frame.f_locals.items()
        if type(value) is int and name in COUNTERS
    }
    first = frame.f_code.co_firstlineno
    outer = {name for other, _ in frames[:-1] for name in loop_names(other.f_code)}
    loops = loop_names(frame.f_code) | outer.intersection(frame.f_code.co_freevars)
    return Failure(words, line, number - first + 1, counters, frozenset(loops & counters.keys()))
