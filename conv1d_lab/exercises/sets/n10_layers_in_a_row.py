"""Notebook 10: kernels joined, how far a stack sees, leaks, BatchNorm, pooling, into Linear."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from conv1d_lab.arithmetic import Array
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
from conv1d_lab.learner_code.library_calls import HELPERS

Numbers = tuple[int, ...]
POOLING = HELPERS | {"max_pool1d", "max_pool2d", "max_pool1d_with_indices", "adaptive_max_pool1d"}


@prediction(
    misconception="The widths of two layers in a row are added, or multiplied.",
    text="""
`nn.Conv1d(1, 1, kernel_size=3)` is followed by another `nn.Conv1d(1, 1, kernel_size=3)`. There is
nothing between them. A single `nn.Conv1d` can do what the two do together.

How wide is its kernel?
""",
    answers={
        5: "The second kernel reads three neighbours, and they were made from five inputs.",
        6: "Nearly. The first weight of the second kernel reads an output that has its three "
        "inputs. Each further weight adds one place, and there are two of those.",
        9: "That would be so if the windows of neighbours lay side by side. But they overlap: from "
        "one to the next there is one step.",
        3: "One output of the second layer reads three numbers. Each of these was made from three "
        "inputs itself, and they are not the same three.",
        4: "The first output that it reads has three inputs, the next one has one more. And the "
        "third?",
    },
    explanation="""
Five. The second layer reads three neighbours t, t + 1 and t + 2. The first of them was made from x
at t, t + 1, t + 2, the last one from x at t + 2, t + 3, t + 4.
""",
)
def joined_width() -> int:
    """Count the inputs that move one output of the pair."""
    import torch
    from torch import nn

    pair = nn.Sequential(nn.Conv1d(1, 1, 3), nn.Conv1d(1, 1, 3))
    for parameter in pair.parameters():
        nn.init.ones_(parameter)
    x = torch.zeros(1, 1, 20, requires_grad=True)
    pair(x)[0, 0, 0].backward()
    assert x.grad is not None
    return int(x.grad.count_nonzero())


@prediction(
    misconception='A layer with "same" reads nothing ahead; or one place only; or all its padding.',
    text="""
A stack of three layers with K = 3 and dilations 1, 2 and 4 should be causal. Two of the layers are.
But the one with dilation 2 was written with `padding="same"`. You change x at place 20, and nowhere
else.

At which place does the **first** output change?
""",
    answers={
        18: "That layer gives two zeros to the left and two to the right: it reads two places "
        "ahead.",
        20: "That would be so if all three layers were causal. One of them looks ahead.",
        19: 'With "same" and K = 3 one weight lies ahead. But how far ahead, with dilation 2?',
        16: 'It needs four zeros in all, dilation · (K - 1). But "same" gives only half of them '
        "to the right.",
        17: "Neither the first layer nor the last one looks ahead: only the one in the middle "
        "does.",
        13: 'That would be so if all three layers had "same". Here it is one of them.',
    },
    explanation="""
At place 18. With K = 3 and dilation 2, "same" lays the weights on t - 2, t and t + 2. So output 18
reads place 20: two steps into the future. The causal layers before and after it add nothing.
""",
)
def first_changed() -> int:
    """Change the place, and look."""
    import torch
    from torch.nn.functional import conv1d, pad

    def stack(x: Any) -> Any:
        weight = torch.ones(1, 1, 3)
        x = conv1d(pad(x, (2, 0)), weight)
        x = conv1d(pad(x, (2, 2)), weight, dilation=2)
        return conv1d(pad(x, (8, 0)), weight, dilation=4)

    x = torch.zeros(1, 1, 64)
    x[0, 0, 20] = 1
    return int(stack(x)[0, 0].nonzero()[0])


@prediction(
    misconception="BatchNorm1d has a mean for each place, for each example, or a single one.",
    text="""
x has the shape (8, 4, 100): 8 examples, 4 channels, 100 places. `nn.BatchNorm1d(4)` is in training
mode. It takes means, and subtracts them.

How many means does it take?
""",
    answers={
        4: "One for each channel, over all examples and all places.",
        400: "That is one for each channel and place. But a channel is the same sensor at every "
        "place, so all places go into one mean.",
        32: "That is one for each row of each example. It exists, and is called InstanceNorm. "
        "BatchNorm takes all examples together: hence its name.",
        100: "That is one for each place. But a place holds the numbers of all channels, and they "
        "may be of very different sizes.",
        8: "That is one for each example. But why does its name say Batch, and why did we give "
        "it the 4?",
        1: "Then all the channels would share one mean. They may be of very different sizes. And "
        "why did we give it the 4?",
    },
    explanation="""
Four, one for each channel. Each of them is the mean of 8 · 100 numbers, over the axes n and t.
""",
)
def means_taken() -> int:
    """Ask the layer for the means that it keeps."""
    from torch import nn

    means = nn.BatchNorm1d(4).running_mean
    assert means is not None
    return means.numel()


def _kernels(rng: np.random.Generator | None) -> Given:
    if rng is None:
        return {"first": (1, 2, 4), "second": (3, -1, 2)}
    first, second = (rng.choice([-3, -2, -1, 1, 2, 3, 4], 3, replace=False) for _ in range(2))
    return {"first": tuple(map(int, first)), "second": tuple(map(int, second))}


def _joined(first: Numbers, second: Numbers) -> Numbers:
    return tuple(int(value) for value in np.convolve(first, second))


@value_exercise(
    title="Two kernels are one",
    taught_in="joined",
    misconception="Kernels in a row are multiplied or added weight by weight, or one is flipped.",
    text="""
Two layers with one channel each, without bias and with nothing between them. The first kernel is
{first}, the second one {second}. Which single kernel does the same as both? Write its weights from
left to right, like `(1, 2, 3)`.
""",
    hints=(
        "How wide must it be? One output of the second layer reads three neighbours, and each of "
        "them has a window of three inputs.",
        "Each weight of the second kernel brings a copy of the first kernel along, times that "
        "weight. The copies lie one place further each time.",
        "Write `second[0] * first` from place 0 on, `second[1] * first` from place 1 on and "
        "`second[2] * first` from place 2 on, one below the other. Then add up each column.",
    ),
    given=_kernels,
    accepts_floats=True,
    mistakes={
        "You multiplied weight by weight. But each weight of the second kernel meets all those of "
        "the first one, in three windows that overlap.": (
            lambda first, second: tuple(a * b for a, b in zip(first, second, strict=True))
        ),
        "You added the two kernels. That is what two layers side by side do, whose outputs are "
        "added. Here one reads what the other made.": (
            lambda first, second: tuple(a + b for a, b in zip(first, second, strict=True))
        ),
        "One of the kernels is flipped there. Weight j of the second kernel meets the outputs "
        "j places further on, and so does its copy of the first kernel.": (
            lambda first, second: _joined(first, second[::-1])
        ),
        "The right weights, in the wrong order: last one first.": (
            lambda first, second: _joined(first, second)[::-1]
        ),
        "You laid the copies side by side. They lie one place further each time, so they overlap: "
        "add what meets in one place.": (
            lambda first, second: tuple(a * b for b in second for a in first)
        ),
        "You wrote one kernel after the other. Each weight of the second one is multiplied by "
        "all those of the first.": (lambda first, second: first + second),
        "You kept the middle only. Without padding the joined kernel is wider than the two.": (
            lambda first, second: _joined(first, second)[1:-1]
        ),
    },
)
def joined_kernel(first: Numbers, second: Numbers) -> Numbers:
    """Lay down a copy of the first kernel for each weight of the second, and add up."""
    return tuple(
        sum(first[m - j] * second[j] for j in range(3) if 0 <= m - j < 3) for m in range(5)
    )


def _blocks(rng: np.random.Generator) -> Given:
    return {"kernel_size": rng.integers(2, 8), "blocks": rng.integers(3, 7)}


@value_exercise(
    title="How far does a TCN see?",
    taught_in="tcn",
    misconception="A block counts once, though it holds two layers; or a layer adds its K places.",
    text="""
A TCN has {blocks} blocks in a row. Their dilations double: 1, 2, 4 and so on. Each block holds
**two** causal layers with kernel_size = {kernel_size} and the dilation of the block, and a way
round them. How many places of x does one output number see, at the most?
""",
    hints=(
        "Begin with one place. How many more does one causal layer add, with dilation 1? And with "
        "dilation d?",
        "A layer adds dilation · (K - 1). How many layers does a block have? And does the way "
        "round them look any further?",
        "`1 + 2 * (kernel_size - 1) * (1 + 2 + 4 + ...)`, with a dilation in the brackets for each "
        "block.",
    ),
    given=numbers({"kernel_size": 3, "blocks": 4}, _blocks),
    mistakes={
        "You counted one layer for each block. There are two in it, one after the other.": (
            lambda kernel_size, blocks: 1 + (kernel_size - 1) * (2**blocks - 1)
        ),
        "One place is missing: the one where the output itself stands. Begin with 1.": (
            lambda kernel_size, blocks: 2 * (kernel_size - 1) * (2**blocks - 1)
        ),
        "A layer adds dilation · (K - 1), not dilation · K: there are K - 1 steps between K "
        "weights.": (lambda kernel_size, blocks: 1 + 2 * kernel_size * (2**blocks - 1)),
        "That is so when all dilations are 1. Here they double from block to block.": (
            lambda kernel_size, blocks: 1 + 2 * (kernel_size - 1) * blocks
        ),
        "That is what the last block sees of its own input. The blocks before it add theirs.": (
            lambda kernel_size, blocks: 1 + 2 * (kernel_size - 1) * 2 ** (blocks - 1)
        ),
        "You doubled the whole field, and so the 1 as well. Only the steps of the layers come "
        "twice.": (lambda kernel_size, blocks: 2 * (1 + (kernel_size - 1) * (2**blocks - 1))),
        "Dilations begin with 1, so the last block has one doubling fewer than there are blocks.": (
            lambda kernel_size, blocks: 1 + 2 * (kernel_size - 1) * (2 ** (blocks + 1) - 1)
        ),
        "You gave the way round a place for each block. It reads the place of the output, and "
        "that one is counted already.": (
            lambda kernel_size, blocks: 1 + 2 * (kernel_size - 1) * (2**blocks - 1) + blocks
        ),
    },
)
def tcn_field(kernel_size: int, blocks: int) -> int:
    """Add two layers for each block; the dilations sum up to 2**blocks - 1."""
    return 1 + 2 * (kernel_size - 1) * (2**blocks - 1)  # type: ignore[no-any-return]


def _leaks(rng: np.random.Generator) -> Given:
    place = rng.integers(40, 90)
    return {"place": place, "first": place - 2 ** rng.integers(2, 6)}


def _dilations_doubled(ahead: int) -> int:
    """Return the layer, counted from 0, whose dilation is ``ahead``."""
    return ahead.bit_length() - 1


@value_exercise(
    title="Find the leak",
    taught_in="leak",
    misconception='All the padding of "same" looks ahead; or the largest dilation is to blame.',
    text="""
A stack of eight layers has kernel_size = 3 and the dilations 1, 2, 4 and so on, each twice the one
before. It should be causal. But one of its layers was written with `padding="same"`. You change x
at place {place} only, and the first output that changes is the one at place {first}. Which layer is
it? Count the layers from 0; layer 0 is the one that reads x.
""",
    hints=(
        "By how many places does the stack look ahead?",
        'On which three places does a kernel with K = 3 and dilation d lie, with "same"? How far '
        "ahead is the last of them?",
        "It looks ahead by its own dilation, which is `place - first`. Which layer has this "
        "dilation? Layer 0 has 1, layer 1 has 2, and so on.",
    ),
    given=numbers({"place": 40, "first": 36}, _leaks),
    mistakes={
        'You took all the padding, dilation · (K - 1), for the step ahead. "same" gives half of '
        "it to each side.": (lambda place, first: _dilations_doubled((place - first) // 2)),
        "Counted from one, it would be that. Layer 0 is the one that reads x, with dilation 1.": (
            lambda place, first: _dilations_doubled(place - first) + 1
        ),
        "That is how far it looks ahead, and so its dilation. Which layer has this dilation?": (
            lambda place, first: place - first
        ),
        "The last layer would look much further ahead: its dilation is the largest.": (
            lambda place, first: 7
        ),
    },
)
def leaking_layer(place: int, first: int) -> int:
    """Return the layer whose dilation is the step ahead."""
    return [2**layer for layer in range(8)].index(place - first)


def _normalised(rng: np.random.Generator) -> Given:
    in_channels, channels, kernel_size = rng.permutation(np.arange(3, 33))[:3]
    return {
        "in_channels": in_channels,
        "channels": channels,
        "kernel_size": kernel_size,
        "examples": rng.integers(4, 33),
        "length": rng.integers(40, 120),
    }


@value_exercise(
    title="What BatchNorm learns",
    taught_in="norm",
    misconception="BatchNorm1d learns numbers for each place; or its running means are learned.",
    text="""
x has the shape ({examples}, {in_channels}, {length}). It goes through `nn.Conv1d({in_channels},
{channels}, kernel_size={kernel_size}, padding="same", bias=False)` and then through
`nn.BatchNorm1d({channels})`. How many numbers does the **BatchNorm1d** learn? (Those that the
optimizer changes, not those that the layer only keeps.)
""",
    hints=(
        "It brings each channel to mean 0 and spread 1, and then lets the network choose another "
        "mean and another spread. For each what?",
        "All places of a channel, in all examples, are treated alike. So the length and the number "
        "of examples are not in the answer.",
        "For each of its channels, a number to multiply by (`weight`) and one to add (`bias`).",
    ),
    given=numbers(
        {"in_channels": 3, "channels": 16, "kernel_size": 5, "examples": 8, "length": 100},
        _normalised,
    ),
    mistakes={
        "You gave every place numbers of its own. All places of a channel share them, as they "
        "share the kernel.": (
            lambda in_channels, channels, kernel_size, examples, length: 2 * channels * length
        ),
        "You counted along the time. But BatchNorm1d(C) has its numbers for the C channels.": (
            lambda in_channels, channels, kernel_size, examples, length: 2 * length
        ),
        "Half of it: each channel has a `weight` to multiply by, and a `bias` to add.": (
            lambda in_channels, channels, kernel_size, examples, length: channels
        ),
        "You counted running_mean and running_var, too. They are kept, and go into the saved "
        "file, but no optimizer changes them.": (
            lambda in_channels, channels, kernel_size, examples, length: 4 * channels
        ),
        "Those are the channels of x. The BatchNorm comes after the Conv1d, and gets the rows "
        "that its kernels made.": (
            lambda in_channels, channels, kernel_size, examples, length: 2 * in_channels
        ),
        "That is the Conv1d. The question is about the layer after it.": (
            lambda in_channels, channels, kernel_size, examples, length: (
                channels * in_channels * kernel_size
            )
        ),
        "That is both layers together. The question is about the BatchNorm1d alone.": (
            lambda in_channels, channels, kernel_size, examples, length: (
                channels * in_channels * kernel_size + 2 * channels
            )
        ),
    },
)
def batch_norm_learns(
    in_channels: int, channels: int, kernel_size: int, examples: int, length: int
) -> int:
    """Count a weight and a bias for each channel."""
    return 2 * channels


def _flattened(rng: np.random.Generator) -> Given:
    in_channels, channels, kernel_size = rng.permutation(np.arange(3, 17))[:3]
    return {
        "examples": rng.integers(4, 33),
        "in_channels": in_channels,
        "length": rng.integers(40, 120),
        "channels": channels,
        "kernel_size": kernel_size,
        "pool": rng.integers(2, 5),
    }


@value_exercise(
    title="Into nn.Linear",
    taught_in="linear",
    misconception="in_features is the number of channels, or that of the examples is in it.",
    text="""
x has the shape ({examples}, {in_channels}, {length}). It goes through `nn.Conv1d({in_channels},
{channels}, kernel_size={kernel_size})`, `nn.ReLU()`, `nn.MaxPool1d({pool})`, `nn.Flatten()` and
then `nn.Linear(?, 10)`. Which number must stand for the question mark?
""",
    hints=(
        "Write down the shape after each of the layers.",
        "The Conv1d has no padding, so it loses K - 1 places. The MaxPool1d steps as far as it is "
        "wide, and drops a window that does not fit whole.",
        "`nn.Flatten()` keeps the examples and writes all the rest in one row: channels times "
        "what is left of the length.",
    ),
    given=numbers(
        {
            "examples": 32,
            "in_channels": 3,
            "length": 50,
            "channels": 8,
            "kernel_size": 6,
            "pool": 2,
        },
        _flattened,
    ),
    mistakes={
        "Those are the channels. Flatten writes every place of every channel into the row.": (
            lambda examples, in_channels, length, channels, kernel_size, pool: channels
        ),
        "That is the length of one row. Flatten joins the rows of all channels.": (
            lambda examples, in_channels, length, channels, kernel_size, pool: (
                (length - kernel_size + 1) // pool
            )
        ),
        "The Conv1d has no padding: it makes the rows shorter by K - 1.": (
            lambda examples, in_channels, length, channels, kernel_size, pool: (
                channels * (length // pool)
            )
        ),
        "You left out the pooling. It makes the rows shorter, too.": (
            lambda examples, in_channels, length, channels, kernel_size, pool: (
                channels * (length - kernel_size + 1)
            )
        ),
        "One window too many: the pooling drops a window that does not fit whole.": (
            lambda examples, in_channels, length, channels, kernel_size, pool: (
                channels * -(-(length - kernel_size + 1) // pool)
            )
        ),
        "You counted the examples as well. Flatten keeps them apart, and so does Linear.": (
            lambda examples, in_channels, length, channels, kernel_size, pool: (
                examples * channels * ((length - kernel_size + 1) // pool)
            )
        ),
        "Those are the channels of x, times the length. After the Conv1d there are as many rows "
        "as it has kernels.": (
            lambda examples, in_channels, length, channels, kernel_size, pool: (
                in_channels * ((length - kernel_size + 1) // pool)
            )
        ),
        "By your number the pooling hardly shortens the rows. But MaxPool1d(k) steps k places at a "
        "time, unless you say otherwise.": (
            lambda examples, in_channels, length, channels, kernel_size, pool: (
                channels * (length - kernel_size + 1 - pool + 1)
            )
        ),
    },
)
def flattened_features(
    examples: int,
    in_channels: int,
    length: int,
    channels: int,
    kernel_size: int,
    pool: int,
) -> int:
    """Multiply the rows by what is left of their length."""
    return channels * ((length - kernel_size + 1) // pool)


def _pool_cases(rng: np.random.Generator) -> Iterator[Case]:
    yield call(array(rng, 1, 1, 1), 1, 1)
    yield call(array(rng, 1, 1, 4), 2, 2)
    yield call(-np.abs(array(rng, 1, 1, 4)) - 0.5, 2, 2)
    yield call(array(rng, 1, 1, 5), 2, 2)
    yield call(array(rng, 1, 1, 5), 2, 1)
    yield call(array(rng, 1, 1, 5), 3, 2)
    yield call(array(rng, 1, 2, 4), 2, 2)
    yield call(array(rng, 2, 1, 4), 2, 2)
    yield call(array(rng, 2, 3, 8), 2, 3)
    for _ in range(8):
        kernel_size, stride = (int(size) for size in rng.integers(1, 5, 2))
        items, channels = (int(size) for size in rng.integers(1, 4, 2))
        yield call(
            array(rng, items, channels, kernel_size + int(rng.integers(0, 9))), kernel_size, stride
        )


def _windows(x: Array, kernel_size: int, stride: int) -> Array:
    """(N, C, L_out, K)."""
    return np.lib.stride_tricks.sliding_window_view(x, kernel_size, axis=2)[:, :, ::stride]


def _one_largest(x: Array, kernel_size: int, stride: int, n: int, c: int, t: int) -> Any:
    largest = x[n, c, t * stride]
    for k in range(kernel_size):
        largest = max(largest, x[n, c, t * stride + k])
    return largest


@function_exercise(
    title="Max-pooling by hand",
    taught_in="pooling",
    misconception="Pooling takes the mean; or it compares the channels; or 0 is in every window.",
    text="""
`x` is a NumPy array (N, C, L). Write what `nn.MaxPool1d(kernel_size, stride)` makes of it: in each
channel the largest number of each window, (N, C, L_out). No padding, and a window that does not fit
whole is dropped. NumPy's `max` is welcome.
""",
    hints=(
        "How many windows are there? The formula is that of a convolution.",
        "Window t is `x[:, :, t * stride : t * stride + kernel_size]`: an array (N, C, K). Over "
        "which axis do you take the largest?",
        "Collect `window.max(axis=2)` for each t in a list; `np.stack(the_list, axis=2)` lays them "
        "one after the other, along the time.",
    ),
    make_cases=_pool_cases,
    specification=_one_largest,
    refused_calls=POOLING,
    mistakes={
        "You took the mean: that is nn.AvgPool1d. Here the largest number is asked for.": (
            lambda x, kernel_size, stride: _windows(x, kernel_size, stride).mean(axis=3)
        ),
        "You took the sum, as a convolution with weights 1 would. Here the largest number is asked "
        "for.": (lambda x, kernel_size, stride: _windows(x, kernel_size, stride).sum(axis=3)),
        "You took the smallest.": (
            lambda x, kernel_size, stride: _windows(x, kernel_size, stride).min(axis=3)
        ),
        "You never go below 0. Where all numbers of a window are negative, the largest of them is "
        "negative, too: begin with the first number, not with 0.": (
            lambda x, kernel_size, stride: _windows(x, kernel_size, stride).max(axis=3).clip(0)
        ),
        "You took the number that is furthest from 0. The largest of -3 and 1 is 1.": (
            lambda x, kernel_size, stride: np.take_along_axis(
                _windows(x, kernel_size, stride),
                np.abs(_windows(x, kernel_size, stride)).argmax(axis=3)[..., None],
                axis=3,
            )[..., 0]
        ),
        "You took the largest over all channels. Pooling treats each channel alone.": (
            lambda x, kernel_size, stride: np.broadcast_to(
                _windows(x, kernel_size, stride).max(axis=3).max(axis=1, keepdims=True),
                _windows(x, kernel_size, stride).shape[:3],
            )
        ),
        "Your windows lie one place apart: the stride has no effect.": (
            lambda x, kernel_size, stride: _windows(x, kernel_size, 1).max(axis=3)
        ),
        "Your windows always lie side by side, as if the stride were kernel_size. That is only "
        "the default.": (
            lambda x, kernel_size, stride: _windows(x, kernel_size, kernel_size).max(axis=3)
        ),
        "You took the first number of each window: that is what a stride alone leaves.": (
            lambda x, kernel_size, stride: _windows(x, kernel_size, stride)[..., 0]
        ),
        "Your last window hangs over the end. A window that does not fit whole is dropped.": (
            lambda x, kernel_size, stride: np.stack(
                [
                    x[:, :, start : start + kernel_size].max(axis=2)
                    for start in range(0, x.shape[2], stride)
                ],
                axis=2,
            )
        ),
    },
)
def max_pool(x: Array, kernel_size: int, stride: int) -> Array:
    """Return the largest number of each window, (N, C, L_out)."""
    ### BEGIN SOLUTION
    L_out = (x.shape[2] - kernel_size) // stride + 1
    starts = [t * stride for t in range(L_out)]
    windows = [x[:, :, start : start + kernel_size] for start in starts]
    return np.stack([window.max(axis=2) for window in windows], axis=2)
    ### END SOLUTION
