"""Chains of layers: every number, path and kernel of static/js/chain against torch."""

from __future__ import annotations

import copy
import random
import re
import warnings
from collections.abc import Callable
from typing import Any

import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import nn

from conv1d_lab.chain_layers import flat, read_layer
from tests.effort import examples
from tests.js.conftest import Modules, plain
from tests.random_chains import MODES, NONLINEAR, ChainCase, layers_of, random_chain

BATCH = 30
"""Chains in one example: 12 of them hold 360."""


def chain(case: ChainCase) -> dict[str, Any]:
    """A case as the modules get it."""
    layers = []
    for name, one in flat(case.model):
        layers.append({**packed(read_layer(one)), "name": name})
    return {
        "x": plain(case.x),
        "layers": layers,
        "off": case.off,
        "layer": case.layer,
        "position": case.position,
    }


def packed(values: dict[str, Any]) -> dict[str, Any]:
    """What was read of a layer, as the modules get it."""
    return {
        key: plain(torch.tensor(value)) if hasattr(value, "shape") else value
        for key, value in values.items()
    }


def counting(layer: nn.Module) -> nn.Module:
    """A linear copy of a layer in which each path from an input to an output counts one."""
    if isinstance(layer, nn.Conv1d):
        made = copy.deepcopy(layer).double()
        nn.init.ones_(made.weight)
        return made
    if isinstance(layer, nn.MaxPool1d | nn.AvgPool1d):
        return Windows(layer)
    return layer if "Pad1d" in type(layer).__name__ else nn.Identity()


class Windows(nn.Module):
    """The sum over each window of a pooling layer, in whose place torch has no module."""

    def __init__(self, layer: Any) -> None:
        super().__init__()
        self.layer = layer

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        layer = self.layer
        size, stride, padding = (
            v if isinstance(v, int) else v[0]
            for v in (layer.kernel_size, layer.stride, layer.padding)
        )
        dilation = getattr(layer, "dilation", 1)
        length = layer(torch.zeros_like(x)).shape[-1]
        need = (length - 1) * stride + dilation * (size - 1) + 1
        padded = nn.functional.pad(x, (padding, max(padding, need - x.shape[-1] - padding)))
        span = padded.unfold(2, dilation * (size - 1) + 1, stride)[:, :, :length, ::dilation]
        return span.sum(-1)


def paths(case: ChainCase) -> list[torch.Tensor]:
    """Signals of the counting copy, each with a gradient to be read."""
    signals = [torch.zeros(1, *case.x.shape[1:], dtype=torch.float64, requires_grad=True)]
    for layer in layers_of(case.model):
        signals.append(counting(layer)(signals[-1]) * 1)
        signals[-1].retain_grad()
    return signals


def close(shown: Any, right: torch.Tensor) -> None:
    torch.testing.assert_close(
        torch.tensor(shown, dtype=torch.float64), right.detach().double(), rtol=3e-5, atol=3e-5
    )


@given(st.integers(0, 10**6))
@examples(12)
def test_every_number_field_and_path_is_torchs(modules: Modules, seed: int) -> None:
    cases = [random_chain(BATCH * seed + i) for i in range(BATCH)]
    questions = [{"chain": chain(case), "from": start(case)} for case in cases]
    for case, got in zip(cases, modules.ask("chains", questions), strict=True):
        n, o, t = case.position
        for shown, right in zip(got["signals"], case.signals, strict=True):
            assert shown["shape"] == list(right.shape[1:])
            scale = max(1.0, float(right.abs().max()))
            close([value / scale for value in shown["data"]], right[n].flatten() / scale)
        check_paths(case, got, o, t)
        check_reach(case, got)
        check_equivalent(case, got["equivalent"])
        check_figures(case, got)


def start(case: ChainCase) -> tuple[int, int, int]:
    """An element of some signal, to ask what it reaches."""
    signal = case.layer
    _, channels, length = case.signals[signal].shape
    return signal, channels - 1, length // 2


def check_paths(case: ChainCase, got: Any, o: int, t: int) -> None:
    signals = paths(case)
    signals[case.layer + 1][0, o, t].backward()  # type: ignore[no-untyped-call]
    for shown, signal in zip(got["fields"], signals, strict=False):
        assert signal.grad is not None
        assert shown == signal.grad[0].tolist()


def check_reach(case: ChainCase, got: Any) -> None:
    signal, c, p = start(case)
    one = torch.zeros(1, *case.signals[signal].shape[1:], dtype=torch.float64)
    one[0, c, p] = 1
    zero = torch.zeros_like(one)
    for i, layer in enumerate([nn.Identity(), *layers_of(case.model)[signal:]]):
        count = counting(layer) if i else layer
        with torch.no_grad():
            one, zero = count(one), count(zero)
        assert got["reach"][i] == (one - zero)[0].round().tolist()


def check_equivalent(case: ChainCase, got: Any) -> None:
    """The kernel is right for the outputs it is said to be right for, and for no other."""
    layers = layers_of(case.model)[: case.layer + 1]
    layers = [nn.Identity() if i in case.off else one for i, one in enumerate(layers)]
    assert (got is None) == any(isinstance(one, (*NONLINEAR, nn.MaxPool1d)) for one in layers)
    if got is None:
        return
    linear = nn.Sequential(*copy.deepcopy(layers)).double().eval()
    n, o, t = case.position
    x = torch.zeros(1, *case.x.shape[1:], dtype=torch.float64, requires_grad=True)
    out = linear(x)[0, o, t]
    out.backward()
    here, weights = got["here"], torch.zeros_like(x[0])
    assert x.grad is not None
    rows = torch.tensor(here["kernel"], dtype=torch.float64)
    with torch.no_grad():
        weights[:, here["start"] : here["start"] + rows.shape[1]] = rows
    close(weights.tolist(), x.grad[0])
    close(here["bias"], out)

    signal, kernel = case.x[n].double(), torch.tensor(got["kernel"], dtype=torch.float64)
    first, last = got["valid"] or (0, -1)
    assert got["inside"] == (first <= t <= last)
    for i, right in enumerate(linear(case.x.double())[n, o].tolist()):
        low = got["start"] + (i - t) * got["stride"]
        fits = low >= 0 and low + kernel.shape[1] <= signal.shape[1]
        value = fits and float((kernel * signal[:, low : low + kernel.shape[1]]).sum())
        alike = fits and abs(value + got["bias"] - right) < 1e-6 * max(1, abs(right))
        assert alike == (first <= i <= last)


def check_figures(case: ChainCase, got: Any) -> None:
    layers = layers_of(case.model)
    assert [one["shape"] for one in got["figures"]] == [list(s.shape[1:]) for s in case.signals[1:]]
    assert [one["parameters"] for one in got["figures"]] == [
        sum(p.numel() for p in layer.parameters()) for layer in layers
    ]


def random_layer(draw: random.Random) -> nn.Module:
    """A layer that may not fit what reaches it."""
    groups = draw.choice([1, 1, 2])
    size = draw.randint(1, 6)
    padding: Any = draw.choice(["same", "valid", 0, 1, 4])
    makers: list[Callable[[], nn.Module]] = [
        lambda: nn.Conv1d(
            groups * draw.randint(1, 2),
            groups * draw.randint(1, 2),
            size,
            padding=padding,
            dilation=draw.choice([1, 2, 3]),
            groups=groups,
            padding_mode=draw.choice(MODES),
        ),
        lambda: nn.MaxPool1d(size, dilation=draw.choice([1, 2])),
        lambda: nn.AvgPool1d(size),
        lambda: nn.BatchNorm1d(draw.randint(1, 3)).eval(),
        lambda: nn.ZeroPad1d((draw.randint(-3, 1), draw.randint(-3, 1))),
    ]
    return draw.choice(makers)()


def test_what_breaks_is_said_in_the_words_of_torch(modules: Modules) -> None:
    draw = random.Random(7)
    questions, right = [], []
    for _ in range(600):
        layer, batched = random_layer(draw), draw.random() < 0.7
        if not batched and isinstance(layer, nn.BatchNorm1d):
            continue  # an input (C, L) is (N, C) to it
        x = torch.zeros(2, draw.randint(1, 4), draw.randint(1, 7))
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                layer(x if batched else x[0])
            right.append("")
        except (RuntimeError, ValueError) as error:
            right.append(str(error).splitlines()[0])
        values = packed(read_layer(layer))
        questions.append({"layer": values, "shape": x.shape[1:], "items": 2 if batched else None})
    assert modules.ask("breaks", questions) == right
    assert len({re.sub(r"\d+", "#", said)[:40] for said in right}) >= 7
