"""Notebook 08: gradients are inputs and weights that met, added up; what outputs can tell."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from conv1d_lab.arithmetic import Array
from conv1d_lab.exercises.messages import (
    STEP_DOWN,
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
from conv1d_lab.learner_code.library_calls import HELPERS

Numbers = tuple[int, ...]


@prediction(
    misconception="A change of a weight passes to the output unchanged, or in proportion to it.",
    text="""
One of the twelve products in `out[0, 1, 2]` is

    weight[1, 0, 0] · x[0, 0, 2]   =   0.1520 · 0.1077

You raise `weight[1, 0, 0]` by 0.1. By how much does `out[0, 1, 2]` rise?
""",
    answers={
        0.01077: "It is 0.1 times the input that this weight meets.",
        0.1: "The weight rises by 0.1. But the output holds the weight times 0.1077.",
        0.1077: "That is the input it meets. The weight rises by 0.1 only.",
        0.0152: "That is 0.1 times the weight. Which other number stands in the product?",
        0.0271: "That is the whole new product. By how much is it larger than before?",
        0.0: "The weight is in the sum for this output, so the output moves.",
    },
    tolerance=0.0001,
    explanation="""
It rises by 0.01077, which is 0.1 · 0.1077. The other eleven products and the bias stay as they
are. So the output rises 0.1077 times as much as the weight: that is the gradient.
""",
)
def nudged_output() -> float:
    """Do it."""
    import torch

    from conv1d_lab import article

    layer, x = article.layer().double(), article.x().double()
    with torch.no_grad():
        before = layer(x)[0, 1, 2].item()
        layer.weight[1, 0, 0] += 0.1
        return float(layer(x)[0, 1, 2].item() - before)


@prediction(
    misconception="A loss of zero means that the true weights are found.",
    text="""
A layer is hidden in a box. You may send in only **one** example, which gives seven output numbers
for each kernel. A kernel has twelve weights and a bias. A student is trained for 3000 steps.

What will happen?
""",
    choices={
        "the loss goes to zero, and the student finds the hidden kernel": "The loss goes to zero. "
        "But count: can seven numbers settle thirteen?",
        "the loss goes to zero, and the student finds another kernel": "Seven numbers can't settle "
        "thirteen, so many kernels fit them all.",
        "the loss stays above zero": "With thirteen numbers to choose and only seven to reach, the "
        "student can reach them all.",
    },
    explanation="""
The loss goes to zero, and the kernel is another one. Seven equations can't pin down thirteen
unknowns: many kernels give the same seven outputs.
""",
)
def one_example() -> str:
    """Solve the equations of one example by least squares, from a random start."""
    import torch

    from conv1d_lab import article

    layer, x = article.layer().double(), article.x().double()
    assert layer.bias is not None
    windows = x[0].unfold(1, 4, 1).permute(1, 0, 2).flatten(1)
    table = torch.cat([windows, torch.ones(len(windows), 1, dtype=x.dtype)], dim=1)
    hidden = torch.cat([layer.weight[0].flatten(), layer.bias[:1]]).detach()
    start = torch.zeros_like(hidden)
    found = start + torch.linalg.pinv(table) @ (table @ (hidden - start))
    if not torch.allclose(table @ found, table @ hidden):
        return "the loss stays above zero"
    kernel = "the hidden" if torch.allclose(found, hidden, atol=0.01) else "another"
    return f"the loss goes to zero, and the student finds {kernel} kernel"


READY_MADE = HELPERS | {
    *("conv1d_weight", "conv1d_input", "convolution_backward"),
    *("backward", "grad", "vjp", "jacobian"),
}
"""What would compute the gradient itself; a convolution that happens to be it is an answer."""


def _meeting(rng: np.random.Generator | None) -> Given:
    """Nine inputs and three weights, all different; window t and weight k."""
    if rng is None:
        return {"inputs": (4, 1, 7, 3, 9, 2, 8, 6, 5), "weights": (12, -10, 11), "t": 4, "k": 2}
    inputs = tuple(int(value) for value in rng.permutation(np.arange(1, 10)))
    weights = tuple(int(value) for value in rng.permutation((-12, -11, -10, 10, 11, 12))[:3])
    return {
        "inputs": inputs,
        "weights": weights,
        "t": int(rng.integers(3, 7)),
        "k": int(rng.choice((0, 2))),
    }


@value_exercise(
    title="Which number is the gradient?",
    misconception="The gradient of a weight is the weight, or the product it is in.",
    taught_in="autograd-weight-explain",
    text="""
One channel and one kernel: `x[0, 0]` is {inputs} and `weight[0, 0]` is {weights}. Take the single
output number `out[0, 0, {t}]`. What is its gradient with respect to `weight[0, 0, {k}]`?
""",
    hints=(
        "Raise the weight by 1. By how much does the output rise?",
        "Only one product in the sum has this weight. The gradient is what it is multiplied by.",
        "It is the input that the weight meets in window t. That is place t + k of the input.",
    ),
    given=_meeting,
    accepts_floats=True,
    mistakes={
        "That is the weight itself. It would be the gradient with respect to the input that "
        "it meets.": (lambda inputs, weights, t, k: weights[k]),
        "That is the whole product. Raise the weight by 1: the product rises by the input alone.": (
            lambda inputs, weights, t, k: weights[k] * inputs[t + k]
        ),
        "That is the whole output number. The gradient is how much it rises when the weight "
        "rises by 1.": (
            lambda inputs, weights, t, k: sum(weights[j] * inputs[t + j] for j in range(3))
        ),
        "That input is in window 0. The window of this output number starts at t.": (
            lambda inputs, weights, t, k: inputs[k]
        ),
        "That input is in window t too, but at the other end. Weight k meets x[t + k].": (
            lambda inputs, weights, t, k: inputs[t + 2 - k]
        ),
        "You added up all the inputs that the weight meets. That is right for out.sum(); here "
        "it is one output number, so one meeting.": (
            lambda inputs, weights, t, k: sum(inputs[k : k + 7])
        ),
        "The bias has the gradient 1. A weight is multiplied by an input first.": (
            lambda inputs, weights, t, k: 1.0
        ),
    },
)
def gradient_of_weight(inputs: Numbers, weights: Numbers, t: int, k: int) -> int:
    """Return the input that the weight meets."""
    return inputs[t + k]


def _sizes(rng: np.random.Generator) -> Given:
    return {
        "in_channels": rng.integers(2, 6),
        "out_channels": rng.integers(2, 6),
        "kernel_size": rng.integers(3, 8),
    }


@value_exercise(
    title="How long a row do you need?",
    misconception="Outputs are counted like inputs; the bias, or the channels, are not counted.",
    taught_in="enough",
    text="""
A hidden layer is an `nn.Conv1d` with in_channels = {in_channels}, out_channels = {out_channels},
kernel_size = {kernel_size} and a bias. You may send **one** example through it, filled with random
numbers. How long must it be, at the least, so that its outputs single out all the weights and
biases? (Its length is L in the shape (1, C_in, L).)
""",
    hints=(
        "Count the unknown numbers of one kernel first. Every output number gives one equation.",
        "One kernel has C_in · K weights and one bias. The other kernels have outputs of their "
        "own, so they don't make it harder.",
        "You need L_out = C_in · K + 1 windows, and L_out = L - K + 1.",
    ),
    given=numbers({"in_channels": 3, "out_channels": 2, "kernel_size": 5}, _sizes),
    mistakes={
        "That is how many windows you need. The input is longer: L_out = L - K + 1.": (
            lambda in_channels, out_channels, kernel_size: in_channels * kernel_size + 1
        ),
        "One number too short: the bias is unknown too.": (
            lambda in_channels, out_channels, kernel_size: (
                in_channels * kernel_size + kernel_size - 1
            )
        ),
        "That is how many weights one kernel has. The bias is unknown, too, and an input is longer "
        "than its output: L = L_out + K - 1.": (
            lambda in_channels, out_channels, kernel_size: in_channels * kernel_size
        ),
        "You took K - 1 away. There are fewer windows than inputs, so add it: L = L_out + K - 1.": (
            lambda in_channels, out_channels, kernel_size: (
                in_channels * kernel_size + 1 - (kernel_size - 1)
            )
        ),
        "One number too long: L_out = L - K + 1, so L = L_out + K - 1.": (
            lambda in_channels, out_channels, kernel_size: (
                in_channels * kernel_size + 1 + kernel_size
            )
        ),
        "That would do for a kernel with one row. It has a row of K weights for every channel.": (
            lambda in_channels, out_channels, kernel_size: kernel_size + 1 + kernel_size - 1
        ),
        "You added up the unknowns of all the kernels. Each kernel has a row of outputs of its "
        "own, so count for one kernel.": (
            lambda in_channels, out_channels, kernel_size: (
                out_channels * (in_channels * kernel_size + 1) + kernel_size - 1
            )
        ),
        "That is the shortest input the layer accepts. It gives one window, so one equation.": (
            lambda in_channels, out_channels, kernel_size: kernel_size
        ),
    },
)
def shortest_input(in_channels: int, out_channels: int, kernel_size: int) -> int:
    """Return L with L - K + 1 windows for C_in * K weights and a bias."""
    return in_channels * kernel_size + 1 + kernel_size - 1


def _all_sizes(rng: np.random.Generator) -> Iterator[tuple[int, int, int, int, int]]:
    """(N, C_in, C_out, K, L_out): the smallest first."""
    yield 1, 1, 1, 1, 1
    yield 1, 1, 1, 2, 1
    yield 1, 1, 1, 1, 2
    yield 1, 1, 1, 2, 3
    yield 2, 1, 1, 2, 2
    yield 1, 2, 1, 2, 3
    yield 1, 1, 2, 2, 3
    yield 1, 3, 2, 4, 7
    for _ in range(8):
        items, channels, kernels, taps, windows = (int(size) for size in rng.integers(1, 6, 5))
        yield items, channels, kernels, taps, windows


def _weight_cases(rng: np.random.Generator) -> Iterator[Case]:
    for items, channels, kernels, taps, windows in _all_sizes(rng):
        x = array(rng, items, channels, windows + taps - 1)
        yield call(x, array(rng, items, kernels, windows))


def _met(x: Array, g: Array) -> Array:
    """(N, C_in, K, L_out): the inputs that weight k of channel c meets, window by window."""
    return np.lib.stride_tricks.sliding_window_view(x, g.shape[2], axis=2)


def _one_weight(x: Array, g: Array, o: int, c: int, k: int) -> Any:
    total = 0.0
    for n in range(g.shape[0]):
        for t in range(g.shape[2]):
            total = total + g[n, o, t] * x[n, c, t + k]
    return total


@function_exercise(
    title="The gradient of every weight",
    misconception="A weight's gradient comes from one window, or from one example, or is a mean.",
    taught_in="formulas-weight-explain",
    text="""
`x` is the input (N, C_in, L). `g` is the gradient of the loss with respect to the output, of shape
(N, C_out, L_out). Both are NumPy arrays. Fill in the gradient of the loss with respect to the
weight: for each `grad[o, c, k]`, all the inputs that this weight met, each one times the g of its
output. Loops are fine.
""",
    hints=(
        "Three loops, over o, c and k, pick the weight. Two sums are left: over which letters?",
        "Weight k of channel c meets `x[:, c, k : k + L_out]`: an array (N, L_out). `g[:, o]` has "
        "the same shape.",
        "`grad[o, c, k] = np.sum(g[:, o] * x[:, c, k : k + g.shape[2]])` inside the three loops.",
    ),
    make_cases=_weight_cases,
    specification=_one_weight,
    refused_calls=READY_MADE,
    praise={
        "conv1d": "And more than was asked: the gradient of the weight is a Conv1d itself, with x "
        "as its input, g as its kernel, and the examples in the place of the channels."
    },
    mistakes={
        "g is not in your result. An input counts as much as the loss cares about its output.": (
            lambda x, g: np.einsum("not,nckt->ock", np.ones_like(g), _met(x, g))
        ),
        "You took the mean over the windows. The weight is used in all of them: add up.": (
            lambda x, g: np.einsum("not,nckt->ock", g, _met(x, g)) / g.shape[2]
        ),
        "You took the mean over the examples. If the loss is a mean, that is in g already.": (
            lambda x, g: np.einsum("not,nckt->ock", g, _met(x, g)) / len(g)
        ),
        "Only the last product is left: `=` begins anew each time. `+=` adds.": (
            lambda x, g: np.einsum("no,nck->ock", g[-1:, :, -1], _met(x, g)[-1:, :, :, -1])
        ),
        "Only the last example is in it: `=` begins anew for each n. `+=` adds.": (
            lambda x, g: np.einsum("not,nckt->ock", g[-1:], _met(x, g)[-1:])
        ),
        "Only the first window is in it. The weight is used in every window.": (
            lambda x, g: np.einsum("not,nckt->ock", g[:, :, :1], _met(x, g)[:, :, :, :1])
        ),
        "Only example 0 is in it. The weight is used on every example.": (
            lambda x, g: np.einsum("not,nckt->ock", g[:1], _met(x, g)[:1])
        ),
        "Your weights are in the wrong order, last one first: k and K - 1 - k are swapped.": (
            lambda x, g: np.einsum("not,nckt->ock", g, _met(x, g))[:, :, ::-1]
        ),
        "The result is (C_out, C_in, K), like the weight. Yours begins with C_in.": (
            lambda x, g: np.einsum("not,nckt->cok", g, _met(x, g))
        ),
        "Every kernel gets the g of row 0. Kernel o made row o.": (
            lambda x, g: np.einsum("not,nckt->ock", g[:, [0] * g.shape[1]], _met(x, g))
        ),
        "Every row of the kernel meets channel 0 there. Row c meets channel c.": (
            lambda x, g: np.einsum("not,nckt->ock", g, _met(x[:, [0] * x.shape[1]], g))
        ),
        STEP_DOWN: (lambda x, g: -np.einsum("not,nckt->ock", g, _met(x, g))),
    },
)
def all_weight_gradients(x: Array, g: Array) -> Array:
    """Return the gradient of the loss with respect to the weight, (C_out, C_in, K)."""
    kernel_size = x.shape[2] - g.shape[2] + 1
    grad = np.zeros((g.shape[1], x.shape[1], kernel_size))
    ### BEGIN SOLUTION
    for o in range(g.shape[1]):
        for c in range(x.shape[1]):
            for k in range(kernel_size):
                grad[o, c, k] = np.sum(g[:, o] * x[:, c, k : k + g.shape[2]])
    ### END SOLUTION
    return grad


def _input_cases(rng: np.random.Generator) -> Iterator[Case]:
    for items, channels, kernels, taps, windows in _all_sizes(rng):
        yield call(array(rng, kernels, channels, taps), array(rng, items, kernels, windows))


def _spread(weight: Array, g: Array) -> Array:
    """Lay the kernels on the windows that they made, each one times its g, and add up."""
    windows, taps = g.shape[2], weight.shape[2]
    grad = np.zeros((len(g), weight.shape[1], windows + taps - 1))
    for t in range(windows):
        grad[:, :, t : t + taps] += np.einsum("no,ock->nck", g[:, :, t], weight)
    return grad


def _overwritten(weight: Array, g: Array) -> Array:
    """``=`` where ``+=`` is meant."""
    windows, taps = g.shape[2], weight.shape[2]
    grad = np.zeros((len(g), weight.shape[1], windows + taps - 1))
    for t in range(windows):
        grad[:, :, t : t + taps] = np.einsum("no,ock->nck", g[:, :, t], weight)
    return grad


def _one_input(weight: Array, g: Array, n: int, c: int, i: int) -> Any:
    total = 0.0
    for o in range(weight.shape[0]):
        for k in range(weight.shape[2]):
            t = i - k
            if 0 <= t < g.shape[2]:
                total = total + g[n, o, t] * weight[o, c, k]
    return total


@function_exercise(
    title="The gradient of every input",
    misconception="An input is used once; the windows that share it overwrite each other.",
    taught_in="formulas-input",
    text="""
Now the other side. You get `weight` (C_out, C_in, K) and `g` (N, C_out, L_out). For each input
number, add up the weights that it met, each one times the g of the output it helped to
make. The result has the shape of x, (N, C_in, L), and it is there already, full of zeros.
""",
    hints=(
        "Think of the staircase: go from window to window. Which places of x did window t read?",
        "Window t of kernel o read `x[n, :, t : t + K]`, with `weight[o]`, an array (C_in, K). "
        "Windows overlap, so add to what is there.",
        "Three loops, over n, o and t; inside: `grad[n, :, t : t + K] += g[n, o, t] * weight[o]`, "
        "with K = `weight.shape[2]`.",
    ),
    make_cases=_input_cases,
    specification=_one_input,
    refused_calls=READY_MADE,
    praise={
        "conv_transpose1d": "And more than was asked: to lay the kernels back where they were is "
        "what a transposed convolution does.",
        "conv1d": "And more than was asked: the gradient of the input is a Conv1d itself, of g "
        "padded with zeros and the kernels flipped.",
    },
    mistakes={
        "Windows overwrite each other there. They overlap: use += and not =.": (_overwritten),
        "Windows and kernels overwrite each other there; they share the inputs: use += and "
        "not =.": (lambda weight, g: _overwritten(weight[-1:], g[:, -1:])),
        "g is not in your result. A weight counts as much as the loss cares about its output.": (
            lambda weight, g: _spread(weight, np.ones_like(g))
        ),
        "The kernel is flipped there. Weight k was laid on place t + k.": (
            lambda weight, g: _spread(weight[:, :, ::-1], g)
        ),
        "Only kernel 0 is in it. Every kernel read the input.": (
            lambda weight, g: _spread(weight[:1], g[:, :1])
        ),
        "Every channel gets row 0 of the kernel. Row c was laid on channel c.": (
            lambda weight, g: _spread(weight[:, [0] * weight.shape[1]], g)
        ),
        "Every example gets the g of example 0.": (
            lambda weight, g: _spread(weight, g[[0] * len(g)])
        ),
        "The last window is missing: t runs up to L_out - 1.": (
            lambda weight, g: _spread(weight, g * (np.arange(g.shape[2]) < g.shape[2] - 1))
        ),
        "You took the mean over the kernels. Their parts are added up.": (
            lambda weight, g: _spread(weight, g) / len(weight)
        ),
        STEP_DOWN: (lambda weight, g: -_spread(weight, g)),
    },
)
def all_input_gradients(weight: Array, g: Array) -> Array:
    """Return the gradient of the loss with respect to x, (N, C_in, L)."""
    kernel_size = weight.shape[2]
    grad = np.zeros((g.shape[0], weight.shape[1], g.shape[2] + kernel_size - 1))
    ### BEGIN SOLUTION
    for n in range(g.shape[0]):
        for o in range(g.shape[1]):
            for t in range(g.shape[2]):
                grad[n, :, t : t + kernel_size] += g[n, o, t] * weight[o]
    ### END SOLUTION
    return grad
