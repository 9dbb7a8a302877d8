from __future__ import annotations

from typing import Any

import numpy as np
import torch
from numpy.lib.stride_tricks import sliding_window_view
from torch import nn

from conv1d_lab import article, expand, output_length

BASE = {"in_channels": 4, "out_channels": 4, "kernel_size": 3}
# The table of the experiments: what its rows change. All the changes of a row must agree.
CHANGES: dict[str, list[dict[str, int]]] = {
    "`in_channels`": [{"in_channels": 6}],
    "`out_channels`": [{"out_channels": 6}],
    "`kernel_size`": [{"kernel_size": 5}],
    "`groups`": [{"groups": 2}],
    "length L": [{"length": 12}],
    "`stride`, `padding`, `dilation`": [{"stride": 2}, {"padding": 1}, {"dilation": 2}],
}


def _measure(length: int = 10, **change: int) -> tuple[tuple[int, ...], int, int]:
    layer = nn.Conv1d(**{**BASE, **change})  # type: ignore[arg-type]
    out = layer(torch.rand(1, layer.in_channels, length))
    return tuple(layer.weight.shape), out.shape[2], sum(p.numel() for p in layer.parameters())


def _row(name: str) -> str:
    """A line of that table, from layers that are really made."""
    words = {
        tuple(
            "same" if new == old else "**changes**"
            for new, old in zip(_measure(**change), _measure(), strict=True)
        )
        for change in CHANGES[name]
    }
    assert len(words) == 1
    return f"| {name} | {' | '.join(words.pop())} |"


def _early(x: Any, weight: Any, bias: Any) -> Any:
    """What the wrong loop computes: each window starts one element early, the first one wraps."""
    shifted = np.roll(x, 1, axis=2)
    windows = sliding_window_view(shifted, weight.shape[2], axis=2)
    return np.einsum("nctk,ock->not", windows, weight) + bias[:, None]


def numbers() -> dict[str, Any]:
    seen = expand(_early)
    assert "At t = 0 it even reads x[-1], which in Python is an element at the end" in str(seen)
    assert expand(lambda x, weight, bias: _early(np.roll(x, -1, 2), weight, bias)).correct
    layer, x = article.layer().requires_grad_(False), article.x()
    out = layer(x)
    steps = torch.tensor([[[0.0, 0, 0, 1, 1, 1, 1, 0, 0, 0]]])
    edge = torch.tensor([[[-1.0, 1.0]]])
    found = {int(value) for value in torch.nn.functional.conv1d(steps, edge).flatten()}
    assert found == {-1, 0, 1}
    same = {K: [p for p in range(9) if output_length(12, K, padding=p) == 12] for K in (3, 5)}
    length, goal, wanted = _measure()[1] + BASE["kernel_size"] - 1, (4, 2, 3), 4
    (stride,) = (s for s in range(1, 9) if output_length(length, goal[2], stride=s) == wanted)
    (dilation,) = (d for d in range(1, 5) if output_length(length, goal[2], dilation=d) == wanted)
    return {
        "out": out,
        "layer": layer,
        "x": x,
        "held": [sum(t <= i < t + 4 for t in range(7)) for i in range(10)],
        "edge": edge.int().flatten().tolist(),
        "found": sorted(found),
        "windows": sliding_window_view(x.numpy(), 4, axis=2).shape,
        "row": _row,
        "same": same,
        "early": seen.at,
        "base": BASE,
        "length": length,
        "goal": goal,
        "longest": output_length(length, goal[2]),
        "wanted": wanted,
        "stride": stride,
        "dilation": dilation,
    }


CLAIMS = (
    "Place 0 lies in {held[0]} window only, place 5 in {held[5]} of them.",
    "output numbers: {2 * held[0]} for `x[0, 0, 0]` and {2 * held[5]} for `x[0, 0, 5]`",
    "our old friend {out[0, 1, 2]:.4f}.",
    "a kernel of two weights, {edge[0]} and {edge[1]}.",
    "It is {found[1]} while the signal stays level, "
    "{found[2]} where it jumps up and {found[0]} where",
    "{tuple(layer.weight[1].shape)}: three channels, four places",
    "over channels and places. {out[0, 1, 2]:.4f} again",
    "The window for t = {early[2]} starts one place too early",
    "x is {tuple(x.shape)}. What",
    "{windows} is (N, C_in, L_out, K)",
    "{row('`in_channels`')}",
    "{row('`out_channels`')}",
    "{row('`kernel_size`')}",
    "{row('`groups`')}",
    "{row('length L')}",
    "{row('`stride`, `padding`, `dilation`')}",
    "It starts from `nn.Conv1d({base['in_channels']}, {base['out_channels']}, "
    "kernel_size={base['kernel_size']})` and an input of length {length}, and",
    "Give the **weight** the shape {goal}.",
    "out channels to {goal[0]}, in channels to {goal[1]}, kernel size to {goal[2]}.",
    "With an input of length {length}, L_out is {longest} now. Make it {wanted}.",
    "With stride {stride} the kernel",
    "With dilation {dilation} it is",
    "With padding {same[3][0]}: one zero",
    "With padding {same[5][0]}: a kernel of 5",
    "`Conv1d({layer.in_channels}, {layer.out_channels}, ...)`, although the weight is "
    "{tuple(layer.weight.shape)}:",
)

PLAIN = (
    "put 0 into `weight",
    "there is a `- 1` too many",
    "At t = 0 the loop reads `x[n, c, -1]`",
    "### Experiment 1\n",
    "### Experiment 2\n",
    "### Experiment 3\n",
    "### Experiment 4\n",
    "Set stride and dilation back to 1.",
    "Before number 4, answer",
    "Notebooks 04 and 06 are",
    "kernel of 0.5 and 0.5, and",
    "makes it (C_out, 1), so",
    "with kernel size 3.",
    "The same with **kernel size 5**.",
)
