"""What is no Conv1d is named with its module, and the way to one works."""

from __future__ import annotations

import re
import warnings
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch
from torch import Tensor, nn

from conv1d_lab.explanation import explain

X = torch.randn(1, 3, 12, generator=torch.Generator().manual_seed(0))


class Wrapper(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.conv = nn.Conv1d(3, 2, 4)


class Conv1D(nn.Module):
    """As GPT-2 has it: a linear layer with its weight transposed."""

    def __init__(self, out_features: int, in_features: int) -> None:
        super().__init__()
        self.nf = out_features
        self.weight = nn.Parameter(torch.randn(in_features, out_features))
        self.bias = nn.Parameter(torch.randn(out_features))

    def forward(self, x: Tensor) -> Tensor:
        return x @ self.weight + self.bias


def quietly(make: Callable[[], Any]) -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return make()


def quantized() -> Any:
    import torch.ao.nn.quantized as nnq

    return nnq.Conv1d(3, 2, 4)


CONV = nn.Conv1d(3, 2, 4)
HELD: dict[str, tuple[Callable[[], Any], str, str]] = {
    "Sequential": (lambda: nn.Sequential(CONV), "torch.nn.Sequential", "layer[0]"),
    "later": (
        lambda: nn.Sequential(nn.ReLU(), CONV, nn.Conv1d(2, 1, 1)),
        "one of the 2",
        "layer[1]",
    ),
    "nested": (lambda: nn.Sequential(Wrapper()), "torch.nn.Sequential", "layer[0].conv"),
    "a wrapper": (lambda: Wrapper(), "tests.test_look_alikes.Wrapper", "layer.conv"),
    "DataParallel": (lambda: nn.DataParallel(CONV), "torch.nn.DataParallel", "layer.module"),
    "compiled": (lambda: torch.compile(CONV), "torch._dynamo", "layer._orig_mod"),
    "ModuleDict": (lambda: nn.ModuleDict({"a b": CONV}), "torch.nn.ModuleDict", "layer['a b']"),
    "ModuleList": (lambda: nn.ModuleList([CONV]), "torch.nn.ModuleList", "layer[0]"),
}


@pytest.mark.parametrize("name", HELD)
def test_the_convolution_inside_is_pointed_at(name: str) -> None:
    make, said, path = HELD[name]
    layer = quietly(make)
    with pytest.raises(TypeError, match=re.escape(said)) as caught:
        explain(layer, X)
    assert f"as {path}" in str(caught.value)
    x = X
    if reaches := re.search(r"the x that reaches it, (.*)$", str(caught.value)):
        x = eval(reaches[1], {"layer": layer, "x": X})
    explain(eval(path, {"layer": layer}), x)


@pytest.mark.parametrize("bias", [True, False])
@pytest.mark.parametrize(
    ("make", "along"),
    [
        (lambda bias: nn.Linear(3, 5, bias=bias), -1),
        (lambda bias: Conv1D(5, 3), -1),
        (lambda bias: nn.ConvTranspose1d(3, 5, 4, bias=bias), -2),
        (lambda bias: nn.ConvTranspose1d(3, 5, 4, padding=2, dilation=2, bias=bias), -2),
    ],
)
def test_the_lines_make_a_convolution_that_gives_the_same(
    make: Callable[[bool], Any], along: int, bias: bool
) -> None:
    layer = make(bias)
    x = X.transpose(-2, -1) if along == -1 else X
    with pytest.raises(TypeError, match=re.escape(type(layer).__name__)) as caught:
        explain(layer, x)
    names: dict[str, Any] = {"torch": torch, "layer": layer, "x": x}
    exec("\n".join(re.findall(r"^    (.*)$", str(caught.value), re.M)), names)
    expected = layer(x) if along == -2 else layer(x).transpose(-2, -1)
    torch.testing.assert_close(names["plain"](names["x"]), expected)
    assert explain(names["plain"], names["x"], (0, 4, 3)).value == pytest.approx(
        expected[0, 4, 3].item(), abs=1e-5
    )


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda: quantized(), "torch.ao.nn.quantized.modules.conv.Conv1d. Its numbers are rounded"),
        (lambda: torch.jit.script(CONV), "Give the layer that torch.jit made it of"),
        (lambda: nn.ConvTranspose1d(3, 2, 4, stride=2), "spreads each input over the output"),
        (lambda: nn.ReLU(), "got torch.nn.ReLU"),
        (
            lambda: nn.Conv1d,
            "conv.Conv1d: that is the class; Conv1d(3, 2, 4) makes a layer",
        ),
        (lambda: CONV.weight, "conv1d_lab.conv1d(x, weight, bias)"),
        (lambda: torch.nn.functional.conv1d, "got builtin_function_or_method"),
        (lambda: None, "got NoneType"),
    ],
)
def test_others_are_named(make: Callable[[], Any], said: str) -> None:
    layer = quietly(make)
    with pytest.raises(TypeError, match=re.escape(said)):
        explain(layer, X)


def test_swapped_arguments_are_seen() -> None:
    for x in (X, X.numpy()):
        with pytest.raises(TypeError, match="layer comes first, then x"):
            explain(x, CONV)
    assert np.isfinite(explain(CONV, X).value)
