"""Notebook 01: shapes read before running, how many weights there are, how long the output is."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np

from conv1d_lab.arithmetic import conv1d
from conv1d_lab.exercises.messages import (
    ROUNDED,
    ROUNDED_UP,
    STRIDE_UNUSED,
)
from conv1d_lab.exercises.model import (
    Case,
    Given,
    call,
    function_exercise,
    numbers,
    value_exercise,
)
from conv1d_lab.exercises.predictions import prediction
from conv1d_lab.learner_code.library_calls import CONVOLUTIONS, HELPERS


def _layer(rng: np.random.Generator) -> Given:
    """Three sizes, all different, so that no two of them can be mixed up unseen."""
    in_channels, out_channels, kernel_size = rng.permutation(np.arange(3, 10))[:3]
    return {"in_channels": in_channels, "out_channels": out_channels, "kernel_size": kernel_size}


@value_exercise(
    title="The shape of the weight",
    misconception="The weight is (C_in, C_out, K), in the order of the arguments.",
    taught_in="weight-shape-explain",
    text="""
A layer is made by `nn.Conv1d(in_channels={in_channels}, out_channels={out_channels},
kernel_size={kernel_size})`. What is `layer.weight.shape`? Don't run it: write the three numbers.
""",
    hints=(
        "Read it from outside to inside: which kernel, which row of it, which place in the row.",
        "There are as many kernels as the output has rows.",
        "The letters are (C_out, C_in, K).",
    ),
    given=numbers({"in_channels": 8, "out_channels": 5, "kernel_size": 3}, _layer),
    mistakes={
        "You wrote weight[c, o]. Which kernel, o, comes first: the order is (C_out, C_in, K), "
        "not that of the arguments.": (
            lambda in_channels, out_channels, kernel_size: (in_channels, out_channels, kernel_size)
        ),
        "A kernel has a row of its own for every input channel; one row is not enough.": (
            lambda in_channels, out_channels, kernel_size: (out_channels, kernel_size)
        ),
        "That is a single kernel. The layer has one for every output channel.": (
            lambda in_channels, out_channels, kernel_size: (in_channels, kernel_size)
        ),
        "The last two are swapped: the taps k come last, they lie along the time.": (
            lambda in_channels, out_channels, kernel_size: (out_channels, kernel_size, in_channels)
        ),
    },
)
def weight_shape(in_channels: int, out_channels: int, kernel_size: int) -> tuple[int, ...]:
    """(C_out, C_in, K)."""
    return (out_channels, in_channels, kernel_size)


@value_exercise(
    title="How many weights does it learn?",
    misconception="There is one kernel, or a kernel has one row.",
    taught_in="shapes-explain",
    text="""
How many weights does `nn.Conv1d(in_channels={in_channels}, out_channels={out_channels},
kernel_size={kernel_size})` have in all?
""",
    hints=(
        "How many weights does one kernel have? It has a row for every input channel.",
        "Then: how many kernels are there?",
        "The shape of the weight is (C_out, C_in, K). Multiply the three.",
    ),
    given=numbers({"in_channels": 4, "out_channels": 6, "kernel_size": 5}, _layer),
    mistakes={
        "That is one kernel. How many kernels are there?": (
            lambda in_channels, out_channels, kernel_size: in_channels * kernel_size
        ),
        "You gave every kernel a single row. It has one for each input channel.": (
            lambda in_channels, out_channels, kernel_size: out_channels * kernel_size
        ),
        "You counted the rows of all kernels. There are kernel_size weights in each row.": (
            lambda in_channels, out_channels, kernel_size: out_channels * in_channels
        ),
        "You added the three sizes. They have to be multiplied: each kernel has in_channels rows, "
        "and each row has kernel_size weights.": (
            lambda in_channels, out_channels, kernel_size: in_channels + out_channels + kernel_size
        ),
        "That is what the whole layer learns, with one bias for every kernel. Here only the "
        "weights are asked for.": (
            lambda in_channels, out_channels, kernel_size: (
                out_channels * in_channels * kernel_size + out_channels
            )
        ),
    },
)
def learned_numbers(in_channels: int, out_channels: int, kernel_size: int) -> int:
    """Count the weights."""
    return out_channels * in_channels * kernel_size


def _batch(rng: np.random.Generator) -> Given:
    batch, in_channels, out_channels, kernel_size = rng.permutation(np.arange(2, 9))[:4]
    return {
        "batch": batch,
        "in_channels": in_channels,
        "out_channels": out_channels,
        "kernel_size": kernel_size,
        "length": rng.integers(20, 40),
    }


@value_exercise(
    title="The shape of the output",
    misconception="The channels of the input stay as they are, and so does its length.",
    taught_in="shapes-explain",
    text="""
`x` has the shape ({batch}, {in_channels}, {length}). It goes through `nn.Conv1d({in_channels},
{out_channels}, kernel_size={kernel_size})`. What is the shape of the output?
""",
    hints=(
        "Three axes go in and three come out. What does the layer do to the number of examples?",
        "The channels that went in are added up. There is one output row for every kernel.",
        "(N, C_out, L_out), and L_out is the number of places where the kernel can stand.",
    ),
    given=numbers(
        {"batch": 4, "in_channels": 3, "out_channels": 8, "kernel_size": 5, "length": 20}, _batch
    ),
    mistakes={
        "The input channels don't come out again: they are added up, and every kernel makes "
        "one row.": (
            lambda batch, in_channels, out_channels, kernel_size, length: (
                (batch, in_channels, length - kernel_size + 1)
            )
        ),
        "L_out is one more than that: the start at 0 counts too.": (
            lambda batch, in_channels, out_channels, kernel_size, length: (
                (batch, out_channels, length - kernel_size)
            )
        ),
        "The output is shorter than the input: the kernel must not hang over an end.": (
            lambda batch, in_channels, out_channels, kernel_size, length: (
                (batch, out_channels, length)
            )
        ),
        "Channels and time are swapped: (N, C_out, L_out), the time comes last.": (
            lambda batch, in_channels, out_channels, kernel_size, length: (
                (batch, length - kernel_size + 1, out_channels)
            )
        ),
        "The batch is missing: every example of it gets its own output.": (
            lambda batch, in_channels, out_channels, kernel_size, length: (
                (out_channels, length - kernel_size + 1)
            )
        ),
    },
)
def output_shape(
    batch: int, in_channels: int, out_channels: int, kernel_size: int, length: int
) -> tuple[int, ...]:
    """(N, C_out, L_out)."""
    return (batch, out_channels, length - kernel_size + 1)


def _length_cases(rng: np.random.Generator) -> Iterator[Case]:
    yield call(1, 1)
    yield call(5, 5)
    yield call(4, 2)
    yield call(5, 2, 2)
    yield call(10, 4)
    yield call(10, 4, 4)
    yield call(10, 4, stride=3)
    yield call(6, 1, 2)
    yield call(5, 3, 9)
    for _ in range(24):
        length = int(rng.integers(1, 40))
        yield call(length, int(rng.integers(1, length + 1)), int(rng.integers(1, 7)))


def _count(length: int, kernel_size: int, stride: int = 1) -> int:
    windows = 0
    start = 0
    while start + kernel_size <= length:
        windows = windows + 1
        start = start + stride
    return windows


@function_exercise(
    title="How long is the output?",
    misconception="Divide first and subtract then; or round up; or forget the window at 0.",
    taught_in="l-out-formula",
    text="""
Write L_out for an input of `length` elements, a kernel of `kernel_size` elements that fits into it,
and any `stride`. No loop is needed: one line of whole numbers will do.
""",
    hints=(
        "How far can the start of the kernel move in all, from 0 to the last place?",
        "It can move `length - kernel_size`. How many steps of `stride` fit into that? Round down.",
        "`//` divides and rounds down. The place before the first step counts too: + 1.",
    ),
    make_cases=_length_cases,
    specification=_count,
    refused_calls=CONVOLUTIONS | HELPERS,
    mistakes={
        "You forgot the window at 0: the steps are one fewer than the places.": (
            lambda length, kernel_size, stride=1: (length - kernel_size) // stride
        ),
        "One window is missing: the last start is length - kernel_size, and it counts, too.": (
            lambda length, kernel_size, stride=1: len(range(0, length - kernel_size, stride))
        ),
        "You divided before you subtracted. First find how far the kernel can move, then "
        "divide that by the stride.": (
            lambda length, kernel_size, stride=1: length // stride - kernel_size + 1
        ),
        "You divided kernel_size alone. `//` comes before `-`: put brackets round the "
        "difference.": (lambda length, kernel_size, stride=1: length - kernel_size // stride + 1),
        "You added 1 before you divided. The 1 is the window at 0 and comes last.": (
            lambda length, kernel_size, stride=1: (length - kernel_size + 1) // stride
        ),
        "You divided the 1 alone. `//` comes before `+`: put brackets round the difference.": (
            lambda length, kernel_size, stride=1: length - kernel_size + 1 // stride
        ),
        "You added 1 twice. The window at 0 is counted once, when you have divided.": (
            lambda length, kernel_size, stride=1: (length - kernel_size + 1) // stride + 1
        ),
        STRIDE_UNUSED: (lambda length, kernel_size, stride=1: length - kernel_size + 1),
        ROUNDED_UP: (
            lambda length, kernel_size, stride=1: math.ceil((length - kernel_size) / stride) + 1
        ),
        "`/` gives a float, with a half window in it. `//` divides and rounds down.": (
            lambda length, kernel_size, stride=1: (length - kernel_size) / stride + 1
        ),
        "You divided both parts and then subtracted: each of them is rounded down by itself. "
        "Subtract first.": (
            lambda length, kernel_size, stride=1: length // stride - kernel_size // stride + 1
        ),
        ROUNDED: (lambda length, kernel_size, stride=1: round((length - kernel_size) / stride) + 1),
        "That laid the kernels side by side; the stride says how far apart they start.": (
            lambda length, kernel_size, stride=1: length // kernel_size
        ),
    },
)
def output_length(length: int, kernel_size: int, stride: int = 1) -> int:
    """Return how many windows of kernel_size elements there are, stride apart."""
    ### BEGIN SOLUTION
    return (length - kernel_size) // stride + 1
    ### END SOLUTION


@prediction(
    misconception="Every input channel comes out again as a row of its own.",
    text="""
Two channels go in, and the kernel has a row of weights for each of them. At the first place,
channel 0 gives -2 and channel 1 gives 2.

What comes out?
""",
    choices={
        "two rows, which begin with -2 and 2": "That keeps the channels apart, and many people "
        "expect that. But all rows of one kernel work together on one number: what the channels "
        "give is added up.",
        "one row, which begins with -2": "One row is right. But channel 1 counts as well: what it "
        "gives is added to the -2.",
        "one row, which begins with 0": "What the two channels give is added up.",
        "two rows, which both begin with 0": "The sum is right. There is only one such sum at each "
        "place, so there is one row.",
        "one row, which begins with -4": "One row is right. But what the channels give is added, "
        "not multiplied.",
    },
    explanation="""
One row comes out, and it begins with -2 + 2 = 0. A kernel has one row of weights for each input
channel, and everything that it multiplies at one place is added up to a single number.
""",
)
def rows_out() -> str:
    """Run the two channels through the kernel."""
    x = np.array([[[1.0, 2, 3, 4, 5], [0, 2, 0, 1, 0]]])
    out = conv1d(x, np.array([[[1.0, 0, -1], [1, 1, 1]]]))
    rows = {1: "one row, which begins with", 2: "two rows, which begin with"}[out.shape[1]]
    return f"{rows} {' and '.join(f'{row[0]:.0f}' for row in out[0])}"


@prediction(
    misconception="The weight is (C_in, C_out, K), in the order of the arguments.",
    text="""
There are three kernels. Each has a row for both channels, and three weights in a row.

What is the shape of `layer.weight`?
""",
    answers={
        (3, 2, 3): "Which kernel, which channel, which place in the row.",
        (2, 3, 3): "The sizes are right, and they stand in the order of the arguments: in_channels "
        "before out_channels. In the weight the kernels come first.",
        (3, 3, 2): "The kernels come first: right. But then the channel, and the place in the row "
        "last, because it runs along the time.",
        (3, 3): "A kernel has a row for each channel, so a kernel alone is (2, 3) already.",
        (2, 3): "That is a single kernel, with its two rows. The weight holds all three.",
        (18,): "That is how many weights there are. They are kept in a block with three axes.",
        (1, 2, 3): "That is one kernel. There are three of them.",
    },
    explanation="""
The weight is (C_out, C_in, K) = (3, 2, 3): first which kernel, then which input channel, then which
place in the row. The order of the arguments would give (2, 3, 3).
""",
)
def weight_order() -> tuple[int, ...]:
    """Ask PyTorch."""
    from torch import nn

    return tuple(nn.Conv1d(in_channels=2, out_channels=3, kernel_size=3).weight.shape)


@prediction(
    misconception="A tensor (3, 10) is a batch of three signals with one channel.",
    text="""
Your tensor holds three signals of ten numbers, so its shape is (3, 10). It goes into two layers,
one made with `in_channels=1`, one with `in_channels=3`.

Which of the two complains?
""",
    choices={
        "the one with in_channels=3": "It takes the three signals for three channels of one "
        "example, and three channels is what it wants.",
        "the one with in_channels=1": "It takes the three signals for three channels, and it wants "
        "one.",
        "both of them": "PyTorch does accept two axes. It takes the batch to be missing, and reads "
        "(C_in, L).",
        "neither of them": "One of them finds three channels where it wants another number. With "
        "two axes PyTorch does not read (N, L), it reads (C_in, L).",
    },
    explanation="""
With two axes PyTorch takes the batch to be missing, so (3, 10) means three channels. The layer with
`in_channels=1` refuses that. The other one adds your three signals together and says nothing.
""",
)
def unbatched() -> str:
    """Give the tensor to both layers."""
    import torch
    from torch import nn

    complaining = []
    for in_channels in (1, 3):
        try:
            nn.Conv1d(in_channels, 2, 4)(torch.zeros(3, 10))
        except RuntimeError:
            complaining.append(f"the one with in_channels={in_channels}")
    return complaining[0] if len(complaining) == 1 else f"{len(complaining)} of them"
