"""``expand`` ends what takes too long."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Callable
from typing import Any

import pytest

from conv1d_lab.arithmetic import conv1d
from conv1d_lab.learner_code import deadline
from conv1d_lab.read_back import Expansion, expand
from conv1d_lab.read_back.probe import probe


def test_reading_one_by_one_ends_in_time_even_if_every_call_is_short() -> None:
    sizes = ((1, 1, 400), (40, 1, 200), (40,))
    with pytest.raises(deadline.TooLongError):
        deadline.run(lambda: probe(conv1d, sizes), 0.2)


def endless(x: Any, weight: Any, bias: Any) -> Any:
    while True:
        pass


def endless_and_catching(x: Any, weight: Any, bias: Any) -> Any:
    while True:
        try:
            len(x)
        except:  # noqa: E722
            continue


@pytest.mark.parametrize("function", [endless, endless_and_catching])
def test_an_endless_loop_is_ended(function: Callable[..., Any]) -> None:
    assert expand(function, seconds=0.3).names == ("does not end",)


def test_an_endless_loop_is_ended_off_the_main_thread_too() -> None:
    seen: list[Expansion] = []
    thread = threading.Thread(target=lambda: seen.append(expand(endless, seconds=0.3)))
    thread.start()
    thread.join()
    assert seen[0].names == ("does not end",)


def test_what_cannot_be_stopped_asks_for_a_restart() -> None:
    seen = expand(lambda x, weight, bias: time.sleep(2), seconds=0.2)
    assert seen.names == ("does not end",)
    assert "restart the kernel" in str(seen)


def test_many_short_calls_end_in_time_too() -> None:
    def slow(x: Any, weight: Any, bias: Any) -> Any:
        time.sleep(0.05)
        return conv1d(x, weight, bias)

    seen = expand(slow, seconds=0.5)
    assert seen.names == ("too slow",)
    assert "too slow to be read" in str(seen)
    assert re.search(r"\d+ were made in 0.5 seconds.*seconds=3\.", str(seen))
    assert "while loop" not in str(seen)


def test_a_call_that_does_not_end_is_told_from_many() -> None:
    calls: list[int] = []

    def stuck(x: Any, weight: Any, bias: Any) -> Any:
        calls.append(1)
        while len(calls) > 5:
            pass
        return conv1d(x, weight, bias)

    seen = expand(stuck, seconds=0.4)
    assert seen.names == ("does not end",)
    assert re.search(r"One call of your function was not done after \d+(\.\d+)? seconds", str(seen))
