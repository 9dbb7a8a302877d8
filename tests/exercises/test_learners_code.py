"""What a learner's function may do: raise, loop for ever, print, change things, call a library."""

from __future__ import annotations

import gc
import itertools
import random
import sys
import threading
import time
import warnings
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch

from conv1d_lab.exercises import WrongAnswer, check, find, grade
from conv1d_lab.exercises.judging import judge
from conv1d_lab.exercises.verdict_card import card_of
from conv1d_lab.learner_code import deadline, sandbox
from tests.clock import Clock

from .cells import FUNCTIONS, answer_of, function, run_cell, solved

OUTPUT_LENGTH = find("output_length")
LOOPS = solved("conv1d_loops")


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


@pytest.mark.parametrize("name", ["conv1d_loops", "conv1d_numpy"])
def test_changed_arguments_are_told(name: str) -> None:
    def greedy(x: Any, weight: Any, bias: Any, stride: int = 1) -> Any:
        out = solved(name)(x, weight, bias, stride)
        x += 1
        return out

    verdict = judge(find(name), greedy)
    assert verdict.outcome == "not yet"
    assert "changes its arguments" in verdict.reason


def test_the_learners_variables_stay_as_they_are() -> None:
    source = """
from collections import Counter

calls = 0
tally = Counter()
seen = []
table = {"a": [1]}
array = np.zeros(3)

def helper():
    global calls
    calls += 1
    table["a"].append(2)

def output_length(length, kernel_size, stride=1, memory=[], *, notes=[]):
    helper()
    notes.append(length)
    tally[length] += 1
    seen.append(length)
    memory.append(length)
    array[0] += 1
    return (length - kernel_size) // stride + 1
"""
    namespace = run_cell(source)
    function = namespace["output_length"]
    assert check(function).outcome == "correct"
    assert namespace["calls"] == 0
    assert namespace["seen"] == []
    assert namespace["table"] == {"a": [1]}
    assert namespace["array"].tolist() == [0, 0, 0]
    assert namespace["tally"] == {}
    assert function.__defaults__ == (1, [])
    assert function.__kwdefaults__ == {"notes": []}


@pytest.mark.parametrize(
    ("before", "after"),
    [(1, 1.0), (1, True), ([1], (1,)), (np.ones(2), torch.ones(2)), (np.zeros(2), -np.zeros(2))],
)
def test_an_argument_is_the_same_only_to_the_last_bit(before: Any, after: Any) -> None:
    assert sandbox.same(before, before)
    assert not sandbox.same(before, after)


STATEFUL = """
class Counter:
    def __init__(self):
        self.seen = []
    def __call__(self, length, kernel_size, stride=1):
        self.seen.append(length)
        return (length - kernel_size) // stride + 1

def note(seen, length, kernel_size, stride=1):
    seen.append(length)
    return (length - kernel_size) // stride + 1

from functools import partial
mine = Counter()
kept = []
instance, method, bound = mine, mine.__call__, partial(note, kept)
"""


@pytest.mark.parametrize("name", ["instance", "method", "bound"])
def test_what_is_no_plain_function_keeps_its_state_too(name: str) -> None:
    space = run_cell(STATEFUL)
    assert judge(OUTPUT_LENGTH, space[name]).outcome == "correct"
    assert space["mine"].seen == space["kept"] == []


def test_a_widget_is_not_copied() -> None:
    class Widget:
        def __deepcopy__(self, memo: object) -> Widget:
            raise AssertionError("copied")

    Widget.__module__ = "ipywidgets"
    source = "def output_length(length, k, stride=1):\n    seen.append(widget)\n    return 0\n"
    namespace = run_cell(source)
    namespace.update(widget=Widget(), seen=[])
    assert judge(OUTPUT_LENGTH, namespace["output_length"]).raised is None
    assert namespace["seen"] == []


@pytest.mark.parametrize("decorator", [np.errstate(all="ignore"), torch.no_grad()])
def test_a_decorated_function_is_taken(decorator: Any) -> None:
    assert judge(OUTPUT_LENGTH, decorator(solved("output_length"))).outcome == "correct"


def test_a_closure_is_left_alone_and_recursion_works() -> None:
    count = [0]

    def output_length(length: int, kernel_size: int, stride: int = 1) -> int:
        count[0] += 1
        if length < kernel_size:
            return 0
        return 1 + output_length(length - stride, kernel_size, stride)

    assert judge(OUTPUT_LENGTH, output_length).outcome == "correct"
    assert count == [0]


def test_random_generators_keep_their_state() -> None:
    states = random.getstate(), np.random.get_state()[1].tolist(), torch.get_rng_state()  # type: ignore[index]
    for exercise in FUNCTIONS:
        assert judge(exercise, answer_of(exercise, exercise.cell().answer)).outcome == "correct"

    def dice(length: int, kernel_size: int, stride: int = 1) -> int:
        return int(np.random.rand() + random.random() + torch.rand(1).item())

    judge(OUTPUT_LENGTH, dice)
    assert random.getstate() == states[0]
    assert np.random.get_state()[1].tolist() == states[1]  # type: ignore[index]
    assert torch.equal(torch.get_rng_state(), states[2])


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


@pytest.mark.parametrize("name", ["any_element", "average_each_channel"])
def test_what_the_notebook_has_set_torch_to_does_not_matter(name: str) -> None:
    exercise = function(name)
    answer = answer_of(exercise, exercise.cell().answer)
    torch.set_default_dtype(torch.float64)
    torch.set_grad_enabled(False)
    try:
        assert judge(exercise, answer).outcome == "correct"
        assert torch.get_default_dtype() == torch.float64
        assert not torch.is_grad_enabled()
    finally:
        torch.set_default_dtype(torch.float32)
        torch.set_grad_enabled(True)


def test_a_mistake_is_known_although_the_notebook_keeps_no_gradients() -> None:
    source = (
        "def conv1d_torch(x, weight, bias):\n"
        "    layer = torch.nn.Conv1d(weight.shape[1], weight.shape[0], weight.shape[2])\n"
        "    layer.weight.copy_(weight)\n"
        "    return layer(x)\n"
    )
    torch.set_grad_enabled(False)
    try:
        advice = judge(find("conv1d_torch"), run_cell(source)["conv1d_torch"]).advice
    finally:
        torch.set_grad_enabled(True)
    assert "refuses to copy over it" in " ".join(advice.split())


def test_what_a_function_sets_torch_to_does_not_last() -> None:
    def window(x: Any, t: int, kernel_size: int) -> Any:
        torch.set_default_dtype(torch.float64)
        return x[t : t + kernel_size]

    assert judge(find("window"), window).outcome == "correct"
    assert torch.get_default_dtype() == torch.float32


def _uses(expression: str) -> str:
    return (
        "import torch\n"
        "from torch.nn.functional import conv1d as innocent\n"
        "from numpy import convolve as harmless\n"
        "import conv1d_lab\n"
        "def NAME(x, weight, bias, stride=1):\n"
        "    X, W, B = torch.tensor(x), torch.tensor(weight), torch.tensor(bias)\n"
        f"    return np.asarray({expression})\n"
    )


LIBRARY = [
    "innocent(X, W, B, stride=stride)",
    "torch.conv1d(X, W, B, stride)",
    "getattr(torch.nn.functional, 'conv' + '1d')(X, W, B, stride=stride)",
    "torch.nn.functional.conv2d(X[:, :, None], W[:, :, None], B, stride=(1, stride))[:, :, 0]",
    "torch.ops.aten.conv1d(X, W, B, [stride])",
    "torch.ops.aten.convolution.default(X, W, B, [stride], [0], [1], False, [0], 1)",
    "conv1d_lab.conv1d(x, weight, bias, stride=stride)",
    "torch.conv_tbc(X.permute(2, 0, 1).contiguous(), W.permute(2, 1, 0).contiguous(), B)"
    ".permute(1, 2, 0)[:, :, ::stride]",
    "np.stack([[sum(np.correlate(a, r, 'valid') for a, r in zip(i, w)) + b "
    "for w, b in zip(weight, bias)] for i in x])[:, :, ::stride]",
    "np.stack([[sum(harmless(a, r[::-1], 'valid') for a, r in zip(i, w)) + b "
    "for w, b in zip(weight, bias)] for i in x])[:, :, ::stride]",
]


@pytest.mark.parametrize("expression", LIBRARY)
@pytest.mark.parametrize("name", ["conv1d_loops", "conv1d_numpy"])
def test_a_library_is_no_answer(name: str, expression: str) -> None:
    function = run_cell(_uses(expression).replace("NAME", name))[name]
    verdict = judge(find(name), function)
    assert verdict.outcome == "not yet"
    assert "a library did the work" in verdict.reason
    with pytest.raises(WrongAnswer, match="a library did the work"):
        grade(name, function)


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("any_element", "(layer, x, n, o, t):\n    return layer(x)[n, o, t]"),
        ("any_element", "(layer, x, n, o, t):\n    return explain(layer, x, (n, o, t)).value"),
        ("output_length", "(length, k, stride=1):\n    return lab(length, k, stride=stride)"),
    ],
)
def test_nor_is_this_package(name: str, body: str) -> None:
    source = "from conv1d_lab import explain, output_length as lab\ndef " + name + body
    assert "a library did the work" in judge(find(name), run_cell(source)[name]).reason


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("all_weight_gradients", "conv1d_weight(x, (g.shape[1], x.shape[1], K), g)"),
        ("all_input_gradients", "conv1d_input((len(g), w.shape[1], L), w, g)"),
    ],
)
def test_nor_is_a_ready_made_gradient(name: str, body: str) -> None:
    source = (
        "from torch.nn.grad import conv1d_weight, conv1d_input\n"
        f"def {name}(x, g):\n"
        "    x = w = torch.tensor(x).double()\n"
        "    g = torch.tensor(g).double()\n"
        "    K, L = x.shape[2] - g.shape[2] + 1, g.shape[2] + w.shape[2] - 1\n"
        f"    return {body}\n"
    )
    verdict = judge(find(name), run_cell(source)[name])
    assert verdict.outcome == "not yet"
    assert "a library did the work" in verdict.reason


def test_a_library_function_itself_is_no_answer() -> None:
    import conv1d_lab

    assert "a library" in judge(find("conv1d_numpy"), conv1d_lab.conv1d).reason


def test_naming_a_library_is_allowed() -> None:
    source = '''
def conv1d_loops(x, weight, bias, stride=1):
    """Do what torch.nn.functional.conv1d and np.convolve do."""
    conv1d = convolve = None
    return SOLVE(x, weight, bias, stride)
'''
    namespace = run_cell(source)
    namespace["SOLVE"] = LOOPS
    assert judge(find("conv1d_loops"), namespace["conv1d_loops"]).outcome == "correct"


ONE_WINDOW = "np.einsum('nck,ock->no', x[:, :, t * stride : t * stride + K], weight) + bias"
WITH_LOOP = [
    f"return np.stack([{ONE_WINDOW} for t in range(windows)], axis=2)",
    f"return np.stack(list(map(lambda t: {ONE_WINDOW}, range(windows))), axis=2)",
    f"out = []\n    for t in range(windows):\n        out.append({ONE_WINDOW})\n"
    "    return np.stack(out, axis=2)",
    f"t, out = 0, []\n    while t < windows: out.append({ONE_WINDOW}); t += 1\n"
    "    return np.stack(out, axis=2)",
]
WITHOUT_LOOP = [
    "return sum(weight[:, :, k] @ x[:, :, k : k + stride * (windows - 1) + 1 : stride] "
    "for k in range(K)) + bias[:, None]",
    "i = np.arange(windows)[:, None] * stride + np.arange(K)\n"
    "    return np.tensordot(x[:, :, i], weight, ([1, 3], [1, 2])).swapaxes(1, 2)"
    " + bias[:, None]",
]


@pytest.mark.parametrize("body", WITH_LOOP)
def test_a_loop_over_t_is_seen(body: str) -> None:
    verdict = judge(find("conv1d_numpy"), _numpy_version(body))
    assert verdict.outcome == "not yet"
    assert "there is still a loop over them somewhere" in verdict.reason
    assert judge(find("conv1d_loops"), _numpy_version(body)).outcome == "correct"


@pytest.mark.parametrize("body", WITHOUT_LOOP)
def test_a_loop_over_the_taps_is_fine(body: str) -> None:
    verdict = judge(find("conv1d_numpy"), _numpy_version(body))
    assert verdict.outcome == "correct", card_of(verdict)


def _numpy_version(body: str) -> Any:
    source = (
        "def conv1d_numpy(x, weight, bias, stride=1):\n"
        "    K = weight.shape[2]\n"
        "    windows = (x.shape[2] - K) // stride + 1\n"
        f"    {body}\n"
    )
    return run_cell(source)["conv1d_numpy"]


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
