from __future__ import annotations

from itertools import product
from math import gcd
from typing import Any, Literal

import pytest
import torch
from torch import nn
from torch.nn.functional import conv1d, pad

from conv1d_lab import article, explain, output_length
from conv1d_lab.arithmetic import padding_sides

L, K = 10, 4
MODES: dict[Literal["zeros", "reflect", "replicate", "circular"], str] = {
    "zeros": "constant",
    "reflect": "reflect",
    "replicate": "replicate",
    "circular": "circular",
}


def _length(**setting: Any) -> int:
    """L_out of the worked example; PyTorch and our own function agree."""
    length = output_length(L, K, **setting)
    assert nn.Conv1d(3, 2, K, **setting)(article.x()).shape[2] == length
    return length


def _windows(length: int = L, **setting: int) -> list[list[int]]:
    """The places that each window reads, as `explain` says."""
    layer, x = nn.Conv1d(1, 1, K, **setting), torch.zeros(1, 1, length)  # type: ignore[arg-type]
    return [
        explain(layer, x, at=(0, 0, t)).positions.tolist()
        for t in range(output_length(length, K, **setting))
    ]


def _never(length: int = L, **setting: int) -> list[int]:
    """Where the gradient of the whole output is zero."""
    layer = nn.Conv1d(1, 1, K, **setting)  # type: ignore[arg-type]
    nn.init.ones_(layer.weight)
    x = torch.zeros(1, 1, length, requires_grad=True)
    layer(x).sum().backward()
    assert x.grad is not None
    never = (x.grad[0, 0] == 0).nonzero().flatten().tolist()
    read = {place for window in _windows(length, **setting) for place in window}
    assert never == sorted(set(range(length)) - read)
    return never


def _check_the_modes() -> None:
    """pad with each mode is what nn.Conv1d does; the averages bend as the text says."""
    signal = torch.tensor([[[4.0, 5, 4, 5, 6, 5, 6, 7, 6, 7, 8, 7]]])
    out = {}
    for mode, name in MODES.items():
        average = nn.Conv1d(1, 1, 7, padding=3, padding_mode=mode, bias=False)
        average.weight.data.fill_(1 / 7)
        out[mode] = average(signal)[0, 0].detach()
        by_hand = conv1d(pad(signal, (3, 3), mode=name), average.weight)[0, 0]
        assert torch.allclose(out[mode], by_hand)
        assert torch.allclose(out[mode][3:9], out["zeros"][3:9])
    x = signal[0, 0]
    assert out["zeros"][0] < x.min() - 1
    assert out["zeros"][-1] < x[-3:].min() - 1
    assert out["circular"][0] > out["reflect"][0] + 0.5
    assert out["circular"][-1] < out["reflect"][-1] - 0.5
    row = torch.arange(1.0, 7)[None]
    pad(row, (5, 5), mode="reflect"), pad(row, (6, 6), mode="circular")
    for mode, sides in (("reflect", 6), ("circular", 7)):  # "smaller than L", "L at most"
        with pytest.raises(RuntimeError):
            pad(row, (sides, sides), mode=mode)
    off = {mode: (out[mode] - x).abs()[[0, -1]].max() for mode in MODES}
    assert max(off["reflect"], off["replicate"]) < min(off["zeros"], off["circular"]) / 2


def _check_the_advice() -> None:
    """Stride <= K and no common factor with the dilation: nothing in the middle is lost."""
    for stride, dilation in product(range(1, K + 1), range(1, 6)):
        edge = dilation * (K - 1) + stride
        lost = [p for p in _never(60, stride=stride, dilation=dilation) if edge <= p < 60 - edge]
        assert (lost == []) == (gcd(stride, dilation) == 1)


def numbers() -> dict[str, Any]:
    layer, x = article.layer(), article.x()
    strided = conv1d(x, layer.weight, layer.bias, stride=2)
    assert torch.allclose(strided, layer(x)[:, :, ::2])
    assert all(_never(stride=stride) == [] for stride in (1, 2, 3))
    assert [place for place in range(L) if place % 2] == _never(stride=2, dilation=2)
    assert _never(11, stride=2) == [10]
    _check_the_modes()
    _check_the_advice()
    all_three = {"stride": 2, "padding": 1, "dilation": 2}
    read = [place for window in _windows(padding=K - 1) for place in window]
    mirrored = pad(torch.arange(1.0, 7)[None], (2, 2), mode="reflect")[0].int().tolist()
    halved = [output_length(length, 3, stride=2, padding=1) for length in (10, 11, 12)]
    assert halved == [-(-length // 2) for length in (10, 11, 12)]
    return {
        "L": L,
        "K": K,
        "x": x,
        "layer": layer,
        "length": _length,
        "starts": [window[0] for window in _windows()],
        "half": _length() / 2,
        "first": _windows(padding=1)[0][0],
        "often": {read.count(place) for place in range(L)}.pop(),
        "once": sum(0 in window for window in _windows()),
        "span": lambda dilation: _windows(30, dilation=dilation)[0][-1] + 1,
        "last_dilation": max(d for d in range(1, 9) if d * (K - 1) < L),
        "window": _windows(**all_three)[2],
        "row": L + 2,
        "all_three": _length(**all_three),
        "dilated": _windows(30, dilation=2)[0],
        "long": output_length(11, K, stride=2),
        "next": _windows(12, stride=2)[-1],
        "never": _never,
        "mirrored": mirrored,
        "kept": [
            padding_sides("same", size, dilation=dilation)[0]
            for size, dilation in ((3, 1), (5, 1), (5, 2))
        ],
        "sides": padding_sides("same", K),
        "halved": halved,
    }


CLAIMS = (
    "Each channel has L = {x.shape[2]} numbers, the kernels are K = {layer.kernel_size[0]} wide, "
    "so there are {length()} windows.",
    "the windows start at {starts[0]}, {starts[1]}, {starts[2]} and so on, up to {starts[-1]}.",
    "There are {length(stride=2)} windows with stride 2, and {length(stride=3)} with stride 3.",
    "If you divided and got {half} or {int(half)} for stride 2",
    "{length()}, {length(padding=1)}, {length(padding=2)}, {length(padding=3)}: it grows by",
    "With padding 1 the first window starts at place {first}.",
    "With padding {K - 1}, which is K - 1, every number is read by {often} windows.",
    "The kernel still has {K} weights",
    "{span(1)}, then {span(2)}, then {span(3)}. And {length()}, {length(dilation=2)} and "
    "{length(dilation=3)} windows fit.",
    "The slider stops at {last_dilation}. What will PyTorch say about "
    "dilation {last_dilation + 1}?",
    "With dilation {last_dilation + 1} the kernel spans {span(4)} places, and there are only {L}.",
    "both gave {length(stride=2)} output numbers",
    "Which {K} places does window",
    "It starts at 2 · 2 - 1 = {window[0]} and then goes in steps of {window[1] - window[0]}: "
    "places {window[0]}, {window[1]}, {window[2]}, {window[3]}.",
    "A place below 0 or above {L - 1} would lie",
    "The row is {row} long and the span is {span(2)}, so the start can move by {row - span(2)}. "
    "That is {(row - span(2)) // 2} whole steps of 2, and {all_three} windows.",
    "For L = {L} we have {length(stride=2)} windows. How many are there for L = 11?",
    "Still {long}. The next window would start at {next[0]} and need place {next[-1]}, "
    "but the last place is 10.",
    "- **Stride 4**: a tail, {never(stride=4)[0]} and {never(stride=4)[1]}.",
    "a gap in the **middle**, {never(stride=6)[0]} and {never(stride=6)[1]}. The end",
    "the {mirrored[2]} is not repeated. The mirror stands *on* it, so its neighbour "
    "{mirrored[1]} comes next, then {mirrored[0]}.",
    "{kept[0]}, {kept[1]} and {kept[2]}: half of what is lost",
    "K = 4 loses {L - length()} places.",
    "{length(padding=1)} or {length(padding=2)}, but never {L}: three",
    '`"same"` adds {sides[0]} on the left and {sides[1]} on the right.',
    "# {sides[0]} on the left, {sides[1]} on the right",
    "rounded up**: {halved[0]}, {halved[1]}, {halved[2]}.",
)

# Settings that the text chooses, and the general formulas.
PLAIN = (
    "With stride 1 the windows start",
    "With stride 2, where",
    "And with stride 3?",
    "for stride 2: count",
    "The window at 0 is always there.",
    "The stride is 1 again.",
    "drag **padding** to 1, 2 and 3. How",
    "*stride 1 · padding 0 · dilation 1* to open",
    "With dilation 2 the weights",
    "The padding is 0 again. With dilation 2, how",
    "And with dilation 3? Then",
    "there are K - 1 steps.",
    "(K - 1) + 1 places:",
    "Stride 2 and dilation 2 both",
    "Stride 2, padding 1, dilation 2. Which",
    "window t = 2 read?",
    r"L + 2 \cdot \text{padding}",
    r"\cdot (K - 1) - 1}{\text{stride}} \right\rfloor + 1$$",
    "**L + 2 · padding**: how",
    "**- dilation · (K - 1) - 1**: take",
    "**+ 1**: the window",
    "L = 10, K = 4, stride 2, padding 1, dilation 2. Go",
    "K = 4 and stride 2. For",
    "four settings for L = 10 and K = 4:\n\n- stride 3\n- stride 4\n- stride 6\n"
    "- stride 2 and dilation 2\n",
    "- **Stride 3**: all are read. (The same goes for stride 1 and 2 here.)",
    "- **Stride 6**: the step",
    "- **Stride 2, dilation 2**: the windows start at even places and go on in steps of 2. Every",
    "set **dilation** to 2 first, then **stride** to 2, and look",
    "(2 and 2 have one)",
    "x is 1 2 3 4 5 6 and the padding is 2. Write",
    "seven weights 1/7: it",
    "With padding 3 the output is as long",
    "x goes from 4 up to about 8. In",
    "Zeros are right where 0 means",
    "With stride 1 the output is shorter by dilation · (K - 1). So",
    "L = 10. Which padding keeps the length for K = 3? For K = 5? For K = 5 with dilation 2?",
    "with padding 1? With padding 2? What",
    '`padding="same"` and stride 2?',
    "is for stride 1 only. With stride 2 about",
    "padding (K - 1) / 2. Then stride 2 gives",
    "spans dilation · (K - 1) + 1 places.",
    "for stride 1. Prefer",
    "is pulled towards 0 at both ends. All our numbers are above 0, so",
    "pulls the edges towards 0. `padding_mode",
)
