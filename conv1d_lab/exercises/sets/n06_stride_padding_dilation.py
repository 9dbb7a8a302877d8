"""Notebook 06: where a window reads, what no window reads, L_out in full, and "same"."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np

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


@prediction(
    misconception="A stride computes something new, or averages what it skips.",
    text="""
With stride 1 the layer gives seven numbers in each row, with stride 2 it gives four. The weights
and the bias are the same.

What are these four numbers?
""",
    choices={
        "numbers 0, 2, 4 and 6 of the seven": "The same windows give the same numbers. Those in "
        "between are skipped.",
        "the first four of the seven": "The second window of stride 2 starts at place 2. Which of "
        "the seven windows starts there?",
        "means of two neighbours": "Nothing is averaged: the windows in between are never "
        "computed.",
        "four new numbers": "A window that starts at place 2 holds the same inputs as before and "
        "meets the same weights.",
    },
    explanation="""
Every second number of the row with stride 1. The stride decides which windows there are, and it
changes nothing in them.
""",
)
def strided_numbers() -> str:
    """Compare the two outputs."""
    import torch
    from torch.nn.functional import conv1d

    from conv1d_lab import article

    layer, x = article.layer(), article.x()
    row, strided = layer(x)[0, 0], conv1d(x, layer.weight, layer.bias, stride=2)[0, 0]
    known = {
        "numbers 0, 2, 4 and 6 of the seven": row[::2],
        "the first four of the seven": row[:4],
    }
    found = [name for name, numbers in known.items() if torch.allclose(numbers, strided)]
    return found[0] if found else "four new numbers"


@prediction(
    misconception="Padding 2 makes the row longer by two, as if it had one end only.",
    text="""
L = 10, K = 4 and stride 1: there are seven windows. Now you set `padding=2`.

How many windows are there?
""",
    answers={
        11: "Two places more at each end, so four windows more.",
        9: "That is two more, for one end. The padding is added at both ends.",
        7: "The row is longer now, so the kernel can stand at more places.",
        10: "That keeps the length. Count again: how long is the row with two places more at each "
        "end?",
        14: "That is how long the padded row is. The kernel is four wide and can't start at its "
        "last three places.",
        12: "One too many: at the last place the kernel ends on the last of the added zeros.",
    },
    explanation="""
The row is 10 + 2 + 2 = 14 long, and 14 - 4 + 1 = 11. Each step of padding adds two windows.
""",
)
def padded_windows() -> int:
    """Use the formula that the tests compare with PyTorch."""
    from conv1d_lab.arithmetic import output_length

    return output_length(10, 4, padding=2)


def _meeting(rng: np.random.Generator) -> Given:
    return {
        "t": rng.integers(4, 13),
        "k": rng.integers(2, 6),
        "stride": rng.integers(2, 8),
        "padding": rng.integers(2, 8),
        "dilation": rng.integers(2, 8),
    }


@value_exercise(
    title="Which place does this weight lie on?",
    misconception="Stride and dilation do the same; or padding moves the windows to the right.",
    taught_in="one-line",
    text="""
A layer has stride {stride}, padding {padding} and dilation {dilation}. Look at window t = {t}, and
in it at the weight with k = {k}. On which place of x does it lie? (Counted in x itself: x[0] is
place 0.)
""",
    hints=(
        "Where does window t start? And how far after that start does weight k lie?",
        "The windows are `stride` apart, the weights in a window `dilation`. Padding comes before "
        "x, so it moves every window to the left.",
        "`t * stride`, plus `k * dilation`, minus `padding`.",
    ),
    given=numbers({"t": 6, "k": 2, "stride": 3, "padding": 5, "dilation": 4}, _meeting),
    mistakes={
        "You counted in the padded row. Place 0 is x[0], and the padding lies before it.": (
            lambda t, k, stride, padding, dilation: t * stride + k * dilation
        ),
        "You added the padding. It lies before x, so the windows start further left.": (
            lambda t, k, stride, padding, dilation: t * stride + k * dilation + padding
        ),
        "Stride and dilation are swapped: the stride moves the window, the dilation spreads "
        "the weights in it.": (
            lambda t, k, stride, padding, dilation: t * dilation + k * stride - padding
        ),
        "You left out the dilation: the weights in the window do not lie side by side.": (
            lambda t, k, stride, padding, dilation: t * stride + k - padding
        ),
        "You left out the stride: window t does not start t places on, but t strides.": (
            lambda t, k, stride, padding, dilation: t + k * dilation - padding
        ),
        "That is where the window starts, the place of weight 0. How far on does weight k lie?": (
            lambda t, k, stride, padding, dilation: t * stride - padding
        ),
        "Dilation is the whole step from one weight to the next. It is not the number of "
        "places left out.": (
            lambda t, k, stride, padding, dilation: t * stride + k * (dilation + 1) - padding
        ),
        "The padding is a number of places. It is not multiplied by the stride.": (
            lambda t, k, stride, padding, dilation: (t - padding) * stride + k * dilation
        ),
        "k is counted from 0: weight k lies k steps after the start of the window, not k - 1.": (
            lambda t, k, stride, padding, dilation: t * stride + (k - 1) * dilation - padding
        ),
        "t is counted from 0: window t starts t strides after the first one, not t - 1.": (
            lambda t, k, stride, padding, dilation: (t - 1) * stride + k * dilation - padding
        ),
    },
)
def place_met(t: int, k: int, stride: int, padding: int, dilation: int) -> int:
    """Go to the start of the window, and k steps of the dilation from there."""
    return t * stride + k * dilation - padding


def _strides(rng: np.random.Generator) -> Given:
    """Draw gaps between the windows, and at the end a window that does not fit whole."""
    stride = int(rng.integers(4, 7))
    kernel_size = int(rng.integers(2, stride))
    length = int(rng.integers(2, 4)) * stride + int(rng.integers(1, kernel_size))
    return {"length": length, "kernel_size": kernel_size, "stride": stride}


def _last(length: int, kernel_size: int, stride: int) -> int:
    """Return where the last window starts."""
    return (length - kernel_size) // stride * stride


@value_exercise(
    title="What is never read?",
    misconception="Every input number is read by some window; at most a few at the end are not.",
    taught_in="never-read-explain",
    text="""
An input row has {length} elements. The kernel is {kernel_size} wide, the stride is {stride}, there
is no padding, and the dilation is 1. Which places of the input does **no** window read? Write them
all, from left to right, like `(1, 2, 3)`.
""",
    hints=(
        "Write down where the windows start. Stop when a window would not fit whole.",
        "Write down the places that each window reads. The others, from 0 to the end, are the "
        "answer: some lie between the windows, and some after the last one.",
        "Place i is left out when `i % stride >= kernel_size` (it lies in a gap), or when the "
        "window that would read it, which starts at `i - i % stride`, does not fit.",
    ),
    given=numbers({"length": 12, "kernel_size": 3, "stride": 5}, _strides),
    mistakes={
        "You found the tail. But the stride is larger than the kernel: look between the "
        "windows, too.": (
            lambda length, kernel_size, stride: tuple(
                range(_last(length, kernel_size, stride) + kernel_size, length)
            )
        ),
        "You found the gaps between the windows. What comes after the last whole window?": (
            lambda length, kernel_size, stride: tuple(
                i for i in range(_last(length, kernel_size, stride)) if i % stride >= kernel_size
            )
        ),
        "You let a last window hang over the end. A window that does not fit whole is dropped.": (
            lambda length, kernel_size, stride: tuple(
                i for i in range(length) if i % stride >= kernel_size
            )
        ),
        "Those are the places that are read. The question is about the others.": (
            lambda length, kernel_size, stride: tuple(
                i
                for i in range(_last(length, kernel_size, stride) + kernel_size)
                if i % stride < kernel_size
            )
        ),
        "Some are left out here: the kernel is not as wide as its step.": (
            lambda length, kernel_size, stride: ()
        ),
        "You counted from one. The first place is 0.": (
            lambda length, kernel_size, stride: tuple(
                i + 1
                for i in range(length)
                if i % stride >= kernel_size or i - i % stride + kernel_size > length
            )
        ),
    },
)
def never_read(length: int, kernel_size: int, stride: int) -> tuple[int, ...]:
    """List what lies in a gap between two windows, or in a window that does not fit."""
    return tuple(
        i
        for i in range(length)
        if i % stride >= kernel_size or i - i % stride + kernel_size > length
    )


def _length_cases(rng: np.random.Generator) -> Iterator[Case]:
    yield call(1, 1)
    yield call(4, 2)
    yield call(4, 2, stride=2)
    yield call(5, 2, stride=2)
    yield call(4, 2, padding=1)
    yield call(5, 2, dilation=2)
    yield call(5, 2, dilation=4)
    yield call(10, 4)
    yield call(10, 4, stride=2, padding=1, dilation=2)
    yield call(1, 3, padding=1)
    for _ in range(24):
        kernel_size, dilation = int(rng.integers(1, 6)), int(rng.integers(1, 5))
        padding, stride = int(rng.integers(0, 5)), int(rng.integers(1, 6))
        shortest = max(1, dilation * (kernel_size - 1) + 1 - 2 * padding)
        length = shortest + int(rng.integers(0, 20))
        yield call(length, kernel_size, stride, padding, dilation)


def _count(
    length: int, kernel_size: int, stride: int = 1, padding: int = 0, dilation: int = 1
) -> int:
    windows = 0
    start = -padding
    while start + dilation * (kernel_size - 1) < length + padding:
        windows = windows + 1
        start = start + stride
    return windows


@function_exercise(
    title="L_out, with everything",
    misconception="Padding counts once; a dilated kernel spans dilation * K; the floor rounds up.",
    taught_in="formula-count-explain",
    text="""
In notebook 01 you wrote L_out for any stride. Now with padding (on both sides) and dilation as
well. At least one window fits. One line of whole numbers will do.
""",
    hints=(
        "How long is the padded row? How many places does the kernel span, from its first weight "
        "to its last?",
        "The padded row has `length + 2 * padding` places, the kernel spans "
        "`dilation * (kernel_size - 1) + 1`. The difference says how far its start can move.",
        "That difference, `// stride`, and then + 1 for the window at the beginning.",
    ),
    make_cases=_length_cases,
    specification=_count,
    refused_calls=CONVOLUTIONS | HELPERS,
    mistakes={
        "You counted the padding once. It is added on both sides.": (
            lambda length, kernel_size, stride=1, padding=0, dilation=1: (
                (length + padding - dilation * (kernel_size - 1) - 1) // stride + 1
            )
        ),
        "The padding has no effect in your function.": (
            lambda length, kernel_size, stride=1, padding=0, dilation=1: (
                (length - dilation * (kernel_size - 1) - 1) // stride + 1
            )
        ),
        "The dilation has no effect in your function.": (
            lambda length, kernel_size, stride=1, padding=0, dilation=1: (
                (length + 2 * padding - kernel_size) // stride + 1
            )
        ),
        "Your kernel spans dilation * kernel_size places. There are only kernel_size - 1 "
        "steps between its weights, so it spans dilation * (kernel_size - 1) + 1.": (
            lambda length, kernel_size, stride=1, padding=0, dilation=1: (
                (length + 2 * padding - dilation * kernel_size) // stride + 1
            )
        ),
        "There are only kernel_size - 1 steps between the weights: take away "
        "dilation * (kernel_size - 1), and 1.": (
            lambda length, kernel_size, stride=1, padding=0, dilation=1: (
                (length + 2 * padding - dilation * kernel_size - 1) // stride + 1
            )
        ),
        "The kernel spans one place more than it has steps: take away 1 before you divide.": (
            lambda length, kernel_size, stride=1, padding=0, dilation=1: (
                (length + 2 * padding - dilation * (kernel_size - 1)) // stride + 1
            )
        ),
        STRIDE_UNUSED: (
            lambda length, kernel_size, stride=1, padding=0, dilation=1: (
                length + 2 * padding - dilation * (kernel_size - 1)
            )
        ),
        "You forgot the window at the beginning: the steps are one fewer than the places.": (
            lambda length, kernel_size, stride=1, padding=0, dilation=1: (
                (length + 2 * padding - dilation * (kernel_size - 1) - 1) // stride
            )
        ),
        "You added 1 before you divided. Divide first: the window at the beginning comes last.": (
            lambda length, kernel_size, stride=1, padding=0, dilation=1: (
                (length + 2 * padding - dilation * (kernel_size - 1)) // stride
            )
        ),
        ROUNDED_UP: (
            lambda length, kernel_size, stride=1, padding=0, dilation=1: (
                math.ceil((length + 2 * padding - dilation * (kernel_size - 1) - 1) / stride) + 1
            )
        ),
        ROUNDED: (
            lambda length, kernel_size, stride=1, padding=0, dilation=1: (
                round((length + 2 * padding - dilation * (kernel_size - 1) - 1) / stride) + 1
            )
        ),
        "You divided the 1 alone. `//` comes before `-`: put brackets round the difference.": (
            lambda length, kernel_size, stride=1, padding=0, dilation=1: (
                length + 2 * padding - dilation * (kernel_size - 1) - 1 // stride + 1
            )
        ),
        "You divided the kernel's span alone. `//` comes before `-`: put brackets round the "
        "difference.": (
            lambda length, kernel_size, stride=1, padding=0, dilation=1: (
                length + 2 * padding - (dilation * (kernel_size - 1) + 1) // stride + 1
            )
        ),
        "`/` gives a float, with a part of a window in it. `//` divides and rounds down.": (
            lambda length, kernel_size, stride=1, padding=0, dilation=1: (
                (length + 2 * padding - dilation * (kernel_size - 1) - 1) / stride + 1
            )
        ),
    },
)
def steered_length(
    length: int, kernel_size: int, stride: int = 1, padding: int = 0, dilation: int = 1
) -> int:
    """Return L_out."""
    ### BEGIN SOLUTION
    return (length + 2 * padding - dilation * (kernel_size - 1) - 1) // stride + 1
    ### END SOLUTION


def _same_cases(rng: np.random.Generator) -> Iterator[Case]:
    yield call(1)
    yield call(2)
    yield call(3)
    yield call(4)
    yield call(5)
    yield call(1, dilation=3)
    yield call(2, dilation=2)
    yield call(3, dilation=2)
    yield call(4, dilation=3)
    for _ in range(12):
        yield call(int(rng.integers(1, 12)), int(rng.integers(1, 6)))


@function_exercise(
    title='How much does "same" add?',
    misconception='"same" adds K // 2 zeros on each side, whatever the kernel.',
    taught_in="same-even-explain",
    text="""
Write how many places `padding="same"` adds on the left and on the right, as two numbers. The stride
is 1. When they can't be equal, the right side gets one more.
""",
    hints=(
        "How many places does the output lose without any padding?",
        "It loses `dilation * (kernel_size - 1)`. Give that many back, and share them between the "
        "sides.",
        "The left side gets `// 2` of that total; the right side gets the rest, total - left.",
    ),
    make_cases=_same_cases,
    refused_calls=CONVOLUTIONS | HELPERS | {"padding_sides"},
    mistakes={
        "Right for odd kernels only: with K // 2 on each side, an even kernel makes the output "
        "one longer than the input.": (
            lambda kernel_size, dilation=1: (
                dilation * (kernel_size // 2),
                dilation * (kernel_size // 2),
            )
        ),
        "K // 2 on each side forgets the dilation, and it is too much for an even kernel.": (
            lambda kernel_size, dilation=1: (kernel_size // 2, kernel_size // 2)
        ),
        "Where the two can't be equal, yours are: the output comes out one too short.": (
            lambda kernel_size, dilation=1: (
                dilation * (kernel_size - 1) // 2,
                dilation * (kernel_size - 1) // 2,
            )
        ),
        "The right total, but the odd one belongs on the right.": (
            lambda kernel_size, dilation=1: (
                dilation * (kernel_size - 1) - dilation * (kernel_size - 1) // 2,
                dilation * (kernel_size - 1) // 2,
            )
        ),
        "You left out the dilation. A dilated kernel spans more, so it loses more.": (
            lambda kernel_size, dilation=1: ((kernel_size - 1) // 2, kernel_size // 2)
        ),
        "That is the total, on each side. Share it between the two.": (
            lambda kernel_size, dilation=1: (
                dilation * (kernel_size - 1),
                dilation * (kernel_size - 1),
            )
        ),
        'All on the left: that is causal padding. "same" shares it between the sides.': (
            lambda kernel_size, dilation=1: (dilation * (kernel_size - 1), 0)
        ),
        "You shared the steps, and multiplied by the dilation afterwards. Multiply first, then "
        "share.": (
            lambda kernel_size, dilation=1: (
                dilation * ((kernel_size - 1) // 2),
                dilation * (kernel_size // 2),
            )
        ),
        "You shared dilation * kernel_size. There are only kernel_size - 1 steps between the "
        "weights.": (
            lambda kernel_size, dilation=1: (
                dilation * kernel_size // 2,
                dilation * kernel_size - dilation * kernel_size // 2,
            )
        ),
    },
)
def same_padding(kernel_size: int, dilation: int = 1) -> tuple[int, int]:
    """Return how many places are added on the left, and how many on the right."""
    ### BEGIN SOLUTION
    total = dilation * (kernel_size - 1)
    left = total // 2
    return left, total - left
    ### END SOLUTION
