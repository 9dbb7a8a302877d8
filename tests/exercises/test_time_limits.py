"""What takes a learner's function too long is ended, and told."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from conv1d_lab.exercises import find
from conv1d_lab.exercises.judging import judge
from conv1d_lab.exercises.verdict_card import card_of
from conv1d_lab.learner_code import deadline
from tests.clock import Clock

from .cells import solved

OUTPUT_LENGTH = find("output_length")


class _Threads(set[int]):
    """Of a class of our own: a plain set is copied, so that a learner's function can't fill it."""

    def ended(self) -> bool:
        return bool(self) and not self & set(sys._current_frames())


def _forever() -> Any:
    while True:
        pass


def _forever_with_a_bare_except() -> Any:
    while True:
        try:
            sum(range(10000))
        except:  # noqa: E722
            continue


def _forever_twice() -> Any:
    while True:
        try:
            while True:
                try:
                    sum(range(10000))
                except BaseException:
                    continue
                finally:
                    x = 2
                    del x
        except BaseException:
            continue


def _forever_inside_numpy() -> Any:
    x = np.ones((200, 200))
    while True:
        try:
            x = x @ x / 200
        except:  # noqa: E722
            continue


def _naps() -> Any:
    while True:
        try:
            time.sleep(0.01)
        except:  # noqa: E722
            continue


@pytest.mark.parametrize(
    "endless",
    [_forever, _forever_with_a_bare_except, _forever_twice, _forever_inside_numpy, _naps],
)
def test_an_endless_loop_ends(endless: Callable[[], Any], clock: Clock) -> None:
    threads = _Threads()

    def learners(length: int, kernel_size: int, stride: int = 1) -> Any:
        threads.add(threading.get_ident())
        clock.passes(deadline.SECONDS)
        return endless()

    verdict = judge(OUTPUT_LENGTH, learners)
    assert verdict.outcome == "not yet"
    assert "still running after" in verdict.reason
    assert "It was stopped." in verdict.reason
    assert "output_length(1, 1)" in str(card_of(verdict))
    assert threads.ended()


def test_the_call_that_does_not_end_is_shown(clock: Clock) -> None:
    def late(length: int, kernel_size: int, stride: int = 1) -> int:
        if stride > 1:
            clock.passes(deadline.SECONDS)
        while stride > 1:
            pass
        return length - kernel_size + 1

    case = judge(OUTPUT_LENGTH, late).case
    assert case is not None
    assert case.run(lambda length, kernel_size, stride=1: stride) > 1


def test_a_sleeper_does_not_hold_the_notebook(clock: Clock, gate: threading.Event) -> None:
    def sleeper(length: int, kernel_size: int, stride: int = 1) -> None:
        clock.passes(deadline.SECONDS)
        gate.wait()
        raise SystemExit

    verdict = judge(OUTPUT_LENGTH, sleeper)
    assert "restart the kernel" in verdict.reason


def test_the_clock_on_the_wall_ends_what_only_waits(
    monkeypatch: pytest.MonkeyPatch, gate: threading.Event
) -> None:
    monkeypatch.setattr(deadline, "clock", time.monotonic)
    with pytest.raises(deadline.TooLongError, match="no answer within"):
        deadline.run(gate.wait, 0.05)


@pytest.mark.parametrize(
    ("passed", "computed", "over"),
    [
        (3.9, 3.9, False),
        (3.9, 8, False),  # on two processors
        (4, 4, True),
        (4, 0, True),  # it sleeps
        (4, 2, False),  # others have the processor for half of the time
        (8, 4, True),
        (11.9, 2, False),
        (12, 2, True),
    ],
)
def test_what_others_compute_is_not_counted(passed: float, computed: float, over: bool) -> None:
    assert deadline.is_over(passed, computed, seconds=4) == over


def test_the_time_that_went_by_is_told(
    monkeypatch: pytest.MonkeyPatch, clock: Clock, gate: threading.Event
) -> None:
    """A single call into C holds up the clock as well; here the end of the thread does."""
    monkeypatch.setattr(deadline, "_end", lambda thread: clock.passes(1.7) is None)  # type: ignore[func-returns-value]

    def sleeper() -> None:
        clock.passes(0.3)
        gate.wait()

    with pytest.raises(deadline.TooLongError, match=r"no answer within 2 seconds"):
        deadline.run(sleeper, 0.3)


def test_a_usual_check_leaves_no_thread() -> None:
    threads = _Threads()
    right = solved("output_length")

    def learners(length: int, kernel_size: int, stride: int = 1) -> Any:
        threads.add(threading.get_ident())
        return right(length, kernel_size, stride)

    assert judge(OUTPUT_LENGTH, learners).outcome == "correct"
    while not threads.ended():  # one that never ends holds up the test for good
        time.sleep(0.01)
