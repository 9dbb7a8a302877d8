"""What a learner's function may do: raise, print, be unsteady. What it changes: test_what_stays."""

from __future__ import annotations

import gc
import itertools
import sys
import warnings
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch

from conv1d_lab.exercises import WrongAnswer, find, grade
from conv1d_lab.exercises.judging import judge
from conv1d_lab.exercises.verdict_card import card_of

from .cells import answer_of, function, run_cell, solved

OUTPUT_LENGTH = find("output_length")
LOOPS = solved("conv1d_loops")


def test_an_exception_is_shown_with_the_learners_own_line() -> None:
    source = (
        "def output_length(length, kernel_size, stride=1):\n"
        "    places = length - kernel_size\n"
        "    return places // 0\n"
    )
    verdict = judge(OUTPUT_LENGTH, run_cell(source, "<raising>")["output_length"])
    assert verdict.raised is not None
    assert verdict.raised.line == 3
    assert verdict.raised.source == "return places // 0"
    text = str(card_of(verdict))
    assert "ZeroDivisionError" in text
    assert "return places // 0" in text
    assert "line 3" in text


def test_the_line_shown_is_the_one_that_raises() -> None:
    source = (
        "def divided(places):\n"
        "    return places // 0\n"
        "def output_length(length, kernel_size, stride=1):\n"
        "    return divided(length - kernel_size)\n"
    )
    verdict = judge(OUTPUT_LENGTH, run_cell(source, "<helper>")["output_length"])
    assert verdict.raised is not None
    assert (verdict.raised.line, verdict.raised.source) == (2, "return places // 0")


@pytest.mark.parametrize(
    "error", [KeyboardInterrupt, SystemExit, MemoryError, RecursionError, StopIteration]
)
def test_no_exception_of_the_learner_gets_out(error: type[BaseException]) -> None:
    def raising(length: int, kernel_size: int, stride: int = 1) -> int:
        raise error("oh")

    verdict = judge(OUTPUT_LENGTH, raising)
    assert verdict.outcome == "not yet"
    assert error.__name__ in verdict.reason


def test_a_wrong_number_of_arguments_is_shown() -> None:
    verdict = judge(OUTPUT_LENGTH, lambda length: 7)
    assert "TypeError" in verdict.reason
    assert "positional argument" in verdict.reason


def test_unwritten_functions_are_not_attempted() -> None:
    for body in ("...", "pass", "return", "return ...", "raise NotImplementedError()", '"""x"""'):
        source = f"def output_length(length, kernel_size, stride=1):\n    {body}\n"
        answer = answer_of(OUTPUT_LENGTH, source)
        assert judge(OUTPUT_LENGTH, answer).outcome == "not attempted", body
    forgotten = "def output_length(length, kernel_size, stride=1):\n    length - kernel_size + 1\n"
    verdict = judge(OUTPUT_LENGTH, answer_of(OUTPUT_LENGTH, forgotten))
    assert verdict.outcome == "not yet"
    assert "`return`" in verdict.reason


@pytest.mark.parametrize(
    "body",
    [
        "if stride > 1: raise NotImplementedError\n    return length - kernel_size + 1",
        "if stride > 1: raise NotImplementedError('later')\n    return length - kernel_size + 1",
        "return torch.nn.Module()(length)",
    ],
)
def test_what_is_not_implemented_in_a_written_function_is_not_yet_right(body: str) -> None:
    source = f"def output_length(length, kernel_size, stride=1):\n    {body}\n"
    verdict = judge(OUTPUT_LENGTH, answer_of(OUTPUT_LENGTH, source))
    assert verdict.outcome == "not yet"
    assert verdict.reason.startswith("NotImplementedError: ")


@pytest.mark.parametrize("decorator", [np.errstate(all="ignore"), torch.no_grad()])
def test_a_decorated_function_is_taken(decorator: Any) -> None:
    assert judge(OUTPUT_LENGTH, decorator(solved("output_length"))).outcome == "correct"


def test_an_unsteady_function_is_told() -> None:
    rng = iter(range(10**6))

    def unsteady(length: int, kernel_size: int, stride: int = 1) -> int:
        return (length - kernel_size) // stride + 1 + (next(rng) > 30)

    verdict = judge(OUTPUT_LENGTH, unsteady)
    assert verdict.outcome == "not yet"
    assert "two different results" in verdict.reason


class _Own:
    """Each is another one."""


@pytest.mark.parametrize(
    "value",
    [
        lambda: np.array([1.0, 2.0], dtype=object),
        lambda: (i for i in range(3)),
        lambda: map(str, "ab"),
        _Own,
        lambda: float("nan"),
        lambda: (float("nan"), 1),
        lambda: np.array([np.nan]),
    ],
)
def test_what_cannot_be_compared_is_not_called_unsteady(value: Callable[[], Any]) -> None:
    for name in ("window", "output_length"):
        assert "two different" not in judge(find(name), lambda *a, **k: value()).reason


def test_an_async_function_is_told_and_leaves_no_warning() -> None:
    async def window(x: Any, t: int, kernel_size: int) -> Any:
        return x[t : t + kernel_size]

    with warnings.catch_warnings():
        warnings.simplefilter("error")
        verdict = judge(find("window"), window)
        gc.collect()
    assert verdict.outcome == "not yet"
    assert "this is a coroutine" in verdict.reason


def test_a_graded_cell_is_silent(capfd: pytest.CaptureFixture[str]) -> None:
    def noisy(length: int, kernel_size: int, stride: int = 1) -> int:
        print("here")
        print("there", file=sys.stderr)
        warnings.warn("careful", stacklevel=1)
        np.float64(1) / np.float64(0)
        return (length - kernel_size) // stride + 1

    # The exercise says that nothing is returned: mypy knows it, a graded cell shows it.
    result: Any = grade("output_length", noisy)  # type: ignore[func-returns-value]
    assert result is None
    with pytest.raises(WrongAnswer) as caught:
        grade("output_length", lambda *a: noisy(*a) + 1)
    assert "Not yet" in str(caught.value)
    assert capfd.readouterr() == ("", "")


def test_what_was_printed_is_shown() -> None:
    def chatty(length: int, kernel_size: int, stride: int = 1) -> int:
        print("length is", length)
        return 0

    text = str(card_of(judge(OUTPUT_LENGTH, chatty)))
    assert "your function printed" in text
    assert "length is 1" in text


def test_grading_repeats_and_differs() -> None:
    exercise = function("conv1d_loops")

    def drawn(student: str, seed: int) -> bytes:
        return exercise.cases(student, seed)[-1].args[0].tobytes()  # type: ignore[no-any-return]

    assert drawn("ada", 1) == drawn("ada", 1)
    assert len({drawn("ada", 1), drawn("ada", 2), drawn("grace", 1), drawn("", 0)}) == 4


def test_a_function_unsteady_in_the_last_digits_is_told() -> None:
    counter = itertools.count()

    def unsteady(x: Any, weight: Any, bias: Any, stride: int = 1) -> Any:
        return LOOPS(x, weight, bias, stride) + 1e-9 * next(counter)

    verdict = judge(find("conv1d_loops"), unsteady)
    assert verdict.outcome == "not yet"
    assert verdict.finding is None
    assert "two different results" in verdict.reason


def test_unsteady_arrays_and_tensors_are_told() -> None:
    rng = np.random.default_rng(0)

    def window(x: Any, t: int, kernel_size: int) -> Any:
        return rng.normal(size=kernel_size)

    def average_each_channel(x: Any, kernel_size: int) -> Any:
        channels = x.shape[1]
        return torch.nn.Conv1d(channels, channels, kernel_size, groups=channels)(x)

    for answer in (window, average_each_channel):
        verdict = judge(find(answer.__name__), answer)
        assert verdict.outcome == "not yet"
        assert "two different results" in verdict.reason


def test_an_exception_that_cannot_be_written() -> None:
    class MuteError(Exception):
        def __str__(self) -> str:
            raise RuntimeError

    def output_length(length: int, kernel_size: int, stride: int = 1) -> int:
        raise MuteError

    assert "MuteError: no message" in str(card_of(judge(OUTPUT_LENGTH, output_length)))
