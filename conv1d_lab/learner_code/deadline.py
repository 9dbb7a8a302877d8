"""Run a learner's code, and end it when it takes too long.

The code runs in a thread of its own, so that even a call that can't be interrupted (a long sleep)
does not hold the notebook, on any system and in any thread. When time is up an exception is raised
inside that thread, and again at every step until the thread is gone: a single one would be
swallowed by a bare ``except``.
"""

from __future__ import annotations

import _thread
import ctypes
import functools
import sys
import threading
import time
from collections.abc import Callable
from typing import Any, Generic, TypeVar

from conv1d_lab.learner_code.monitoring import watched

T = TypeVar("T")
RESTART = "It could not be stopped: please restart the kernel before you go on."
SECONDS = 4.0
GRACE = 1.0
clock = time.monotonic
"""What every limit is measured by; a test sets another one."""
processor = time.process_time
"""How long this process has computed. Where others have the processor, too, that is less."""
IDLE = 0.1
"""Who has computed for a smaller part of the time was waiting, and not for the processor."""
AT_MOST = 3
"""Times the limit; then it is over even for who got little of a processor."""


class TooLongError(Exception):
    """The code did not come back in time; ``stopped`` tells whether it could be ended."""

    def __init__(self, seconds: float, stopped: bool) -> None:
        super().__init__(f"no answer within {seconds:g} seconds")
        self.seconds, self.stopped = seconds, stopped
        self.case: Any = None


class _Ended(SystemExit):
    """Raised inside the thread; a raw thread that ends with a SystemExit says nothing about it."""


class _Job(Generic[T]):
    def __init__(self, work: Callable[[], T]) -> None:
        self.work = work
        self.done = threading.Event()
        self.result: T
        self.error: BaseException | None = None

    def run(self) -> None:
        try:
            self.result = self.work()
        except BaseException as error:
            self.error = error
        self.done.set()


def run(work: Callable[[], T], seconds: float | None = None) -> T:
    """Return ``work()`` or raise what it raises; raise TooLongError after ``seconds``.

    Without ``seconds`` it is SECONDS. On a crowded machine the time in which others had the
    processor does not count. A thread costs about 0.1 ms: many calls are one ``work``.
    """
    seconds = SECONDS if seconds is None else seconds
    warm_up()
    job, start, before = _Job(work), clock(), processor()
    thread = _thread.start_new_thread(job.run, ())
    try:
        in_time = True
        while in_time and not job.done.wait(max(start + seconds - clock(), 0.01)):
            in_time = not is_over(clock() - start, processor() - before, seconds)
    except BaseException:  # the learner pressed "interrupt": take the thread along
        _end(thread)
        raise
    if not in_time:
        stopped = _end(thread)
        # A single call into C can hold everything up, the end of the waiting too.
        raise TooLongError(max(seconds, round(clock() - start)), stopped)
    if job.error is not None:
        raise job.error
    return job.result


def is_over(passed: float, computed: float, seconds: float) -> bool:
    """Tell whether the time is up, of which so many seconds passed and so many were computed in."""
    waits = computed < IDLE * passed
    return passed >= seconds and (waits or computed >= seconds or passed >= AT_MOST * seconds)


def warm_up() -> None:
    """Use PyTorch once, where it is loaded: its first use can take seconds, which is not theirs."""
    if "torch" in sys.modules:
        _use_torch()


@functools.cache
def _use_torch() -> None:
    import torch

    with torch.inference_mode(False), torch.enable_grad():
        x, weight = (torch.ones(1, 1, size, device="cpu") for size in (3, 2))
        out = torch.nn.functional.conv1d(x, weight.requires_grad_())
        torch.autograd.grad(out.sum(), weight)


def _end(thread: int) -> bool:
    """Make the thread end; False when it is still there after a while."""

    def end(*_: object) -> None:
        if _thread.get_ident() == thread:
            raise _Ended

    with watched("INSTRUCTION", end) as watching:
        return _gone(thread) if watching else _end_by_exception(thread)


def _gone(thread: int, nudge: Callable[[], None] = lambda: None) -> bool:
    end = clock() + GRACE
    while clock() < end:
        if thread not in sys._current_frames():
            return True
        nudge()
        time.sleep(0.01)
    return False


def _end_by_exception(thread: int) -> bool:
    """Leave an exception for the thread; making it leaves the next one (Python 3.11).

    The constructor is C code from end to end: were it written in Python, the next exception would
    strike while the last is still being made.
    """
    prototype = ctypes.PYFUNCTYPE(None, ctypes.c_ulong, ctypes.py_object)
    leave = prototype(("PyThreadState_SetAsyncExc", ctypes.pythonapi))
    again = type("_Again", (_Ended,), {})
    again.__init__ = staticmethod(functools.partial(leave, thread, again))  # type: ignore[misc]
    return _gone(thread, lambda: leave(thread, again))
