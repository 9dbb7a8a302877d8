"""Wrong loops made from the right one by replacing fragments, and what is said of each."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import torch

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
        {"output longer", "other padding"},
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
    ("batch item o", [("x[n,", "x[o,")], {}, {"batch item by kernel"}),
    (
        "every other window",
        [("range(L_out)", "range(0, L_out, stride)")],
        {"stride": 2},
        {"windows skipped"},
    ),
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
        {"sum not reset"},
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
        {"sum not reset"},
    ),
    (
        "pile over n",
        [("total = 0", "total = out[n - 1, o, t] if n else 0")],
        {},
        {"sum not reset"},
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


SAID = Path(__file__).with_name("words.txt").read_text("utf-8")
WORDS = {
    name: sentences
    for name, *sentences in (block.split("\n") for block in SAID.strip().split("\n\n"))
}
"""What is said of each wrong loop, but for an exception: every sentence was read by a person."""
