from __future__ import annotations

from typing import Any

import numpy as np
import torch
from torch import nn

from conv1d_lab import article
from tests.notebooks.names_after import left_by_the_run, names_after

NAME = "12_the_missing_weights"
# The notebook's own generator and search: what its text says is compared with what they find.
CELLS = (
    *("seed-words", "twist", "temper", "clues-run", "how-many-numbers-run"),
    "three-fit",
)


def _search() -> dict[str, Any]:
    """The names that the cells leave; the search itself takes seconds, and has been run once."""
    given = {"np": np, "article": article, "bound": 1 / (3 * 4) ** 0.5}
    return names_after(NAME, *CELLS, **given) | left_by_the_run(NAME, "seen", "seed", "place")


def _made(seed: int, place: int) -> tuple[Any, torch.Tensor]:
    """What PyTorch makes after so many draws: the layer and x."""
    with torch.random.fork_rng():
        torch.manual_seed(seed)
        torch.rand(place)
        return nn.Conv1d(3, 2, 4).requires_grad_(False), torch.rand(1, 3, 10)


def _as_printed(weight: Any, count: int) -> bool:
    """Whether the first numbers of weight[0, 0] are those that the article prints."""
    printed = article.PRINTED["weight[0, 0]"][:count]
    return [f"{value:.4f}" for value in weight[0, 0, :count]] == [f"{p:.4f}" for p in printed]


def _witnesses(suspect: tuple[int, int]) -> int:
    """How many of the printed numbers agree that the search does not use."""
    layer, x = _made(*suspect)
    out = layer(x)
    made = {f"x[0, {c}]": x[0, c] for c in range(3)}
    made |= {f"weight[0, {c}]": layer.weight[0, c] for c in range(1, 3)}
    made |= {"bias": layer.bias, "out[0, 0]": out[0, 0], "out[0, 1, 2]": out[0, 1, 2]}
    for o, t in ((0, 0), (1, 2)):
        total = (layer.weight[o] * x[0, :, t : t + 4]).sum()
        made[f"a1 + a2 + a3 for out[0, {o}, {t}]"] = total
    return sum(
        f"{ours:.4f}" == f"{theirs:.4f}"
        for name, values in made.items()
        for ours, theirs in zip(values.flatten().tolist(), article.PRINTED[name], strict=True)
    )


def numbers() -> dict[str, Any]:
    found = _search()
    places, one_in, seed, place = map(found.__getitem__, ("places", "one_in", "seed", "place"))
    left = dict(enumerate(found["seen"], 1))
    assert left[4] == 1
    layer, x = _made(seed, place)
    # The last bit depends on whether the processor fuses a multiplication with an addition.
    assert torch.allclose(layer.weight, article.layer().weight, rtol=0, atol=2**-24)
    assert torch.equal(x, article.x())

    three = [_made(*suspect)[0].weight for suspect in found["three_fit"]]
    assert all(_as_printed(weight, 3) for weight in three)
    four = [weight for weight in three if _as_printed(weight, 4)]
    *wrong_ones, right_one = sorted(map(_witnesses, found["three_fit"]))
    assert right_one == sum(map(len, article.PRINTED.values())) - 4
    assert (seed, place) in found["three_fit"]

    with torch.random.fork_rng():
        torch.manual_seed(10)
        many = nn.Conv1d(3, 2000, 4).weight.detach()
    bound = found["bound"]
    assert abs(many.max() - bound) < 1e-4
    assert abs(many.min() + bound) < 1e-4
    assert bound < 0.3 < 0.9

    window = np.array([article.PRINTED[f"x[0, {c}]"] for c in range(3)])[:, 2:6]
    rng, kernels = np.random.default_rng(0), []
    for _ in range(3):
        kernels.append(rng.uniform(-0.28, 0.28, (3, 4)))
        kernels[-1][2, 3] += (0.4385 - np.sum(kernels[-1] * window)) / window[2, 3]
    assert [bool(np.abs(kernel).max() < bound) for kernel in kernels] == [True, False, True]
    low, high = found["clues"][0]
    printed = article.PRINTED["weight[0, 0]"]
    words, draws = found["seed_words"](np.arange(1)), found["draws_of"](np.arange(1))
    return {
        "layer": layer,
        "x": x,
        "printed": printed,
        "second": kernels[1],
        "out": article.PRINTED["out[0, 1, 2]"][0],
        "total": article.PRINTED["a1 + a2 + a3 for out[0, 1, 2]"][0],
        "in_print": sum(map(len, article.PRINTED.values())),
        "weights": layer.weight.numel(),
        "known": sum(len(v) for name, v in article.PRINTED.items() if name.startswith("weight")),
        "one_kernel": layer.weight[0].numel(),
        "biases": layer.bias.numel(),
        "inputs": x.numel(),
        "bound": bound,
        "several": 2**24,
        "seeds": 2**32,
        "block": 2**20,
        "blocks": 2**32 // 2**20,
        "number": article.SEED // 2**20,
        "last_word": len(words) - 1,
        "words": len(words),
        "draws": len(draws),
        "printed_alike": high - low + 1,
        "ends": (printed[0] - 0.00005, printed[0] + 0.00005),
        "one_in": one_in,
        "places": places,
        "wrong": lambda seeds, count: seeds * places / one_in**count,
        "left": left,
        "twice": left[2] - left[3],
        "agree": max(wrong_ones),
        "three": len(three),
        "four": len(four),
        "seed": seed,
        "place": place,
    }


CLAIMS = (
    "`nn.Conv1d({layer.in_channels}, {layer.out_channels}, {layer.kernel_size[0]})`",
    "`torch.rand{tuple(x.shape)}`",
    "has a weight (C_out, C_in, K) = {tuple(layer.weight.shape)} and a bias ({biases},)",
    "{in_print} numbers. The whole input is there",
    "of the {weights} weights only {known} are printed",
    "add up to a1 + a2 + a3 = {total:.4f}.",
    "of the window must give {total:.4f}.",
    "every one of them gives {total:.4f}.",
    "its last weight is {second[2, 3]:.4f}.)",
    "it had {second[2, 3]:.4f}. But",
    "(`out[0, 1, 2]` = {out:.4f} is",
    "each of them {layer.in_channels} · {layer.kernel_size[0]} as before",
    "lies between {-bound:.4f} and {bound:.4f}, and",
    "by `2**24`, which is {several}.",
    "a whole number from 0 to {several - 1}.",
    "{weights + biases + inputs}: there are {weights} weights, {biases} biases and {inputs} "
    "numbers of x",
    "| draws | 0 to {one_kernel - 1} | {one_kernel} to {weights - 1} | "
    "{weights} and {weights + 1} | "
    "{weights + biases} to {weights + biases + inputs - 1} |",
    "`2**32` streams, that is {seeds}",
    "fills {words} words",
    "number 0 to {last_word}. How",
    "{words} - 397 = {draws} of them",
    "but {draws} will do",
    "How many of the {draws} draws must agree",
    "as {printed[0]:.4f}. That is rounded: the true weight lies between "
    "{ends[0]:.5f} and {ends[1]:.5f}.",
    "There are {several} different draws. How many of them are printed as {printed[0]:.4f}:",
    "as a draw has {several} possible values.",
    "A few thousand: our sieve lets {printed_alike} draws through",
    "only one draw in {one_in:.0f} gets",
    "We look at {places} places.",
    "still fit into our {draws}.",
    "divided by {one_in:.0f} each time",
    "leave about {wrong(seeds, 3):.0f} wrong suspects, by chance",
    "Four will leave {wrong(seeds, 4):.4f}, that",
    "two numbers leave about {wrong(block, 2):.0f} and three leave none",
    "The article prints {in_print} numbers.",
    "them into {blocks} blocks of `2**20` seeds and search one block, number {number}.",
    "about {wrong(block, 0) / 1e6:.0f} million suspects",
    "speaks for `weight[1]` itself: {total:.4f}, the sum",
    "One number leaves {left[1]} suspects; the estimate was {wrong(block, 1):.0f}. "
    "Two leave {left[2]}, and three leave {left[3]}.",
    "The {twice} squares fit two",
    "would all {blocks} blocks take",
    "all `2**32` seeds, {places} places each.",
    "(About {wrong(seeds, 3):.0f} were expected;",
    "The article has {printed[3]:.4f} there",
    "there were {three} suspects, {three - four} of them wrong",
    "**{blocks} times as many seeds cost just one more number**",
    "Seed {seed}, and {place} draws were gone",
    "took the {place} draws",
    "used 4 of the article's {in_print} numbers. The other {in_print - 4} it has",
    "how many of the {in_print - 4} would agree",
    "of the whole search have {agree} of these {in_print - 4}.",
    "one suspect in {one_in:.0f} through",
)

PLAIN = (
    "numbers from 0 up to 1.",
    "with `a=sqrt(5)`. That",
    "`uint32` keeps the lowest 32 bits of every",
    "some of them by `2**24`. What",
    "multiply by `2**24`. Then",
    "whole numbers of 32 bits",
    "lowest 24 of the 32 bits",
    "from the range 0 to 1 to its bounds",
    "back to the range 0 to 1 and",
    "bound is 1 / sqrt(C_in · K)",
    "bound = 1 / sqrt(C_in · K)",
    "only the lowest 32 bits",
    "Word 0 is the seed",
    "i, i + 1 and i + 397.",
    "before i + 397 is too large",
    "and keep 24 bits",
    "its lowest 24 bits, as",
    "### Step 1: the",
    "### Step 2: three",
    "### Step 3: stir",
    "`& 0xFFFFFF`",
    "Of all `2**32` seeds, three",
    "All `2**32` seeds take",
    "Among `2**20` seeds, two",
    "end at 1. The",
    "only `2**32` streams",
    "one 32-bit draw",
    "(That seed has 64 bits. We have found its lowest 32: the",
    "at 1: the dot",
)
