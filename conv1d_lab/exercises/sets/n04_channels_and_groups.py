"""Notebook 04: channels are added up, what groups cost and read, and the 1x1 layer."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from conv1d_lab.arithmetic import Array
from conv1d_lab.exercises.messages import (
    BIAS_ALONG_TIME,
    BIAS_LEFT_OUT,
    MEAN_OVER_CHANNELS,
    ONLY_CHANNEL_0,
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
from conv1d_lab.exercises.random_operands import array
from conv1d_lab.learner_code.library_calls import CONVOLUTIONS, HELPERS


@prediction(
    misconception="Every argument counts alike; or only kernel_size makes a layer larger.",
    text="""
Our layer is `nn.Conv1d(3, 2, kernel_size=4)`: six rows of four weights, and two biases, 26
parameters in all. You double **one** of its three numbers.

Which one gives exactly twice as many parameters?
""",
    choices={
        "in_channels": "Each kernel gets twice as many rows, so the weights double. But there are "
        "as many biases as before: it is not quite twice as many.",
        "out_channels": "Twice as many kernels, and each of them brings its own bias.",
        "kernel_size": "Each row gets twice as many weights, so the weights double. But there are "
        "as many biases as before: it is not quite twice as many.",
        "each of them": "The weights double each time. But what about the biases? There is one for "
        "each kernel.",
    },
    explanation="""
The layer has C_out · C_in · K weights and C_out biases. Only `out_channels` is in both. The other
two double the weights alone.
""",
)
def doubled() -> str:
    """Count the parameters of three layers."""
    from torch import nn

    layers = {
        "in_channels": nn.Conv1d(6, 2, 4),
        "out_channels": nn.Conv1d(3, 4, 4),
        "kernel_size": nn.Conv1d(3, 2, 8),
    }
    counts = {name: sum(p.numel() for p in made.parameters()) for name, made in layers.items()}
    usual = sum(p.numel() for p in nn.Conv1d(3, 2, 4).parameters())
    twice = [name for name, count in counts.items() if count == 2 * usual]
    return twice[0] if len(twice) == 1 else "each of them"


@prediction(
    misconception="The second index of weight is the input channel, with groups, too.",
    text="""
A layer has four input channels, four outputs and `groups=2`, so its weight has the shape
`(4, 2, K)`. Outputs 0 and 1 form the first group, outputs 2 and 3 the second.

Along which input channel does `weight[2, 0]` slide?
""",
    answers={
        2: "Output 2 is in the second group, and that group reads channels 2 and 3.",
        0: "That is what the index seems to say. But output 2 is in the second group, and the "
        "second index counts within the group, from 0 again.",
        1: "Channel 1 is in the first group. Which channels does the group of output 2 read?",
        3: "The right group. But within it, the index 0 is the first of its two channels.",
    },
    explanation="""
Channel 2. The second index of the weight counts the channels of the kernel's own group, and it
starts from 0 in every group.
""",
)
def group_row() -> int:
    """Ask explain, which knows the true channels."""
    import torch
    from torch import nn

    from conv1d_lab.explanation import explain

    layer = nn.Conv1d(4, 4, 1, groups=2)
    return int(explain(layer, torch.rand(1, 4, 1), at=(0, 2, 0)).channels[0])


def _two_layers(rng: np.random.Generator) -> Given:
    in_channels, out_channels, next_out = rng.permutation(np.arange(2, 10))[:3]
    return {
        "in_channels": in_channels,
        "out_channels": out_channels,
        "next_out": next_out,
        "length": rng.integers(20, 60),
    }


@value_exercise(
    title="Two layers, one after the other",
    misconception="The channels are kept apart, so every kernel makes a row for each of them.",
    taught_in="bank-explain",
    text="""
`x` has the shape (1, {in_channels}, {length}). It goes through `nn.Conv1d({in_channels},
{out_channels}, kernel_size=3)`, and what comes out goes through a second layer, `nn.Conv1d(?,
{next_out}, kernel_size=3)`. Which number must stand for the question mark?
""",
    hints=(
        "The question mark is the number of rows that come out of the first layer.",
        "How many rows does one kernel make, if it has added up all the channels it reads?",
        "One row for each kernel. The first layer has as many kernels as its out_channels.",
    ),
    given=numbers({"in_channels": 6, "out_channels": 4, "next_out": 5, "length": 50}, _two_layers),
    mistakes={
        "You kept the channels apart: a row for each kernel and each channel. But every kernel "
        "adds up the channels, so it makes a single row.": (
            lambda in_channels, out_channels, next_out, length: in_channels * out_channels
        ),
        "Those are the channels of x. They are added up inside the first layer; its kernels "
        "make the new rows.": (lambda in_channels, out_channels, next_out, length: in_channels),
        "That is what the second layer makes. It has to fit what it gets.": (
            lambda in_channels, out_channels, next_out, length: next_out
        ),
        "One row is what a single kernel makes. How many kernels does the first layer have?": (
            lambda in_channels, out_channels, next_out, length: 1
        ),
        "That is the length of the rows. The question is how many rows there are.": (
            lambda in_channels, out_channels, next_out, length: length - 2
        ),
        "The channels of x don't run on beside the new rows. Only what the kernels make "
        "comes out.": (
            lambda in_channels, out_channels, next_out, length: in_channels + out_channels
        ),
    },
)
def second_in_channels(in_channels: int, out_channels: int, next_out: int, length: int) -> int:
    """One row for each kernel of the first layer."""
    return out_channels


def _grouped(rng: np.random.Generator) -> Given:
    groups = rng.integers(2, 5)
    return {
        "in_channels": groups * rng.integers(2, 4),
        "out_channels": groups * rng.integers(2, 4),
        "kernel_size": rng.integers(3, 6),
        "groups": groups,
    }


@value_exercise(
    title="What a layer with groups learns",
    misconception="groups leaves the weight as it is, or divides C_out and the bias as well.",
    taught_in="groups-shape",
    text="""
How many numbers does `nn.Conv1d({in_channels}, {out_channels}, kernel_size={kernel_size},
groups={groups})` learn, weight and bias together?
""",
    hints=(
        "How many kernels are there? groups does not change that.",
        "How many channels does one kernel read? It has one row for each of them.",
        "out_channels kernels, each with in_channels / groups rows of kernel_size weights, and one "
        "bias for each kernel.",
    ),
    given=numbers({"in_channels": 8, "out_channels": 12, "kernel_size": 5, "groups": 4}, _grouped),
    mistakes={
        "That is the layer without groups. A kernel reads the channels of its own group only.": (
            lambda in_channels, out_channels, kernel_size, groups: (
                out_channels * in_channels * kernel_size + out_channels
            )
        ),
        "That is one group alone. You divided the kernels too, but all of them are there.": (
            lambda in_channels, out_channels, kernel_size, groups: (
                out_channels // groups * (in_channels // groups * kernel_size + 1)
            )
        ),
        "You left out the biases: there is one for every kernel.": (
            lambda in_channels, out_channels, kernel_size, groups: (
                out_channels * (in_channels // groups) * kernel_size
            )
        ),
        "The weight is right. But a bias belongs to a kernel, not to a group.": (
            lambda in_channels, out_channels, kernel_size, groups: (
                out_channels * (in_channels // groups) * kernel_size + groups
            )
        ),
        "The weight is right. But groups does not divide the biases: every kernel has one.": (
            lambda in_channels, out_channels, kernel_size, groups: (
                out_channels * (in_channels // groups) * kernel_size + out_channels // groups
            )
        ),
        "The weight is right. But there is a bias for every output channel, not for every "
        "input channel.": (
            lambda in_channels, out_channels, kernel_size, groups: (
                out_channels * (in_channels // groups) * kernel_size + in_channels
            )
        ),
        "You divided the kernels by groups, too. Only the rows of a kernel are divided: all "
        "out_channels kernels are there.": (
            lambda in_channels, out_channels, kernel_size, groups: (
                out_channels // groups * (in_channels // groups) * kernel_size + out_channels
            )
        ),
        "You gave every kernel a single row. That is so only when groups is in_channels.": (
            lambda in_channels, out_channels, kernel_size, groups: (
                out_channels * kernel_size + out_channels
            )
        ),
    },
)
def grouped_parameters(in_channels: int, out_channels: int, kernel_size: int, groups: int) -> int:
    """Weights and biases; only the rows of a kernel are divided."""
    return out_channels * (in_channels // groups) * kernel_size + out_channels


def _reader(rng: np.random.Generator) -> Given:
    groups = rng.integers(2, 4)
    outputs = groups * rng.integers(2, 4)
    return {
        "inputs": groups * rng.integers(3, 5),
        "outputs": outputs,
        "groups": groups,
        "o": rng.integers(outputs // groups, outputs),
    }


def _own_group(inputs: int, outputs: int, groups: int, o: int) -> range:
    each = inputs // groups
    return range(o // (outputs // groups) * each, (o // (outputs // groups) + 1) * each)


@value_exercise(
    title="Who reads what?",
    misconception="Output o reads channel o; or weight[o, 0] meets channel 0 in every group.",
    taught_in="who-reads-whom-explain",
    text="""
`nn.Conv1d({inputs}, {outputs}, kernel_size=3, groups={groups})` gets an `x` with
{inputs} channels. Which of them go into `out[0, {o}, 0]`? Write them all, like `(0, 1)`.
""",
    hints=(
        "Draw two columns, the channels on the left and the outputs on the right, and cut both "
        "into groups from the top.",
        "A group makes outputs // groups of the outputs. In which group is your o, counted from 0?",
        "The group is o // (outputs // groups). It owns inputs // groups channels, one "
        "after the other.",
    ),
    given=numbers({"inputs": 6, "outputs": 4, "groups": 2, "o": 2}, _reader),
    any_order=True,
    mistakes={
        "That is a layer without groups. Here a kernel reads only the channels of its group.": (
            lambda inputs, outputs, groups, o: tuple(range(inputs))
        ),
        "Output o does not read channel o. Its whole group of channels is added up.": (
            lambda inputs, outputs, groups, o: (o,)
        ),
        "Those are the places in weight[o], which begin at 0 in every group. The channels "
        "that they meet go on from group to group.": (
            lambda inputs, outputs, groups, o: tuple(range(inputs // groups))
        ),
        "You dealt the channels out like cards. The groups are neighbours: the first channels "
        "are group 0, the next ones group 1.": (
            lambda inputs, outputs, groups, o: tuple(range(o % groups, inputs))[::groups]
        ),
        "You counted from one. Channels are counted from 0.": (
            lambda inputs, outputs, groups, o: tuple(
                c + 1 for c in _own_group(inputs, outputs, groups, o)
            )
        ),
        "Those are the outputs of the group. How many channels does it have on the input side?": (
            lambda inputs, outputs, groups, o: tuple(_own_group(outputs, outputs, groups, o))
        ),
    },
)
def channels_read(inputs: int, outputs: int, groups: int, o: int) -> tuple[int, ...]:
    """List the channels of the group that o belongs to."""
    return tuple(c for c in range(inputs) if c // (inputs // groups) == o // (outputs // groups))


def _pointwise(
    rng: np.random.Generator, items: int, channels: int, kernels: int, length: int
) -> Case:
    x = array(rng, items, channels, length)
    return call(x, array(rng, kernels, channels, 1), array(rng, kernels))


def _pointwise_cases(rng: np.random.Generator) -> Iterator[Case]:
    yield _pointwise(rng, 1, 1, 1, 1)
    yield _pointwise(rng, 1, 1, 1, 3)
    yield _pointwise(rng, 1, 2, 1, 3)
    yield _pointwise(rng, 1, 1, 2, 3)
    yield _pointwise(rng, 2, 1, 1, 3)
    yield _pointwise(rng, 1, 2, 2, 2)
    yield _pointwise(rng, 2, 3, 3, 3)
    yield _pointwise(rng, 2, 2, 3, 2)
    for _ in range(8):
        yield _pointwise(rng, *(int(size) for size in rng.integers(1, 5, 4)))


def _many_windows(count: int) -> Case:
    return _pointwise(np.random.default_rng(count), 1, 2, 3, count)


def _one_number(x: Array, weight: Array, bias: Array, n: int, o: int, t: int) -> Any:
    total = bias[o]
    for c in range(x.shape[1]):
        total = total + weight[o, c, 0] * x[n, c, t]
    return total


@function_exercise(
    title="The 1x1 layer is a matrix product",
    misconception="Like nn.Linear, it acts on the last axis; or the matrix has to be transposed.",
    taught_in="one-by-one-explain",
    text="""
A layer with kernel_size=1 gets `x` (N, C_in, L), `weight` (C_out, C_in, 1) and `bias` (C_out,), all
NumPy arrays. Write what comes out, with a matrix product: no convolution, and no loop over t.
`A @ B` multiplies two matrices. If B has a batch axis in front, it does so for every example.
""",
    hints=(
        "Which two axes of the weight make a matrix, and which one is in the way?",
        "`weight[:, :, 0]` is (C_out, C_in). It stands on the left of `@`: its C_in meets that of "
        "x, (N, C_in, L), and (N, C_out, L) comes out.",
        "Add the bias with a new axis for t, `bias[:, None]`, so that each row gets its own.",
    ),
    make_cases=_pointwise_cases,
    specification=_one_number,
    refused_calls=CONVOLUTIONS | HELPERS,
    with_windows=_many_windows,
    mistakes={
        BIAS_LEFT_OUT: (lambda x, weight, bias: weight[:, :, 0] @ x),
        BIAS_ALONG_TIME: (lambda x, weight, bias: weight[:, :, 0] @ x + bias),
        "That acts on the last axis, as nn.Linear does. Here the last axis is the time; the "
        "channels are the axis before it.": (lambda x, weight, bias: x @ weight[:, :, 0].T + bias),
        "The matrix stands on the wrong side: weight[:, :, 0] @ x.": (
            lambda x, weight, bias: x @ weight[:, :, 0] + bias[:, None]
        ),
        "The matrix is transposed. weight[:, :, 0] is (C_out, C_in) already: leave it so.": (
            lambda x, weight, bias: weight[:, :, 0].T @ x + bias[:, None]
        ),
        "The numbers are right, but time and channels are swapped: it should be (N, C_out, L).": (
            lambda x, weight, bias: x.swapaxes(1, 2) @ weight[:, :, 0].T + bias
        ),
        "The channels are still apart. They have to be added up.": (
            lambda x, weight, bias: (
                weight[:, :, 0][None, :, :, None] * x[:, None] + bias[:, None, None]
            )
        ),
        MEAN_OVER_CHANNELS: (
            lambda x, weight, bias: weight[:, :, 0] @ x / x.shape[1] + bias[:, None]
        ),
        ONLY_CHANNEL_0: (lambda x, weight, bias: weight[:, :1, 0] @ x[:, :1] + bias[:, None]),
        "`*` multiplies number by number. The matrix product, which also adds up, is `@`.": (
            lambda x, weight, bias: weight[:, :, 0] * x + bias[:, None]
        ),
        "`squeeze()` takes away every axis of size 1: that of a single kernel or channel, too. "
        "weight[:, :, 0] takes away the third axis only.": (
            lambda x, weight, bias: weight.squeeze() @ x + bias[:, None]
        ),
        "The third axis of the weight is still there. weight[:, :, 0] takes it away.": (
            lambda x, weight, bias: weight @ x + bias[:, None]
        ),
    },
)
def pointwise(x: Array, weight: Array, bias: Array) -> Any:
    """Return out (N, C_out, L) of the layer with kernel_size=1."""
    ### BEGIN SOLUTION
    matrix = weight[:, :, 0]
    return matrix @ x + bias[:, None]
    ### END SOLUTION
