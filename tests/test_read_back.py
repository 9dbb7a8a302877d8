"""``expand`` names what a wrong loop does, and finds nothing wrong with a right function."""

from __future__ import annotations

import gc
import math
import re
import sys
import threading
import time
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.lib.stride_tricks import sliding_window_view

import conv1d_lab.read_back as package
from conv1d_lab import article
from conv1d_lab.arithmetic import conv1d, pad, padding_sides
from conv1d_lab.learner_code import deadline
from conv1d_lab.read_back import Expansion, expand
from conv1d_lab.read_back.probe import probe
from conv1d_lab.read_back.terms import Term

LOOP = """
def loop(x, weight, bias, stride=1, padding=0, dilation=1, groups=1):
    x = np.pad(x, ((0, 0), (0, 0), (padding, padding)))
    N, C_in, L = x.shape
    C_out, C, K = weight.shape
    L_out = (L - dilation * (K - 1) - 1) // stride + 1
    out = np.zeros((N, C_out, L_out))
    for n in range(N):
        for o in range(C_out):
            for t in range(L_out):
                total = 0
                for c in range(C):
                    for k in range(K):
                        total += weight[o, c, k] * x[n, o // (C_out // groups) * C + c, t * stride + k * dilation]
                out[n, o, t] = total + bias[o]
    return out
"""  # noqa: E501


def loop(*changes: tuple[str, str]) -> Callable[..., Any]:
    """Compile the right loop after replacing fragments of it."""
    source = LOOP
    for old, new in changes:
        assert source.count(old) >= 1, old
        source = source.replace(old, new)
    space: dict[str, Any] = {"np": np, "torch": torch}
    exec(compile(source, "<a learner's cell>", "exec"), space)
    made: Callable[..., Any] = space["loop"]
    return made


TAP = "t * stride + k * dilation]"
CHANNEL = "o // (C_out // groups) * C + c"
ALL_AXES = [
    ("x = np.pad(x, ((0, 0), (0, 0), (padding, padding)))", "N = len(x); x = np.pad(x, padding)"),
    ("N, C_in, L =", "_, C_in, L ="),
]
SWAPPED = [("(N, C_out, L_out)", "(C_out, N, L_out)"), ("out[n, o, t]", "out[o, n, t]")]
WRONG: list[tuple[str, list[tuple[str, str]], dict[str, Any], set[str]]] = [
    ("early", [(TAP, "t * stride + k * dilation - 1]")], {}, {"window shifted and wraps"}),
    (
        "late and short",
        [(TAP, "t * stride + k * dilation + 1]"), ("(L - d", "(L - 1 - d")],
        {},
        {"window shifted", "output shorter"},
    ),
    ("flipped", [("weight[o, c, k]", "weight[o, c, K - 1 - k]")], {}, {"kernel flipped"}),
    ("negative index flips", [("weight[o, c, k]", "weight[o, c, -1 - k]")], {}, {"kernel flipped"}),
    ("no bias", [(" + bias[o]", "")], {}, {"bias missing"}),
    (
        "bias per channel",
        [
            ("for c in range(C):", "for c in range(C):\n                    total += bias[o]"),
            (" + bias[o]", ""),
        ],
        {},
        {"bias per channel"},
    ),
    (
        "bias per product",
        [("total += weight", "total += bias[o] + weight"), (" + bias[o]\n    r", "\n    r")],
        {},
        {"bias per product"},
    ),
    (
        "bias per product and once more",
        [("total += weight", "total += bias[o] + weight")],
        {},
        {"bias per product"},
    ),
    ("without t", [(TAP, "k * dilation]")], {}, {"window never moves"}),
    ("without k", [(TAP, "t * stride]")], {"dilation": 2}, {"taps on one element"}),
    ("bias twice", [("total = 0", "total = bias[o]")], {}, {"bias twice"}),
    ("bias subtracted", [("total + bias", "total - bias")], {}, {"bias subtracted"}),
    ("bias of the batch item", [("bias[o]", "bias[n]")], {}, {"bias by batch item"}),
    ("stride in k", [(TAP, "t + k * stride]")], {"stride": 2}, {"stride in the taps"}),
    (
        "stride in both",
        [(TAP, "(t + k) * stride]"), ("(L - d", "(L - K - d")],
        {"stride": 2, "kernel_size": 3},
        {"output shorter", "stride in both"},
    ),
    (
        "padding twice",
        [("(padding, padding)", "(2 * padding, 2 * padding)")],
        {"padding": 1},
        {"output longer", "padding doubled"},
    ),
    ("bias of the first", [("bias[o]", "bias[0]")], {}, {"bias 0 for all"}),
    ("swapped", [("weight[o, c, k]", "weight[c, o, k]")], {}, {"raises", "swapped weight"}),
    (
        "swapped, square",
        [("weight[o, c, k]", "weight[c, o, k]")],
        {"in_channels": 3, "out_channels": 3},
        {"swapped weight"},
    ),
    (
        "stride ignored",
        [("t * stride", "t"), ("// stride", "// 1")],
        {"stride": 3},
        {"stride ignored", "output longer"},
    ),
    ("stride ignored, length right", [("t * stride", "t")], {"stride": 2}, {"stride ignored"}),
    (
        "step by K",
        [("t * stride", "t * K"), ("(L - d", "((L - K) // K + K - d")],
        {},
        {"wrong stride", "output shorter"},
    ),
    ("dilation ignored", [("k * dilation]", "k]")], {"dilation": 2}, {"dilation ignored"}),
    (
        "dilation spreads",
        [(TAP, "min((t * stride + k) * dilation, L - 1)]")],
        {"dilation": 2, "length": 14, "at": (0, 0, 0)},
        {"other terms"},
    ),
    ("mean over all", [("out[n, o, t] = total", "out[n, o, t] = total / C / K")], {}, {"mean"}),
    ("mean of a channel's K", [("k * dilation]", "k * dilation] / K")], {}, {"mean"}),
    ("too short", [("// stride + 1", "// stride")], {}, {"output shorter"}),
    (
        "last never computed",
        [("range(L_out)", "range(L_out - 1)")],
        {},
        {"windows never computed"},
    ),
    (
        "first never computed",
        [("range(L_out)", "range(1, L_out)")],
        {},
        {"windows never computed"},
    ),
    ("one batch item", [("range(N)", "range(1)")], {}, {"batch items never computed"}),
    (
        "one row, and flipped",
        [("range(C_out)", "range(1)"), ("weight[o, c, k]", "weight[o, c, -1 - k]")],
        {},
        {"output channels never computed", "kernel flipped"},
    ),
    (
        "nothing is put in",
        [("out[n, o, t] = total + bias[o]", "total + bias[o]")],
        {},
        {"nothing computed"},
    ),
    (
        "one window too many",
        [("range(L_out)", "range(L_out + 1)")],
        {},
        {"raises", "counter too high"},
    ),
    (
        "t jumps by the stride",
        [("range(L_out)", "range(0, L - K + 1, stride)"), ("t * stride", "t")],
        {"stride": 3},
        {"raises", "counter too high"},
    ),
    (
        "no products",
        [("total += weight", "total = total; weight")],
        {},
        {"no products"},
    ),
    ("only channel 0", [("range(C)", "range(1)")], {}, {"channels left out"}),
    ("without channel 2", [("range(C)", "range(C - 1)")], {}, {"channels left out"}),
    ("without the last tap", [("range(K)", "range(K - 1)")], {}, {"taps left out"}),
    ("= for +=", [("total += weight", "total = weight")], {}, {"overwritten"}),
    (
        "= for + of channels",
        [("for c in range(C):", "for c in range(C):\n                    total = 0")],
        {},
        {"channels left out"},
    ),
    ("kernel 0 for all", [("weight[o,", "weight[0,")], {}, {"first kernel for all"}),
    ("kernel n", [("weight[o,", "weight[n,")], {}, {"kernel by batch item"}),
    ("x channel 0", [(CHANNEL, "0")], {}, {"x channel 0 for all"}),
    ("x channel o", [(CHANNEL, "o")], {}, {"x channel o"}),
    (
        "weight channel 0",
        [("weight[o, c, k]", "weight[o, 0, k]")],
        {},
        {"weight channel 0 for all"},
    ),
    ("tap 0", [("weight[o, c, k]", "weight[o, c, 0]")], {}, {"tap 0 for all"}),
    ("batch item 0", [("x[n,", "x[0,")], {}, {"batch item 0 for all"}),
    ("groups ignored", [(CHANNEL, "c")], {"groups": 3}, {"groups ignored"}),
    (
        "group by remainder",
        [(CHANNEL, "o % groups * C + c")],
        {"groups": 2},
        {"group by remainder"},
    ),
    (
        "group by remainder, 3",
        [(CHANNEL, "o % groups * C + c")],
        {"groups": 3},
        {"group by remainder"},
    ),
    ("axes of out swapped", SWAPPED, {}, {"axes swapped"}),
    (
        "axes of out swapped, and flipped",
        [*SWAPPED, ("weight[o, c, k]", "weight[o, c, -1 - k]")],
        {},
        {"axes swapped", "kernel flipped"},
    ),
    ("axes of out swapped, three kernels", SWAPPED, {"out_channels": 3}, {"wrong answer"}),
    (
        "groups interleaved",
        [(CHANNEL, "c * groups + o // (C_out // groups)")],
        {"groups": 2},
        {"groups interleaved"},
    ),
    (
        "sum never set back",
        [("                total = 0\n", ""), ("for t in", "total = 0\n            for t in")],
        {},
        {"sum not set back"},
    ),
    (
        "padding ignored",
        [("(padding, padding)", "(0, 0)")],
        {"padding": 1},
        {"padding ignored", "output shorter"},
    ),
    (
        "padding left",
        [("(padding, padding)", "(2 * padding, 0)")],
        {"padding": 1},
        {"window shifted"},
    ),
    ("every axis padded", ALL_AXES, {"padding": 1}, {"every axis padded"}),
    ("every axis padded, nothing left", ALL_AXES, {"padding": 2}, {"no products"}),
    (
        "padding + 1",
        [("(padding, padding)", "(padding + 1, padding + 1)")],
        {"padding": 2},
        {"output longer", "other padding"},
    ),
    (
        "padding ignored, and early",
        [
            ("(padding, padding)", "(0, 0)"),
            (TAP, "t * stride + k * dilation - 1]"),
        ],
        {"padding": 3},
        {"output shorter", "window shifted and wraps"},
    ),
    (
        "early by more than the padding",
        [(TAP, "t * stride + k * dilation - 2]")],
        {"padding": 1},
        {"window shifted and wraps"},
    ),
    ("subtracted", [("total += weight", "total -= weight")], {}, {"subtracted"}),
    ("constant", [("total + bias", "total + 1 + bias")], {}, {"constant"}),
    (
        "dilation spreads, length right",
        [(TAP, "(t * stride + k) * dilation]"), ("(L - dilation * (K - 1)", "(L // 2 - K + 1")],
        {"dilation": 2},
        {"dilation spreads windows", "output shorter"},
    ),
    (
        "dilation + 1",
        [("k * dilation]", "k * (dilation + 1)]"), ("(L - d", "(L - 3 - d")],
        {"dilation": 2},
        {"dilation off by one", "output shorter"},
    ),
    (
        "dilation - 1",
        [("k * dilation]", "k * (dilation - 1)]")],
        {"dilation": 3, "length": 12},
        {"dilation off by one"},
    ),
    (
        "always dilated",
        [("k * dilation]", "k * 2]"), ("(L - d", "(L - 3 - d")],
        {},
        {"dilated without being asked", "output shorter"},
    ),
    (
        "only the right end is guarded",
        [
            ("(padding, padding)", "(0, 0)"),
            ("(L - d", "(L + 2 * padding - d"),
            ("total += weight", "if t + k - padding < L: total += weight"),
            (TAP, "t + k - padding]"),
        ],
        {"padding": 1},
        {"padding wraps"},
    ),
    ("last kernel first", [("weight[o,", "weight[-1 - o,")], {}, {"kernels in reverse"}),
    ("c for k", [("weight[o, c, k]", "weight[o, c, c]")], {}, {"tap by channel"}),
    ("last bias first", [("bias[o]", "bias[-1 - o]")], {}, {"wrong bias"}),
    ("bias per tap", [("+ bias[o]", "+ K * bias[o]")], {}, {"bias per tap"}),
    ("bias times 7", [("+ bias[o]", "+ 7 * bias[o]")], {}, {"bias scaled"}),
    ("bias at t = 0 only", [("+ bias[o]", "+ (t == 0) * bias[o]")], {}, {"bias uneven"}),
    ("twice the products", [("total + bias", "2 * total + bias")], {}, {"scaled"}),
    (
        "half of everything",
        [("total + bias[o]", "(total + bias[o]) / 2")],
        {},
        {"scaled", "bias scaled"},
    ),
    (
        "pile over o",
        [("total = 0", "total = out[n, o - 1, t] if o else 0")],
        {},
        {"sum not set back"},
    ),
    (
        "pile over n",
        [("total = 0", "total = out[n - 1, o, t] if n else 0")],
        {},
        {"sum not set back"},
    ),
    (
        "three at once",
        [("weight[o, c, k]", "weight[0, c, K - 1 - k]"), (CHANNEL, "0")],
        {},
        {"kernel flipped", "first kernel for all", "x channel 0 for all"},
    ),
    ("no two names for one place", [(TAP, "k * stride]")], {"stride": 2}, {"other terms"}),
    (
        "swapped in a layer with settings",
        [("weight[o, c, k]", "weight[c, o, k]"), (" + bias[o]", "")],
        {"stride": 2, "padding": 1, "dilation": 2, "bias": False},
        {"raises", "swapped weight"},
    ),
    (
        "early and without bias",
        [(TAP, "t * stride + k * dilation - 1]"), (" + bias[o]", "")],
        {},
        {"window shifted and wraps", "bias missing"},
    ),
    (
        "flipped and channel 0",
        [("weight[o, c, k]", "weight[o, c, K - 1 - k]"), (CHANNEL, "0")],
        {},
        {"kernel flipped", "x channel 0 for all"},
    ),
]


SAID = Path(__file__).with_name("read_back_words.txt").read_text("utf-8")
WORDS = {
    name: sentences
    for name, *sentences in (block.split("\n") for block in SAID.strip().split("\n\n"))
}
"""What is said of each wrong loop, but for an exception: every sentence was read by a person."""


@pytest.mark.parametrize(
    ("name", "changes", "sizes", "names"), WRONG, ids=[wrong[0] for wrong in WRONG]
)
def test_wrong_loop_is_named(
    name: str, changes: list[tuple[str, str]], sizes: dict[str, Any], names: set[str]
) -> None:
    seen = expand(loop(*changes), **sizes)
    assert set(seen.names) == names
    assert not seen.correct
    said = zip(seen.names, seen.sentences, strict=True)
    assert [sentence for found, sentence in said if found != "raises"] == WORDS[name]


def test_no_words_are_left_over() -> None:
    assert sorted(WORDS) == sorted(wrong[0] for wrong in WRONG)


def test_window_in_words_and_terms() -> None:
    seen = expand(loop((TAP, "t * stride + k * dilation - 1]")))
    assert seen.at == (0, 0, 2)
    assert "Your window for t = 2 starts at 1: one step early. It should start at 2." in str(seen)
    assert "weight[0, 0, 0]·x[0, 0, 1]   weight[0, 0, 0]·x[0, 0, 2]   ✗ extra | ✗ missing" in str(
        seen
    )
    assert len(seen.extra) == len(seen.missing) == 12
    assert seen.value is not None
    assert f"{seen.expected:.4f}" == "0.3826"
    assert "out[0, 0, 2] = 0.3342 with your code; it should be 0.3826" in str(seen)


DOUBLED = [("(padding, padding)", "(2 * padding, 2 * padding)"), ("(L - d", "(L - 2 * padding - d")]


@pytest.mark.parametrize("padding", [1, 2, 3])
@pytest.mark.parametrize(
    ("changes", "early"),
    [
        ([(TAP, "t * stride + k * dilation - 1]")], lambda p: 1),
        ([("(padding, padding)", "(padding + 1, padding - 1)")], lambda p: 1),
        ([("(padding, padding)", "(2 * padding, 0)")], lambda p: p),
        (DOUBLED, lambda p: p),
    ],
)
def test_early_windows_of_a_padded_x_in_words(
    changes: list[tuple[str, str]], early: Callable[[int], int], padding: int
) -> None:
    """Index or padding: the sums are the same, so the cause is asked for, not stated."""
    seen, off = expand(loop(*changes), padding=padding), early(padding)
    assert seen.names == ("window shifted",)
    steps = "one step" if off == 1 else f"{off} steps"
    assert f"Your window for t = 2 starts at {2 - padding - off}, counted in x" in str(seen)
    assert (
        f"{steps} early. It should start at {2 - padding}. Is an index {off} too low, or do "
        in (str(seen))
    )
    assert f"do {padding + off} zeros stand on the left of x, where {padding} should?" in str(seen)
    assert "never computed" not in str(seen)


def test_the_odd_zero_of_same_padding_on_the_wrong_side() -> None:
    def left_heavy(x: Any, weight: Any, bias: Any, padding: str) -> Any:
        return conv1d(np.pad(x, ((0, 0), (0, 0), (2, 1))), weight, bias)

    seen = expand(left_heavy, padding="same")
    assert seen.names == ("window shifted",)
    assert "do 2 zeros stand on the left of x, where 1 should?" in str(seen)


def test_another_padding_in_words() -> None:
    change = ("(padding, padding)", "(padding + 1, padding + 1)")
    seen = expand(loop(change, ("weight[o, c, k]", "weight[o, c, -1 - k]")), padding=2)
    assert set(seen.names) == {"output longer", "other padding", "kernel flipped"}
    said = "Your windows are those of padding=3: 3 zeros on each side of x, where 2 should stand."
    assert said in str(seen)


def test_late_windows_of_a_padded_x_in_words() -> None:
    seen = expand(loop(("(padding, padding)", "(padding - 1, padding + 1)")), padding=1)
    assert "one step late. It should start at 1. Is an index 1 too high, or does no zero" in (
        str(seen)
    )


def test_a_start_is_told_where_the_stride_does_not_matter() -> None:
    seen = expand(
        loop((TAP, "t + k * dilation + 1]"), ("(L - d", "(L - 1 - d"), ("// stride", "// 1")),
        stride=2,
    )
    assert "Your window for t = 0 starts at 1: one element late. It should start at 0." in str(seen)


def test_padding_of_every_axis_in_words() -> None:
    seen = str(expand(loop(*ALL_AXES), padding=1))
    assert "out[n] reads x[n - 1], and weight[o, c] meets channel c - 1" in seen
    assert "((0, 0), (0, 0), (padding, padding))" in seen
    assert "pads every axis" in str(expand(loop(*ALL_AXES), padding=2))

    def alone(x: Any, weight: Any, bias: Any, padding: int) -> Any:
        padded = np.pad(x, padding)
        return without_a_batch(padded[: len(x)], weight, bias)

    seen = str(expand(alone, (0, 0), padding=1))
    assert "is padded: weight[o, c] meets channel c - 1" in seen
    assert "((0, 0), (padding, padding))" in seen


def test_an_empty_window_beside_zeros_is_not_called_never_computed() -> None:
    seen = expand(loop(("range(L_out)", "range(1, L_out)")), padding=1)
    assert seen.names == ("windows without products",)
    assert "is it never computed, or only from zeros?" in str(seen)
    seen = expand(loop(*ALL_AXES, ("padding=0", "padding=1")))  # of which expand knows nothing
    assert "batch items without products" in seen.names
    seen = expand(loop(("range(C_out)", "range(1)")), padding=1, out_channels=3)
    assert "Output channels 1 and 2 are without any product of x and weight: are they" in str(seen)


def test_a_padded_batch_axis_is_asked_for() -> None:
    whole = ("np.pad(x, ((0, 0), (0, 0), (padding, padding)))", "np.pad(x, padding)")
    seen = expand(loop(whole), padding=1)
    assert seen.names == ("wrong answer",)
    assert (
        "Your output has the shape (4, 2, 9), not (N, C_out, L_out) = (2, 2, 9). Is the batch"
        in (str(seen))
    )


def test_swapped_axes_in_words() -> None:
    said = "The first two axes of your output are swapped: it must be (N, C_out, L_out)."
    assert said in str(expand(loop(*SWAPPED)))
    assert "(2, 3, 7): the first two axes are swapped." in str(
        expand(loop(*SWAPPED), out_channels=3)
    )
    assert "axes" not in str(expand(loop(("weight[o,", "weight[n,"), ("bias[o]", "bias[n]"))))


def test_groups_in_words() -> None:
    change = (CHANNEL, "c * groups + o // (C_out // groups)")
    said = "group 0 has the channels 0 and 3. It should have 0 and 1, which follow each other."
    assert said in str(expand(loop(change), groups=3))


def test_channel_in_words() -> None:
    assert "Channel 2 is never read" in str(expand(loop(("range(C)", "range(C - 1)"))))
    assert "Channels 1 and 2 are never read" in str(expand(loop(("range(C)", "range(1)"))))


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ("(total + bias[o]) / 2", "The bias is scaled as the products are"),
        ("total + 7 * bias[o]", "The bias is added 7 times; once is right."),
    ],
)
def test_a_scaled_bias_in_words(wrong: str, said: str) -> None:
    assert said in str(expand(loop(("total + bias[o]", wrong))))


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


@pytest.mark.parametrize("function", [with_ndindex, with_a_generator, with_a_comprehension])
def test_the_targets_of_any_loop_are_counters(function: Callable[..., Any]) -> None:
    assert "o = 2 is one kernel too many" in str(expand(function))


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


def numpy_loops(x: Any, weight: Any, bias: Any, **s: Any) -> Any:
    return loop()(x, weight, bias, **s)


def numpy_slices(
    x: Any, weight: Any, bias: Any, stride: Any = 1, padding: Any = 0, dilation: Any = 1
) -> Any:
    x = np.pad(x, ((0, 0), (0, 0), (padding, padding)))
    size = weight.shape[2]
    length = (x.shape[2] - dilation * (size - 1) - 1) // stride + 1
    out = np.repeat(np.repeat(bias[None, :, None], len(x), 0), length, 2)
    for k in range(size):
        part = x[:, :, k * dilation : k * dilation + (length - 1) * stride + 1 : stride]
        out += np.einsum("oc,nct->not", weight[:, :, k], part)
    return out


def numpy_windows(x: Any, weight: Any, bias: Any) -> Any:
    return (
        np.einsum("nctk,ock->not", sliding_window_view(x, weight.shape[2], axis=2), weight)
        + (bias[:, None])
    )


def numpy_fft(x: Any, weight: Any, bias: Any) -> Any:
    length = x.shape[2]
    spectrum = np.einsum(
        "ncf,ocf->nof", np.fft.rfft(x), np.conj(np.fft.rfft(weight, length, axis=2))
    )
    return np.fft.irfft(spectrum, length)[:, :, : length - weight.shape[2] + 1] + bias[:, None]


def torch_function(x: Any, weight: Any, bias: Any, **s: Any) -> Any:
    return torch.nn.functional.conv1d(x, weight, bias, **s)


def torch_unfold(x: torch.Tensor, weight: torch.Tensor, bias: torch.Tensor, stride: int = 1) -> Any:
    return torch.tensordot(x.unfold(2, weight.shape[2], stride), weight, ([1, 3], [1, 2])).swapaxes(
        1, 2
    ) + bias.view(-1, 1)


def without_a_batch(x: Any, weight: Any, bias: Any) -> Any:
    length = x.shape[1]
    out = np.zeros((len(weight), length - weight.shape[2] + 1))
    for o in range(len(weight)):
        for t in range(out.shape[1]):
            out[o, t] = (weight[o] * x[:, t : t + weight.shape[2]]).sum() + bias[o]
    return out


STYLES: dict[Callable[..., Any], set[str]] = {
    numpy_loops: {"stride", "padding", "dilation", "groups"},
    numpy_slices: {"stride", "padding", "dilation"},
    numpy_windows: set(),
    numpy_fft: set(),
    torch_function: {"stride", "padding", "dilation", "groups"},
    torch_unfold: {"stride"},
    without_a_batch: set(),
    conv1d: {"stride", "padding", "dilation", "groups"},
}


@settings(max_examples=60, deadline=None, derandomize=True)
@given(data=st.data())
def test_nothing_is_found_wrong_with_a_right_function(data: st.DataObject) -> None:
    function = data.draw(st.sampled_from(list(STYLES)), label="style")
    wished = STYLES[function]
    chosen: dict[str, Any] = {}
    for name, low, high in (("stride", 1, 4), ("padding", 0, 3), ("dilation", 1, 3)):
        if name in wished:
            chosen[name] = data.draw(st.integers(low, high), label=name)
    groups = data.draw(st.integers(1, 3), label="groups") if "groups" in wished else 1
    size = data.draw(st.integers(1, 4), label="kernel_size")
    span = chosen.get("dilation", 1) * (size - 1) + 1
    seen = expand(
        function,
        in_channels=groups * data.draw(st.integers(1, 3), label="channels per group"),
        out_channels=groups * data.draw(st.integers(1, 2), label="kernels per group"),
        kernel_size=size,
        length=span + data.draw(st.integers(0, 5), label="more length"),
        groups=groups,
        bias=True,
        **chosen,
    )
    assert seen.correct, str(seen)
    assert seen.extra == seen.missing == {}


def test_a_layer_of_any_kind_is_taken() -> None:
    layer = torch.nn.Conv1d(4, 6, 3, stride=2, padding=2, groups=2, padding_mode="circular")

    def right(
        x: Any, weight: Any, bias: Any, stride: Any, padding: Any, groups: Any, padding_mode: Any
    ) -> Any:
        left, right = padding_sides(padding, weight.shape[2])
        return conv1d(pad(x, left, right, padding_mode), weight, bias, stride=stride, groups=groups)

    def zeros(
        x: Any, weight: Any, bias: Any, stride: Any, padding: Any, groups: Any, padding_mode: Any
    ) -> Any:
        return conv1d(x, weight, bias, stride=stride, padding=padding, groups=groups)

    x = torch.rand(1, 4, 9)
    assert expand(right, layer=layer, x=x).correct
    assert not expand(zeros, layer=layer, x=x).correct
    assert expand(torch_function, (1, 1), layer=article.layer(), x=article.x()[0]).at == (1, 1)
    plain = torch.nn.Conv1d(2, 2, 3, bias=False)
    assert expand(torch_function, layer=plain, x=torch.rand(2, 8)).correct


def test_no_bias_argument_is_no_defect() -> None:
    def bare(x: Any, weight: Any) -> Any:
        return conv1d(x, weight)

    assert expand(bare).correct
    assert expand(loop(), bias=False).names == ("raises",)  # bias is None then, as in torch


def any_arguments(*args: Any) -> Any:
    x, weight, bias = args
    return conv1d(x, weight, bias)


def other_names(x: Any, w: Any, b: Any) -> Any:
    return conv1d(x, w, b)


def stride_in_third_place(x: Any, weight: Any, stride: int = 1) -> Any:
    return conv1d(x, weight, stride=stride)


@pytest.mark.parametrize(
    ("function", "sizes"),
    [
        (any_arguments, {}),
        (other_names, {}),
        (stride_in_third_place, {"stride": 2}),
        (torch_function, {"stride": 2}),
        (torch.conv1d, {"stride": 2}),
    ],
)
def test_a_bias_is_handed_to_whoever_has_a_place_for_it(
    function: Callable[..., Any], sizes: dict[str, Any]
) -> None:
    assert expand(function, **sizes).names == ()


def test_two_places_ask_for_an_x_without_a_batch() -> None:
    assert expand(conv1d, (1, 2)).values.batched is False
    assert expand(conv1d, (1, 1, 2)).values.batched is True


PILE: list[float] = []


def remembers(x: Any, weight: Any, bias: Any) -> Any:
    PILE.append(1.0)
    return conv1d(x, weight, bias) + len(PILE)


def changes_x(x: Any, weight: Any, bias: Any) -> Any:
    out = conv1d(x, weight, bias)
    x += 1
    return out


def relu(x: Any, weight: Any, bias: Any) -> Any:
    return np.maximum(conv1d(x, weight, bias), 0)


def no_weight(x: Any, weight: Any, bias: Any) -> Any:
    return conv1d(x, np.ones_like(weight), bias)


def forgets_return(x: Any, weight: Any, bias: Any) -> None:
    conv1d(x, weight, bias)


def whole_numbers(x: Any, weight: Any, bias: Any) -> Any:
    return conv1d(x, weight, bias).astype(int)


def a_list(x: Any, weight: Any, bias: Any) -> Any:
    return conv1d(x, weight, bias).tolist()


def turned(x: Any, weight: Any, bias: Any) -> Any:
    return conv1d(x, weight, bias).swapaxes(1, 2)


def unset(x: Any, weight: Any, bias: Any) -> Any:
    return conv1d(x, weight, bias) / 0.0


def no_stride(x: Any, weight: Any, bias: Any) -> Any:
    return conv1d(x, weight, bias)


def weight_alone(x: Any, weight: Any, bias: Any) -> Any:
    return conv1d(x, weight, bias) + weight.sum()


def ramp(x: Any, weight: Any, bias: Any) -> Any:
    return conv1d(x, weight, bias) + np.arange(7)


def short_for_a_single_one(x: Any, weight: Any, bias: Any) -> Any:
    out = conv1d(x, weight, bias)
    return out[:, :, 1:] if x.sum() == 1 else out


def beyond(x: Any) -> Any:
    return x[99]


def calls_beyond(x: Any, weight: Any, bias: Any) -> Any:
    return beyond(x) + weight + bias


def beyond_a_tensor(x: Any, weight: Any, bias: Any) -> Any:
    return x.unfold(2, 4, 1)[99]


def wrong_with_torch(x: Any, weight: Any, bias: Any) -> Any:
    positive: Any = torch.relu(x)
    return positive + ""


def interrupted(x: Any, weight: Any, bias: Any) -> Any:
    raise SystemExit("enough")


ODD: list[tuple[Callable[..., Any], dict[str, Any], str, str]] = [
    (remembers, {}, "not repeatable", "Called twice"),
    (changes_x, {}, "changes x", "work on a copy"),
    (relu, {}, "not linear", "Your function is not linear"),
    (no_weight, {}, "x without weight", "every weight set to 0"),
    (forgets_return, {}, "wrong answer", "returns nothing"),
    (whole_numbers, {}, "wrong answer", "dtype int64"),
    (a_list, {}, "wrong answer", "returns a list"),
    (turned, {}, "wrong answer", "the last two axes are swapped"),
    (no_stride, {"stride": 2}, "no argument stride", "no argument stride"),
    (interrupted, {}, "raises", "SystemExit: enough"),
    (weight_alone, {}, "weight without x", "every element of x set to 0"),
    (ramp, {}, "constant varies", "where does the number come from"),
    (short_for_a_single_one, {}, "shape depends on values", "not only on the sizes"),
    (calls_beyond, {}, "raises", "in its line 2: return x[99]"),
    (beyond_a_tensor, {}, "raises", "IndexError"),  # and not: arrays have no unfold
    (wrong_with_torch, {}, "raises", "'Tensor' and 'str'"),  # and not: x must be a Tensor
    (torch.median, {}, "raises", "must be int, not Tensor"),
]


@pytest.mark.parametrize(
    ("function", "sizes", "name", "words"), ODD, ids=[o[0].__name__ for o in ODD]
)
def test_odd_functions_are_told_plainly(
    function: Callable[..., Any], sizes: dict[str, Any], name: str, words: str
) -> None:
    seen = expand(function, **sizes)
    assert seen.names[0] == name
    assert words in str(seen)


@pytest.mark.parametrize(
    ("made", "said"),
    [
        (torch.Tensor.bfloat16, "too few digits"),
        (torch.Tensor.half, "too few digits"),
        (torch.Tensor.to_sparse, "NumPy can't read"),
        (lambda out: out.to("meta"), "NumPy can't read"),
    ],
)
def test_a_tensor_that_cannot_be_read_back(made: Callable[..., Any], said: str) -> None:
    seen = expand(lambda x, weight, bias: made(torch.conv1d(x, weight, bias)))
    assert seen.names == ("wrong answer",)
    assert said in str(seen)


def test_an_error_in_the_very_last_call_is_told() -> None:
    calls: list[int] = []
    last = 0

    def tires(x: Any, weight: Any, bias: Any) -> Any:
        calls.append(1)
        if len(calls) == last:
            raise ValueError("tired")
        return conv1d(x, weight, bias)

    assert expand(tires).correct
    last = len(calls)
    calls.clear()
    assert expand(tires).names == ("raises",)


def two_weights_meet_one_x(x: Any, weight: Any, bias: Any) -> Any:
    return conv1d(x, weight[:, :, :1] + weight[:, :, 1:2], bias)


def test_codes_that_add_up_to_another_one_are_seen_through(monkeypatch: pytest.MonkeyPatch) -> None:
    codes = np.array([1.25, 1.75, 1.5])  # the first two look like twice the third
    monkeypatch.setattr("conv1d_lab.read_back.probe._codes", lambda count: codes)
    seen = expand(two_weights_meet_one_x, in_channels=1, out_channels=1, kernel_size=3)
    first = (0, 0, 0)
    assert seen.yours == {Term(first, first): 1, Term(first, (0, 0, 1)): 1, Term(None, (0,)): 1}


def test_reading_one_by_one_ends_in_time_even_if_every_call_is_short() -> None:
    sizes = ((1, 1, 400), (1, 1, 200), (1,))
    with pytest.raises(deadline.TooLongError):
        deadline.run(lambda: probe(two_weights_meet_one_x, sizes), 0.2)


@pytest.mark.parametrize("factor", [1, 40, 1 / 40])
def test_an_element_of_x_is_read_in_one_call(factor: float) -> None:
    calls: list[int] = []

    def scaled(x: Any, weight: Any, bias: Any) -> Any:
        calls.append(1)
        return factor * conv1d(x, weight, bias)

    seen = expand(scaled)
    assert seen.yours is not None
    assert len(calls) < 2 * seen.values.x.size


def test_nan_is_told() -> None:
    with np.errstate(all="ignore"):
        assert expand(unset).names == ("not finite",)


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


REFUSED: list[tuple[Callable[[], object], type[Exception], str]] = [
    (lambda: expand(np.zeros(3)), TypeError, "without calling it; got ndarray"),  # type: ignore[arg-type]
    (lambda: expand(conv1d, layer=article.layer()), TypeError, "layer and x go together"),
    (
        lambda: expand(conv1d, in_channels=4, groups=3),
        ValueError,
        "groups must divide in_channels = 4; got groups=3",
    ),
    (lambda: expand(conv1d, (0, 0, 7)), ValueError, "t must be an index from 0 to 6"),
    (lambda: expand(without_a_batch, (1, 0, 0)), ValueError, r"at=\(1, 0, 0\): n must be an index"),
    (lambda: expand(conv1d, 5), TypeError, "at must be a tuple .*; got 5"),  # type: ignore[arg-type]
    (lambda: expand(conv1d, length=1000), ValueError, "at most 2000 elements"),
    (lambda: expand(conv1d, out_channels=200), ValueError, "at most 2000 elements"),
    (lambda: expand(conv1d, length=3), ValueError, "kernel_size must fit"),
    (lambda: expand(conv1d, bias=3), TypeError, "bias must be True or False; got 3"),  # type: ignore[arg-type]
]


@pytest.mark.parametrize(("call", "error", "message"), REFUSED)
def test_expand_itself_refuses_bad_arguments(
    call: Callable[[], object], error: type[Exception], message: str
) -> None:
    with pytest.raises(error, match=message):
        call()


@pytest.mark.parametrize("seconds", [math.nan, math.inf, "a", 0, -1, True])
def test_seconds_are_a_number_above_0(seconds: Any) -> None:
    with pytest.raises(ValueError, match=rf"seconds must be a finite number > 0; got {seconds!r}"):
        expand(conv1d, seconds=seconds)


def test_html_says_the_same_and_escapes() -> None:
    def weird(x: Any, weight: Any, bias: Any) -> Any:
        raise ValueError("<script>")

    assert "<script>" not in expand(weird)._repr_html_()
    seen = expand(loop((TAP, "t * stride + k * dilation - 1]")))
    html = seen._repr_html_()
    assert html.count('class="bad"') == 13  # 12 taps and the key
    assert html.count('class="gone"') == 13
    assert "one step early" in html
    assert isinstance(seen, Expansion)
    assert package.__all__ == ["Expansion", "expand"]


def test_a_large_case_is_drawn_in_part() -> None:
    def flipped(x: Any, weight: Any, bias: Any) -> Any:
        return numpy_windows(x, weight[:, :, ::-1], bias)

    seen = expand(flipped, in_channels=9, length=30, kernel_size=7)
    assert seen.names == ("kernel flipped",)
    assert "more channels are not drawn" in seen._repr_html_()
    assert "i = 24" not in seen._repr_html_()
    assert "terms that agree" in str(seen)


def test_what_the_function_prints_is_not_repeated(capsys: pytest.CaptureFixture[str]) -> None:
    seen = expand(loop(("total = 0", "total = 0; print(n, o, t)"), ("weight[o,", "weight[0,")))
    assert seen.names == ("first kernel for all",)
    assert capsys.readouterr().out == ""


def test_warnings_and_stderr_are_not_repeated(
    capsys: pytest.CaptureFixture[str], recwarn: pytest.WarningsRecorder
) -> None:
    def loud(x: Any, weight: Any, bias: Any) -> Any:
        print("here", file=sys.stderr)
        warnings.warn("there", stacklevel=1)
        return conv1d(x, weight, bias)

    assert expand(loud).correct
    assert capsys.readouterr().err == ""
    assert not recwarn.list


def test_an_async_function_is_refused(recwarn: pytest.WarningsRecorder) -> None:
    async def later(x: Any, weight: Any, bias: Any) -> Any:
        return conv1d(x, weight, bias)

    seen = expand(later)
    gc.collect()
    assert seen.names == ("wrong answer",)
    assert "returns a coroutine, as an async def does: write def alone." in str(seen)
    assert not recwarn.list


@pytest.mark.parametrize(
    ("made", "said"),
    [
        (lambda out: out + 0j, "complex128, so it is complex: take the real part of it"),
        (lambda out: out.astype(object), "object, so it is an array of Python objects"),
        (lambda out: out.astype(np.uint8), "uint8, which cuts the decimals off"),
        (lambda out: out > 0, "bool, which holds only True and False"),
        (lambda out: out.astype("U5"), "<U5, which is no floating dtype"),
        (lambda out: torch.tensor(out) + 0j, "complex128, so it is complex"),
        (lambda out: int(out.size), "returns an int;"),
    ],
)
def test_each_dtype_that_is_not_floating_is_told(made: Callable[[Any], Any], said: str) -> None:
    seen = expand(lambda x, weight, bias: made(conv1d(x, weight, bias)))
    assert seen.names == ("wrong answer",)
    assert said in str(seen)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        (
            [(TAP, "L - 1 - t * stride - k * dilation]")],
            "weight[0, 0, 0] meets x[0, 0, 9]; it should meet x[0, 0, 0]",
        ),
        ([("x[n,", "x[n - 1,")], "weight[0, 0, 0] meets x[1, 0, 0]; it should meet x[0, 0, 0]"),
        ([("weight[o, c, k]", "weight[o, :, k].sum()")], "weight[0, 1, 0]·x[0, 0, 0] is too much"),
        (
            [("total += weight", "total += (k != t) * weight")],
            "weight[0, 0, 0]·x[0, 0, 0] is missing",
        ),
        (
            [("total += weight", "total += (1 + (k == c)) * weight")],
            "weight[0, 0, 0]·x[0, 0, 0] is counted 2 times",
        ),
    ],
)
def test_what_has_no_name_is_shown_by_one_product(
    changes: list[tuple[str, str]], said: str
) -> None:
    seen = expand(loop(*changes))
    assert seen.names == ("other terms",)
    assert f"In out[0, 0, 0], {said}." in str(seen)


def test_one_product_of_a_function_without_a_batch() -> None:
    def backwards(x: Any, weight: Any, bias: Any) -> Any:
        return without_a_batch(x[:, ::-1], weight, bias)

    said = "In out[0, 0], weight[0, 0, 0] meets x[0, 9]; it should meet x[0, 0]."
    assert said in str(expand(backwards, (0, 0)))


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


def test_a_bias_that_has_no_place_in_line() -> None:
    def by_name(x: Any, weight: Any, *, bias: Any) -> Any:
        return conv1d(x, weight, bias)

    def among_others(x: Any, weight: Any, **rest: Any) -> Any:
        return conv1d(x, weight, **rest)

    assert expand(by_name).correct
    assert expand(among_others, stride=2).correct


def test_many_short_calls_end_in_time_too() -> None:
    def slow(x: Any, weight: Any, bias: Any) -> Any:
        time.sleep(0.005)
        return conv1d(x, weight, bias)

    seen = expand(slow, seconds=0.1)
    assert seen.names == ("too slow",)
    assert "too slow to be read" in str(seen)
    assert re.search(r"\d+ were made in 0.1 seconds.*seconds=0.6\.", str(seen))
    assert "while loop" not in str(seen)


@pytest.mark.parametrize(
    "wrong",
    [
        lambda out: np.maximum(out, 0),
        np.abs,
        np.sign,
        lambda out: out**3,
        lambda out: np.clip(out, -1, 1),
        lambda out: np.round(out, 1),
        lambda out: out / np.abs(out).max() if out.any() else out,
    ],
)
def test_what_is_not_linear_is_seen_in_few_calls(wrong: Callable[[Any], Any]) -> None:
    calls: list[int] = []

    def bent(x: Any, weight: Any, bias: Any) -> Any:
        calls.append(1)
        return wrong(conv1d(x, weight, bias))

    assert expand(bent).names == ("not linear",)
    assert len(calls) < 30


def test_a_bent_bias_is_seen_in_few_calls_too() -> None:
    def bent(x: Any, weight: Any, bias: Any) -> Any:
        time.sleep(0.001)
        return conv1d(x, weight, np.maximum(bias, 0))

    assert expand(bent, seconds=1).names == ("not linear",)


def test_a_call_that_does_not_end_is_told_from_many() -> None:
    calls: list[int] = []

    def stuck(x: Any, weight: Any, bias: Any) -> Any:
        calls.append(1)
        while len(calls) > 5:
            pass
        return conv1d(x, weight, bias)

    seen = expand(stuck, seconds=0.4)
    assert seen.names == ("does not end",)
    assert re.search(r"One call of your function was not done after 0\.\d+ seconds", str(seen))


def test_an_exception_that_cannot_be_written() -> None:
    class MuteError(Exception):
        def __str__(self) -> str:
            raise RuntimeError

    def raising(x: Any, weight: Any, bias: Any) -> Any:
        raise MuteError

    assert "MuteError: no message" in str(expand(raising))
