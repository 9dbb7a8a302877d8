"""Notebook 11: the first broken line, Keras's weights, Conv2d's weight, the silent bug."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from conv1d_lab.exercises.messages import BIAS_LEFT_OUT
from conv1d_lab.exercises.model import (
    Case,
    Given,
    call,
    function_exercise,
    numbers,
    value_exercise,
)
from conv1d_lab.exercises.predictions import prediction
from conv1d_lab.exercises.random_operands import layer, tensor


@prediction(
    misconception="The line that an error names is the line that is wrong.",
    text="""
The plan: two convolutions that keep the length, and two poolings that halve it. 100 becomes 50,
then 25, and with 32 channels that is 800 numbers for the last layer.

    nn.Conv1d(3, 16, 5)      nn.MaxPool1d(2)
    nn.Conv1d(16, 32, 5)     nn.MaxPool1d(2)
    nn.Flatten()             nn.Linear(800, 10)

x is `(8, 3, 100)`. Which layer will raise the error?
""",
    choices={
        "the first nn.Conv1d": "It takes any length in which one window fits. It knows nothing "
        "of the plan.",
        "the second nn.Conv1d": "It wants 16 channels and gets 16. How long the rows are does not "
        "matter to it, as long as one window fits.",
        "nn.Flatten": "It takes any shape, and joins all axes but the first.",
        "nn.Linear": "It is the first layer here that insists on a number that depends on the "
        "length.",
        "none of them": "Four places are lost in each convolution, so there are not 800 numbers in "
        "the end.",
    },
    explanation="""
The last one, nn.Linear: it gets 704 numbers. But the plan was broken before that, and nothing was
said: a convolution takes any length in which one window fits. Where it broke first comes next.
""",
)
def who_complains() -> str:
    """Send an x through the layers, one after the other."""
    import torch
    from torch import nn

    x = torch.zeros(8, 3, 100)
    layers = {
        "the first nn.Conv1d": nn.Conv1d(3, 16, 5),
        "the first pooling": nn.MaxPool1d(2),
        "the second nn.Conv1d": nn.Conv1d(16, 32, 5),
        "the second pooling": nn.MaxPool1d(2),
        "nn.Flatten": nn.Flatten(),
        "nn.Linear": nn.Linear(800, 10),
    }
    for name, made in layers.items():
        try:
            x = made(x)
        except RuntimeError:
            return name
    return "none of them"


@prediction(
    misconception="Where the channel axis is missing, PyTorch sees it, or adds it.",
    text="""
Eight recordings with one channel each, 100 numbers long: x is `(8, 100)`, which is (N, L).
Somebody looks at this shape and writes `nn.Conv1d(8, 4, kernel_size=5)`.

What comes out of `layer(x)`?
""",
    choices={
        "an error": "Two axes are welcome: PyTorch takes them for (C_in, L), one example without a "
        "batch. And 8 is the number of channels that it wants.",
        "(8, 4, 96)": "So it should be: four rows for each recording. But who tells the layer that "
        "the first axis is N?",
        "(4, 96)": "One example with eight channels. The eight recordings were added up.",
        "(8, 96)": "Each kernel makes a row of its own, so there are four rows.",
        "(1, 4, 96)": "These are the right numbers of rows and places. But PyTorch adds no axis "
        "that was not there.",
    },
    explanation="""
`(4, 96)`. With two axes, x is taken for (C_in, L): **one** example with eight channels. All the
recordings are added up in each number, and the batch is gone.
""",
)
def batch_read_as_channels() -> str:
    """Ask the layer."""
    import torch
    from torch import nn

    try:
        return str(tuple(nn.Conv1d(8, 4, 5)(torch.zeros(8, 100)).shape))
    except RuntimeError:
        return "an error"


@prediction(
    misconception="Zeros at the edge are nothing, so they can't become the maximum.",
    text="""
How loud it was, measured eight times, in decibels (0 is as loud as the device can show, a quiet
room is far below):

    -52   -48   -45   -50   -41   -47   -55   -49

We take the mean of three neighbours, with `padding=1`, and then ask for the loudest place.

Where is it?
""",
    choices={
        "at the beginning, place 0": "There the window holds a zero of the padding, and 0 is "
        "louder than anything that was measured.",
        "in the middle, near place 4": "That is where it was loudest. But look at the first "
        "window: what does the padding put into it?",
        "at the end, place 7": "A zero is in that window, too. Compare the two ends: where "
        "are the other two numbers larger?",
        "nowhere: padding can't be part of a mean": "It can. The layer does not know which numbers "
        "were measured and which are padding.",
    },
    explanation="""
At place 0: (0 - 52 - 48) / 3 is about -33. In the middle, where it really was loudest, the mean is
about -45. Zero is "nothing" only where the data says so.
""",
)
def edge_wins() -> str:
    """Compute the means, and find the largest."""
    import torch
    from torch.nn.functional import conv1d

    loud = torch.tensor([[-52.0, -48, -45, -50, -41, -47, -55, -49]])
    place = int(conv1d(loud[None], torch.full((1, 1, 3), 1 / 3), padding=1).argmax())
    ends = {0: "at the beginning, place 0", 7: "at the end, place 7"}
    return ends.get(place, "in the middle, near place 4")


def _broken_chain(rng: np.random.Generator) -> Given:
    """Break line 1, 2 or 3. After line 1 or 2, line 3 may be wrong as well."""
    broken = int(rng.integers(1, 4))
    kernel, next_kernel = (int(size) for size in rng.permutation([3, 5, 7])[:2])
    too = broken == 3 or bool(rng.integers(2))
    return {
        "kernel": kernel,
        "padding": (kernel - 1) // 2 - (broken == 1),
        "pool": rng.integers(3, 6) if broken == 2 else 2,
        "next_kernel": next_kernel,
        "next_padding": (next_kernel - 1) // 2 - too,
    }


def _first(kernel: int, padding: int, pool: int) -> int:
    return 1 if kernel != 2 * padding + 1 else 2 if pool != 2 else 3


@value_exercise(
    title="The first broken line",
    misconception="The line that an error names is the line that is wrong.",
    taught_in="plan-explain",
    text="""
Two convolutions are to keep the length, two poolings are to halve it. Beside each line stands the
shape that should come out of it; x is (8, 1, 100).

    1   nn.Conv1d(1, 8, {kernel}, padding={padding})     # (8, 8, 100)
    2   nn.MaxPool1d({pool})                   # (8, 8, 50)
    3   nn.Conv1d(8, 16, {next_kernel}, padding={next_padding})    # (8, 16, 50)
    4   nn.MaxPool1d(2)                   # (8, 16, 25)
    5   nn.Flatten()                      # (8, 400)
    6   nn.Linear(400, 10)                # (8, 10)

PyTorch complains in line 6: *mat1 and mat2 shapes cannot be multiplied*. Which is the **first**
line that does not give the shape beside it? Write its number.
""",
    hints=(
        "Do not begin where the message points. Begin at the top, and let the shape run along.",
        "A convolution keeps the length if padding on both sides makes up for K - 1 lost places. "
        "MaxPool1d(n) divides the length by n.",
        "Check `2 * padding == kernel_size - 1` for both convolutions, and that the poolings are "
        "by 2. The first line that fails is the answer.",
    ),
    given=numbers(
        {"kernel": 5, "padding": 2, "pool": 2, "next_kernel": 7, "next_padding": 2}, _broken_chain
    ),
    tolerance=0,
    mistakes={
        "That is the line that complains. It wants 400 numbers, as planned, and an earlier line is "
        "why it gets fewer.": lambda kernel, padding, pool, next_kernel, next_padding: 6,
        "Flatten only joins axes, and does so with any shape. What it gets is wrong "
        "already.": lambda kernel, padding, pool, next_kernel, next_padding: 5,
        "What comes into that line is wrong already. Look one line further up.": (
            lambda kernel, padding, pool, next_kernel, next_padding: (
                _first(kernel, padding, pool) + 1
            )
        ),
        "Up to there, every line gives what stands beside it. (The lines are counted from 1.)": (
            lambda kernel, padding, pool, next_kernel, next_padding: (
                _first(kernel, padding, pool) - 1
            )
        ),
    },
)
def first_broken_line(
    kernel: int, padding: int, pool: int, next_kernel: int, next_padding: int
) -> int:
    """Go from the top, and stop at the first line that does not do what it should."""
    return 1 if 2 * padding != kernel - 1 else 2 if pool != 2 else 3


def _keras_cases(rng: np.random.Generator) -> Iterator[Case]:
    """One axis at a time grows beyond 1, then all of them at random."""
    yield call(tensor(rng, 1, 1, 1), tensor(rng, 1, 1, 1), tensor(rng, 1))
    yield call(tensor(rng, 1, 3, 1), tensor(rng, 2, 1, 1), tensor(rng, 1))
    yield call(tensor(rng, 1, 2, 2), tensor(rng, 1, 2, 1), tensor(rng, 1))
    yield call(tensor(rng, 1, 2, 1), tensor(rng, 1, 1, 2), tensor(rng, 2))
    yield call(tensor(rng, 2, 4, 2), tensor(rng, 2, 2, 2), tensor(rng, 2))
    yield call(tensor(rng, 1, 3, 3), tensor(rng, 3, 3, 3), tensor(rng, 3))
    for _ in range(8):
        batch, taps, channels, kernels = (int(size) for size in rng.integers(1, 5, 4))
        x = tensor(rng, batch, taps + int(rng.integers(0, 4)), channels)
        yield call(x, tensor(rng, taps, channels, kernels), tensor(rng, kernels))


def _slide(x: Any, weight: Any, bias: Any) -> Any:
    """Slide over x, channels first, and give the channels last."""
    from torch.nn.functional import conv1d

    return conv1d(x, weight, bias).transpose(1, 2)


def _one_output(x: Any, kernel: Any, bias: Any, n: int, t: int, o: int) -> Any:
    total = bias[o]
    for k in range(kernel.shape[0]):
        for c in range(kernel.shape[1]):
            total = total + x[n, t + k, c] * kernel[k, c, o]
    return total


@function_exercise(
    title="Carry Keras's weights over",
    misconception="The numbers are the same, so any change to the right shape will do.",
    taught_in="keras",
    text="""
A model was trained with Keras. Its Conv1D takes `x` of shape (N, L, C_in), channels last, and
holds a `kernel` of shape (K, C_in, C_out) and a `bias` of shape (C_out,). Nothing is padded, the
stride is 1. Here all three are tensors. Let PyTorch's `conv1d` compute what Keras would: (N,
L_out, C_out), channels last again.
""",
    hints=(
        "Three things have their axes in another order than `conv1d` has them: what goes in, the "
        "kernel, and what comes out.",
        "`conv1d` takes x as (N, C_in, L) and the weight as (C_out, C_in, K). Which axes must "
        "change places, and which may stay?",
        "The kernel is turned round by `kernel.permute(2, 1, 0)`; x and the result by "
        "`.transpose(1, 2)`. A view or a reshape would mix the numbers up.",
    ),
    make_cases=_keras_cases,
    specification=_one_output,
    needs_conv1d=True,
    mistakes={
        "The last step is missing: conv1d gives (N, C_out, L_out), and Keras has its channels "
        "last.": (
            lambda x, kernel, bias: _slide(
                x.transpose(1, 2), kernel.permute(2, 1, 0), bias
            ).transpose(1, 2)
        ),
        "You gave the kernel its new shape by reshape or view. That cuts the same row of numbers "
        "anew and mixes them up: move the axes, by permute.": (
            lambda x, kernel, bias: _slide(
                x.transpose(1, 2), kernel.reshape(tuple(kernel.shape)[::-1]), bias
            )
        ),
        "You gave x its new shape by reshape or view: the channels are mixed up. Swap the axes, by "
        "transpose.": (
            lambda x, kernel, bias: _slide(
                x.reshape(x.shape[0], x.shape[2], x.shape[1]), kernel.permute(2, 1, 0), bias
            )
        ),
        "You flipped the kernel. Keras does not flip it, and PyTorch doesn't either: move the axes "
        "only.": (
            lambda x, kernel, bias: _slide(x.transpose(1, 2), kernel.permute(2, 1, 0).flip(2), bias)
        ),
        "Your weight is (C_in, C_out, K). conv1d wants the outputs first: (C_out, C_in, K).": (
            lambda x, kernel, bias: _slide(x.transpose(1, 2), kernel.permute(1, 2, 0), bias)
        ),
        "x went in as it is, with its channels last. conv1d takes the middle axis for the "
        "channels. Where L and C_in differ it is an error; otherwise it is silently wrong.": (
            lambda x, kernel, bias: _slide(x, kernel.permute(2, 1, 0), bias)
        ),
        BIAS_LEFT_OUT: (
            lambda x, kernel, bias: _slide(x.transpose(1, 2), kernel.permute(2, 1, 0), None)
        ),
    },
)
def keras_by_torch(x: Any, kernel: Any, bias: Any) -> Any:
    """Return what Keras's Conv1D gives: (N, L_out, C_out), computed by conv1d."""
    from torch.nn.functional import conv1d

    ### BEGIN SOLUTION
    weight = kernel.permute(2, 1, 0)
    out = conv1d(x.permute(0, 2, 1), weight, bias)
    return out.permute(0, 2, 1)
    ### END SOLUTION


def _grouped(rng: np.random.Generator) -> Given:
    groups, per_group, more = (int(size) for size in rng.permutation(np.arange(2, 6))[:3])
    return {
        "in_channels": groups * per_group,
        "out_channels": groups * more,
        "kernel_size": rng.choice([3, 7, 9, 11]),
        "groups": groups,
    }


@value_exercise(
    title="The weight of a Conv2d",
    misconception="A weight of Conv2d has C_in first, or its width before its height.",
    taught_in="conv2d",
    text="""
The layer `nn.Conv1d({in_channels}, {out_channels}, {kernel_size}, groups={groups})` is to become
an `nn.Conv2d` that does the same with images of height 1. Its kernels are 1 high and {kernel_size}
wide, and `groups` stays. What shape does its weight have? Write four numbers, like `(1, 2, 3, 4)`.
""",
    hints=(
        "Write down the shape of the Conv1d's weight first. Which axis is new?",
        "Conv1d: (C_out, C_in / groups, K). An image has a height as well, and in PyTorch the "
        "height stands before the width.",
        "(C_out, C_in / groups, 1, K).",
    ),
    given=numbers({"in_channels": 6, "out_channels": 4, "kernel_size": 5, "groups": 2}, _grouped),
    mistakes={
        "A kernel sees the channels of its own group only: the second number is C_in / groups.": (
            lambda in_channels, out_channels, kernel_size, groups: (
                (out_channels, in_channels, 1, kernel_size)
            )
        ),
        "The outputs come first: a weight is a stack of kernels, one for each output channel.": (
            lambda in_channels, out_channels, kernel_size, groups: (
                (in_channels // groups, out_channels, 1, kernel_size)
            )
        ),
        "That kernel is high, not wide. The height stands before the width.": (
            lambda in_channels, out_channels, kernel_size, groups: (
                (out_channels, in_channels // groups, kernel_size, 1)
            )
        ),
        "That is the weight of the Conv1d. In a Conv2d there is one more axis, the height.": (
            lambda in_channels, out_channels, kernel_size, groups: (
                (out_channels, in_channels // groups, kernel_size)
            )
        ),
        "That kernel is a square. The image is 1 high, and so is the kernel.": (
            lambda in_channels, out_channels, kernel_size, groups: (
                (out_channels, in_channels // groups, kernel_size, kernel_size)
            )
        ),
        "That is how Keras has it, channels last. In PyTorch the outputs come first, and "
        "the sizes of the kernel last.": (
            lambda in_channels, out_channels, kernel_size, groups: (
                (1, kernel_size, in_channels // groups, out_channels)
            )
        ),
        "Each output channel still has its kernel: C_out of them, however many groups there are.": (
            lambda in_channels, out_channels, kernel_size, groups: (
                (out_channels // groups, in_channels // groups, 1, kernel_size)
            )
        ),
    },
)
def conv2d_weight_shape(
    in_channels: int, out_channels: int, kernel_size: int, groups: int
) -> tuple[int, ...]:
    """(C_out, C_in / groups, height, width)."""
    return (out_channels, in_channels // groups, 1, kernel_size)


def _apart(rng: np.random.Generator, channels: int = 1, kernels: int = 1) -> Any:
    return layer(rng, channels, kernels, 2)


def _differences() -> Any:
    """Make a layer whose weights add up to 0: it does not see what is added everywhere."""
    import torch

    made = layer(np.random.default_rng(0), 1, 1, 2)
    made.weight.copy_(torch.tensor([[[-1.0, 1.0]]]))
    return made


def _by_the_batch(rng: np.random.Generator) -> Any:
    """Make a layer, and a BatchNorm that always takes mean and spread of the batch."""
    from torch import nn

    return nn.Sequential(
        _apart(rng, 1, 2), nn.BatchNorm1d(2, affine=False, track_running_stats=False)
    )


def _by_pairs(rng: np.random.Generator, examples: int) -> Any:
    """Make a layer that takes (N, L) for (C, L), in groups of two."""
    import torch
    from torch import nn
    from torch.nn.utils import skip_init

    made = skip_init(nn.Conv1d, examples, examples, 2, groups=examples // 2)  # type: ignore[no-untyped-call]
    with torch.no_grad():
        made.weight.copy_(tensor(rng, examples, 2, 2) + 3.0)  # none of them 0
        made.bias.copy_(tensor(rng, examples))
    return made.requires_grad_(False)


def _mixing_cases(rng: np.random.Generator) -> Iterator[Case]:
    yield call(_apart(rng), tensor(rng, 1, 1, 3), 0)
    yield call(_apart(rng), tensor(rng, 2, 1, 3), 1)
    yield call(_differences(), tensor(rng, 2, 1, 4), 0)
    yield call(_by_the_batch(rng), tensor(rng, 3, 1, 5), 1)
    yield call(_by_pairs(rng, 4), tensor(rng, 4, 5), 2)
    yield call(_by_pairs(rng, 2), tensor(rng, 2, 4), 0)
    yield call(_apart(rng, 3, 2), tensor(rng, 3, 3, 4), 1)
    examples = 2 * int(rng.integers(1, 4))
    n = int(rng.integers(examples))
    yield call(_by_pairs(rng, examples), tensor(rng, examples, 4), n)
    yield call(_by_the_batch(rng), tensor(rng, examples, 1, 4), n)
    high = _apart(rng)
    high.weight.abs_().add_(1)  # whatever comes in the place of this x, the output falls
    yield call(high, tensor(rng, 1, 1, 3) + 20, 0)


def _other(x: Any, at: Any, *, added: bool = False) -> Any:
    """Copy x, with another example (or whatever ``at`` says) in it."""
    import torch

    changed = x.clone()
    changed[at] = changed[at] + 1 if added else torch.randn_like(changed[at])
    return changed


def _differ(one: Any, other: Any) -> tuple[int, ...]:
    moved = (one - other).abs().flatten(1).amax(1) > 1e-6
    return tuple(moved.nonzero().flatten().tolist())


def _in_place(model: Any, x: Any, n: int) -> tuple[int, ...]:
    changed = x
    changed[n] = changed[n] + 1
    return _differ(model(changed), model(x))


@function_exercise(
    title="The bug that says nothing",
    misconception="No error and the right shape: so the examples of a batch are kept apart.",
    taught_in="train-mode-cure",
    text="""
A model that mixes the examples of a batch raises no error. So write the test that finds it.
Exchange example `n` of `x` for another one, and return a tuple with the numbers of **all**
examples whose output changes, from small to large. A model that keeps its examples apart gives
`(n,)`.

The examples are axis 0 of `x`, and of `model(x)` as well. Two numbers are equal if they differ by
less than 1e-6. And mind that some kernels do not see a number that is added everywhere.
""",
    hints=(
        "You need two outputs, one of `x` and one of a changed copy of it. What does an example "
        "whose output has not changed look like in their difference?",
        "`changed = x.clone()`, then `changed[n] = torch.randn_like(x[n])`. Now compare `model(x)` "
        "and `model(changed)`, example by example.",
        "`moved = (model(changed) - model(x)).abs().flatten(1).amax(1) > 1e-6` has one True or "
        "False for each example. Return the places of the True ones as a tuple.",
    ),
    make_cases=_mixing_cases,
    mistakes={
        "You added the same number everywhere. A kernel whose weights add up to 0 does not see "
        "that. Put other numbers there, random ones, say.": (
            lambda model, x, n: _differ(model(_other(x, n, added=True)), model(x))
        ),
        "By your answer nothing changes. Do both outputs come from the same numbers? Take a copy, "
        "by x.clone(), and put other numbers into it.": _in_place,
        "You compared what goes in. Of course only example n differs there. Compare what comes "
        "out.": lambda model, x, n: (n,),
        "You list every example as soon as anything changes. Exchange example n alone, and look "
        "at each example of the output by itself.": (
            lambda model, x, n: (
                tuple(range(len(x))) if _differ(model(_other(x, n)), model(x)) else ()
            )
        ),
        "Example n itself is missing. Its output changes, too.": (
            lambda model, x, n: tuple(i for i in _differ(model(_other(x, n)), model(x)) if i != n)
        ),
        "You changed place n of axis 1, in all examples. The examples are axis 0.": (
            lambda model, x, n: _differ(model(_other(x, (slice(None), n))), model(x))
        ),
        "These are the examples that do not change. The question is about the others.": (
            lambda model, x, n: tuple(
                sorted({*range(len(x))} - {*_differ(model(_other(x, n)), model(x))})
            )
        ),
    },
)
def examples_reached(model: Any, x: Any, n: int) -> tuple[int, ...]:
    """Return which outputs change when example n of x becomes another one."""
    import torch

    ### BEGIN SOLUTION
    changed = x.clone()
    changed[n] = torch.randn_like(x[n])
    difference = (model(changed) - model(x)).abs()
    moved = difference.flatten(1).amax(dim=1) > 1e-6
    return tuple(moved.nonzero().flatten().tolist())
    ### END SOLUTION
