"""What people write wrong, in the styles they write it, and what ``expand`` may say of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch
from numpy.lib.stride_tricks import sliding_window_view
from torch.nn import functional

from conv1d_lab.read_back import expand

from .right_functions import numpy_windows as right
from .wrong_loops import CHANNEL, TAP, loop

WINDOWS = """
def windows(x, weight, bias, stride=1, padding=0, dilation=1):
    N, C, L = x.shape
    C_out, _, K = weight.shape
    T = LENGTH
    out = np.zeros((N, C_out, T))
    for n in range(N):
        for o in range(C_out):
            for t in range(T):
                out[n, o, t] = (x[n, :, SLICE] * weight[o]).sum() + bias[o]
    return out
"""
LENGTH = "(L + 2 * padding - dilation * (K - 1) - 1) // stride + 1"
SLICE = "t * stride : t * stride + dilation * (K - 1) + 1 : dilation"


def windows(length: str = LENGTH, window: str = SLICE) -> Callable[..., Any]:
    space: dict[str, Any] = {"np": np}
    exec(WINDOWS.replace("LENGTH", length).replace("SLICE", window), space)
    made: Callable[..., Any] = space["windows"]
    return made


def columns(x: Any, size: int) -> Any:
    return np.stack([x[:, :, t : t + size] for t in range(x.shape[2] - size + 1)], axis=1)


def flat(x: Any, weight: Any, bias: Any, order: tuple[int, ...] = (0, 1, 2, 3)) -> Any:
    """Multiply flattened windows, (N, T, C, K) in this order of axes, with flattened kernels."""
    taken = columns(x, weight.shape[2]).transpose(order).reshape(len(x), -1, weight[0].size)
    return taken @ weight.reshape(len(weight), -1).T + bias


def padded(mode: str) -> Callable[..., Any]:
    def function(x: Any, weight: Any, bias: Any, padding: int) -> Any:
        return right(np.pad(x, ((0, 0), (0, 0), (padding, padding)), mode), weight, bias)  # type: ignore[call-overload]

    return function


def groups_again(x: Any, weight: Any, bias: Any, groups: int) -> Any:
    parts = [functional.conv1d(part, weight[:4], bias[:4]) for part in x.chunk(groups, 1)]
    return torch.cat(parts, 1)


def cross(x: Any, weight: Any, bias: Any) -> Any:
    taken = sliding_window_view(x, weight.shape[2], 2)
    return np.einsum("nctk,odk->not", taken, weight) + bias[:, None]


TOLD: list[tuple[Callable[..., Any], dict[str, Any], str, str]] = [
    (lambda x, w, b: right(x, np.flip(w), b), {}, "flipped along every axis", "np.flip"),
    (lambda x, w, b: right(np.flip(x), w, b), {}, "x flipped along every axis", "np.flip"),
    (lambda x, w, b: right(x[:, ::-1], w, b), {}, "channels reversed", "the last channel"),
    (
        lambda x, w, b: flat(x, w, b, (0, 1, 3, 2)).transpose(0, 2, 1),
        {},
        "columns in another order",
        "Transpose one of them before reshape",
    ),
    (
        lambda x, w, b: flat(x, w, b).reshape(len(x), len(w), -1),
        {},
        "reshaped without transpose",
        "an array of shape (N, L_out, C_out)",
    ),
    (cross, {}, "every channel with every kernel row", "3 * 3 pairs of channels"),
    (
        lambda x, w, b: right(x, 0 * w + w.sum(0), b),
        {},
        "sum over all kernels",
        "the sums of all 2 kernels",
    ),
    (
        loop(("total = 0\n", "pass\n"), ("    for n in", "    total = 0\n    for n in")),
        {},
        "sum not reset",
        "for each output",
    ),
    (loop(("out[n, o, t] =", "out[n, o] =")), {}, "last window for all", "is the [t] missing"),
    (loop(("out[n, o, t] =", "out[n, :, t] =")), {}, "last kernel for all", "is the [o] missing"),
    (loop(("out[n, o, t] =", "out[n] =")), {}, "last sum for all", "assign to out[n, o, t]"),
    (padded("edge"), {"padding": 1}, "other padding mode", "mode 'edge'"),
    (padded("reflect"), {"padding": 2}, "other padding mode", "mirrored"),
    (
        lambda x, w, b, padding: right(np.pad(x, ((0, 0), (0, 0), (padding, 0))), w, b),
        {"padding": 2},
        "output shorter",
        "Is the padding counted on one side only?",
    ),
    (
        lambda x, w, b: functional.conv1d(functional.pad(x, (3, 0)), w, b),
        {},
        "other padding",
        "3 zeros on the left and none on the right",
    ),
    (lambda x, w, b, padding=1: torch.conv1d(x, w, b, 1, padding), {}, "other padding", "1 zero"),
    (groups_again, {"groups": 2}, "kernels used again", "the kernels of group 0"),
    (
        lambda x, w, b: right(x, w, 0 * b) + b,
        {"out_channels": 7},
        "bias along time",
        "out[:, :, t] adds bias[t]",
    ),
    (
        lambda x, w, b: right(np.roll(x, -1, 2), w, b),
        {},
        "window shifted and wraps",
        "starts at 3: one step late. It should start at 2. Beyond the end of x it goes on",
    ),
    (
        loop(("dilation * (K - 1) - 1", "dilation * K - 1")),
        {"dilation": 2},
        "output shorter",
        "Does the formula hold dilation * K?",
    ),
    (
        lambda x, w, b: functional.avg_pool1d(functional.conv1d(x, w, b), 3, 1, 1),
        {"length": 6},
        "scaled",
        "Every product is multiplied by 0.333333;",
    ),
    (loop(("bias[o]", "bias.sum()")), {}, "all biases", "adds all of bias"),
    (loop(("weight[o, c, k]", "weight[o, c, -k]")), {}, "weight[o, c, -k]", "leaves k = 0"),
    (
        loop(("weight[o, c, k]", "weight[o, k, c]")),
        {"in_channels": 4},
        "weight[o, k, c]",
        "whose last two axes are (C_in, K), or in that of x",
    ),
    (
        loop((f"{CHANNEL}, {TAP}", f"{TAP[:-1]}, c]")),
        {},
        "x axes swapped",
        "With in_channels = out_channels = length = 5 it runs, and shows: You read x[n, i, c]",
    ),
    (
        loop(
            ("range(L_out)", "range(0, L - K + 1, stride)"),
            ("t * stride", "t"),
            ("// stride + 1", "+ 1"),
        ),
        {"stride": 2},
        "results at window starts",
        "The sum of window t stands in out[:, :, t * stride]",
    ),
    (
        loop(("for k in", "for t in"), ("c, k]", "c, t]"), (TAP, "t]")),
        {},
        "loop variable used twice",
        "Only out[:, :, 3] is ever set",
    ),
    (
        loop(("                out[n, o, t] = t", "            out[n, o, t] = t")),
        {},
        "windows never computed",
        "does the line that assigns to out stand outside the loop?",
    ),
    (windows("L"), {}, "counter too high", "t = 7 is one window too many"),
    (windows("L - K + 2"), {}, "counter too high", "t = 7 is one window too many"),
    (windows("L // stride"), {"stride": 2}, "counter too high", "t counts windows"),
    (windows(), {"padding": 1}, "padding ignored", "is it x that you read, not the padded x?"),
    (
        windows(window="t : t + K : dilation"),
        {"dilation": 2},
        "window of another size",
        "it goes from start to start + dilation * (K - 1) + 1",
    ),
    (
        loop(("(padding, padding)", "(0, 0)"), ("(L - d", "(L + 2 * padding - d")),
        {"padding": 1},
        "padding ignored",
        "is it x that you read, and not the padded x?",
    ),
    (
        loop(("out = np.zeros((N, C_out, L_out))", "out = np.zeros((N, C_out, L - K))")),
        {},
        "output of another length",
        "The array has room for 6 windows; with L = 10 and K = 4 there are L_out = 7. Is the + 1",
    ),
]


@pytest.mark.parametrize(("function", "sizes", "name", "said"), TOLD)
def test_a_kind_of_mistake_is_named(
    function: Callable[..., Any], sizes: dict[str, Any], name: str, said: str
) -> None:
    seen = expand(function, **sizes)
    assert name in seen.names
    assert said in str(seen)


ONLY_FACTS: list[tuple[Callable[..., Any], dict[str, Any], set[str]]] = [
    (lambda x, w, b: np.roll(right(x, w, b), 1, 2), {}, {"other terms"}),
    (lambda x, w, b: right(x * np.hanning(10), w, b), {}, {"other terms"}),
    (lambda x, w, b: right(x, w, b) * np.arange(1, 8), {}, {"other terms", "bias uneven"}),
    (lambda x, w, b: right(x, w, 0 * b) + np.tile(b, 4)[:7], {}, {"wrong bias"}),
    (lambda x, w, b: right(x.transpose(0, 2, 1)[:, :3], w, b), {}, {"raises"}),
    (
        lambda x, w, b: functional.avg_pool1d(functional.conv1d(x, w, b), 2),
        {},
        {"output shorter", "other terms", "scaled"},
    ),
]


@pytest.mark.parametrize(("function", "sizes", "names"), ONLY_FACTS)
def test_where_the_cause_is_not_known_only_the_fact_is_told(
    function: Callable[..., Any], sizes: dict[str, Any], names: set[str]
) -> None:
    assert set(expand(function, **sizes).names) == names


def test_a_wrong_bias_is_told_of_one_output_where_the_row_has_others() -> None:
    seen = expand(lambda x, w, b: right(x, w, 0 * b) + np.tile(b, 4)[:7])
    assert "out[0, 0, 1] adds bias[1]; it should add bias[0], and only that." in str(seen)


def test_what_sizes_that_coincide_cannot_tell_is_left_open() -> None:
    square: dict[str, Any] = {"in_channels": 4, "kernel_size": 4, "length": 9}
    per_tap = loop(
        (
            "for k in range(K):",
            "for k in range(K):\n                        total += bias[o] * (c == 0)",
        )
    )
    seen = str(expand(per_tap, **square))
    assert "The bias is added for every tap, or for every channel, and once more." in seen
    seen = str(expand(loop(("k * dilation]", "k * dilation] / K")), **square))
    assert "Every product is divided by 4: you take a mean, and a convolution" in seen
    flipped = loop(("weight[o, c, k]", "weight[o, c, -1 - k]"))
    assert expand(flipped, length=4).names == ("kernel flipped",)  # one window


def test_a_constant_output_is_not_said_to_be_unset() -> None:
    seen = expand(lambda x, w, b: np.ones((2, 2, 7)))
    assert seen.sentences == ("Every output is 1, whatever x, weight and bias are.",)
