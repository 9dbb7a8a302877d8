"""Notebook 09: how the work grows, what im2col holds, shifted sums, and windows as columns."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

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
from conv1d_lab.learner_code.library_calls import CONVOLUTIONS, HELPERS


@prediction(
    misconception="Writing the windows as columns only rearranges the input.",
    text="""
x is `(1, 3, 10)`: 30 numbers. The kernel is four wide, and there are seven windows. im2col writes
every window down as a column.

How many numbers are in the matrix of columns?
""",
    answers={
        84: "Seven columns, and each holds 3 · 4 numbers.",
        30: "The windows overlap, so most inputs are written down more than once.",
        120: "That is four copies of the whole input. But there are only seven windows, and not "
        "every input is in four of them.",
        28: "That is one channel. A column holds the window of all three channels.",
        168: "That is the number of multiply-adds, for both kernels. The columns are the same for "
        "both.",
        12: "That is one column. There is one for each window.",
    },
    explanation="""
There are seven windows, and in each of them 3 channels with 4 places: 84 numbers. For a long
input it is nearly K times the memory of x.
""",
)
def columns_numbers() -> int:
    """Let PyTorch make the columns."""
    import torch
    from torch.nn.functional import unfold

    return int(unfold(torch.rand(1, 3, 1, 10), (1, 4)).numel())


@prediction(
    misconception="Whatever the method, a longer kernel takes longer.",
    text="""
Now K is doubled again and again; C = 8 and L = 4096 stay. There are four ways to compute the layer
without a loop over t.

Whose time hardly changes?
""",
    choices={
        "shifts": "It makes one trip for each k, so twice the kernel is twice as many trips.",
        "im2col": "Each column holds C · K numbers, so twice the kernel is twice the work.",
        "nn.Conv1d": "It does the same multiply-adds as the first ways, and they grow with K.",
        "FFT": "It turns the kernel into waves for the whole row, however short the kernel is.",
        "none of them": "In one of the formulas there is no sum over k. Look for it.",
    },
    explanation="""
That of the FFT: after the transform there is one multiplication for each wave, and K is gone. For a
short kernel this is a lot of work, for a long one it pays.
""",
)
def flat_in_kernel_size() -> str:
    """Count the operations of each way for two kernel sizes, as the notebook does."""

    def steps(kernel_size: int) -> dict[str, int]:
        channels, length, waves = 8, 4096, 4096 // 2 + 1
        products = channels * channels * kernel_size * (length - kernel_size + 1)
        transforms = (2 * channels + channels * channels) * length * 12  # 12 = log2(4096)
        fft = transforms + 4 * channels * channels * waves
        return {"shifts": products, "im2col": products, "nn.Conv1d": products, "FFT": fft}

    short, long = steps(4), steps(64)
    flat = [name for name in short if long[name] < 1.1 * short[name]]
    return flat[0] if len(flat) == 1 else "none of them"


def _growth(rng: np.random.Generator) -> Given:
    channels, kernel = rng.permutation(np.arange(2, 8))[:2]
    return {"more_channels": channels, "longer_kernel": kernel}


@value_exercise(
    title="How much more work?",
    misconception="Twice the channels is twice the work.",
    taught_in="the-work-explain",
    text="""
You make a layer bigger: C_in and C_out both become {more_channels} times as large, and K becomes
{longer_kernel} times as large. The input is so long that L_out hardly changes. How many times as
many multiply-adds does the layer need now?
""",
    hints=(
        "Write the formula down: which letters are multiplied?",
        "N · C_out · L_out · C_in · K. Three of these letters change.",
        "Multiply three factors: one for C_out, one for C_in, one for K.",
    ),
    given=numbers({"more_channels": 3, "longer_kernel": 5}, _growth),
    accepts_floats=True,
    tolerance=0,
    mistakes={
        "You counted the channels once. C_in is a factor, and C_out is another one.": (
            lambda more_channels, longer_kernel: more_channels * longer_kernel
        ),
        "You added the factors. In the formula all the sizes are multiplied.": (
            lambda more_channels, longer_kernel: more_channels + more_channels + longer_kernel
        ),
        "The two kinds of channels are right. The longer kernel is missing.": (
            lambda more_channels, longer_kernel: more_channels * more_channels
        ),
        "You counted K twice and the channels once. It is the other way round: C_in and C_out "
        "both grow, K is there once.": (
            lambda more_channels, longer_kernel: more_channels * longer_kernel * longer_kernel
        ),
        "Twice is not what you need: C_out · C_in grows by the factor times itself.": (
            lambda more_channels, longer_kernel: 2 * more_channels * longer_kernel
        ),
    },
)
def times_the_work(more_channels: int, longer_kernel: int) -> int:
    """C_out, C_in and K are all factors."""
    return more_channels * more_channels * longer_kernel


def _signal(rng: np.random.Generator) -> Given:
    return {
        "in_channels": rng.integers(2, 9),
        "length": 10 * rng.integers(10, 100),
        "kernel_size": rng.integers(5, 20),
    }


@value_exercise(
    title="How many bytes for the columns?",
    misconception="im2col is only another way to look at x; or each window is stored once for all.",
    taught_in="memory-explain",
    text="""
`x` is one example with {in_channels} channels of {length} numbers, in float32: four bytes each.
The kernel is {kernel_size} wide. How many bytes does im2col's matrix of columns take? Exactly,
please.
""",
    hints=(
        "How long is one column, and how many columns are there?",
        "A column holds one window of all channels: C_in · K numbers. There is one for each "
        "window.",
        "C_in · K · (L - K + 1) numbers, and four bytes for each of them.",
    ),
    given=numbers({"in_channels": 3, "length": 100, "kernel_size": 9}, _signal),
    tolerance=0,
    mistakes={
        "That is K times the input: nearly right. But there are only L - K + 1 windows.": (
            lambda in_channels, length, kernel_size: 4 * in_channels * kernel_size * length
        ),
        "That is how many numbers there are. Each of them takes four bytes.": (
            lambda in_channels, length, kernel_size: (
                in_channels * kernel_size * (length - kernel_size + 1)
            )
        ),
        "That is x itself. The view of the windows copies nothing, but the columns are a copy, "
        "and most numbers are in it K times.": (
            lambda in_channels, length, kernel_size: 4 * in_channels * length
        ),
        "A column holds the window of every channel, one below the other: C_in · K numbers.": (
            lambda in_channels, length, kernel_size: 4 * kernel_size * (length - kernel_size + 1)
        ),
        "One column is missing: there are L - K + 1 windows.": (
            lambda in_channels, length, kernel_size: (
                4 * in_channels * kernel_size * (length - kernel_size)
            )
        ),
        "That counts each window as a single number. A column holds C_in · K of them.": (
            lambda in_channels, length, kernel_size: 4 * in_channels * (length - kernel_size + 1)
        ),
    },
)
def columns_bytes(in_channels: int, length: int, kernel_size: int) -> int:
    """Count L_out columns of C_in · K numbers, four bytes each."""
    return 4 * in_channels * kernel_size * (length - kernel_size + 1)


def _dilated_cases(rng: np.random.Generator) -> Iterator[Case]:
    """One axis at a time grows beyond 1, then all of them at random."""
    yield call(array(rng, 1, 1, 1), array(rng, 1, 1, 1), array(rng, 1))
    yield call(array(rng, 1, 1, 4), array(rng, 1, 1, 2), array(rng, 1))
    yield call(array(rng, 1, 2, 4), array(rng, 1, 2, 2), array(rng, 1))
    yield call(array(rng, 1, 1, 4), array(rng, 2, 1, 2), array(rng, 2))
    yield call(array(rng, 2, 1, 4), array(rng, 1, 1, 2), array(rng, 1))
    yield call(array(rng, 1, 1, 5), array(rng, 1, 1, 2), array(rng, 1), dilation=2)
    yield call(array(rng, 1, 1, 5), array(rng, 1, 1, 3), array(rng, 1), dilation=2)
    yield call(array(rng, 2, 2, 9), array(rng, 2, 2, 3), array(rng, 2), dilation=3)
    yield call(array(rng, 1, 3, 10), array(rng, 2, 3, 4), array(rng, 2))
    for _ in range(6):
        items, channels, kernels, taps = (int(size) for size in rng.integers(1, 5, 4))
        dilation, windows = int(rng.integers(1, 4)), int(rng.integers(1, 7))
        x = array(rng, items, channels, dilation * (taps - 1) + windows)
        weight, bias = array(rng, kernels, channels, taps), array(rng, kernels)
        yield call(x, weight, bias, dilation=dilation)


def _many_windows(count: int) -> Case:
    rng = np.random.default_rng(count)
    return call(array(rng, 1, 2, count + 2), array(rng, 2, 2, 3), array(rng, 2))


def _taps(x: Array, weight: Array, dilation: int = 1) -> Array:
    """(N, C_out, L_out, K): the channels added up, the taps not yet."""
    reach = dilation * (weight.shape[2] - 1) + 1
    windows = sliding_window_view(x, reach, axis=2)[..., ::dilation]
    return np.asarray(np.einsum("nctk,ock->notk", windows, weight))


def _by_tap(
    x: Array, weight: Array, bias: Array, dilation: int, *, step: int, transposed: bool = False
) -> Array:
    """Slice where tap k is read from k * dilation on, or, with ``step``, in steps from k on."""
    windows = x.shape[2] - dilation * (weight.shape[2] - 1)
    out = np.zeros((len(x), len(weight), windows)) + bias[:, None]
    for k in range(weight.shape[2]):
        start = k * dilation if step == 1 else k
        matrix = weight[:, :, k].T if transposed else weight[:, :, k]
        out = out + matrix @ x[:, :, start : start + windows * step : step]
    return out


def _shifted_back(x: Array, weight: Array, bias: Array, dilation: int) -> Array:
    windows = x.shape[2] - dilation * (weight.shape[2] - 1)
    out = np.zeros((len(x), len(weight), windows)) + bias[:, None]
    for k in range(weight.shape[2]):
        out = out + weight[:, :, k] @ np.roll(x, k * dilation, axis=2)[:, :, :windows]
    return out


def _one_sum(
    x: Array, weight: Array, bias: Array, n: int, o: int, t: int, dilation: int = 1
) -> Any:
    total = bias[o]
    for k in range(weight.shape[2]):
        for c in range(x.shape[1]):
            total = total + weight[o, c, k] * x[n, c, t + k * dilation]
    return total


@function_exercise(
    title="Shifted sums, with dilation",
    misconception="Tap k is shifted by k, whatever the dilation; or a shift is a stride.",
    taught_in="shifts-explain",
    text="""
Write the layer as a sum of K shifted inputs. New: `dilation` moves the taps apart, so that tap k
reads `x[n, c, t + k * dilation]`. `x` is (N, C_in, L), `weight` (C_out, C_in, K), `bias` (C_out,),
all NumPy arrays. Loop over k only, not over t.
""",
    hints=(
        "Start with the bias in every place: `out` is there already. What does each tap k add?",
        "Tap k is `weight[:, :, k]`, a matrix (C_out, C_in). It meets length_out places of x. "
        "Where do they begin?",
        "They begin at `start = k * dilation`. Add the matrix product of `weight[:, :, k]` and "
        "`x[:, :, start : start + length_out]`.",
    ),
    make_cases=_dilated_cases,
    specification=_one_sum,
    refused_calls=CONVOLUTIONS | HELPERS,
    with_windows=_many_windows,
    mistakes={
        "Right without dilation only: tap k begins at k * dilation. Yours begins at k.": (
            lambda x, weight, bias, dilation=1: (
                _taps(x, weight).sum(3)[:, :, : x.shape[2] - dilation * (weight.shape[2] - 1)]
                + bias[:, None]
            )
        ),
        "You took every second (or third) place of x: that is how a stride moves the windows. "
        "Dilation only moves the beginning of the slice.": (
            lambda x, weight, bias, dilation=1: _by_tap(x, weight, bias, dilation, step=dilation)
        ),
        "The bias is in it K times. It is added once, before the loop or after it.": (
            lambda x, weight, bias, dilation=1: (
                _taps(x, weight, dilation).sum(3) + weight.shape[2] * bias[:, None]
            )
        ),
        "The bias is there twice: out holds it already when your code begins.": (
            lambda x, weight, bias, dilation=1: (
                _taps(x, weight, dilation).sum(3) + 2 * bias[:, None]
            )
        ),
        "Only the last tap is left, because each trip overwrites out. Add to it.": (
            lambda x, weight, bias, dilation=1: _taps(x, weight, dilation)[..., -1] + bias[:, None]
        ),
        "Only the last tap is left, and the bias is gone: each trip overwrites out. Add to it.": (
            lambda x, weight, bias, dilation=1: _taps(x, weight, dilation)[..., -1]
        ),
        "The first tap is missing: k counts from 0.": (
            lambda x, weight, bias, dilation=1: (
                _taps(x, weight, dilation)[..., 1:].sum(3) + bias[:, None]
            )
        ),
        "Your taps run from right to left: that flips the kernel. Tap 0 meets the slice that "
        "begins at 0.": (
            lambda x, weight, bias, dilation=1: (
                _taps(x, weight[:, :, ::-1], dilation).sum(3) + bias[:, None]
            )
        ),
        "You shifted the other way. For tap k, output t reads further to the right: t + k.": (
            lambda x, weight, bias, dilation=1: _shifted_back(x, weight, bias, dilation)
        ),
        "The matrix is turned. weight[:, :, k] is (C_out, C_in) already: no .T, please.": (
            lambda x, weight, bias, dilation=1: _by_tap(
                x, weight, bias, dilation, step=1, transposed=True
            )
        ),
    },
)
def shifted_sums(x: Array, weight: Array, bias: Array, dilation: int = 1) -> Array:
    """Return out (N, C_out, L_out), added up tap by tap."""
    length_out = x.shape[2] - dilation * (weight.shape[2] - 1)
    out = np.zeros((len(x), len(weight), length_out)) + bias[:, None]
    ### BEGIN SOLUTION
    for k in range(weight.shape[2]):
        start = k * dilation
        out = out + weight[:, :, k] @ x[:, :, start : start + length_out]
    ### END SOLUTION
    return out


def _columns_cases(rng: np.random.Generator) -> Iterator[Case]:
    yield call(array(rng, 1, 1, 1), 1)
    yield call(array(rng, 1, 1, 3), 2)
    yield call(array(rng, 1, 1, 4), 2)
    yield call(array(rng, 1, 2, 4), 3)
    yield call(array(rng, 2, 1, 3), 2)
    yield call(array(rng, 1, 1, 5), 2, stride=2)
    yield call(array(rng, 2, 3, 7), 3, stride=2)
    yield call(array(rng, 1, 3, 10), 4)
    for _ in range(6):
        items, channels, taps, stride = (int(size) for size in rng.integers(1, 5, 4))
        yield call(array(rng, items, channels, taps + int(rng.integers(0, 7))), taps, stride=stride)


def _columns_of_windows(count: int) -> Case:
    return call(array(np.random.default_rng(count), 1, 2, count + 2), 3)


def _windows(x: Array, kernel_size: int, stride: int = 1) -> Array:
    """(N, C_in, L_out, K)."""
    return sliding_window_view(x, kernel_size, axis=2)[:, :, ::stride]


def _joined(windows: Array, *, count: int) -> Array:
    """Make columns of an array whose last axis, or else only its size, is right."""
    return windows.reshape(len(windows), -1, count)


def _columns_spelt_out(x: Array, kernel_size: int, stride: int = 1) -> Array:
    columns = []
    for t in range(0, x.shape[2] - kernel_size + 1, stride):
        window = x[:, :, t : t + kernel_size]
        columns.append(window.reshape(len(x), -1))
    return np.stack(columns, axis=2)


@function_exercise(
    title="Windows as columns, with a stride",
    misconception="reshape can swap axes: any reshape to the right shape gives the right matrix.",
    taught_in="im2col-columns-explain",
    text="""
Return im2col's matrix of columns: shape (N, C_in · K, L_out). Column t is window t: the K numbers
of channel 0, below them those of channel 1, and so on. New: a `stride`. Window t begins at
`t * stride`. No loop over t, please.
""",
    hints=(
        "`np.lib.stride_tricks.sliding_window_view(x, kernel_size, axis=2)` shows all windows. "
        "Which of them are wanted, when there is a stride?",
        "With `[:, :, ::stride]` the axes are (N, C_in, L_out, K). C_in and K should be side by "
        "side, so t must go to the end first: reshape can't do that.",
        "`windows.transpose(0, 1, 3, 2)` is (N, C_in, K, L_out). After it, "
        "`.reshape(len(x), x.shape[1] * kernel_size, ...)` is right, with L_out last.",
    ),
    make_cases=_columns_cases,
    specification=_columns_spelt_out,
    refused_calls=HELPERS,
    praise={
        "im2col": "And shorter than was asked: `unfold` is what PyTorch calls im2col. It makes the "
        "very same matrix."
    },
    with_windows=_columns_of_windows,
    mistakes={
        "The shape is right and the numbers are shuffled: reshape reads all numbers in order "
        "and cuts them anew. It never swaps axes. Put t last with transpose first.": (
            lambda x, kernel_size, stride=1: _joined(
                _windows(x, kernel_size, stride), count=_windows(x, kernel_size, stride).shape[2]
            )
        ),
        "In your columns all channels of tap 0 come first. Channel 0 comes first, with all its "
        "taps: c before k.": (
            lambda x, kernel_size, stride=1: _joined(
                _windows(x, kernel_size, stride).transpose(0, 3, 1, 2),
                count=_windows(x, kernel_size, stride).shape[2],
            )
        ),
        "Your windows are rows. Each window should be a column: swap the last two axes.": (
            lambda x, kernel_size, stride=1: _columns_spelt_out(x, kernel_size, stride).swapaxes(
                1, 2
            )
        ),
        "The stride has no effect: you made a column at every place.": (
            lambda x, kernel_size, stride=1: _columns_spelt_out(x, kernel_size)
        ),
        "Your windows begin at t, not at t * stride.": (
            lambda x, kernel_size, stride=1: _columns_spelt_out(x, kernel_size)[
                :, :, : (x.shape[2] - kernel_size) // stride + 1
            ]
        ),
        "The last column is missing: there are (L - K) // stride + 1 of them.": (
            lambda x, kernel_size, stride=1: _columns_spelt_out(x, kernel_size, stride)[:, :, :-1]
        ),
        "C_in and K are still two axes. A column is one axis of C_in · K numbers.": (
            lambda x, kernel_size, stride=1: _windows(x, kernel_size, stride).transpose(0, 1, 3, 2)
        ),
        "Your windows stand on their heads: the first tap comes first in a column.": (
            lambda x, kernel_size, stride=1: _joined(
                _windows(x, kernel_size, stride).transpose(0, 1, 3, 2)[:, :, ::-1],
                count=_windows(x, kernel_size, stride).shape[2],
            )
        ),
    },
)
def window_columns(x: Array, kernel_size: int, stride: int = 1) -> Array:
    """Return (N, C_in * K, L_out): window t as column t."""
    ### BEGIN SOLUTION
    windows = np.lib.stride_tricks.sliding_window_view(x, kernel_size, axis=2)[:, :, ::stride]
    height = x.shape[1] * kernel_size
    return windows.transpose(0, 1, 3, 2).reshape(len(x), height, windows.shape[2])
    ### END SOLUTION
