"""Notebook 12: equations and unknowns, places in a random stream, and what a draw becomes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from conv1d_lab.exercises.model import (
    Case,
    call,
    function_exercise,
    numbers,
    value_exercise,
)
from conv1d_lab.exercises.predictions import prediction


@prediction(
    misconception="One known output fixes the kernel, or one weight in each channel.",
    text="""
`weight[1]` has twelve weights, and none is printed. You know the window, and that the twelve
weights times its twelve numbers add up to 0.4385.

How many of the twelve weights could you choose as you like?
""",
    answers={
        11: "One equation fixes one number, and leaves the other eleven free.",
        12: "Nearly. But once eleven are chosen, the last one must make the sum come out.",
        0: "One equation can't settle twelve unknowns. Choose some weights at random: can the "
        "others still make the sum come out?",
        1: "It is the other way round: the equation settles one weight, and the rest is free.",
        9: "That would be one equation for each channel. But the channels are added up: there is "
        "only one equation.",
        8: "There is one equation for the whole window, not one for each of its four places.",
    },
    explanation="""
Eleven. For twelve unknowns you need twelve equations that say something new, and the article gives
one.
""",
)
def free_choices() -> int:
    """Unknowns less the rank of the equations."""
    from conv1d_lab import article

    window = np.array([article.PRINTED[f"x[0, {c}]"] for c in range(3)])[:, 2:6]
    return window.size - int(np.linalg.matrix_rank(window.reshape(1, -1)))


@prediction(
    misconception="Fresh weights come from a bell curve, or from -1 to 1.",
    text="""
You make a new `nn.Conv1d(3, 2, 4)`. PyTorch fills it with random numbers.

Can one of its weights be 0.9, and can one be 0.3?
""",
    choices={
        "neither": "Both are outside the bounds, which are close to -0.29 and 0.29 here.",
        "0.3, but not 0.9": "There is a bound, that is right. But it is a little below 0.3.",
        "both, and 0.9 is rarer": "That would be so for a bell curve. But fresh weights are spread "
        "evenly between two bounds.",
        "both alike": "They are spread evenly, that is right. But not from -1 to 1: the bounds are "
        "closer, so that the sum of twelve products does not get too large.",
    },
    explanation="""
Neither. The bound is 1 / sqrt(C_in · K) = 1 / sqrt(12), which is 0.2887. The more weights a kernel
has, the smaller they start.
""",
)
def fresh_weight() -> str:
    """Look at many kernels of this size."""
    from torch import nn

    largest = nn.Conv1d(3, 2000, 4).weight.abs().max().item()
    return "neither" if largest < 0.3 else "0.3, but not 0.9" if largest < 0.9 else "both alike"


@value_exercise(
    title="What a printed output tells",
    misconception="One known output fixes a kernel, or one weight in each channel.",
    taught_in="one-equation",
    text="""
A layer `nn.Conv1d({in_channels}, 1, {kernel_size})` has one kernel, and nobody has printed it. You
know the whole input, the bias, and {outputs} output numbers. Each of their windows says something
new: none of them can be mixed from the others. How many of the kernel's weights can you still
choose as you like, before these outputs settle the others?
""",
    hints=(
        "How many weights does the kernel have, over all its channels?",
        "Each output number is one equation, and each equation takes away one free choice.",
        "`in_channels * kernel_size` unknowns, less one for each output.",
    ),
    given=numbers(
        {"in_channels": 2, "kernel_size": 5, "outputs": 3},
        lambda rng: {
            "in_channels": rng.integers(2, 6),
            "kernel_size": rng.integers(4, 9),
            "outputs": rng.integers(2, 5),
        },
    ),
    mistakes={
        "That is how many weights there are. Each output you know takes away one free choice.": (
            lambda in_channels, kernel_size, outputs: in_channels * kernel_size
        ),
        "So few equations don't fix a whole kernel: one equation fixes one number, no more.": (
            lambda in_channels, kernel_size, outputs: 0
        ),
        "You counted the weights of one row. The kernel has such a row for every channel.": (
            lambda in_channels, kernel_size, outputs: kernel_size - outputs
        ),
        "The bias is known here, so it is not one of the unknowns.": (
            lambda in_channels, kernel_size, outputs: in_channels * kernel_size + 1 - outputs
        ),
        "An output is not one equation for each channel: the channels are added up, so it is "
        "one equation over all of them.": (
            lambda in_channels, kernel_size, outputs: (
                in_channels * kernel_size - in_channels * outputs
            )
        ),
        "That is how many equations there are. The question is what they leave free.": (
            lambda in_channels, kernel_size, outputs: outputs
        ),
    },
)
def free_weights(in_channels: int, kernel_size: int, outputs: int) -> int:
    """C_in * K unknowns, one less for each equation."""
    return in_channels * kernel_size - outputs


@value_exercise(
    title="Where in the stream?",
    misconception="The seed alone fixes the numbers; what was drawn before does not matter.",
    taught_in="one-stream-explain",
    text="""
You call `torch.manual_seed(0)`, then `torch.rand({skip})`. Then you make
`nn.Conv1d({in_channels}, {out_channels}, {kernel_size})`, and after it
`x = torch.rand(1, {in_channels}, 10)`. At which place in the stream is the draw that becomes
`x[0, 0, 0]`? The first draw after the seed is at place 0.
""",
    hints=(
        "There is one stream, and everybody takes the next draw. Who draws before x does?",
        "First the torch.rand, then the layer: one draw for each weight and one for each bias.",
        "`skip`, plus `out_channels * in_channels * kernel_size` weights, plus `out_channels` "
        "biases. Places count from 0, so the sum is the place.",
    ),
    given=numbers(
        {"skip": 7, "in_channels": 2, "out_channels": 6, "kernel_size": 5},
        lambda rng: {
            "skip": rng.integers(4, 20),
            "in_channels": rng.integers(2, 7),
            "out_channels": rng.integers(9, 13),
            "kernel_size": rng.integers(2, 6),
        },
    ),
    mistakes={
        "You started to count at the layer. What torch.rand took before is gone from the "
        "stream, too.": (
            lambda skip, in_channels, out_channels, kernel_size: (
                out_channels * in_channels * kernel_size + out_channels
            )
        ),
        "The layer draws its biases as well, one for each kernel.": (
            lambda skip, in_channels, out_channels, kernel_size: (
                skip + out_channels * in_channels * kernel_size
            )
        ),
        "There is one bias for each output channel, not for each input channel.": (
            lambda skip, in_channels, out_channels, kernel_size: (
                skip + out_channels * in_channels * kernel_size + in_channels
            )
        ),
        "That is the last draw of the layer. The draw after it is the first of x.": (
            lambda skip, in_channels, out_channels, kernel_size: (
                skip + out_channels * in_channels * kernel_size + out_channels - 1
            )
        ),
        "One too far: that counts from one. The first draw is at place 0.": (
            lambda skip, in_channels, out_channels, kernel_size: (
                skip + out_channels * in_channels * kernel_size + out_channels + 1
            )
        ),
        "You counted the weights of one kernel. The layer draws all its kernels.": (
            lambda skip, in_channels, out_channels, kernel_size: (
                skip + in_channels * kernel_size + out_channels
            )
        ),
        "Making a layer draws numbers too: each of its weights and biases takes one.": (
            lambda skip, in_channels, out_channels, kernel_size: skip
        ),
        "The seed sets the place to 0 once. x comes later: the others draw first.": (
            lambda skip, in_channels, out_channels, kernel_size: 0
        ),
    },
)
def place_of_x(skip: int, in_channels: int, out_channels: int, kernel_size: int) -> int:
    """Count every draw before x: the skipped ones, the weights, the biases."""
    return skip + out_channels * in_channels * kernel_size + out_channels


@value_exercise(
    title="How many numbers are enough?",
    misconception="Each further printed number takes away the same amount, instead of dividing.",
    taught_in="how-many-numbers-explain",
    text="""
Another article prints random numbers with fewer decimals, so that a printed number lets only one
suspect in {lets_through} through. There are {all_suspects} suspects. How many printed numbers
are needed at least, until fewer than one wrong suspect is left by chance?
""",
    hints=(
        "After the first number, `all_suspects / lets_through` are left. And after the second?",
        "Each number divides what is left by `lets_through` again. Go on until it is below 1.",
        "Find the smallest `count` for which `lets_through**count` is greater than `all_suspects`.",
    ),
    given=numbers(
        {"all_suspects": 2**32, "lets_through": 100},
        lambda rng: {
            "all_suspects": 2 ** int(rng.integers(20, 60)),
            "lets_through": 10 ** int(rng.integers(2, 5)),
        },
    ),
    mistakes={
        "One too few: that many numbers still leave more than one wrong suspect.": (
            lambda all_suspects, lets_through: len(_left(all_suspects, lets_through)) - 1
        ),
        "One more than you need: with one number fewer it is below 1 already.": (
            lambda all_suspects, lets_through: len(_left(all_suspects, lets_through)) + 1
        ),
        "That is how many suspects the first number leaves. The second one divides again.": (
            lambda all_suspects, lets_through: all_suspects // lets_through
        ),
        "One number is not enough: look at how many suspects it leaves.": (
            lambda all_suspects, lets_through: 1
        ),
        "You divided by 2 each time, as with bits. A printed number divides by more.": (
            lambda all_suspects, lets_through: (all_suspects - 1).bit_length()
        ),
        "You divided by 10 each time, as for one digit. A printed number has more digits.": (
            lambda all_suspects, lets_through: len(str(all_suspects))
        ),
    },
)
def numbers_enough(all_suspects: int, lets_through: int) -> int:
    """Take the smallest count that brings the suspects below 1."""
    return next(count for count in range(99) if lets_through**count > all_suspects)


def _left(suspects: int, one_in: int) -> list[float]:
    """List how many suspects are left after 0, 1, 2, ... numbers, while it is 1 or more."""
    return [suspects / one_in**count for count in range(99) if suspects >= one_in**count]


def _draw_cases(rng: np.random.Generator) -> Iterator[Case]:
    for draw in (0, 2**23, 2**24 - 1, 2**24, 3 * 2**22, 2**31 + 2**22, 2**32 - 1):
        yield call(draw, 1, 1)
    yield call(2**22, 1, 4)
    yield call(2**22, 4, 1)
    yield call(2**22, 3, 4)
    for _ in range(12):
        draw, (channels, taps) = int(rng.integers(0, 2**32)), rng.integers(1, 9, 2)
        yield call(draw, int(channels), int(taps))


def _uniform(draw: int) -> float:
    return draw % 2**24 / 2**24


def _stretched(u: float, bound: float) -> float:
    return (2 * u - 1) * bound


@function_exercise(
    title="From a draw to a weight",
    misconception="A fresh weight can be any number, whatever the size of the kernel.",
    taught_in="bounds-explain",
    text="""
The generator gives `draw`, a whole number of 32 bits. Write the weight that a fresh `nn.Conv1d`
makes of it: keep the lowest 24 bits, make a number `u` from 0 to 1, and stretch it to the bounds of
the weights. Everything here is a plain Python number.
""",
    hints=(
        "Three steps: the lowest 24 bits, then u between 0 and 1, then from -bound to bound.",
        "`draw % 2**24` keeps the lowest 24 bits. The bound is one over the square root of "
        "C_in · K.",
        "With `u = draw % 2**24 / 2**24`, the weight is `(2 * u - 1)` times the bound.",
    ),
    make_cases=_draw_cases,
    tolerance=1e-9,
    mistakes={
        "You used all 32 bits, or the highest 24. PyTorch keeps the lowest 24.": (
            lambda draw, in_channels, kernel_size: _stretched(
                draw / 2**32, (in_channels * kernel_size) ** -0.5
            )
        ),
        "You divided by 2**24 and kept all the bits, so that u can be far above 1.": (
            lambda draw, in_channels, kernel_size: _stretched(
                draw / 2**24, (in_channels * kernel_size) ** -0.5
            )
        ),
        "You kept the lowest 24 bits, but divided by 2**32: then u stays close to 0.": (
            lambda draw, in_channels, kernel_size: _stretched(
                draw % 2**24 / 2**32, (in_channels * kernel_size) ** -0.5
            )
        ),
        "That is u, the number of torch.rand. It is not stretched to the bounds yet.": (
            lambda draw, in_channels, kernel_size: _uniform(draw)
        ),
        "Yours go from 0 to the bound. Half of the weights are negative: from -bound to bound.": (
            lambda draw, in_channels, kernel_size: (
                _uniform(draw) * (in_channels * kernel_size) ** -0.5
            )
        ),
        "The middle is right, the width is not: from -bound to bound is twice the bound.": (
            lambda draw, in_channels, kernel_size: (
                (_uniform(draw) - 0.5) * (in_channels * kernel_size) ** -0.5
            )
        ),
        "The square root is missing: the bound is 1 / sqrt(C_in · K).": (
            lambda draw, in_channels, kernel_size: _stretched(
                _uniform(draw), 1 / (in_channels * kernel_size)
            )
        ),
        "Your bound looks at the channels only. It is one over the square root of C_in · K.": (
            lambda draw, in_channels, kernel_size: _stretched(_uniform(draw), in_channels**-0.5)
        ),
        "Your bound looks at K only. It is one over the square root of C_in · K.": (
            lambda draw, in_channels, kernel_size: _stretched(_uniform(draw), kernel_size**-0.5)
        ),
        "That bound is sqrt(6 / (C_in · K)), from kaiming_uniform_ with a=0. nn.Conv1d takes "
        "a=sqrt(5), and then it is 1 / sqrt(C_in · K).": (
            lambda draw, in_channels, kernel_size: _stretched(
                _uniform(draw), (6 / (in_channels * kernel_size)) ** 0.5
            )
        ),
        "There are 2**24 steps from 0 to 1: divide by 2**24, not by one less.": (
            lambda draw, in_channels, kernel_size: _stretched(
                draw % 2**24 / (2**24 - 1), (in_channels * kernel_size) ** -0.5
            )
        ),
        "Upside down: draw 0 gives the lowest weight, -bound.": (
            lambda draw, in_channels, kernel_size: (
                -_stretched(_uniform(draw), (in_channels * kernel_size) ** -0.5)
            )
        ),
    },
)
def weight_of_draw(draw: int, in_channels: int, kernel_size: int) -> Any:
    """Return the weight that a fresh nn.Conv1d makes of a 32-bit draw."""
    ### BEGIN SOLUTION
    u = draw % 2**24 / 2**24
    bound = 1 / (in_channels * kernel_size) ** 0.5
    return (2 * u - 1) * bound
    ### END SOLUTION
