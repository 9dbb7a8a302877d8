from __future__ import annotations

from typing import Any

import torch
from torch.nn.functional import conv1d

from conv1d_lab import article, explain


def numbers() -> dict[str, Any]:
    layer, x = article.layer().requires_grad_(False), article.x()
    out = layer(x)
    assert layer.bias is not None
    first, last = (explain(layer, x, at=at) for at in ((0, 0, 0), (0, 1, 2)))
    offsets = {f"{value:.4f}" for value in (out - conv1d(x, layer.weight)).flatten()}
    assert offsets == {f"{value:.4f}" for value in layer.bias}
    by_hand = (last.inputs.round(4) * last.weights.round(4)).sum() + layer.bias[1].numpy().round(4)
    rows = torch.tensor([[[1.0, 2, 3, 4, 5], [0, 2, 0, 1, 0]]])
    kernel = torch.tensor([[[1.0, 0, -1], [1, 1, 1]]])
    return {
        "layer": layer,
        "x": x,
        "out": out,
        "bias": layer.bias,
        "first": first,
        "last": last,
        "offsets": offsets,
        "printed": first.products.round(4).sum() + layer.bias[0].numpy().round(4),
        "by_hand": by_hand,
        "parameters": sum(p.numel() for p in layer.parameters()),
        "linear": sum(p.numel() for p in torch.nn.Linear(x.numel(), out.numel()).parameters()),
        "small": conv1d(rows, kernel, torch.tensor([10.0]))[0, 0],
        "row": lambda values: ", ".join(f"{value:.0f}" for value in values),
        "padded": lambda values: "   ".join(f"{value:7.4f}" for value in values),
    }


CLAIMS = (
    "`nn.Conv1d(in_channels={layer.in_channels}, out_channels={layer.out_channels}, "
    "kernel_size={layer.kernel_size[0]})`",
    "{tuple(layer.weight.shape)} for the weight and {tuple(out.shape)} for the output",
    "    weight[0, 0]     {padded(layer.weight[0, 0])}\n"
    "    x[0, 0, 0:4]     {padded(x[0, 0, 0:4])}",
    "{layer.weight[0, 0, 0]:.4f} · {x[0, 0, 0]:.4f} = {first.products[0, 0]:.4f} outweighs "
    "the other three, so a1 is negative: {first.channel_sums[0]:.4f}.",
    "by hand we get {first.channel_sums[0]:.4f} + {first.channel_sums[1]:.4f} "
    "- {-first.channel_sums[2]:.4f} = {first.channel_sums.sum():.4f}.",
    "Will it be {first.channel_sums.sum():.4f}?",
    "**{out[0, 0, 0]:.4f}.** That is not",
    "We are {bias[0]:.4f} short.",
    "Its shape is {tuple(bias.shape)}: one",
    "kernel 0 makes: {first.channel_sums.sum():.4f} + {bias[0]:.4f} = {out[0, 0, 0]:.4f}.",
    "{bias[0]:.4f} all along the first row and {bias[1]:.4f} all along the second",
    "{printed:.4f}, not {out[0, 0, 0]:.4f}. Nothing is wrong",
    "`out[0, 0, 0]` = {out[0, 0, 0]:.4f} |",
    "The result is {out[0, 0, 2]:.4f}.",
    "The result is {out[0, 1, 0]:.4f}.",
    "{last.channel_sums.sum():.4f} + ({bias[1]:.4f}) = {out[0, 1, 2]:.4f}. The",
    "you get {by_hand:.4f} by hand",
    "| **kernel o = 0** | {out[0, 0, 0]:.4f} | {out[0, 0, 2]:.4f} |\n"
    "| **kernel o = 1** | {out[0, 1, 0]:.4f} | {out[0, 1, 2]:.4f} |",
    "been added up already: {row(small)}.",
    "from the same {layer.weight[0].numel()} weights and one bias",
    "makes {out.numel()} output numbers out of {x.numel()} input numbers. If",
    "that would take {linear} numbers to learn",
    "Just {parameters}. Each of the two kernels has "
    "{layer.in_channels}·{layer.kernel_size[0]} = {layer.weight[0].numel()} weights and",
    "it would still be {parameters}.",
    "from {last.channel_sums.sum():.4f} the bias, {bias[1]:.4f}, is *subtracted*",
    "would give {last.channel_sums.sum() - bias[1].item():.4f}.",
    "its place is number {last.at[2]};",
)

PLAIN = (
    "Take channel 0.",
    "everything that kernel 0 makes",
    "be off by up to 0.00005. Here",
    "within 0.0005 is right",
    "Within 0.0005: right",
    "Within 0.0005 is right",
    "window t = 0 | window t = 2 |",
    "| **kernel o = 0** |",
    "| **kernel o = 1** |",
    "example 0, kernel 0, first window",
    "`0:4` becomes `2:6`",
    r"\sum_{c=0}^{C_{in}-1} \; \sum_{k=0}^{K-1}",
    "of kernel 1 is negative",
    "Kernel 0 makes all",
    "at=(0, 1, 7)",
    "element number 0 in another, and",
    "Counted from 0,",
    "always count from 0.",
)
