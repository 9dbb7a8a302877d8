"""Notebook 07: which weight comes first, what a moving average silences, filters by Conv1d."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from conv1d_lab.exercises.model import (
    Case,
    Given,
    call,
    function_exercise,
    numbers,
    value_exercise,
)
from conv1d_lab.exercises.predictions import prediction
from conv1d_lab.exercises.random_operands import tensor


@prediction(
    misconception="Conv1d is a convolution as in NumPy: a blip gives the kernel back, in order.",
    text="""
The signal is 0, 0, 0, 1, 0, 0, 0: a single blip. A kernel with the weights 1, 2, 3 slides over it,
by `conv1d`.

Which numbers come out?
""",
    choices={
        "0, 1, 2, 3, 0": "The kernel comes from the left. Which of its weights reaches the blip "
        "first?",
        "0, 0, 6, 0, 0": "The products are added up within one window. But in each window the blip "
        "meets only one weight.",
        "0, 3, 2, 1, 0": "The kernel comes from the left, so its last weight meets the blip first.",
        "0, 0, 1, 0, 0": "Then the kernel would do nothing. Wherever it lies over the blip, one of "
        "its weights is multiplied by 1.",
    },
    explanation="""
The weights come out in reverse order: 3, 2, 1. `np.convolve` gives 1, 2, 3, because it reverses
the kernel before it slides.
""",
)
def blip_order() -> str:
    """Let conv1d say it."""
    import torch
    from torch.nn.functional import conv1d

    blip, kernel = torch.tensor([[[0.0, 0, 0, 1, 0, 0, 0]]]), torch.tensor([[[1.0, 2, 3]]])
    return ", ".join(f"{value:.0f}" for value in conv1d(blip, kernel).flatten().tolist())


@prediction(
    misconception="The weight of a layer with groups has a row for every input channel.",
    text="""
You take the difference of neighbours, -1 and 1, of **each of four channels by itself**, in one call
of `conv1d` with `groups=4`.

What is the shape of the weight?
""",
    answers={
        (4, 1, 2): "Four kernels, and each has one row, for the one channel it reads.",
        (1, 4, 2): "That is one kernel with four rows: it would add the four channels up. Here "
        "there are four kernels.",
        (4, 4, 2): "Then each kernel would read all four channels. With groups=4 each reads only "
        "one.",
        (1, 1, 2): "One kernel with one row gives one output row. Four are wanted.",
        (4, 2): "The weight has three axes, even when each kernel has only one row.",
        (4, 2, 1): "The two weights of a row lie along the last axis.",
    },
    explanation="""
The weight is (C_out, C_in / groups, K): four kernels, one row each, two weights in the row.
""",
)
def difference_shape() -> tuple[int, ...]:
    """Ask a layer."""
    from torch import nn

    return tuple(nn.Conv1d(4, 4, 2, groups=4).weight.shape)


READY_MADE = frozenset(["convolve", "correlate", "fftconvolve", "oaconvolve", "lfilter"])
"""What NumPy and SciPy would do for the learner; conv1d itself is asked for here."""


def _blip(rng: np.random.Generator | None) -> Given:
    if rng is None:
        return {"height": 2, "weight": (5, 1, 3)}
    weight = tuple(int(w) for w in rng.permutation(np.arange(1, 10))[:3])
    return {"height": int(rng.integers(2, 5)), "weight": weight}


@value_exercise(
    title="One blip, three weights",
    misconception="The first weight comes out first, as in np.convolve.",
    taught_in="flip-explain",
    text="""
A signal is silent but for one blip: `x` is 0, 0, {height}, 0, 0. A kernel with the weights
{weight} slides over it, by `conv1d`, without padding and without a bias. Which numbers come out,
from left to right? Write them like `(1, 2, 3)`.
""",
    hints=(
        "There are three windows. The blip lies in each of them, at another place.",
        "In window 0 the blip is the last of the three numbers. Which weight does it meet there?",
        "The last weight comes out first: height * weight[2], then the middle one, then weight[0].",
    ),
    given=_blip,
    accepts_floats=True,
    mistakes={
        "That is what np.convolve gives. In Conv1d, the first window meets the blip with its "
        "last weight.": (lambda height, weight: tuple(height * w for w in weight)),
        "Two things are missing: the first window meets the blip with its last weight, and the "
        "blip is not 1.": (lambda height, weight: weight),
        "Right order! But each weight is multiplied by the blip, and the blip is not 1.": (
            lambda height, weight: weight[::-1]
        ),
        "That would be with padding=1. Without padding there are three windows.": (
            lambda height, weight: (0, *(height * w for w in weight[::-1]), 0)
        ),
        "That is np.convolve in its usual mode, with kernels hanging over both ends. Conv1d "
        "takes whole windows, and does not flip.": (
            lambda height, weight: (0, 0, *(height * w for w in weight), 0, 0)
        ),
        "The blip never meets all the weights at once: in each window it meets just one.": (
            lambda height, weight: (0, height * sum(weight), 0)
        ),
        "The blip is under the kernel in all three windows, not only in the middle one.": (
            lambda height, weight: (0, height * weight[1], 0)
        ),
    },
)
def one_blip(height: int, weight: tuple[int, ...]) -> tuple[int, ...]:
    """Window t meets the blip with weight 2 - t."""
    return tuple(height * w for w in reversed(weight))


def _draw_hum(rng: np.random.Generator) -> Given:
    hum = rng.integers(5, 21)
    return {"rate": hum * rng.integers(4, 13), "hum": hum}


@value_exercise(
    title="Silence a hum",
    misconception="The wider a moving average, the better it removes a hum, whatever its rate.",
    taught_in="gain-explain",
    text="""
A recording has {rate} samples a second. A machine adds a hum of {hum} waves a second. You want
a moving average that silences the hum completely. What is the smallest kernel size that does it?
""",
    hints=(
        "An average is zero when the ups and the downs in its window cancel.",
        "They cancel when exactly one whole wave lies in the window. How long is one wave?",
        "The samples of a second, shared out among the waves of a second: divide.",
    ),
    given=numbers({"rate": 80, "hum": 10}, _draw_hum),
    accepts_floats=True,
    mistakes={
        "That window holds two whole waves. It silences the hum, but one wave will do.": (
            lambda rate, hum: 2 * (rate // hum)
        ),
        "That is half a wave. Where the window holds only ups, nothing cancels them.": (
            lambda rate, hum: rate // hum // 2
        ),
        "One sample too many: the last one belongs to the next wave already.": (
            lambda rate, hum: rate // hum + 1
        ),
        "One sample short of the whole wave, so a little of the hum stays.": (
            lambda rate, hum: rate // hum - 1
        ),
        "That is how many waves fit into a second. How many samples does one wave take?": (
            lambda rate, hum: hum
        ),
        "A window of a whole second silences the hum, and nearly everything else. A much "
        "smaller one will do.": (lambda rate, hum: rate),
    },
)
def silent_width(rate: int, hum: int) -> int:
    """One whole wave."""
    return rate // hum


def _average_cases(rng: np.random.Generator) -> Iterator[Case]:
    yield call(tensor(rng, 1, 1, 3), 2)
    yield call(tensor(rng, 1, 1, 3), 3)
    yield call(tensor(rng, 1, 2, 3), 1)
    yield call(tensor(rng, 1, 2, 4), 3)
    yield call(tensor(rng, 2, 1, 5), 2)
    yield call(tensor(rng, 2, 3, 6), 4)
    for _ in range(5):
        items, channels, taps = (int(size) for size in rng.integers(1, 5, 3))
        yield call(tensor(rng, items, channels, taps + int(rng.integers(1, 6))), taps)


def _average_many_windows(count: int) -> Case:
    return call(tensor(np.random.default_rng(count), 1, 2, count + 2), 3)


def _average_spelt_out(x: Any, kernel_size: int) -> Any:
    import torch

    averages = []
    for t in range(x.shape[2] - kernel_size + 1):
        averages.append(x[:, :, t : t + kernel_size].mean(dim=2))
    return torch.stack(averages, dim=2)


def _slid(x: Any, *shape: int, scale: float, **settings: Any) -> Any:
    """Slide a kernel whose weights are all the same."""
    import torch

    return torch.nn.functional.conv1d(x, torch.full(shape, scale), **settings)


@function_exercise(
    title="Smooth every channel by itself",
    misconception="One kernel for all channels smooths each of them; a filter never mixes them.",
    taught_in="apart-explain",
    text="""
`x` is (N, C, L). Take the moving average of **each channel by itself**, `kernel_size` samples wide
and without padding. All channels should come out again: the result is (N, C, L_out). Let `conv1d`
do it, no loop.
""",
    hints=(
        "A kernel normally adds up all channels. Which argument of conv1d keeps them apart?",
        "With groups equal to the number of channels, each kernel has one row: the weight is "
        "(C, 1, kernel_size). And what is each weight of an average?",
        "Fill `torch.full((C, 1, kernel_size), 1 / kernel_size)`, with C = x.shape[1], and call "
        "`conv1d(x, weight, groups=C)`.",
    ),
    make_cases=_average_cases,
    specification=_average_spelt_out,
    with_windows=_average_many_windows,
    needs_conv1d=True,
    mistakes={
        "That is the sum of each window. For an average, each weight is 1 / kernel_size.": (
            lambda x, kernel_size: _slid(
                x, x.shape[1], 1, kernel_size, scale=1.0, groups=x.shape[1]
            )
        ),
        "You divided by the length of the signal. There are kernel_size numbers in a window.": (
            lambda x, kernel_size: _slid(
                x, x.shape[1], 1, kernel_size, scale=1 / x.shape[2], groups=x.shape[1]
            )
        ),
        "Every output row holds the sum of all channels. groups keeps them apart.": (
            lambda x, kernel_size: _slid(
                x, x.shape[1], x.shape[1], kernel_size, scale=1 / kernel_size
            )
        ),
        "Every output row holds the average over all channels. Each channel should be averaged "
        "by itself: see groups.": (
            lambda x, kernel_size: _slid(
                x, x.shape[1], x.shape[1], kernel_size, scale=1 / kernel_size / x.shape[1]
            )
        ),
        "Only one channel comes out, with all of them added up in it. Each should come out by "
        "itself: see groups.": (
            lambda x, kernel_size: _slid(x, 1, x.shape[1], kernel_size, scale=1 / kernel_size)
        ),
        "All rows hold channel 0. Each channel should be smoothed.": (
            lambda x, kernel_size: _slid(
                x[:, [0] * x.shape[1]],
                x.shape[1],
                1,
                kernel_size,
                scale=1 / kernel_size,
                groups=x.shape[1],
            )
        ),
        "You padded the signal. Here only whole windows count.": (
            lambda x, kernel_size: _slid(
                x,
                x.shape[1],
                1,
                kernel_size,
                scale=1 / kernel_size,
                groups=x.shape[1],
                padding=kernel_size // 2,
            )
        ),
        "The window jumps by its own width there. It should move one step at a time.": (
            lambda x, kernel_size: _slid(
                x,
                x.shape[1],
                1,
                kernel_size,
                scale=1 / kernel_size,
                groups=x.shape[1],
                stride=kernel_size,
            )
        ),
    },
)
def average_each_channel(x: Any, kernel_size: int) -> Any:
    """Return the moving average of each channel, (N, C, L_out)."""
    import torch
    from torch.nn.functional import conv1d

    ### BEGIN SOLUTION
    channels = x.shape[1]
    weight = torch.full((channels, 1, kernel_size), 1 / kernel_size)
    return conv1d(x, weight, groups=channels)
    ### END SOLUTION


def _full_cases(rng: np.random.Generator) -> Iterator[Case]:
    yield call(tensor(rng, 3), tensor(rng, 2))
    yield call(tensor(rng, 2), tensor(rng, 1))
    yield call(tensor(rng, 4), tensor(rng, 3))
    yield call(tensor(rng, 3), tensor(rng, 3))
    yield call(tensor(rng, 6), tensor(rng, 4))
    for _ in range(5):
        taps = int(rng.integers(2, 6))
        yield call(tensor(rng, taps + int(rng.integers(0, 6))), tensor(rng, taps))


def _full_many_windows(count: int) -> Case:
    rng = np.random.default_rng(count)
    return call(tensor(rng, count + 2), tensor(rng, 3))


def _full_spelt_out(x: Any, weight: Any) -> Any:
    out = x.new_zeros(len(x) + len(weight) - 1)
    for i in range(len(x)):
        for k in range(len(weight)):
            out[i + k] += x[i] * weight[k]
    return out


def _row(x: Any, weight: Any, padding: int) -> Any:
    """(1, 1, L_out)."""
    import torch

    return torch.nn.functional.conv1d(
        x.reshape(1, 1, -1), weight.reshape(1, 1, -1), padding=padding
    )


@function_exercise(
    title="A real convolution, by conv1d",
    misconception="Conv1d convolves as np.convolve does; or: only the flip tells them apart.",
    taught_in="flip-both",
    text="""
`x` is one signal, (L,), and `weight` one kernel, (K,), both tensors; the kernel is not longer than
the signal. Return what `np.convolve(x, weight)` gives in its usual mode, "full": every place where
kernel and signal overlap at all, so L + K - 1 numbers. Let `conv1d` do it: no loop.
""",
    hints=(
        "Two things differ from Conv1d: the direction of the kernel, and what happens at the ends.",
        "`weight.flip(0)` turns the kernel round. How many zeros does each end need, so that just "
        "one weight still lies on the signal?",
        "conv1d of `x.reshape(1, 1, -1)` with `weight.flip(0).reshape(1, 1, -1)` and "
        "`padding=len(weight) - 1`; then back to one axis with `.reshape(-1)`.",
    ),
    make_cases=_full_cases,
    specification=_full_spelt_out,
    refused_calls=READY_MADE,
    with_windows=_full_many_windows,
    needs_conv1d=True,
    mistakes={
        "That is the cross-correlation. A convolution needs the kernel flipped.": (
            lambda x, weight: _row(x, weight, len(weight) - 1)[0, 0]
        ),
        'The flip is right. But only whole windows are there, as in `mode="valid"`: pad both '
        "ends with zeros.": (lambda x, weight: _row(x, weight.flip(0), 0)[0, 0]),
        "That is Conv1d as it comes: no flip, and only whole windows. Both must change.": (
            lambda x, weight: _row(x, weight, 0)[0, 0]
        ),
        "The flip is right. But that is too little padding: at the ends, just one weight "
        "should still lie on the signal.": (
            lambda x, weight: _row(x, weight.flip(0), len(weight) // 2)[0, 0]
        ),
        "One zero too many at each end: there the kernel does not touch the signal any more.": (
            lambda x, weight: _row(x, weight.flip(0), len(weight))[0, 0]
        ),
        "That is the convolution, back to front. Flip the kernel only: neither the signal nor "
        "what comes out.": (lambda x, weight: _row(x.flip(0), weight, len(weight) - 1)[0, 0]),
        "That is the cross-correlation, back to front. A convolution needs the kernel flipped, "
        "and nothing else.": (
            lambda x, weight: _row(x.flip(0), weight.flip(0), len(weight) - 1)[0, 0]
        ),
        "The numbers are right. Give them back as one row, without the axes N and C.": (
            lambda x, weight: _row(x, weight.flip(0), len(weight) - 1)
        ),
    },
)
def full_convolution(x: Any, weight: Any) -> Any:
    """Return the whole convolution of x and weight, (L + K - 1,)."""
    from torch.nn.functional import conv1d

    ### BEGIN SOLUTION
    row = x.reshape(1, 1, -1)
    flipped = weight.flip(0).reshape(1, 1, -1)
    return conv1d(row, flipped, padding=len(weight) - 1).reshape(-1)
    ### END SOLUTION
