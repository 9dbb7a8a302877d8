"""``expand`` ends what takes too long."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable
from typing import Any

import pytest

from conv1d_lab.arithmetic import conv1d
from conv1d_lab.learner_code import deadline
from conv1d_lab.read_back import Expansion, expand
from conv1d_lab.read_back.probe import probe
from tests.clock import Clock


def test_reading_one_by_one_ends_in_time_even_if_every_call_is_short(clock: Clock) -> None:
    def brief(*operands: Any) -> Any:
        clock.passes(0.01)
        return conv1d(*operands)

    sizes = ((1, 1, 400), (40, 1, 200), (40,))
    with pytest.raises(deadline.TooLongError):
        deadline.run(lambda: probe(brief, sizes), 0.2)


def _for_ever() -> Any:
    while True:
        pass


def _for_ever_and_catching() -> Any:
    while True:
        try:
            len("")
        except:  # noqa: E722
            continue


@pytest.mark.parametrize("loop", [_for_ever, _for_ever_and_catching])
def test_an_endless_loop_is_ended(clock: Clock, loop: Callable[[], Any]) -> None:
    def endless(x: Any, weight: Any, bias: Any) -> Any:
        clock.passes(1)
        return loop()

    assert expand(endless, seconds=0.3).names == ("does not end",)


def test_an_endless_loop_is_ended_off_the_main_thread_too(clock: Clock) -> None:
    def endless(x: Any, weight: Any, bias: Any) -> Any:
        clock.passes(1)
        return _for_ever()

    seen: list[Expansion] = []
    thread = threading.Thread(target=lambda: seen.append(expand(endless, seconds=0.3)))
    thread.start()
    thread.join()
    assert seen[0].names == ("does not end",)


def test_what_cannot_be_stopped_asks_for_a_restart(clock: Clock, gate: threading.Event) -> None:
    def sleeping(x: Any, weight: Any, bias: Any) -> Any:
        clock.passes(1)
        gate.wait()

    seen = expand(sleeping, seconds=0.2)
    assert seen.names == ("does not end",)
    assert "restart the kernel" in str(seen)


def test_many_short_calls_end_in_time_too(clock: Clock, gate: threading.Event) -> None:
    def slow(x: Any, weight: Any, bias: Any) -> Any:
        if clock() == 0.5:
            gate.wait()  # by now time is up, and nobody has looked yet
            raise SystemExit
        clock.passes(0.0625)
        return conv1d(x, weight, bias)

    seen = expand(slow, seconds=0.5)
    assert seen.names == ("too slow",)
    assert "too slow to be read" in str(seen)
    assert re.search(r"9 were made in 0.5 seconds.*seconds=3\.", str(seen))
    assert "while loop" not in str(seen)


def test_a_call_that_does_not_end_is_told_from_many(clock: Clock) -> None:
    calls: list[int] = []

    def stuck(x: Any, weight: Any, bias: Any) -> Any:
        calls.append(1)
        clock.passes(0.03125)
        if len(calls) > 5:
            clock.passes(1)
            _for_ever()
        return conv1d(x, weight, bias)

    seen = expand(stuck, seconds=0.5)
    assert seen.names == ("does not end",)
    assert "One call of your function was not done after 0.34 seconds" in str(seen)
