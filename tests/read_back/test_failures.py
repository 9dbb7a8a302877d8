"""``expand`` tells an exception with the line and the loop variables it comes from."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch

from conv1d_lab.read_back import expand

from .wrong_loops import CHANNEL, TAP, loop


def test_a_wrong_index_is_pinned_to_its_line() -> None:
    words = str(expand(loop(("range(L_out)", "range(L_out + 1)"))))
    assert "raises IndexError" in words
    assert "n = 0, o = 0, t = 7, c = 0, k = 3" in words
    assert (
        "t = 7 is one window too many: with L = 10 and K = 4 there are 7, so the last is t = 6."
    ) in words
    words = str(expand(loop(("range(C_out)", "range(C)"))))
    assert "o = 2 is one kernel too many: C_out = 2, so the last is o = 1." in words
    words = str(expand(loop(("range(C_out)", "(0, 1, 5)"))))
    assert "o = 5 is beyond the last kernel: C_out = 2, so the last is o = 1." in words
    words = str(expand(loop(("range(L_out)", "range(L_out + 1)")), stride=2, padding=1))
    assert "with L = 10, K = 4, stride = 2 and padding = 1 there are 5, so the last is" in words


def names_of_sizes(x: Any, weight: Any, bias: Any) -> Any:
    o, c, k = weight.shape
    layer = torch.nn.Conv1d(c, o, k)
    layer.weight.copy_(weight)
    return layer(x)


def index_of_a_size(x: Any, weight: Any, bias: Any) -> Any:
    o, c, k = weight.shape
    return [bias[i] for i in range(o + c + k)]


def type_in_a_loop(x: Any, weight: Any, bias: Any) -> Any:
    return ["x"[c:] + c for c in range(9) if c > 3]  # type: ignore[operator]


@pytest.mark.parametrize("function", [names_of_sizes, index_of_a_size, type_in_a_loop])
def test_only_a_loop_that_runs_out_of_an_array_counts_too_high(
    function: Callable[..., Any],
) -> None:
    assert "counter too high" not in expand(function).names


def with_ndindex(x: Any, weight: Any, bias: Any) -> Any:
    for n, (o, t) in ((n, (o, t)) for n, o, t in np.ndindex(2, 3, 7)):
        bias[o] + x[n, 0, t]


def with_a_generator(x: Any, weight: Any, bias: Any) -> Any:
    for o in range(3):
        sum(weight[o, c, 0] for c in range(3))


def with_a_comprehension(x: Any, weight: Any, bias: Any) -> Any:
    return [[weight[o, 0, k] for k in range(4)] for o in range(3)]


def with_a_comprehension_in_a_loop(x: Any, weight: Any, bias: Any) -> Any:
    o = 9  # which the comprehension does not touch
    for t in range(7):
        [sum([weight[o, 0, 0] * x[0, 0, t] for t in range(7)]) for o in range(3)]
    return o


COUNTING = [with_ndindex, with_a_generator, with_a_comprehension, with_a_comprehension_in_a_loop]


@pytest.mark.parametrize("function", COUNTING)
def test_the_targets_of_any_loop_are_counters(function: Callable[..., Any]) -> None:
    assert "o = 2 is one kernel too many" in str(expand(function))


def test_where_the_sizes_agree_is_said_once() -> None:
    seen = expand(loop(("weight[o, c, k]", "weight[c, o, K - 1 - k]")))
    assert [line.count("it runs, and shows") for line in seen.sentences] == [0, 1, 0]
    assert seen.sentences[-1].startswith("It also shows: ")


@pytest.mark.parametrize(
    ("change", "label"),
    [
        (("weight[o, c, k]", "weight[c, o, k]"), "in_channels = out_channels = 3"),
        ((f"{CHANNEL}, {TAP}", f"{TAP[:-1]}, c]"), "in_channels = out_channels = length = 5"),
        (("weight[o, c, k]", "weight[o, k, c]"), "in_channels = out_channels = kernel_size = 3"),
    ],
)
def test_swapped_indices_are_read_where_the_sizes_agree(
    change: tuple[str, str], label: str
) -> None:
    seen = expand(loop(change))
    assert seen.names[0] == "raises"
    assert f"With {label} it runs, and shows: " in seen.sentences[-1]


@pytest.mark.parametrize(
    ("change", "outputs"),
    [(("bias[o]", "bias[t]"), 2), (("out[n, o, t]", "out[n, t, o]"), 2), (("x[n,", "x[t,"), 3)],
)
def test_another_axis_is_not_taken_for_an_output_without_room(
    change: tuple[str, str], outputs: int
) -> None:
    assert "has room for" not in str(expand(loop(change), out_channels=outputs))


SLICES = """
def slices(x, weight, bias, stride=1):
    C_out, C, K = weight.shape
    out = EMPTY(len(x), C_out, (x.shape[2] - K) // stride + 1)
    for n in range(len(x)):
        for o in range(C_out):
            for t in range(out.shape[2]):
                out[n, o, t] = (weight[o] * x[n, :, START : STOP]).sum() + bias[o]
    return out
"""
TAKEN = [
    ("t", "t + K - 1", {}, "At t = 0 your window has 3 places"),
    ("t + 1", "t + K + 1", {}, "At t = 6 your window has 3 places"),
    ("t * stride", "t + K", {"stride": 2}, "At t = 1 your window has 3 places"),
    ("t", "t + K + 1", {}, "At t = 0 your window has 5 places"),
]


@pytest.mark.parametrize("empty", ["np.zeros((A))", "torch.zeros(A)"])
@pytest.mark.parametrize(("start", "stop", "sizes", "said"), TAKEN)
def test_a_slice_of_another_size(
    start: str, stop: str, sizes: dict[str, Any], said: str, empty: str
) -> None:
    source = SLICES.replace("START", start).replace("STOP", stop)
    make = "lambda *A: " + empty
    space: dict[str, Any] = {"np": np, "torch": torch}
    exec(source.replace("EMPTY", f"({make})"), space)
    seen = expand(space["slices"], **sizes)
    assert seen.names[:2] == ("raises", "window of another size")
    assert f"{said}, and the kernel has K = 4. From start, it goes to start + K." in str(seen)


def test_an_exception_that_cannot_be_written() -> None:
    class MuteError(Exception):
        def __str__(self) -> str:
            raise RuntimeError

    def raising(x: Any, weight: Any, bias: Any) -> Any:
        raise MuteError

    assert "MuteError: no message" in str(expand(raising))


def test_a_line_inside_a_comprehension_is_counted_in_its_function() -> None:
    def dots(x: Any, weight: Any, bias: Any) -> Any:
        out = np.zeros((2, 2, 8))
        for t in range(8):
            out[:, :, t] = sum(x[0, c, t : t + 4] @ weight[0, c] for c in range(3))
        return out

    seen = str(expand(dots))
    assert "in its line 4: out[:, :, t] = sum(" in seen
    assert "t = 7 is one window too many" in seen
