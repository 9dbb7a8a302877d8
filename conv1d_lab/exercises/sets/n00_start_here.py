"""Notebook 00: how many places a kernel has, what it reads there, and counting from 0."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from conv1d_lab import article
from conv1d_lab.arithmetic import Array
from conv1d_lab.exercises.model import (
    Case,
    call,
    function_exercise,
    numbers,
    value_exercise,
)
from conv1d_lab.exercises.predictions import prediction


@prediction(
    misconception="The output has L - K elements, or as many as the input, or L / K.",
    text="""
Each row holds ten numbers and the kernel is four wide. At how many places can the kernel stand?
""",
    answers={
        7: "You counted the place where the kernel starts, too.",
        6: "Many people say six, because ten minus four is six. But that counts the moves: the "
        "kernel stands somewhere before its first move, too.",
        10: "At the last three of them the kernel would hang over the right end. Its whole width "
        "must fit.",
        2: "That lays the kernels side by side. But the kernel moves one step at a time, so the "
        "places overlap.",
        3: "That lays the kernels side by side, the last one half outside. But the kernel moves "
        "one step at a time, so the places overlap, and its whole width must fit.",
        8: "One too many: at the last place the kernel ends on the last number.",
        4: "Four is the width of the kernel. How many steps can it take before it hangs over the "
        "right end?",
        13: "That lets the kernel hang over both ends. Its whole width must fit.",
    },
    explanation="""
Seven: the kernel can start at 0, 1, 2, 3, 4, 5 or 6. From 6 on it lies on 6, 7, 8 and 9, and 9 is
the last of the ten numbers. So the output row is 7 long.
""",
)
def places() -> int:
    """Count the outputs of the article's layer in one row."""
    return int(article.layer()(article.x()).shape[2])


@value_exercise(
    title="How many places?",
    misconception="The output has L - K elements, or as many as the input, or L / K.",
    taught_in="count-positions-explain",
    text="""
A row holds {length} numbers and the kernel is {kernel_size} wide. At how many places can the
kernel stand without hanging over an end?
""",
    hints=(
        "Draw the row as boxes and lay the kernel on the left end. Which number is its last one?",
        "The kernel starts at 0, at 1, at 2, ... Where does it start at the right end?",
        "The last start is `length - kernel_size`. The start at 0 is a place too, so add 1.",
    ),
    given=numbers(
        {"length": 12, "kernel_size": 5},
        lambda rng: {"length": rng.integers(13, 30), "kernel_size": rng.integers(3, 7)},
    ),
    mistakes={
        "You counted the moves and not the places: the kernel stands somewhere before its "
        "first move, too.": (lambda length, kernel_size: length - kernel_size),
        "That would let the kernel hang over the right end: its whole width must fit.": (
            lambda length, kernel_size: length
        ),
        "You laid the kernels side by side. But the kernel moves one step at a time, so the "
        "windows overlap.": (lambda length, kernel_size: length // kernel_size),
        "That is one too many: at the last place the kernel ends on the last number.": (
            lambda length, kernel_size: length - kernel_size + 2
        ),
    },
)
def stops(length: int, kernel_size: int) -> int:
    """Count the starts 0, 1, ..., L - K."""
    return length - kernel_size + 1


@value_exercise(
    title="What lies under the kernel?",
    misconception="Window t starts elsewhere than at t: counted from one, centred, or at t * K.",
    taught_in="one-number",
    text="""
The kernel is {kernel_size} wide and stands at position {t}. Which places of the input does it
read? Write them all, from left to right, like `(0, 1, 2)`.
""",
    hints=(
        "At position 0 the kernel starts at place 0. At position 1 it starts at place 1.",
        "It starts at place `t` and reads `kernel_size` places in a row.",
        "The last place it reads is `t + kernel_size - 1`.",
    ),
    given=numbers(
        {"t": 3, "kernel_size": 4},
        lambda rng: {"t": rng.integers(3, 8), "kernel_size": rng.integers(4, 6)},
    ),
    mistakes={
        "One step early: you counted from one. At position 0 the kernel starts at place 0.": (
            lambda t, kernel_size: tuple(range(t - 1, t - 1 + kernel_size))
        ),
        "One step late: at position 0 the kernel starts at place 0, so at position t at t.": (
            lambda t, kernel_size: tuple(range(t + 1, t + 1 + kernel_size))
        ),
        "One place too many: the slice `t : t + kernel_size` stops before its end.": (
            lambda t, kernel_size: tuple(range(t, t + kernel_size + 1))
        ),
        "That is the window of position 0. The window moves along with the kernel.": (
            lambda t, kernel_size: tuple(range(kernel_size))
        ),
        "You jumped a whole kernel at every step. It moves by one, so windows overlap.": (
            lambda t, kernel_size: tuple(range(t * kernel_size, (t + 1) * kernel_size))
        ),
        "You put the middle of the kernel at t. In Conv1d, t is where the window starts.": (
            lambda t, kernel_size: tuple(range(t - kernel_size // 2, t + (kernel_size + 1) // 2))
        ),
    },
)
def inputs_read(t: int, kernel_size: int) -> tuple[int, ...]:
    """List the K places from t on."""
    return tuple(range(t, t + kernel_size))


@value_exercise(
    title="Which one is the third?",
    misconception="The third element has index 3; the article calls index 2 the second one.",
    taught_in="count-positions-explain",
    text="""
People count from one, Python counts from zero, and the article does both. In the first example,
take row number {row} of the output, and in it element number {element}, both counted as people do.
Which three indices does `out[...]` need? Write them like `(0, 0, 0)`.
""",
    hints=(
        "The very first number of all is `out[0, 0, 0]`.",
        "The order is example, output row, place in the row: `out[n, o, t]`.",
        "Each index is one less than the number people say.",
    ),
    given=numbers(
        {"row": 2, "element": 3},
        lambda rng: {"row": rng.integers(2, 5), "element": rng.integers(6, 10)},
    ),
    indices=True,
    mistakes={
        "You counted from one everywhere. The first example is 0, the first row is 0.": (
            lambda row, element: (1, row, element)
        ),
        "The example is right. Row and element are still counted from one.": (
            lambda row, element: (0, row, element)
        ),
        "The row is right. The element is still counted from one: the third one has index 2.": (
            lambda row, element: (0, row - 1, element)
        ),
        "The element is right. The row is still counted from one.": (
            lambda row, element: (0, row, element - 1)
        ),
        "The last two are swapped: first the output row o, then the place t.": (
            lambda row, element: (0, element - 1, row - 1)
        ),
    },
)
def third_element(row: int, element: int) -> tuple[int, ...]:
    """Count n, o and t from 0."""
    return (0, row - 1, element - 1)


def _window_cases(rng: np.random.Generator) -> Iterator[Case]:
    row = np.array([10.0, 20.0, 30.0, 40.0, 50.0])
    yield call(row[:3], 0, 3)
    yield call(row[:3], 1, 1)
    yield call(row, 1, 2)
    yield call(row, 2, 3)
    for _ in range(10):
        length = int(rng.integers(4, 9))
        kernel_size = int(rng.integers(1, length))
        t = int(rng.integers(0, length - kernel_size + 1))
        yield call(np.round(rng.uniform(-9, 9, length), 1), t, kernel_size)


def _window_spelt_out(x: Array, t: int, kernel_size: int) -> Array:
    read = []
    for k in range(kernel_size):
        read.append(x[t + k])
    return np.array(read)


@function_exercise(
    title="Cut a window out",
    misconception="The end of the slice is K, or t + K - 1, and does not move with t as it should.",
    taught_in="one-number",
    text="""
`x` is one row of numbers. Return the part of it that lies under the kernel at position `t`. One
line with a slice of `x` will do.
""",
    hints=(
        "A slice is `x[start:stop]`; the element at `stop` is not part of it.",
        "The window starts at `t`.",
        "It has `kernel_size` elements, so it stops before `t + kernel_size`.",
    ),
    make_cases=_window_cases,
    specification=_window_spelt_out,
    mistakes={
        "Your window stops at kernel_size wherever it starts. Both ends have to move with t.": (
            lambda x, t, kernel_size: x[t:kernel_size]
        ),
        "One element short: a slice stops before its second number.": (
            lambda x, t, kernel_size: x[t : t + kernel_size - 1]
        ),
        "One element too many: a slice stops before its second number, so no + 1 is needed.": (
            lambda x, t, kernel_size: x[t : t + kernel_size + 1]
        ),
        "You jumped a whole kernel at every step. The kernel moves by one.": (
            lambda x, t, kernel_size: x[t * kernel_size : (t + 1) * kernel_size]
        ),
        "That is always the first window: t has no effect.": (
            lambda x, t, kernel_size: x[:kernel_size]
        ),
        "Your window starts one step late: position t starts at x[t].": (
            lambda x, t, kernel_size: x[t + 1 : t + 1 + kernel_size]
        ),
        "Your window starts one step early: position t starts at x[t].": (
            lambda x, t, kernel_size: x[t - 1 : t - 1 + kernel_size]
        ),
        "The window is turned round. Conv1d reads from left to right.": (
            lambda x, t, kernel_size: x[t : t + kernel_size][::-1]
        ),
    },
)
def window(x: Array, t: int, kernel_size: int) -> Array:
    """Return the elements of x that lie under the kernel at position t."""
    ### BEGIN SOLUTION
    return x[t : t + kernel_size]
    ### END SOLUTION
