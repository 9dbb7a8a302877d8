from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
import pytest
import torch
from torch import nn

from conv1d_lab import article, output_length
from tests.notebooks.names_after import names_after

Layers = list[tuple[int, int, int]]
"""(K, stride, dilation) of each layer, from x on."""


def _run(*cell_ids: str) -> dict[str, Any]:
    return names_after("10_layers_in_a_row", "imports", *cell_ids)


def _count(*layers: nn.Module) -> int:
    return sum(p.numel() for layer in layers for p in layer.parameters())


def _paths(layers: Layers, length: int = 1200) -> list[int]:
    """How many paths lead from one output number to each place of x that it sees."""
    stack = nn.Sequential(
        *[nn.Conv1d(1, 1, K, s, dilation=d, bias=False) for K, s, d in layers]
    ).double()
    for parameter in stack.parameters():
        nn.init.ones_(parameter)
    x = torch.zeros(1, 1, length, requires_grad=True, dtype=torch.float64)
    stack(x)[0, 0, 0].backward()
    assert x.grad is not None
    seen = x.grad[0, 0].nonzero()
    return [int(count) for count in x.grad[0, 0, : seen.max() + 1]]


def _straight() -> dict[str, Any]:
    """Two layers and the one that does the same, at the ends, too; with channels and biases."""
    names = _run("joined-run", "joined-check", "affine-run", "edges-run")
    first, second, ab = names["first"], names["second"], names["ab"]
    assert ab[0, 0].tolist() == np.convolve(first, second).tolist()
    differ = (names["by_two"] != names["by_one"])[0, 0].nonzero().flatten().tolist()
    assert differ == [0, 9]
    assert torch.allclose(names["pair"](article.x()), names["one"](article.x()), atol=1e-6)
    layer, behind = names["pair"]
    by_hand = behind.bias + behind.weight.sum(2) @ layer.bias
    assert torch.allclose(names["one"].bias, by_hand)
    return {
        "joined": [int(value) for value in ab[0, 0]],
        "widths": (len(first), ab.shape[2]),
        "counts": (_count(layer), _count(behind), _count(names["one"])),
    }


def _bent() -> dict[str, Any]:
    """What the two kernels and ReLU find, and which kernel the network is where."""
    names = _run("relu-one", "relu-two-run", "relu-kernel-run")
    steps, up_and_down = names["steps"], names["up_and_down"]
    up, down = up_and_down(steps)[0].detach()
    assert torch.equal(up, -down)
    found = names["with_relu"](steps)[0, 0]
    assert found.nonzero().flatten().tolist() == [2, 6]
    assert not names["without"](steps).any()
    for bent in (nn.LeakyReLU(), nn.GELU()):
        assert (bent(up) + bent(down))[[2, 6]].abs().min() > 0.5
    assert not (torch.tanh(up) + torch.tanh(down)).any()
    moved = torch.tanh(up + 1) + torch.tanh(down + 1)
    assert (moved[2] - moved[0]).abs() > 0.1
    return {"up": int(up[2]), "down": int(up[6]), "each": {int(found[2]), int(found[6])}.pop()}


def _pooled() -> dict[str, Any]:
    names = _run("pooling-run")
    left = [names["click"].new_zeros(1, 1, 8) for _ in range(3)]
    for click, place in zip(left, (4, 5, 6), strict=True):
        click[0, 0, place] = 8
    at_4, at_5, at_6 = (nn.MaxPool1d(2)(click) for click in left)
    assert torch.equal(at_4, at_5)
    assert not torch.equal(at_5, at_6)
    assert not names["every_second"](left[1]).any()
    assert nn.AvgPool1d(2)(left[1]).max() == 4
    assert at_5.max() == 8
    return {"click": names["click"][0, 0].argmax().item()}


def _fields() -> dict[str, Any]:
    pooled: Layers = [(3, 1, 1), (2, 2, 1), (3, 1, 1), (2, 2, 1), (3, 1, 1)]
    names = _run("field-formula", "field-gradient-run")
    widths = [len(_paths(pooled[:count])) for count in range(1, 6)]
    assert (
        widths[-1] == names["receptive_field"](pooled) == len(names["places_seen"](names["stack"]))
    )
    assert len(names["places_seen"](names["stack"], examples=1)) < widths[-1]
    doubling: Layers = [(2, 1, 2**i) for i in range(10)]
    assert set(_paths(doubling[:4])) == {1}
    return {
        "plain": len(_paths([(2, 1, 1)] * 4)),
        "doubled": len(_paths(doubling[:4])),
        "ten": len(_paths(doubling)),
        "deepest": doubling[-1][2],
        "widths": widths,
        "steps": [widths[0] - 1, *(b - a for a, b in pairwise(widths))],
        "stacks": [
            sum(count > 0 for count in _paths([(3, 1, d) for d in dilations])[-32:])
            for dilations in ((1, 2, 4, 8), (1, 3, 9, 3))
        ],
        "ways": _paths([(3, 1, 1)] * 4),
    }


def _causal() -> dict[str, Any]:
    names = _run("causal-function", "causal-changed", "causal-run", "leak-run")
    changed = names["changed_outputs"](names["stack"]).tolist()
    assert changed == list(range(changed[0], changed[-1] + 1))
    assert len(changed) == len(_paths([(3, 1, d) for d in (1, 2, 4)]))
    blocks = _run("field-gradient-run", "causal-function", "tcn-block")
    fields = []
    for dilations in ([1], [1, 2, 4]):
        tcn = nn.Sequential(*[blocks["Block"](8, 3, d) for d in dilations])
        fields.append(len(blocks["places_seen"](tcn, channels=8)))
    return {
        "changed": changed,
        "tcn": fields,
        "leak": names["changed_outputs"](names["leaky"]).min().item(),
    }


def _learned() -> None:
    """The leaky stack reads the coin, and the stack with reach and ReLU learns the seventh toss."""
    names = _run("causal-function", "toss-train", "toss-data", "toss-run", "echo-data")
    assert names["losses"][-1] < 0.1
    assert names["train"](names["honest"], names["next_toss"], steps=1)[0] > 0.9
    for seed in (0, 1):  # the second start is the slowest
        torch.manual_seed(seed)
        net = names["three"]((1, 2, 4), between=True)
        assert names["train"](net, names["same_as_seven_ago"], steps=80)[-1] < 0.1
    assert len(_paths([(2, 1, d) for d in (1, 2, 4)])) == 8
    tosses, wanted = (part.double() for part in names["same_as_seven_ago"]())
    windows = tosses[:, 0].unfold(1, 8, 1).reshape(-1, 8)
    best = torch.linalg.lstsq(windows, wanted.reshape(-1, 1)).solution
    assert ((windows @ best - wanted.reshape(-1, 1)) ** 2).mean() > 0.95  # though fitted to these


def _norm() -> dict[str, Any]:
    names = _run("norm-run", "modes-run", "norm-future-run", "bias-run")
    x, moved, conv = names["x"], names["moved"], names["conv"]
    spread = (x.var((0, 2), keepdim=True, correction=0) + 1e-5).sqrt()
    by_hand = (x - x.mean((0, 2), keepdim=True)) / spread
    assert torch.allclose(nn.BatchNorm1d(4)(x), by_hand, atol=1e-5)
    assert (names["outs"][0] - names["outs"][1]).abs().max() < 1e-3
    assert conv.bias.grad.abs().max() < 1e-4 < conv.weight.grad.abs().max()
    in_training, in_use = nn.BatchNorm1d(4), nn.BatchNorm1d(4).eval()
    assert (in_training(x) != in_training(moved))[:, 0].float().mean() > 0.95
    assert (in_use(x) != in_use(moved)).sum() == 1
    norm = nn.BatchNorm1d(4)
    norm(x)
    assert torch.allclose(norm.running_mean, 0.1 * x.mean(dim=(0, 2)))  # type: ignore[arg-type]
    expected = 0.9 + 0.1 * x.var(dim=(0, 2), correction=1)
    assert torch.allclose(norm.running_var, expected)  # type: ignore[arg-type]
    return {"momentum": norm.momentum, "in_mean": x[:, 0].numel(), "mean": x[:, 0].mean().item()}


def _ended() -> dict[str, Any]:
    names = _run("linear-run", "length-run", "where-run")
    features, pooled, flat = names["features"], names["pooled"], names["flat"]
    shape = tuple(features(torch.randn(4, 3, 100)).shape)
    with pytest.raises(RuntimeError, match=rf"\(4x{shape[1] * shape[2]} and 16x5\)"):
        nn.Sequential(features, nn.Flatten(), nn.Linear(16, 5))(torch.randn(4, 3, 100))
    with pytest.raises(RuntimeError, match="cannot be multiplied"):
        flat(torch.randn(4, 3, 120))
    assert pooled(torch.randn(4, 3, 120)).shape == (4, 5)
    bump, later = names["bump"], names["later"]
    assert torch.allclose(pooled(bump), pooled(later), atol=1e-5)
    assert not torch.allclose(flat(bump), flat(later), atol=1e-3)
    assert shape[2] == output_length(100, 5) // 2
    lazy = nn.Sequential(features, nn.Flatten(), nn.LazyLinear(5))
    assert lazy(torch.randn(4, 3, 100)).shape == (4, 5)
    return {"shape": shape}


def numbers() -> dict[str, Any]:
    _learned()
    parts = {
        "straight": _straight(),
        "bent": _bent(),
        "pooled": _pooled(),
        "field": _fields(),
        "causal": _causal(),
        "norm": _norm(),
        "ended": _ended(),
    }
    return {**parts, **{name: value for part in parts.values() for name, value in part.items()}}


CLAIMS = (
    "Five weights: {joined[0]}, {joined[1]}, {joined[2]}, {joined[3]}, {joined[4]}. Each",
    "Each layer of width {straight['widths'][0]} loses two places, and the joined one, of width "
    "{straight['widths'][1]}, loses four.",
    "Together they hold {counts[0]} + {counts[1]} = {counts[0] + counts[1]} numbers.",
    "{counts[2]}: three rows of six weights",
    "{up} and {down}. And no other kernel",
    "With: {each} at each step.",
    "the one kernel is {joined[0]}, {joined[1]}, {joined[2]}, {joined[3]}, {joined[4]}: the joined",
    "and the click is at {click}. (A",
    "The first sees {plain} places. The second sees {doubled}: each",
    "up to dilation {deepest}, see {ten} places",
    "1 + {steps[0]} + {steps[1]} + {steps[2]} + {steps[3]} + {steps[4]} = "
    "{field['widths'][4]}. The",
    "Will one input show all {field['widths'][4]} places?",
    "A hundred show all {field['widths'][4]}, and",
    "to the middle there are {ways[4]} ways",
    "From {changed[0]} on, and nothing before. The last one is {changed[-1]}: the field is "
    "1 + 2 + 4 + 8 = {len(changed)} places, so place {changed[0]} is seen by {len(changed)} "
    "outputs, {changed[0]} to {changed[-1]}. With",
    "dilations 1, 2, 4, 8: those see {stacks[0]} places. With 1, 3, 9, 3 it is all {stacks[1]}.",
    "3 · 3 · 3 = {3**3} paths",
    "{tcn[0]}, and {tcn[1]}. Each block",
    "1 + 2 · 2 · (1 + 2 + 4) = {tcn[1]}. The way",
    "{leak}, two places too early",
    "The mean of x is about {mean:.0f}.",
    "(`momentum={momentum}`)",
    "for {in_mean} numbers you",
    "one number out of {in_mean} moves",
    "It is {shape[1] * shape[2]}. This message is one",
    "{shape[0]} examples with {shape[1] * shape[2]} numbers each.",
    "in the middle, {shape[1] * shape[2]} and 16, should",
    "{shape[1] * shape[2]} is {shape[1]} channels times {shape[2]} places: 100 loses",
    "`nn.Linear({shape[1] * shape[2]}, 5)`, and it runs",
)

# Settings that the text chooses, and the general formulas.
PLAIN = (
    "spans** dilation · (K - 1) + 1 places",
    "Its kernel is 6 wide.",
    "depthwise, then 1x1.)",
    "Both layers get `padding=1`, the joined one `padding=2`.",
    "becomes 0, the rest",
    "*changes*: 0 where",
    "The kernel is (-1, 1). What",
    "upside down, 1 - x: now",
    "must add up to 0. If",
    "two kernels: (-1, 1) finds steps up, and (1, -1) finds",
    "The joined kernel is (-1 + 1, 1 - 1).",
    "At the step up it is (-1, 1), at the step down it is (1, -1). Where",
    "`nn.MaxPool1d(2)` cuts",
    "For Conv1d it is 1.)",
    "places 0, 2, 4 and 6 are read",
    "with stride 2 and weights",
    "We move the click to 4, then to 6. Which",
    "At 4 it makes no difference: 4 and 5 lie in the same window. At 6 it does",
    "With stride 1, each further layer adds dilation · (K - 1) places.",
    "Four layers with K = 2. How",
    "if all dilations are 1? And if they are 1, 2, 4, 8?",
    "after a layer of stride 2, one",
    "Three convolutions with K = 3, and a MaxPool1d(2) after",
    "where it is not 0, the output",
    "Four straight layers with K = 3, all weights 1. The",
    "With K = 2 and dilations 1, 2, 4, 8 it",
    "dilation · (K - 1) zeros. `nn",
    "Three causal layers with K = 3 and dilations 1, 2, 4, and ReLUs between. We change x at "
    "place 20, and",
    "With stride 1, an input",
    "x has 32 places, and the kernels",
    "K = 3. How many places does one block with dilation 1 see? And three blocks with "
    "dilations 1, 2, 4?",
    "each of them adds dilation · (K - 1): 1 + 2",
    "a 1x1 layer stands",
    "each number is 1 or -1, by chance",
    "Whoever always says 0 has a loss of exactly 1, and",
    "stays near 1, as it must. The leaky one comes down to nearly 0: it",
    "seven tosses ago**: 1 if it is, -1 if not.",
    "on both sides of 0, so here",
    "| one layer, K = 8 | 7 places |",
    "| dilations 1, 2, 4, no ReLU | 7 places |",
    "| dilations 1, 1, 1, with ReLU | 3 places |",
    "| dilations 1, 2, 4, with ReLU | 7 places |",
    "To say 0 each time gives a loss of 1.",
    "they all end near 1. In the last one they all fall to nearly 0.",
    "in two cases, (1, 1) and (-1, -1). What",
    "is to say 0 each time.",
    "One layer with K = 8, then a ReLU and a 1x1 layer",
    "With 8 channels instead of 16, three starts of ten stayed at 1 on our machine",
    "they have mean 0 and spread 1. But",
    "the mean of channel 0 of what",
    "near 0 at once",
    "`weight` is 1 and `bias` is 0, so",
    "divides by 0 if",
    "In training it is 0 each",
    "begins at 0, and each",
    "but begins at 1. It",
    "divided by n - 1 instead",
    "outputs of channel 0 change",
    "*before* place 20 too",
    "biases of the Conv1d to 0, then to 100. How",
    "its gradient is 0, and it",
    "`nn.Linear(16, 5)`. PyTorch",
    "16 in, 5 out.",
    "`nn.LazyLinear(5)`",
    "rows of 120 numbers instead of 100. What",
    "`nn.AdaptiveAvgPool1d(1)`",
    "We move it by 20 places.",
    "begin with 1; each layer adds dilation · (K - 1) · jump",
    "the shape of a weight: (1, 1, K)",
    "alike gives 1, different gives -1",
)
