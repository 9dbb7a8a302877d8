"""The six questions of the quiz: short ones, answered on paper, with fresh numbers each time.

They are the first of the inventory, too; its others stand in ``inventory_questions``.
"""

from __future__ import annotations

import numpy as np

from conv1d_lab.exercises.beliefs import shows
from conv1d_lab.exercises.model import Given, numbers, value_exercise


def _walk(rng: np.random.Generator) -> Given:
    """Draw a walk that does not come out even, so that rounding matters."""
    stride = int(rng.integers(2, 5))
    kernel_size = int(rng.integers(3, 7))
    moves = stride * int(rng.integers(3, 7)) + int(rng.integers(1, stride))
    return {"length": kernel_size + moves, "kernel_size": kernel_size, "stride": stride}


@value_exercise(
    title="Length",
    misconception="The first window is not counted, or half ones are, or the stride is left out.",
    read_again="01_the_formula, how long the output is",
    text="""
An input row has {length} elements. The kernel is {kernel_size} wide and moves {stride} places at a
time (stride {stride}, no padding). How many numbers are in one output row?
""",
    other_text="""
A recording has {length} samples. A kernel of {kernel_size} weights starts at its first sample and
jumps {stride} samples at a time; it stops where it would hang over the end. How many times does
it give a number?
""",
    hints=("Count the places where the kernel starts.",),
    given=numbers({"length": 11, "kernel_size": 4, "stride": 2}, _walk),
    accepts_floats=True,
    mistakes={
        "the window at 0 was not counted": shows(
            "places", lambda length, kernel_size, stride: (length - kernel_size) // stride
        ),
        "a window that does not fit whole was counted": shows(
            "output_length",
            lambda length, kernel_size, stride: -(-(length - kernel_size) // stride) + 1,
        ),
        "the stride was left out": shows(
            "output_length", lambda length, kernel_size, stride: length - kernel_size + 1
        ),
    },
)
def length_out(length: int, kernel_size: int, stride: int) -> int:
    """Count the windows."""
    return (length - kernel_size) // stride + 1


def _sizes(rng: np.random.Generator) -> Given:
    a, b, k = rng.permutation(np.arange(3, 10))[:3]
    return {"in_channels": a, "out_channels": b, "kernel_size": k}


@value_exercise(
    title="Kernels",
    misconception="The number of kernels, or of rows in one, is taken from the wrong channels.",
    read_again="01_the_formula, the shape of the weight, and 04_channels_and_groups",
    text="""
`nn.Conv1d({in_channels}, {out_channels}, kernel_size={kernel_size})`: how many kernels does it
have, and how many rows of weights does each have? Two numbers, like `(1, 2)`.
""",
    other_text="""
A sensor gives {in_channels} rows, and a layer of kernels {kernel_size} wide makes {out_channels}
rows of them. How many kernels are in the layer, and how many rows of weights are in each? Two
numbers, like `(1, 2)`.
""",
    hints=("One kernel makes one output row.",),
    given=numbers({"in_channels": 6, "out_channels": 4, "kernel_size": 3}, _sizes),
    mistakes={
        "input and output channels were swapped": shows(
            "weight_order",
            lambda in_channels, out_channels, kernel_size: (in_channels, out_channels),
        ),
        "a kernel was given one row only": shows(
            "learned_numbers", lambda in_channels, out_channels, kernel_size: (out_channels, 1)
        ),
        "a kernel was counted for each pair of channels; a pair has one row of a kernel": shows(
            "second_in_channels",
            lambda in_channels, out_channels, kernel_size: (in_channels * out_channels, 1),
        ),
        "the weights of a row were counted, not the rows": shows(
            "weight_order",
            lambda in_channels, out_channels, kernel_size: (out_channels, kernel_size),
        ),
    },
)
def kernels(in_channels: int, out_channels: int, kernel_size: int) -> tuple[int, ...]:
    """C_out kernels of C_in rows."""
    return (out_channels, in_channels)


def _meeting(rng: np.random.Generator) -> Given:
    o, c = rng.permutation(5)[:2]
    t = int(rng.integers(6, 12))
    return {"o": o, "t": t, "c": c, "place": t + rng.integers(0, 5)}


@value_exercise(
    title="Meeting",
    misconception="It is not clear which weight meets which input.",
    read_again="02_the_worked_example, two windows and two kernels",
    text="""
In the sum for `out[0, {o}, {t}]`, which weight is multiplied by `x[0, {c}, {place}]`? The kernel is
5 wide, the stride is 1. Write the three indices of `weight[...]`.
""",
    other_text="""
A layer with stride 1 and kernels 5 wide makes output row {o}. At the place {t} of that row,
element {place} of input row {c} is used (all counted from 0). By which weight is it multiplied?
Write the three indices of `weight[...]`.
""",
    hints=("weight[o, c, k], and the window starts at t.",),
    given=numbers({"o": 2, "t": 6, "c": 0, "place": 7}, _meeting),
    mistakes={
        "weight[c, o, k] was read": shows("which_weight", lambda o, t, c, place: (c, o, place - t)),
        "the place in x was taken for the place in the window": shows(
            "which_weight", lambda o, t, c, place: (o, c, place)
        ),
        "the kernel was flipped": shows(
            "blip_order", lambda o, t, c, place: (o, c, 4 - (place - t))
        ),
        "it was counted from one": shows(
            "third_element", lambda o, t, c, place: (o, c, place - t + 1)
        ),
    },
)
def meeting(o: int, t: int, c: int, place: int) -> tuple[int, ...]:
    """weight[o, c, place - t]."""
    return (o, c, place - t)


def _shapes(rng: np.random.Generator) -> Given:
    batch, a, b, k = rng.permutation(np.arange(2, 9))[:4]
    return {
        "batch": batch,
        "in_channels": a,
        "out_channels": b,
        "kernel_size": k,
        "length": rng.integers(15, 40),
    }


@value_exercise(
    title="Shape",
    misconception="The axes of input and output are not (N, C, L), or channels are kept apart.",
    read_again="01_the_formula, the shapes",
    text="""
`x` of shape ({batch}, {in_channels}, {length}) goes through `nn.Conv1d({in_channels},
{out_channels}, kernel_size={kernel_size})`. What is the shape of the output?
""",
    other_text="""
A batch holds {batch} recordings; each has {in_channels} channels of {length} samples. A layer of
{out_channels} kernels, each {kernel_size} wide, goes over them (stride 1, no padding). Which
shape comes out?
""",
    hints=("(N, C_out, L_out).",),
    given=numbers(
        {"batch": 2, "in_channels": 5, "out_channels": 7, "kernel_size": 3, "length": 16}, _shapes
    ),
    mistakes={
        "the input channels came out again": shows(
            "output_shape",
            lambda batch, in_channels, out_channels, kernel_size, length: (
                (batch, in_channels, length - kernel_size + 1)
            ),
        ),
        "L - K: the window at 0 was not counted": shows(
            "places",
            lambda batch, in_channels, out_channels, kernel_size, length: (
                (batch, out_channels, length - kernel_size)
            ),
        ),
        "channels and time were swapped": shows(
            "output_shape",
            lambda batch, in_channels, out_channels, kernel_size, length: (
                (batch, length - kernel_size + 1, out_channels)
            ),
        ),
    },
)
def shape_out(
    batch: int, in_channels: int, out_channels: int, kernel_size: int, length: int
) -> tuple[int, ...]:
    """(N, C_out, L_out)."""
    return (batch, out_channels, length - kernel_size + 1)


def _sums(rng: np.random.Generator) -> Given:
    a1, a2, a3 = rng.permutation(np.arange(2, 12))[:3]
    return {"a1": a1, "a2": a2, "a3": a3, "first": rng.integers(12, 20), "b": rng.integers(2, 9)}


@value_exercise(
    title="Bias",
    misconception="What a bias is added to, how often, and with which sign.",
    read_again="02_the_worked_example, the bias",
    text="""
For `out[0, 1, 4]` the three channels give a1 = {a1}, a2 = {a2}, a3 = {a3}. The layer's bias is
[{first}, -{b}]. What is `out[0, 1, 4]`?
""",
    other_text="""
Kernel 1 stands at place 4. On the three input channels its products add up to {a1}, {a2} and
{a3}. `layer.bias` holds [{first}, -{b}]. Which number does PyTorch give as `out[0, 1, 4]`?
""",
    hints=("Row 1 has bias[1].",),
    given=numbers({"a1": 4, "a2": 2, "a3": 7, "first": 15, "b": 3}, _sums),
    accepts_floats=True,
    mistakes={
        "the bias was left out": shows("out_0_1_2", lambda a1, a2, a3, first, b: a1 + a2 + a3),
        "the bias was subtracted": shows(
            "out_0_1_2", lambda a1, a2, a3, first, b: a1 + a2 + a3 + b
        ),
        "the bias of kernel 0 was added": shows(
            "out_0_1_2", lambda a1, a2, a3, first, b: a1 + a2 + a3 + first
        ),
        "the bias was added for each channel": shows(
            "bias_once", lambda a1, a2, a3, first, b: a1 + a2 + a3 - 3 * b
        ),
    },
)
def biased(a1: int, a2: int, a3: int, first: int, b: int) -> int:
    """Add the channels and bias[1]."""
    return a1 + a2 + a3 - b


def _row(rng: np.random.Generator | None) -> Given:
    """Give a row, a kernel and a bias."""
    if rng is None:
        return {"x": (1, 5, 2, 7, 3), "weight": (2, 0, -1), "bias": 10}
    return {
        "x": tuple(int(value) for value in rng.permutation(np.arange(1, 10))[:5]),
        "weight": tuple(int(value) for value in rng.permutation(np.arange(-2, 4))[:3]),
        "bias": int(rng.integers(10, 30)),
    }


def _sliding(x: tuple[int, ...], weight: tuple[int, ...], bias: int, t: int, way: int) -> int:
    return sum(w * v for w, v in zip(weight[::way], x[t : t + 3], strict=True)) + bias


@value_exercise(
    title="By hand",
    misconception="The window starts elsewhere, the kernel is flipped, or the bias is left out.",
    read_again="01_the_formula, one channel",
    text="""
One channel, x = {x}, one kernel, weight = {weight}, bias = {bias}. What is the output element with
index t = 2?
""",
    other_text="""
The row {x} goes through a layer with a single kernel, {weight}, and the bias {bias}. Work out
`out[0, 0, 2]`.
""",
    hints=("The window starts at x[2].",),
    given=_row,
    accepts_floats=True,
    mistakes={
        "the bias was left out": shows(
            "out_0_1_2", lambda x, weight, bias: _sliding(x, weight, 0, 2, 1)
        ),
        "the kernel was flipped": shows(
            "blip_order", lambda x, weight, bias: _sliding(x, weight, bias, 2, -1)
        ),
        "it was counted from one: that is t = 1": shows(
            "inputs_read", lambda x, weight, bias: _sliding(x, weight, bias, 1, 1)
        ),
    },
)
def by_hand(x: tuple[int, ...], weight: tuple[int, ...], bias: int) -> int:
    """Multiply, add up, add the bias."""
    return weight[0] * x[2] + weight[1] * x[3] + weight[2] * x[4] + bias
