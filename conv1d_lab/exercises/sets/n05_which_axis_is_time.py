"""Notebook 05: text for Conv1d - the shapes, the silent mistake, there and back, and padding."""

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
from conv1d_lab.exercises.random_operands import layer, tensor


@prediction(
    misconception="A swapped axis always gives an error, or at least a wrong shape.",
    text="""
A sentence of six words, and **six** numbers for each word: x has the shape `(1, 6, 6)`. We forget
to transpose, and hand x to an `nn.Conv1d` with `in_channels=6`.

What happens?
""",
    choices={
        "an error": "PyTorch compares the middle axis with in_channels. Both are 6, so it sees "
        "nothing wrong.",
        "no error, but out has another shape": "Both axes are 6 long, so swapping them changes no "
        "shape, neither of x nor of out.",
        "no error, the right shape, wrong numbers": "Nothing tells you. That is what makes this "
        "mistake so dangerous.",
        "no error, the right shape, the right numbers": "The shape is right. But the kernel now "
        "slides along the word vectors and adds up over the words.",
    },
    explanation="""
No error, the right shape, wrong numbers. Conv1d takes the middle axis for the channels, whatever
it means, and 6 is 6.
""",
)
def silent_mistake() -> str:
    """Compare the two ways."""
    import torch
    from torch import nn

    layer, x = nn.Conv1d(6, 2, 3), torch.arange(36.0).view(1, 6, 6)
    try:
        right, wrong = layer(x.transpose(1, 2)), layer(x)
    except RuntimeError:
        return "an error"
    if right.shape != wrong.shape:
        return "no error, but out has another shape"
    same = "right" if torch.allclose(right, wrong) else "wrong"
    return f"no error, the right shape, {'the ' * (same == 'right')}{same} numbers"


@prediction(
    misconception="Padding adds nothing, so a window of padding gives 0.",
    text="""
With `padding_idx=0` the word vector of `<pad>` is all zeros. At the end of a short sentence there
is a window with nothing but padding in it.

What does `nn.Conv1d` give for this window?
""",
    choices={
        "0": "All the products are 0, that is right. But is a sum of products all that the layer "
        "gives?",
        "the bias": "All the products are 0, and the bias is added as always.",
        "nothing, the window is left out": "The layer doesn't know which numbers are padding. It "
        "computes every window.",
        "-inf": "The layer doesn't know which numbers are padding. We could write -inf there "
        "ourselves, afterwards.",
    },
    explanation="""
The bias. So a window of padding is not empty at all: its number can be larger than those of the
real words.
""",
)
def padding_window() -> str:
    """Send zeros through a layer."""
    import torch
    from torch import nn

    layer = nn.Conv1d(4, 3, 3)
    assert layer.bias is not None
    out = layer(torch.zeros(1, 4, 3))[0, :, 0]
    return "the bias" if torch.equal(out, layer.bias) else "0"


def _text_sizes(rng: np.random.Generator) -> Given:
    size, out_channels = rng.permutation(np.arange(10, 40))[:2]
    return {
        "batch": rng.integers(2, 10),
        "length": rng.integers(40, 60),
        "size": size,
        "out_channels": out_channels,
        "kernel_size": rng.integers(2, 7),
    }


@value_exercise(
    title="The shapes on the way",
    misconception="The kernel slides along the word vector; or words stay on the middle axis.",
    taught_in="slide-over-words-explain",
    text="""
A batch of {batch} sentences with {length} words each: the ids have shape ({batch}, {length}).
They go through `nn.Embedding(500, {size})`, the last two axes are swapped by `transpose(1, 2)`, and
the result goes through `nn.Conv1d({size}, {out_channels}, kernel_size={kernel_size})`. Which shape
comes out? Write three numbers, like `(1, 2, 3)`.
""",
    hints=(
        "Write the shape down after every step: ids, embedding, transposed, Conv1d.",
        "Transposed, it is (N, C_in, L): the numbers of a word vector are the channels, and the "
        "words follow along the last axis.",
        "Conv1d gives (N, C_out, L_out), and L_out = L - K + 1, where L counts the words.",
    ),
    given=numbers(
        {"batch": 8, "length": 20, "size": 50, "out_channels": 16, "kernel_size": 3}, _text_sizes
    ),
    mistakes={
        "These are the right sizes, but Conv1d puts its channels in the middle and the time at "
        "the end. Nothing has swapped them back.": (
            lambda batch, length, size, out_channels, kernel_size: (
                (batch, length - kernel_size + 1, out_channels)
            )
        ),
        "There the kernel has slid along the word vector. After the transposition the last "
        "axis holds the words: it slides along the sentence.": (
            lambda batch, length, size, out_channels, kernel_size: (
                (batch, out_channels, size - kernel_size + 1)
            )
        ),
        "The numbers of the word vector are the input channels. The sum runs over them, so "
        "they are gone: each kernel makes one row.": (
            lambda batch, length, size, out_channels, kernel_size: (
                (batch, size, length - kernel_size + 1)
            )
        ),
        "The row of words gets shorter: a kernel can't stand at the last words without hanging "
        "over the end.": (
            lambda batch, length, size, out_channels, kernel_size: (batch, out_channels, length)
        ),
        "One window is missing: the one that starts at word 0 counts too.": (
            lambda batch, length, size, out_channels, kernel_size: (
                (batch, out_channels, length - kernel_size)
            )
        ),
    },
)
def conv_text_shape(
    batch: int, length: int, size: int, out_channels: int, kernel_size: int
) -> tuple[int, ...]:
    """(N, C_out, L_out): the kernel slides over the words."""
    return (batch, out_channels, length - kernel_size + 1)


def _reading(rng: np.random.Generator) -> Given:
    o, c = rng.permutation(8)[:2]
    return {"o": o, "t": rng.integers(1, 6), "c": c, "k": rng.integers(1, 3)}


@value_exercise(
    title="What was really read?",
    misconception="A forgotten transposition only turns the result round; the windows are right.",
    taught_in="first-windows-explain",
    text="""
Sentences of 8 words, vectors of 8 numbers: `x = embedding(ids)` has shape (1, 8, 8), and
`x[0, word, number]` is one number of one word. Somebody forgets to transpose and calls
`nn.Conv1d(8, 8, kernel_size=3)` on this x. There is no error.

In the sum for `out[0, {o}, {t}]`, what does `weight[{o}, {c}, {k}]` meet? Write which word it is
of, and which number of that word's vector, both counted from 0: `(word, number)`.
""",
    hints=(
        "Conv1d does not know what the axes mean. Which axis does it take for the channels, and "
        "which one for the time?",
        "weight[o, c, k] meets the element x[0, c, t + k], whatever may stand there.",
        "The middle axis of this x says which word, so the word is c. The number is t + k.",
    ),
    given=numbers({"o": 5, "t": 4, "c": 2, "k": 1}, _reading),
    indices=True,
    mistakes={
        "So it would be after the transposition. Without it, the middle axis holds the words.": (
            lambda o, t, c, k: (t + k, c)
        ),
        "That is where the window starts. Weight k lies k steps further on.": (
            lambda o, t, c, k: (c, t)
        ),
        "k counts within the window, and the window starts at t.": (lambda o, t, c, k: (c, k)),
        "Those are k and c, in the wrong order, and without t.": (lambda o, t, c, k: (k, c)),
        "o says which kernel it is. It never says what the kernel reads: c does.": (
            lambda o, t, c, k: (o, t + k)
        ),
        "This is counted from one. Weight 0 lies on number t itself.": (
            lambda o, t, c, k: (c, t + k + 1)
        ),
    },
)
def silently_read(o: int, t: int, c: int, k: int) -> tuple[int, ...]:
    """x[0, c, t + k], and in this x the middle axis is the words."""
    return (c, t + k)


def _word_cases(rng: np.random.Generator) -> Iterator[Case]:
    yield call(layer(rng, 1, 1, 1), tensor(rng, 1, 1, 1))
    yield call(layer(rng, 1, 1, 2), tensor(rng, 1, 3, 1))
    yield call(layer(rng, 2, 1, 1), tensor(rng, 1, 2, 2))
    yield call(layer(rng, 2, 3, 2), tensor(rng, 1, 4, 2))
    yield call(layer(rng, 4, 2, 3), tensor(rng, 2, 4, 4))
    for _ in range(8):
        batch, channels, kernels, taps = (int(size) for size in rng.integers(1, 5, 4))
        yield call(
            layer(rng, channels, kernels, taps),
            tensor(rng, batch, taps + int(rng.integers(1, 5)), channels),
        )


def _recut(x: Any) -> Any:
    """Make (N, C, L) of (N, L, C) by view: the shape is right, the numbers are scrambled."""
    return x.reshape(x.shape[0], x.shape[2], x.shape[1])


@function_exercise(
    title="There and back",
    misconception="view is as good as transpose; or the output needs no turning back.",
    taught_in="view-picture-explain",
    text="""
`x` comes from an embedding: (N, L, C), words on the middle axis. Send it through `layer`, an
`nn.Conv1d`, so that the kernel slides over the **words**. Return the result as the next layers of
a text model want it, words on the middle axis again: (N, L_out, C_out).
""",
    hints=(
        "Three steps: turn the axes for Conv1d, call the layer, turn them back.",
        "Swap the last two axes, and swap them again afterwards. view can't do that.",
        "`x.transpose(1, 2)` or `x.permute(0, 2, 1)` gives (N, C, L). The same call turns the "
        "output of the layer back.",
    ),
    make_cases=_word_cases,
    mistakes={
        "You gave x to the layer as it is. Conv1d takes the middle axis for the channels, and "
        "in x that is the words. Where L and C differ, it is an error; otherwise it is "
        "silently wrong.": (lambda layer, x: layer(x)),
        "The way in is right. The way out is missing: Conv1d gives (N, C_out, L_out), and "
        "(N, L_out, C_out) is wanted.": (lambda layer, x: layer(x.transpose(1, 2))),
        "You turned the output round, but not the input: the layer still takes words for "
        "channels.": (lambda layer, x: layer(x).transpose(1, 2)),
        "On the way in you used view or reshape. They give the right shape and mix the words "
        "up: they cut the same row of numbers anew. Swap the axes instead.": (
            lambda layer, x: layer(_recut(x)).transpose(1, 2)
        ),
        "On the way out you used view or reshape. They give the right shape and mix the "
        "outputs up. Swap the axes instead.": (lambda layer, x: _recut(layer(x.transpose(1, 2)))),
        "Both ways you used view or reshape. They give the right shapes and mix the numbers "
        "up. Swap the axes instead.": (lambda layer, x: _recut(layer(_recut(x)))),
    },
)
def conv_over_words(layer: Any, x: Any) -> Any:
    """Slide layer over the words of x (N, L, C). Return (N, L_out, C_out)."""
    ### BEGIN SOLUTION
    channels_first = x.permute(0, 2, 1)
    out = layer(channels_first)
    return out.permute(0, 2, 1)
    ### END SOLUTION


def _padded_cases(rng: np.random.Generator) -> Iterator[Case]:
    yield _padded(rng, 1, 1, 1, [1])
    yield _padded(rng, 1, 3, 1, [2])
    yield _padded(rng, 1, 3, 2, [2])
    yield _padded(rng, 2, 3, 2, [4])
    yield _padded(rng, 2, 4, 3, [3, 6])
    yield _padded(rng, 3, 4, 2, [5, 2, 3])
    for _ in range(8):
        kernels, windows, taps, batch = (int(size) for size in rng.integers(1, 6, 4))
        lengths = rng.integers(taps, taps + windows, batch)
        yield _padded(rng, kernels, windows, taps, [int(length) for length in lengths])


def _padded(
    rng: np.random.Generator, kernels: int, windows: int, taps: int, lengths: list[int]
) -> Case:
    import torch

    return call(tensor(rng, len(lengths), kernels, windows), torch.tensor(lengths), taps)


def _average(out: Any, lengths: Any, kernel_size: int, late: int, count: Any) -> Any:
    """Add up the windows that start before ``lengths - kernel_size + late``; divide by count."""
    import torch

    inside = torch.arange(out.shape[2]) < (lengths - kernel_size + late)[:, None]
    return (out * inside[:, None, :]).sum(2) / count


def _windows(lengths: Any, kernel_size: int) -> Any:
    return (lengths - kernel_size + 1)[:, None]


def _started(out: Any, lengths: Any, kernel_size: int) -> Any:
    """Average the windows that start in the sentence, though they may end in the padding."""
    count = lengths.clamp(max=out.shape[2])[:, None]
    return _average(out, lengths, kernel_size, kernel_size, count)


def _largest(out: Any, lengths: Any, kernel_size: int) -> Any:
    import torch

    outside = torch.arange(out.shape[2]) + kernel_size > lengths[:, None]
    return out.masked_fill(outside[:, None, :], -torch.inf).amax(2)


def _one_mean(out: Any, lengths: Any, kernel_size: int, n: int, o: int) -> Any:
    windows = lengths[n].item() - kernel_size + 1
    total = 0.0
    for t in range(windows):
        total = total + out[n, o, t].item()
    return total / windows


@function_exercise(
    title="The mean over time, without the padding",
    misconception="Padding adds nothing, so it needs no mask; or only the sum needs one.",
    taught_in="padding-windows",
    text="""
Now take the **mean** over time instead of the maximum. `out` (N, C_out, L_out) comes from padded
sentences. Sentence n has `lengths[n]` real words, at least as many as the kernel is wide. Return
(N, C_out): for each sentence and kernel, the mean over the windows that hold no padding.
""",
    hints=(
        "Two things depend on the length of the sentence: which windows are added up, and by how "
        "many you divide.",
        "Window t is whole when it ends inside the sentence: t + kernel_size <= length. There are "
        "length - kernel_size + 1 such windows.",
        "`inside = torch.arange(out.shape[2]) + kernel_size <= lengths[:, None]` is the mask. "
        "Multiply `out` by `inside[:, None, :]`, sum over dim 2, and divide by the number of whole "
        "windows, which needs a new axis too.",
    ),
    make_cases=_padded_cases,
    specification=_one_mean,
    mistakes={
        "You averaged all windows, those in the padding too. They are not zero, by the way: a "
        "window of padding gives the bias.": (lambda out, lengths, kernel_size: out.mean(2)),
        "The sum is right. But you divided by L_out, the number of all windows: the shorter "
        "the sentence, the smaller your mean.": (
            lambda out, lengths, kernel_size: _average(out, lengths, kernel_size, 1, out.shape[2])
        ),
        "The sum is right. But you divided by the number of words. The windows are fewer: "
        "length - kernel_size + 1.": (
            lambda out, lengths, kernel_size: _average(
                out, lengths, kernel_size, 1, lengths[:, None]
            )
        ),
        "You kept every window that starts in the sentence. The last of them reach into the "
        "padding: ask where a window ends, at t + kernel_size.": (_started),
        "The last whole window is left out of the sum: t + kernel_size may be equal to the "
        "length.": (
            lambda out, lengths, kernel_size: _average(
                out, lengths, kernel_size, 0, _windows(lengths, kernel_size)
            )
        ),
        "The last whole window is left out, of the sum and of the count: t + kernel_size may be "
        "equal to the length.": (
            lambda out, lengths, kernel_size: _average(
                out, lengths, kernel_size, 0, (lengths - kernel_size)[:, None]
            )
        ),
        "Every sentence got the length of sentence 0. Each has its own: lengths[:, None] "
        "keeps them apart.": (
            lambda out, lengths, kernel_size: _average(
                out, lengths[:1], kernel_size, 1, _windows(lengths[:1], kernel_size)
            )
        ),
        "That is the maximum. Here the mean is asked for.": (_largest),
        "You averaged over the kernels. The time is the last axis, dim 2.": (
            lambda out, lengths, kernel_size: out.mean(1)
        ),
    },
)
def mean_over_words(out: Any, lengths: Any, kernel_size: int) -> Any:
    """Return (N, C_out): the mean over the windows that lie in the sentence."""
    import torch

    ### BEGIN SOLUTION
    inside = torch.arange(out.shape[2]) + kernel_size <= lengths[:, None]
    total = (out * inside[:, None, :]).sum(dim=2)
    windows = lengths - kernel_size + 1
    return total / windows[:, None]
    ### END SOLUTION
