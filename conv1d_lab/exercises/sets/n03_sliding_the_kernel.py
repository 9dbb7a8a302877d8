"""Notebook 03: Conv1d written three times - with loops, with NumPy, with nn.Conv1d."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from conv1d_lab import article
from conv1d_lab.arithmetic import Array
from conv1d_lab.exercises.messages import (
    BIAS_ALONG_TIME,
    BIAS_ALWAYS_0,
    BIAS_FOR_EACH_CHANNEL,
    BIAS_LEFT_OUT,
    BIAS_SUBTRACTED,
    FLIPPED,
    MEAN_OVER_CHANNELS,
    ONLY_CHANNEL_0,
)
from conv1d_lab.exercises.model import Case, call, function_exercise, value_exercise
from conv1d_lab.exercises.predictions import prediction
from conv1d_lab.exercises.random_operands import array
from conv1d_lab.explanation import explain
from conv1d_lab.learner_code.library_calls import CONVOLUTIONS, HELPERS


def _read_cases(rng: np.random.Generator) -> Iterator[Case]:
    yield call(0, 1, 1)
    yield call(0, 5, 2)
    yield call(2, 5, 2)
    yield call(4, 5, 2)
    yield call(2, 5, 5)
    yield call(2, 6, 4)
    yield call(3, 10, 4)
    yield call(9, 10, 4)
    for _ in range(20):
        length = int(rng.integers(1, 20))
        yield call(int(rng.integers(0, length)), length, int(rng.integers(1, length + 1)))


def _read_count(i: int, length: int, kernel_size: int) -> int:
    count = 0
    for t in range(length - kernel_size + 1):
        if i in range(t, t + kernel_size):
            count = count + 1
    return count


@function_exercise(
    title="How often is an input read?",
    misconception="Every input element is read K times; at the ends it is fewer.",
    taught_in="how-many-windows-explain",
    text="""
Point at an input cell in the explorer: some cells feed four outputs of a row, the first one feeds
just one. Write how many windows read `x[i]`. (Stride 1, and the kernel fits into the input.)
""",
    hints=(
        "Which is the first window that reads x[i], and which is the last?",
        "The last one starts at i itself, unless that window would hang over the right end.",
        "From `max(0, i - kernel_size + 1)` to `min(i, length - kernel_size)`, both counted.",
    ),
    make_cases=_read_cases,
    specification=_read_count,
    mistakes={
        "Right in the middle only: near the ends fewer windows reach the element.": (
            lambda i, length, kernel_size: kernel_size
        ),
        "The left end is right. Near the right end fewer windows reach the element, too.": (
            lambda i, length, kernel_size: min(i + 1, kernel_size)
        ),
        "The right end is right. Near the left end fewer windows reach the element, too.": (
            lambda i, length, kernel_size: min(length - i, kernel_size)
        ),
        "The last window is not counted: the start at length - kernel_size is a place, too.": (
            lambda i, length, kernel_size: sum(
                t <= i < t + kernel_size for t in range(length - kernel_size)
            )
        ),
        "One fewer than it is: the first and the last window both count.": (
            lambda i, length, kernel_size: (
                min(i, length - kernel_size) - max(0, i - kernel_size + 1)
            )
        ),
        "Too many on the left: the window at i - kernel_size ends just before x[i].": (
            lambda i, length, kernel_size: (
                min(i, length - kernel_size) - max(0, i - kernel_size) + 1
            )
        ),
        "Both ends are seen, but a long kernel in a short input can't stand in so many places.": (
            lambda i, length, kernel_size: min(i + 1, length - i, kernel_size)
        ),
    },
)
def times_read(i: int, length: int, kernel_size: int) -> int:
    """Return how many of the windows of kernel_size elements hold x[i]."""
    ### BEGIN SOLUTION
    first = max(0, i - kernel_size + 1)
    last = min(i, length - kernel_size)
    return last - first + 1
    ### END SOLUTION


@value_exercise(
    title="Put the lines in order",
    misconception="The total starts anew, or is stored, at the wrong place.",
    taught_in="wrap-loops",
    text="""
These lines compute the whole output, with the loops over c and k written out. Somebody has mixed
them up; each is still indented as it should be.

```
1              out[n, o, t] = total
2      for o in range(C_out):
3                  for k in range(K):
4  for n in range(N):
5              total = bias[o]
6                      total = total + weight[o, c, k] * x[n, c, t + k]
7          for t in range(L_out):
8              for c in range(C_in):
```

In which order do they compute Conv1d? Write the eight numbers, like `(1, 2, 3, 4, 5, 6, 7, 8)`.
""",
    hints=(
        "The line that is not indented comes first. Below each line that ends in a colon stands "
        "one that is indented one step more.",
        "Lines 1, 5 and 8 are indented alike, inside the loop over t. Which of them comes before "
        "the products are added up, and which after?",
        "It begins with 4, 2, 7, 5, and it ends with 1.",
    ),
    given=lambda rng: {},
    show_given=False,
    mistakes={
        "`out[n, o, t]` is stored before the products are added up, so it gets only the bias.": (
            lambda: (4, 2, 7, 5, 1, 8, 3, 6)
        ),
        "The products are added to a total that is not there yet. Its start, `total = bias[o]`, "
        "has to come before the loop over c.": (lambda: (4, 2, 7, 8, 3, 6, 5, 1)),
        "The total starts after it has been stored, so the products of the first window have no "
        "total to go to.": (lambda: (4, 2, 7, 8, 3, 6, 1, 5)),
        "The first line inside the loop over t stores a total that nobody has computed yet.": (
            lambda: (4, 2, 7, 1, 5, 8, 3, 6)
        ),
        "Storing comes last. In your order `out[n, o, t] = total` stands before the products, and "
        "the start of the total after them.": (lambda: (4, 2, 7, 1, 8, 3, 6, 5)),
        "Those are the places of the lines 1 to 8. Write the numbers of the lines instead, in the "
        "order in which they stand.": (lambda: (8, 2, 6, 1, 4, 7, 3, 5)),
        "Line 4 is the only one that is not indented, so it comes first. The loop over o stands "
        "inside it.": (lambda: (2, 4, 7, 5, 8, 3, 6, 1)),
        "The loop over k is indented more than the loop over c, so it stands inside it.": (
            lambda: (4, 2, 7, 5, 3, 8, 6, 1)
        ),
    },
)
def loop_order() -> tuple[int, ...]:
    """Start the total, add up the products, store the total."""
    return (4, 2, 7, 5, 8, 3, 6, 1)


def _small(rng: np.random.Generator) -> Iterator[tuple[Array, Array, Array]]:
    """x, weight and bias: one axis at a time grows beyond 1, then all of them at random."""
    yield array(rng, 1, 1, 1), array(rng, 1, 1, 1), array(rng, 1)
    yield array(rng, 1, 1, 4), array(rng, 1, 1, 2), array(rng, 1)
    yield array(rng, 1, 2, 4), array(rng, 1, 2, 2), array(rng, 1)
    yield array(rng, 1, 1, 4), array(rng, 2, 1, 2), array(rng, 2)
    yield array(rng, 2, 1, 4), array(rng, 1, 1, 2), array(rng, 1)
    yield array(rng, 1, 2, 5), array(rng, 2, 2, 3), array(rng, 2)
    yield array(rng, 1, 3, 10), array(rng, 2, 3, 4), array(rng, 2)
    for _ in range(6):
        items, channels, kernels, taps = (int(size) for size in rng.integers(1, 5, 4))
        x = array(rng, items, channels, taps + int(rng.integers(0, 6)))
        yield x, array(rng, kernels, channels, taps), array(rng, kernels)


def _strided_cases(rng: np.random.Generator) -> Iterator[Case]:
    for number, operands in enumerate(_small(rng)):
        yield call(*operands)
        if number > 0:
            yield call(*operands, stride=2 + number % 3)


def _many_windows(count: int) -> Case:
    rng = np.random.default_rng(count)
    return call(array(rng, 1, 2, count + 2), array(rng, 2, 2, 3), array(rng, 2))


def _view(x: Array, weight: Array, stride: int = 1) -> Array:
    """(N, C_in, L_out, K)."""
    return sliding_window_view(x, weight.shape[2], axis=2)[:, :, ::stride]


def _sums(x: Array, weight: Array, stride: int = 1) -> Array:
    """(N, C_out, C_in, L_out): the channels are not added up yet."""
    return np.asarray(np.einsum("nctk,ock->noct", _view(x, weight, stride), weight))


def _reading_weight_c_o(x: Array, weight: Array, bias: Array, stride: int = 1) -> Array:
    """weight[c, o, k] where weight[o, c, k] is meant; an IndexError unless it happens to fit."""
    out = np.zeros((len(x), len(weight), (x.shape[2] - weight.shape[2]) // stride + 1))
    for n, o, t in np.ndindex(*out.shape):
        out[n, o, t] = bias[o]
        for c in range(x.shape[1]):
            for k in range(weight.shape[2]):
                out[n, o, t] += weight[c, o, k] * x[n, c, t * stride + k]
    return out


_MISTAKES = {
    BIAS_LEFT_OUT: (lambda x, weight, bias, stride=1: _sums(x, weight, stride).sum(2)),
    BIAS_SUBTRACTED: (
        lambda x, weight, bias, stride=1: _sums(x, weight, stride).sum(2) - bias[:, None]
    ),
    BIAS_FOR_EACH_CHANNEL: (
        lambda x, weight, bias, stride=1: (_sums(x, weight, stride) + bias[:, None, None]).sum(2)
    ),
    BIAS_ALWAYS_0: (lambda x, weight, bias, stride=1: _sums(x, weight, stride).sum(2) + bias[0]),
    FLIPPED: (
        lambda x, weight, bias, stride=1: (
            _sums(x, weight[:, :, ::-1], stride).sum(2) + bias[:, None]
        )
    ),
    ONLY_CHANNEL_0: (
        lambda x, weight, bias, stride=1: _sums(x, weight, stride)[:, :, 0] + bias[:, None]
    ),
    "Every channel is read with the first row of the kernel. Row c belongs to channel c.": (
        lambda x, weight, bias, stride=1: (
            np.einsum("nctk,ok->not", _view(x, weight, stride), weight[:, 0]) + bias[:, None]
        )
    ),
    MEAN_OVER_CHANNELS: (
        lambda x, weight, bias, stride=1: _sums(x, weight, stride).mean(2) + bias[:, None]
    ),
    "You indexed weight[c, o, k]. The kernel comes first: weight[o, c, k].": (_reading_weight_c_o),
    "Every example gets the result of the first one. n picks the example.": (
        lambda x, weight, bias, stride=1: (_sums(x, weight, stride).sum(2) + bias[:, None])[
            [0] * len(x)
        ]
    ),
    "Every row is made by kernel 0. o picks the kernel.": (
        lambda x, weight, bias, stride=1: (
            _sums(x, weight[[0] * len(weight)], stride).sum(2) + bias[:, None]
        )
    ),
}
_STRIDED_MISTAKES = {
    **_MISTAKES,
    "Right for stride 1 only: with a stride, window t starts at t * stride. Yours starts at t.": (
        lambda x, weight, bias, stride=1: (_sums(x, weight).sum(2) + bias[:, None])[
            :, :, : (x.shape[2] - weight.shape[2]) // stride + 1
        ]
    ),
    "The stride has no effect: you made a window at every place.": (
        lambda x, weight, bias, stride=1: _sums(x, weight).sum(2) + bias[:, None]
    ),
    "The last window is missing: there are (L - K) // stride + 1 of them.": (
        lambda x, weight, bias, stride=1: (_sums(x, weight, stride).sum(2) + bias[:, None])[
            :, :, :-1
        ]
    ),
    "The stride moves the taps apart there; that would be dilation. It moves the windows: "
    "t * stride + k.": (lambda x, weight, bias, stride=1: _spread(x, weight, bias, stride)),
    "Channels and time are swapped in your result: (N, C_out, L_out), the time comes last.": (
        lambda x, weight, bias, stride=1: (
            _sums(x, weight, stride).sum(2) + bias[:, None]
        ).swapaxes(1, 2)
    ),
    BIAS_ALONG_TIME: (lambda x, weight, bias, stride=1: _sums(x, weight, stride).sum(2) + bias),
    "Your result has whole numbers only: np.zeros(..., dtype=int) cuts the decimals off.": (
        lambda x, weight, bias, stride=1: (_sums(x, weight, stride).sum(2) + bias[:, None]).astype(
            int
        )
    ),
}


def _all_biases(x: Array, weight: Array, bias: Array, stride: int = 1) -> Array:
    """``bias`` for ``bias[o]``: an error, unless there is a single kernel."""
    out = np.zeros((len(x), len(weight), (x.shape[2] - weight.shape[2]) // stride + 1))
    for n, o, t in np.ndindex(*out.shape):
        window = x[n, :, t * stride : t * stride + weight.shape[2]]
        out[n, o, t] = (weight[o] * window).sum() + bias
    return out


def _spread(x: Array, weight: Array, bias: Array, stride: int) -> Array:
    """x[n, c, t + k * stride]: an IndexError where that leaves the input."""
    out = np.zeros((len(x), len(weight), (x.shape[2] - weight.shape[2]) // stride + 1))
    for n, o, t in np.ndindex(*out.shape):
        out[n, o, t] = bias[o]
        for k in range(weight.shape[2]):
            out[n, o, t] += (weight[o, :, k] * x[n, :, t + k * stride]).sum()
    return out


def _one_element(
    x: Array, weight: Array, bias: Array, n: int, o: int, t: int, stride: int = 1
) -> Any:
    products = [
        weight[o, c, k] * x[n, c, t * stride + k]
        for c in range(x.shape[1])
        for k in range(weight.shape[2])
    ]
    return sum(products) + bias[o]


@function_exercise(
    title="Conv1d with loops",
    misconception="Which of n, o, t, c, k picks what; what starts anew for every output element.",
    taught_in="loops-explain",
    text="""
The whole layer: `x` is (N, C_in, L), `weight` (C_out, C_in, K), `bias` (C_out,), all NumPy arrays.
The output is there already, full of zeros. Fill in every element with plain loops.
""",
    hints=(
        "Three loops go over the elements of out: n, o, t. What has to be added up for each one?",
        "Inside, start with bias[o], and let two more loops, c and k, add the products.",
        "The product is `weight[o, c, k] * x[n, c, t * stride + k]`; when both loops are done, "
        "`out[n, o, t]` gets the total.",
    ),
    make_cases=_strided_cases,
    specification=_one_element,
    refused_calls=CONVOLUTIONS | HELPERS,
    mistakes=_STRIDED_MISTAKES
    | {
        "`bias` holds the biases of all kernels. Row o has its own: bias[o].": _all_biases,
    },
)
def conv1d_loops(x: Array, weight: Array, bias: Array, stride: int = 1) -> Array:
    """Return out (N, C_out, L_out)."""
    N, C_in, L = x.shape
    C_out, _, K = weight.shape
    L_out = (L - K) // stride + 1
    out = np.zeros((N, C_out, L_out))
    ### BEGIN SOLUTION
    for n in range(N):
        for o in range(C_out):
            for t in range(L_out):
                total = bias[o]
                for c in range(C_in):
                    for k in range(K):
                        total = total + weight[o, c, k] * x[n, c, t * stride + k]
                out[n, o, t] = total
    ### END SOLUTION
    return out


def _with_a_loop_over_t(x: Array, weight: Array, bias: Array, stride: int = 1) -> Array:
    rows = []
    for t in range((x.shape[2] - weight.shape[2]) // stride + 1):
        window = x[:, :, t * stride : t * stride + weight.shape[2]]
        rows.append(np.einsum("nck,ock->no", window, weight) + bias)
    return np.stack(rows, axis=2)


@function_exercise(
    title="Conv1d without a loop over t",
    misconception="Without loops it is another operation; or the summed axes are mixed up.",
    taught_in="numpy-explain",
    text="""
The same again, and no loop over the positions t: NumPy does all windows at once. (A short loop over
the K taps is fine. A loop over n, o or c is not needed, either.)

`np.lib.stride_tricks.sliding_window_view(x, K, axis=2)` shows all windows of `x` as an array
(N, C_in, windows, K) without copying anything. Or add up K shifted slices of `x`.
""",
    hints=(
        "Two axes have to disappear: c and k, by adding up. Which axes stay, and in which order?",
        "`np.einsum` says it in letters: windows are nctk, the weight is ock, and the output "
        "has the letters n, o and t.",
        '`np.einsum("nctk,ock->not", windows, weight)`; with a stride, take every stride-th window '
        "first: `windows[:, :, ::stride]`. The bias needs an axis for t: `bias[:, None]`.",
    ),
    make_cases=_strided_cases,
    specification=_with_a_loop_over_t,
    refused_calls=CONVOLUTIONS | HELPERS,
    with_windows=_many_windows,
    mistakes=_STRIDED_MISTAKES,
)
def conv1d_numpy(x: Array, weight: Array, bias: Array, stride: int = 1) -> Any:
    """Return out (N, C_out, L_out)."""
    ### BEGIN SOLUTION
    windows = np.lib.stride_tricks.sliding_window_view(x, weight.shape[2], axis=2)
    return np.einsum("nctk,ock->not", windows[:, :, ::stride], weight) + bias[:, None]
    ### END SOLUTION


def _torch_cases(rng: np.random.Generator) -> Iterator[Case]:
    import torch

    for operands in _small(rng):
        yield call(*(torch.from_numpy(operand) for operand in operands))


def _made(weight: Any, bias: Any, padding: int = 0) -> Any:
    import torch

    layer: Any = torch.nn.Conv1d(weight.shape[1], weight.shape[0], weight.shape[2], padding=padding)
    with torch.no_grad():
        layer.weight.copy_(weight)
        if bias is not None:
            layer.bias.copy_(bias)
    return layer


def _assigned(x: Any, weight: Any, bias: Any) -> Any:
    layer = _made(weight, bias)
    layer.weight = weight
    return layer(x)


def _copied_openly(x: Any, weight: Any, bias: Any) -> Any:
    import torch

    layer: Any = torch.nn.Conv1d(weight.shape[1], weight.shape[0], weight.shape[2])
    layer.weight.copy_(weight)
    return layer(x)


def _arguments_swapped(x: Any, weight: Any, bias: Any) -> Any:
    import torch

    layer: Any = torch.nn.Conv1d(weight.shape[0], weight.shape[1], weight.shape[2])
    with torch.no_grad():
        layer.weight.copy_(weight)
        layer.bias.copy_(bias)
    return layer(x)


@function_exercise(
    title="Conv1d by nn.Conv1d",
    misconception="in_channels and out_channels stand in the order of the weight's shape.",
    taught_in="torch-explain",
    text="""
And now let PyTorch do it. You get `x`, `weight` and `bias` as tensors: make an `nn.Conv1d` of the
right size, put these very numbers into it, and call it on `x`.
""",
    hints=(
        "The three sizes are in weight.shape. Which of them is in_channels?",
        "The weight is (C_out, C_in, K), but the layer is made by nn.Conv1d(C_in, C_out, K).",
        "`layer.weight.data.copy_(weight)` and `layer.bias.data.copy_(bias)` put the numbers in; "
        "then `return layer(x)`.",
    ),
    make_cases=_torch_cases,
    makes_layer=True,
    mistakes={
        "A weight is a torch.nn.Parameter, so a tensor can't be put in its place. Copy the "
        "numbers into it: layer.weight.data.copy_(weight).": (_assigned),
        "PyTorch keeps track of what is done to a weight, for its gradient, and refuses to "
        "copy over it. layer.weight.data.copy_(weight) goes past that.": (_copied_openly),
        "The bias of these tensors is not in your result.": (
            lambda x, weight, bias: _made(weight, bias * 0)(x)
        ),
        "in_channels and out_channels are swapped: the weight is (C_out, C_in, K), the layer "
        "is made by nn.Conv1d(C_in, C_out, K).": (_arguments_swapped),
        "You padded the input. Here it stays as it is.": (
            lambda x, weight, bias: _made(weight, bias, padding=weight.shape[2] // 2)(x)
        ),
        "You turned the kernel round. nn.Conv1d takes it as it is.": (
            lambda x, weight, bias: _made(weight.flip(2), bias)(x)
        ),
        "The batch got lost: x has three axes, and so has the output.": (
            lambda x, weight, bias: _made(weight, bias)(x[0])
        ),
    },
)
def conv1d_torch(x: Any, weight: Any, bias: Any) -> Any:
    """Return out (N, C_out, L_out), a tensor."""
    import torch

    ### BEGIN SOLUTION
    out_channels, in_channels, kernel_size = weight.shape
    layer = torch.nn.Conv1d(in_channels, out_channels, kernel_size)
    layer.weight.data.copy_(weight)
    layer.bias.data.copy_(bias)  # type: ignore[union-attr]
    return layer(x)
    ### END SOLUTION


@prediction(
    misconception="Every input number goes into equally many outputs.",
    text="""
The first number of a channel is `x[0, 0, 0]`. The article's layer has two kernels, each four wide,
and each makes a row of seven numbers.

How many output numbers does `x[0, 0, 0]` go into?
""",
    answers={
        2: "Only the first window holds it, and each of the two kernels has one.",
        1: "Only one window of a row holds it: right. But there are two kernels, so there are two "
        "rows.",
        4: "A number in the middle lies in four windows of a row. How many windows hold the very "
        "first number?",
        8: "That is right for a number in the middle: four windows in each of two rows. But this "
        "one stands at the edge.",
        7: "That would be all the windows of a row. Most of them start further to the right.",
        14: "That would be the whole output. Most of the windows start further to the right.",
    },
    explanation="""
Two. In each row only the window at t = 0 holds `x[0, 0, 0]`: all others start further to the right.
A number in the middle goes into eight.
""",
)
def goes_into() -> int:
    """Change x[0, 0, 0] and count the outputs that change."""
    layer, x = article.layer(), article.x()
    before = layer(x)
    x[0, 0, 0] += 1
    return int((layer(x) != before).sum())


@prediction(
    misconception="A weight is used in one window only, or by every kernel.",
    text="""
You look at `out[0, 1, 2]`, and you put 0 in place of `weight[1, 0, 3]`, the last weight of kernel 1
for channel 0.

Which of `a1`, `a2`, `a3` change, and which outputs?
""",
    choices={
        "a1, and only out[0, 1, 2]": "`a1` is right. But kernel 1 takes this weight along to every "
        "window, so all the outputs that it makes change.",
        "a1, and all of out[0, 1]": "Channel 0 gives `a1`, and kernel 1 makes the whole row.",
        "a1, and all of out": "`a1` is right. But the row out[0, 0] is made by kernel 0, which has "
        "weights of its own.",
        "a1, a2, a3, and all of out[0, 1]": "The row is right. But this weight lies on channel 0 "
        "only, so `a2` and `a3` stay.",
    },
    explanation="""
Of the three sums only `a1` changes, because the weight lies on channel 0. In the output the whole
row `out[0, 1]` changes: kernel 1 uses this weight in every window. Kernel 0 does not have it.
""",
)
def weight_to_zero() -> str:
    """Compare the layer before and after."""
    layer, x = article.layer().requires_grad_(False), article.x()
    before, sums = layer(x), explain(layer, x, at=(0, 1, 2)).channel_sums
    layer.weight[1, 0, 3] = 0
    changed = explain(layer, x, at=(0, 1, 2)).channel_sums != sums
    names = [f"a{c + 1}" for c in range(3) if changed[c]]
    rows = (layer(x) != before)[0].all(1).tolist()
    outputs = {(True, True): "out", (False, True): "out[0, 1]"}[rows[0], rows[1]]
    return f"{', '.join(names)}, and all of {outputs}"


@prediction(
    misconception="An index below 0 is an error.",
    text="""
A loop over t and k reads `x[n, c, t + k - 1]`, with a `- 1` too many. x is 10 numbers long.

What does it read at t = 0 and k = 0?
""",
    choices={
        "nothing: there is an IndexError": "That would be lucky. But -1 is an index in Python, and "
        "it counts from the end.",
        "a zero": "A zero before the start is what padding gives. Here nothing is padded.",
        "x[n, c, 0]": "The index is 0 + 0 - 1, and that is -1.",
        "x[n, c, 9]": "In Python the index -1 is the last element.",
    },
    explanation="""
It reads `x[n, c, -1]`. In Python that is the last element, `x[n, c, 9]`. There is no error, only a
wrong number.
""",
)
def index_below_zero() -> str:
    """Read it."""
    place = np.arange(10)[0 + 0 - 1]
    return f"x[n, c, {place}]"
