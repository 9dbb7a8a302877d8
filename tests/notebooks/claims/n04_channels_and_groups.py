from __future__ import annotations

from typing import Any

import numpy as np
import torch
from torch import nn
from torch.nn.functional import conv1d

from conv1d_lab import article, explain


def _parameters(in_channels: int, out_channels: int, *, kernel_size: int, groups: int = 1) -> int:
    layer = nn.Conv1d(in_channels, out_channels, kernel_size, groups=groups)
    return sum(p.numel() for p in layer.parameters())


def _comparing() -> dict[str, Any]:
    """The two sensors and their kernel: what is in the sum, and in neither of the rows."""
    torch.manual_seed(5)
    disturbance = 3 * torch.randn(120)
    event = torch.zeros(120)
    event[70:82] = 1.5
    sensors = torch.stack([disturbance + event, disturbance]) + 0.2 * torch.randn(2, 120)
    kernel = torch.tensor([[0.2] * 5, [-0.2] * 5])
    a1, a2 = (conv1d(sensors[None, c : c + 1], kernel[None, c : c + 1])[0, 0] for c in (0, 1))
    inside = [t for t in range(len(a1)) if event[t : t + 5].all()]
    outside = [t for t in range(len(a1)) if not event[t : t + 5].any()]
    seen = (a1 + a2)[inside]
    assert (seen - event.max()).abs().max() < 0.25
    assert (a1 + a2)[outside].abs().max() < 0.5 * seen.min()
    assert a1[outside].max() > a1[inside].max(), "the event can be seen in channel 0 alone"
    return {"kernel": kernel, "height": event.max(), "start": inside[0]}


def _reads(groups: int, in_channels: int = 4, out_channels: int = 4) -> list[list[int]]:
    """The input channels of each output."""
    layer, x = nn.Conv1d(in_channels, out_channels, 1, groups=groups), torch.rand(1, in_channels, 1)
    return [explain(layer, x, at=(0, o, 0)).channels.tolist() for o in range(out_channels)]


def _one_bank(first: nn.Conv1d, second: nn.Conv1d) -> torch.Tensor:
    return second.weight.detach() * first.weight.detach()[:, 0]


def numbers() -> dict[str, Any]:
    layer, x = article.layer().requires_grad_(False), article.x()
    assert layer.bias is not None
    apart = torch.cat([conv1d(x[:, c : c + 1], layer.weight[:1, c : c + 1]) for c in range(3)], 1)
    first_column = {t: " ".join(f"{a:.4f}," for a in apart[0, :, t])[:-1] for t in (0,)}
    picky = torch.zeros(3, 3, 4)
    for c in range(3):
        picky[c, c] = layer.weight[0, c]
    assert torch.allclose(conv1d(x, picky), apart)
    digits = [10**c for c in range(4)]
    dense = _parameters(64, 128, kernel_size=9)
    pair = _parameters(64, 64, kernel_size=9, groups=64) + _parameters(64, 128, kernel_size=1)
    assert round(dense / pair) == 8
    doubled = {
        "in_channels": _parameters(6, 2, kernel_size=4),
        "out_channels": _parameters(3, 4, kernel_size=4),
        "kernel_size": _parameters(3, 2, kernel_size=8),
    }
    usual = sum(p.numel() for p in layer.parameters())
    assert [name for name, count in doubled.items() if count == 2 * usual] == ["out_channels"]
    assert doubled["in_channels"] == doubled["kernel_size"]
    assert nn.Conv1d(6, 4, 4).weight.numel() == 4 * layer.weight.numel()
    one = nn.Conv1d(3, 2, kernel_size=1)
    bank = _one_bank(
        nn.Conv1d(3, 3, 4, groups=3, bias=False), nn.Conv1d(3, 2, 1, bias=False)
    ).numpy()
    ranks = {int(np.linalg.matrix_rank(bank[:, c], tol=1e-6)) for c in range(3)}
    assert ranks == {1}, "the plots of a column have not the same shape"
    assert min(np.linalg.matrix_rank(layer.weight[:, c].numpy()) for c in range(3)) == 2
    return {
        "layer": layer,
        "x": x,
        "out": layer(x),
        "apart": apart,
        "first_column": first_column[0],
        **_comparing(),
        "picky": picky,
        "rows": [3 * 8**number for number in range(5)],
        "usual": usual,
        "doubled": doubled,
        "digits": digits,
        "everything": sum(digits),
        "reads": _reads,
        "depthwise": nn.Conv1d(3, 3, 4, groups=3, bias=False),
        "several": _reads(3, 3, 6),
        "one": one,
        "one_out": one(x),
        "linear": nn.Linear(3, 2),
        "dense": dense,
        "quarter": _parameters(64, 128, kernel_size=9, groups=4),
        "by_channel": _parameters(64, 128, kernel_size=9, groups=64),
        "mixing": _parameters(64, 128, kernel_size=1),
        "pair": pair,
    }


CLAIMS = (
    "You know the first column of numbers from notebook 02: {first_column}. "
    "Add them, add the bias, and you have {out[0, 0, 0]:.4f}.",
    "In the row for channel 0 all its weights are {kernel[0, 0]:.1f}: that gives the mean of the "
    "window. In the row for channel 1 they are **{kernel[1, 0]:.1f}**: minus",
    "about {height:.1f} high, from about t = {start} on",
    "so it was in channel 0.",
    "Say we have {rows[0]} channels and three layers, with {rows[1] // rows[0]} kernels each.",
    "{rows[3]} rows, and a fourth layer would make it {rows[4]}.",
    "The bar of `weight[0, 0, 1]`, which is {layer.weight[0, 0, 1]:.4f}, is too short to see.",
    "`nn.Conv1d({layer.in_channels}, {layer.out_channels}, kernel_size={layer.kernel_size[0]})`. "
    "How many small plots",
    "For our layer: {layer.out_channels} · {layer.in_channels} · {layer.kernel_size[0]} + "
    "{layer.out_channels} = {usual}.",
    "biases too, so {doubled['out_channels']}. The others double the weights only: "
    "{doubled['in_channels']}. The length",
    "`nn.Conv1d(64, 128, kernel_size=9)`, has {dense:,} parameters",
    "`nn.Conv1d(64, 128, kernel_size=9)` has {dense:,} parameters",
    "Four channels hold {digits[0]}, {digits[1]}, {digits[2]} and {digits[3]}, and",
    "every output reads every channel, {everything}.",
    "outputs 0 and 1 read channels {reads(2)[0][0]} and {reads(2)[1][1]}; "
    "outputs 2 and 3 read channels {reads(2)[2][0]} and {reads(2)[3][1]}.",
    "**`weight[2, 0]` slides along channel {reads(2)[2][0]}**, not along channel 0.",
    "It jumps from rows {reads(2)[1][0]} and {reads(2)[1][1]} to rows {reads(2)[2][0]} and "
    "{reads(2)[2][1]}.",
    "(The layer with the zeros, in answer 2, had {picky.numel()}.)",
    "{depthwise.weight.numel()} weights, for the same rows",
    "With {len(several)} outputs, for example, outputs {several.index([0])} and "
    "{several.index([1]) - 1} read channel {several[1][0]}.",
    "`nn.Conv1d(3, 2, kernel_size=1)` and x {tuple(x.shape)}. What",
    "{tuple(one.weight.shape)}, and the output is as long as the input: {one_out.shape[2]}.",
    "`nn.Linear(3, 2)` has the same parameters: a matrix {tuple(linear.weight.shape)} and",
    "`nn.Linear` finds {x.shape[2]} numbers in the last axis where it wants "
    "{linear.in_features}, and",
    "{pair:,}, about an eighth, and",
    "| usual, `groups=1` | all channels, K places | {dense:,} |",
    "| `groups=4` | a quarter of the channels, K places | {quarter:,} |",
    "| depthwise, `groups=64` | one channel, K places | {by_channel:,} |",
    "| 1x1, `kernel_size=1` | all channels, one place | {mixing:,} |",
    "| depthwise, then 1x1 | all channels, K places, shapes shared | {pair:,} |",
)

PLAIN = (
    "the products of channel 0 add up to",
    "those of channel 1 to",
    "of it only kernel 0.",
    "## Answer 1: together",
    "## Answer 2: nothing",
    "## Answer 3: otherwise",
    "you know from answer 1:",
    "the output of kernel 0?",
    "three rows of kernel 0.",
    "kernel 1 does not read channel 2 any more.",
    "exercise 1 below",
    "all weights are 1, with `kernel_size=1`.",
    "Four outputs with `groups=1`, the",
    "And with `groups=2`?",
    "- `groups=1`: every output",
    "- `groups=2`: outputs",
    "- `groups=4`: each",
    'place in the weight: "2, 0" is',
    "with `groups=2`, **`weight",
    "The second number counts from 0 again",
    "An explorer with `groups=2`,",
    "You are on output channel 1. Change the **output channel** to 2.",
    "set in channels and out channels to 4,",
    "a layer with `groups=2` is nothing",
    "or add up with `groups=1`,",
    "## The 1x1 layer:",
    "**1x1 layer**",
    "the depthwise layer and the 1x1 layer",
    "about groups and the 1x1 layer.",
    "one place, `kernel_size=1`.",
    "`kernel_size=1` is one end.",
    "## Depthwise, then 1x1",
    "Parameters of 64 → 128, K = 9 |",
    "to make 128 rows out of 64.",
    "# (2, 3, 1) times (3, 4)",
)
