"""Notebook 02: the bias, which weight meets which input, and any element of any layer."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from conv1d_lab import article
from conv1d_lab.arithmetic import conv1d
from conv1d_lab.exercises.messages import (
    BIAS_ALWAYS_0,
    BIAS_FOR_EACH_CHANNEL,
    BIAS_LEFT_OUT,
    BIAS_SUBTRACTED,
    FLIPPED,
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
from conv1d_lab.exercises.random_operands import layer, tensor
from conv1d_lab.explanation import explain
from conv1d_lab.learner_code.library_calls import CONVOLUTIONS, HELPERS


@prediction(
    misconception="Another window is multiplied by other weights, or gets another bias.",
    text="""
You know how `out[0, 0, 0]` is made: the inputs of its window, the weights, the bias. Now the
kernel moves on to `out[0, 0, 2]`, two places to the right.

Which of these numbers are replaced by others?
""",
    choices={
        "the inputs": "The kernel takes its weights and its bias along.",
        "the inputs and the weights": "The inputs change. The weights move along with the kernel: "
        "that is what sliding means. One kernel has the same weights at every place.",
        "the inputs and the bias": "The inputs change. But the bias belongs to the kernel, as its "
        "weights do, and not to the place.",
        "the inputs, the weights and the bias": "Then every output would need a kernel of its own. "
        "It is one kernel, with its weights and its bias, that goes from place to place.",
        "the weights": "It is the other way round: the weights stay what they are, and what lies "
        "under them changes.",
    },
    explanation="""
Only the inputs are replaced: `x[0, :, 0:4]` becomes `x[0, :, 2:6]`. The weights and the bias are
the very same numbers. That is why a layer with seven places needs no more weights than one with
two.
""",
)
def new_window() -> str:
    """Compare what the two outputs are made of."""
    before, after = (explain(article.layer(), article.x(), at=(0, 0, t)) for t in (0, 2))
    changed = {
        "the inputs": not np.array_equal(before.inputs, after.inputs),
        "the weights": not np.array_equal(before.weights, after.weights),
        "the bias": before.bias != after.bias,
    }
    names = [name for name, differs in changed.items() if differs]
    return " and ".join(filter(None, [", ".join(names[:-1]), names[-1]]))


def _sums(rng: np.random.Generator | None) -> Given:
    """Give the article's channel sums and biases, as printed; another student gets others."""
    if rng is None:
        return {"a1": 0.1450, "a2": 0.1090, "a3": 0.1845, "bias": (0.0655, -0.1095)}
    a1, a2, a3 = (round(float(a), 4) for a in rng.uniform(0.1, 0.9, 3))
    first, second = (
        round(float(rng.uniform(0.05, 0.3)), 4),
        round(float(-rng.uniform(0.05, 0.3)), 4),
    )
    return {"a1": a1, "a2": a2, "a3": a3, "bias": (first, second)}


@value_exercise(
    title="Why the bias, and which one",
    misconception="A bias is subtracted, or added for each channel, or forgotten.",
    taught_in="worked-example-bias-explain",
    text="""
For `out[0, 1, 2]` the three channels give a1 = {a1}, a2 = {a2} and a3 = {a3}. The layer's bias is
{bias}. What is `out[0, 1, 2]`? Work it out on paper, or let Python add.
""",
    hints=(
        "Add up the three channels first. What is still missing?",
        "The bias of the kernel that makes this row is added, once. Which kernel makes row 1?",
        "a1 + a2 + a3 + bias[1]. That bias is negative, and it is added all the same.",
    ),
    given=_sums,
    mistakes={
        "You left out the bias: that is a1 + a2 + a3 only.": (
            lambda a1, a2, a3, bias: a1 + a2 + a3
        ),
        "You subtracted the bias. It is always added, even when it is negative.": (
            lambda a1, a2, a3, bias: a1 + a2 + a3 - bias[1]
        ),
        "That is the bias of kernel 0. Row 1 is made by kernel 1, with bias[1].": (
            lambda a1, a2, a3, bias: a1 + a2 + a3 + bias[0]
        ),
        BIAS_FOR_EACH_CHANNEL: (lambda a1, a2, a3, bias: a1 + a2 + a3 + 3 * bias[1]),
        "You added both biases. Each row has only its own.": (
            lambda a1, a2, a3, bias: a1 + a2 + a3 + bias[0] + bias[1]
        ),
    },
)
def out_0_1_2(a1: float, a2: float, a3: float, bias: tuple[float, ...]) -> float:
    """Add the channels and the bias of row 1."""
    return a1 + a2 + a3 + bias[1]


def _meeting(rng: np.random.Generator) -> Given:
    o, c = rng.permutation(4)[:2]
    return {"o": o, "t": rng.integers(5, 9), "c": c, "k": rng.choice((0, 3))}


def _place(rng: np.random.Generator | None) -> Given:
    """Where the product happens: o, t, c, and the place of the input, t + k.

    At an end of the kernel, so that one step too few or too many is not what a flip gives.
    """
    found = numbers({"o": 1, "t": 5, "c": 0, "k": 3}, _meeting)(rng)
    return {"o": found["o"], "t": found["t"], "c": found["c"], "place": found["t"] + found["k"]}


@value_exercise(
    title="Which weight meets which input?",
    misconception="weight[c, o], or a weight chosen by the place in x instead of the window.",
    taught_in="the-table",
    text="""
Look at one single product in the sum for `out[0, {o}, {t}]`. The input in it is
`x[0, {c}, {place}]`. The kernel is 4 wide. Which weight does it meet? Write the three indices of
`weight[...]`.
""",
    hints=(
        "The order is weight[o, c, k]: which kernel, which row, which place in the row.",
        "The kernel is that of the output row, its row is that of the input channel.",
        "The window starts at t, so the place in the row is k = place - t.",
    ),
    given=_place,
    indices=True,
    mistakes={
        "You wrote weight[c, o, k]. The kernel o comes first, then its row c.": (
            lambda o, t, c, place: (c, o, place - t)
        ),
        "The last index says where in the window the input lies, not where in x.": (
            lambda o, t, c, place: (o, c, place)
        ),
        "You flipped the kernel: that is what np.convolve does. In Conv1d the first weight "
        "meets the first element of the window.": (lambda o, t, c, place: (o, c, 3 - (place - t))),
        "The place in the row is counted from one there: the first weight has k = 0.": (
            lambda o, t, c, place: (o, c, place - t + 1)
        ),
        "One step short: the window starts at t, and there k is 0.": (
            lambda o, t, c, place: (o, c, place - t - 1)
        ),
        "t says where the window starts. It never picks a weight: all windows share them.": (
            lambda o, t, c, place: (o, c, t)
        ),
    },
)
def which_weight(o: int, t: int, c: int, place: int) -> tuple[int, ...]:
    """weight[o, c, k] with k = place - t."""
    return (o, c, place - t)


def _example(rng: np.random.Generator | None) -> Given:
    return {"layer": article.layer(), "x": article.x()}


def _flipped(layer: Any, x: Any) -> Any:
    return (layer.weight[1].flip(1) * x[0, :, 5:9]).sum() + layer.bias[1]


@value_exercise(
    title="An element of your own",
    misconception="Another element needs another rule; or kernel, window or bias stays behind.",
    taught_in="both-explain",
    text="""
Now take `out[0, 1, 5]` apart, which nobody has done yet. Work it out with `layer.weight`,
`layer.bias` and `x`, as you did for the others, without calling the layer.
""",
    hints=(
        "The rule is the same as before. What does o = 1 change, and what does t = 5 change?",
        "o = 1 picks weight[1] and bias[1]. t = 5 picks the window x[0, :, 5:9].",
        "`a1 = torch.sum(layer.weight[1, 0] * x[0, 0, 5:9])`, the same for a2 and a3; then the "
        "three and layer.bias[1] together.",
    ),
    given=_example,
    show_given=False,
    mistakes={
        BIAS_LEFT_OUT: (lambda layer, x: (layer.weight[1] * x[0, :, 5:9]).sum()),
        BIAS_SUBTRACTED: (lambda layer, x: (layer.weight[1] * x[0, :, 5:9]).sum() - layer.bias[1]),
        "You added the bias of kernel 0. Row 1 has bias[1].": (
            lambda layer, x: (layer.weight[1] * x[0, :, 5:9]).sum() + layer.bias[0]
        ),
        BIAS_FOR_EACH_CHANNEL: (
            lambda layer, x: (layer.weight[1] * x[0, :, 5:9]).sum() + 3 * layer.bias[1]
        ),
        FLIPPED: (_flipped),
        "Right window, but it is kernel 0 that you laid on it: that is out[0, 0, 5].": (
            lambda layer, x: (layer.weight[0] * x[0, :, 5:9]).sum() + layer.bias[0]
        ),
        "Your window starts one step early, at 4: that is out[0, 1, 4].": (
            lambda layer, x: (layer.weight[1] * x[0, :, 4:8]).sum() + layer.bias[1]
        ),
        "Your window starts one step late, at 6: that is out[0, 1, 6].": (
            lambda layer, x: (layer.weight[1] * x[0, :, 6:10]).sum() + layer.bias[1]
        ),
        "That is out[0, 1, 2]: for t = 5 the window starts at 5.": (
            lambda layer, x: (layer.weight[1] * x[0, :, 2:6]).sum() + layer.bias[1]
        ),
        "The bias is that of row 1, and the weights are those of kernel 0.": (
            lambda layer, x: (layer.weight[0] * x[0, :, 5:9]).sum() + layer.bias[1]
        ),
        "Only channel 0 is in it. All three channels are added up.": (
            lambda layer, x: (layer.weight[1, 0] * x[0, 0, 5:9]).sum() + layer.bias[1]
        ),
        "The last weight of each row is left out: the slice 5:8 has three elements only.": (
            lambda layer, x: (layer.weight[1, :, :3] * x[0, :, 5:8]).sum() + layer.bias[1]
        ),
    },
)
def out_0_1_5(layer: Any, x: Any) -> Any:
    """Multiply kernel 1 and its window, add up, add bias[1]."""
    return (layer.weight[1] * x[0, :, 5:9]).sum() + layer.bias[1]


def _element_cases(rng: np.random.Generator) -> Iterator[Case]:
    yield call(layer(rng, 1, 1, 1), tensor(rng, 1, 1, 1), 0, 0, 0)
    yield call(layer(rng, 1, 1, 2), tensor(rng, 1, 1, 4), 0, 0, 1)
    yield call(layer(rng, 2, 1, 2), tensor(rng, 1, 2, 4), 0, 0, 2)
    yield call(layer(rng, 2, 2, 3), tensor(rng, 2, 2, 5), 1, 0, 1)
    yield call(layer(rng, 3, 2, 2), tensor(rng, 1, 3, 5), 0, 1, 1)
    yield call(layer(rng, 2, 1, 4), tensor(rng, 1, 2, 9), 0, 0, 1)
    for o, t in ((0, 0), (1, 2)):  # frozen, as in the notebook
        yield call(article.layer().requires_grad_(False), article.x(), 0, o, t)
    for _ in range(8):
        items, channels, kernels, taps = (int(size) for size in rng.integers(1, 5, 4))
        length = taps + int(rng.integers(1, 5))
        at = (int(rng.integers(0, size)) for size in (items, kernels, length - taps + 1))
        yield call(layer(rng, channels, kernels, taps), tensor(rng, items, channels, length), *at)


def _element_spelt_out(layer: Any, x: Any, n: int, o: int, t: int) -> Any:
    total = layer.bias[o].item()
    for c in range(layer.in_channels):
        for k in range(layer.kernel_size[0]):
            total = total + layer.weight[o, c, k].item() * x[n, c, t + k].item()
    return total


@function_exercise(
    title="Any element of any layer",
    misconception="weight[:, o]; a window at t - 1; the bias once a channel, or not at all.",
    taught_in="whole-formula",
    text="""
Now for every layer at once: write `out[n, o, t]` for any `nn.Conv1d` with stride 1 and without
padding, and any `x` (N, C_in, L). Slices and `.sum()` make it two lines. Don't call the layer,
that would be too easy.
""",
    hints=(
        "Three picks: n picks the example of x, o the kernel and the bias, t the window.",
        "All channels at once: `x[n, :, start:stop]` is (C_in, K), like `layer.weight[o]`.",
        "The window is `x[n, :, t : t + layer.kernel_size[0]]`. Multiply it by `layer.weight[o]`, "
        "`.sum()`, and add `layer.bias[o]`.",
    ),
    make_cases=_element_cases,
    specification=_element_spelt_out,
    refused_calls=CONVOLUTIONS | HELPERS,
    mistakes={
        BIAS_LEFT_OUT: (
            lambda layer, x, n, o, t: (layer.weight[o] * _window(layer, x, n, t)).sum()
        ),
        BIAS_SUBTRACTED: (
            lambda layer, x, n, o, t: (
                (layer.weight[o] * _window(layer, x, n, t)).sum() - layer.bias[o]
            )
        ),
        "You added the bias to every product. It is added once, at the end.": (
            lambda layer, x, n, o, t: (
                layer.weight[o] * _window(layer, x, n, t) + layer.bias[o]
            ).sum()
        ),
        BIAS_FOR_EACH_CHANNEL: (
            lambda layer, x, n, o, t: (
                (layer.weight[o] * _window(layer, x, n, t)).sum(1) + layer.bias[o]
            ).sum()
        ),
        FLIPPED: (
            lambda layer, x, n, o, t: (
                (layer.weight[o].flip(1) * _window(layer, x, n, t)).sum() + layer.bias[o]
            )
        ),
        "You indexed weight[c, o]. The kernel comes first: weight[o] has all its rows.": (
            lambda layer, x, n, o, t: (
                (layer.weight[:, o] * _window(layer, x, n, t)).sum() + layer.bias[o]
            )
        ),
        "Your kernel is always number 0. o picks it.": (
            lambda layer, x, n, o, t: (
                (layer.weight[0] * _window(layer, x, n, t)).sum() + layer.bias[o]
            )
        ),
        BIAS_ALWAYS_0: (
            lambda layer, x, n, o, t: (
                (layer.weight[o] * _window(layer, x, n, t)).sum() + layer.bias[0]
            )
        ),
        "`layer.bias` holds the biases of all kernels. Row o has its own: layer.bias[o].": (
            lambda layer, x, n, o, t: (layer.weight[o] * _window(layer, x, n, t)).sum() + layer.bias
        ),
        "You always read example 0 of the batch. n picks the example.": (
            lambda layer, x, n, o, t: (
                (layer.weight[o] * _window(layer, x, 0, t)).sum() + layer.bias[o]
            )
        ),
        "You always read the first window. t picks the window.": (
            lambda layer, x, n, o, t: (
                (layer.weight[o] * _window(layer, x, n, 0)).sum() + layer.bias[o]
            )
        ),
        "Your window starts one step early: window t starts at t.": (
            lambda layer, x, n, o, t: (
                (layer.weight[o] * _window(layer, x, n, t - 1)).sum() + layer.bias[o]
            )
        ),
        "Your window starts one step late: window t starts at t.": (
            lambda layer, x, n, o, t: (
                (layer.weight[o] * _window(layer, x, n, t + 1)).sum() + layer.bias[o]
            )
        ),
        ONLY_CHANNEL_0: (
            lambda layer, x, n, o, t: (
                (layer.weight[o] * _window(layer, x, n, t))[0].sum() + layer.bias[o]
            )
        ),
        "The last weight of each row is left out: a slice stops before its second number.": (
            lambda layer, x, n, o, t: (
                (layer.weight[o] * _window(layer, x, n, t))[:, :-1].sum() + layer.bias[o]
            )
        ),
    },
)
def any_element(layer: Any, x: Any, n: int, o: int, t: int) -> Any:
    """Return out[n, o, t] of layer(x), without calling the layer."""
    ### BEGIN SOLUTION
    window = x[n, :, t : t + layer.kernel_size[0]]
    return (layer.weight[o] * window).sum() + layer.bias[o]
    ### END SOLUTION


def _window(layer: Any, x: Any, n: int, t: int) -> Any:
    return x[n, :, t : t + layer.kernel_size[0]]


@prediction(
    misconception="The bias is added once for each channel.",
    text="""
A layer has two input channels and one kernel. Without a bias its output is 0, 1, -1. Now it gets a
bias of 10.

What is the output now?
""",
    choices={
        "20, 21, 19": "That adds the bias in each of the two channels. But it is added at the very "
        "end, when the channels have been added up already.",
        "10, 1, -1": "The first number is right. The bias is added at every place, so the others "
        "get it too.",
        "0, 10, -10": "That multiplies by the bias. It is added.",
        "10, 11, 9": "The bias is added once at each place.",
    },
    explanation="""
It is 10, 11, 9: the bias is added once for each output number, when the channels have been added up
already, however many channels there are.
""",
)
def bias_once() -> str:
    """Run the layer of the notebook."""
    x = np.array([[[1.0, 2, 3, 4, 5], [0, 2, 0, 1, 0]]])
    out = conv1d(x, np.array([[[1.0, 0, -1], [1, 1, 1]]]), np.array([10.0]))
    return ", ".join(f"{value:.0f}" for value in out[0, 0])


@prediction(
    misconception="A kernel has one row; or there is a bias for each row; or the length counts.",
    text="""
The layer is `nn.Conv1d(in_channels=3, out_channels=2, kernel_size=4)`. Its parameters are all its
weights and all its biases.

How many parameters are there?
""",
    answers={
        26: "The weights of both kernels, and one bias for each.",
        24: "Those are all the weights. Each kernel has a bias, too.",
        25: "The weights are right. But each of the two kernels has a bias of its own.",
        13: "That is one kernel with its bias. There are two.",
        12: "Those are the weights of one kernel. There are two kernels, and each has a bias.",
        30: "Too many biases: each kernel has one, and not one for each of its three rows.",
        27: "The weights are right. There is one bias for each output channel, not for each input "
        "channel.",
        10: "That gives each kernel a single row. It has one for each of the three input channels.",
        434: "An nn.Linear would have that many. Here the same weights are used at every place.",
    },
    explanation="""
There are 26. Each of the two kernels has 3·4 = 12 weights and one bias. The length of the input
does not matter.
""",
)
def parameters_in_all() -> int:
    """Count them in the article's layer."""
    return sum(parameter.numel() for parameter in article.layer().parameters())
