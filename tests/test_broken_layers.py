"""Layers that PyTorch itself could not run, and what is no layer: told with a way out."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
import torch
from torch import nn

from conv1d_lab.arithmetic import conv1d
from conv1d_lab.explanation import explain

X, LAYER = torch.zeros(1, 3, 10), nn.Conv1d(3, 2, 4)


def layer_whose(name: str, value: object = None) -> nn.Conv1d:
    """A layer in which something was replaced, or deleted."""
    layer = nn.Conv1d(3, 2, 4)
    delattr(layer, name)
    if value is not None:
        setattr(layer, name, value)
    return layer


CASES: list[tuple[Callable[[], object], type[Exception], str]] = [
    (
        lambda: explain([LAYER], X),
        TypeError,
        r"^layer must .*; got list: explore\(torch.nn.Sequential\(\*layer\), x\)",
    ),
    (lambda: explain(conv1d, X), TypeError, r"got function: conv1d_lab.expand\(layer\) reads"),
    (
        lambda: explain(layer_whose("weight", np.zeros((2, 3, 4))), X),
        TypeError,
        r"^layer.weight must be a torch tensor; got ndarray: torch.nn.Parameter",
    ),
    (
        lambda: explain(layer_whose("weight", nn.Parameter(torch.zeros(2, 3, 4).to_sparse())), X),
        TypeError,
        r"^layer.weight must be a dense tensor.*: layer.weight.to_dense\(\) makes it one",
    ),
    (
        lambda: explain(layer_whose("bias", nn.Parameter(torch.zeros(2).double())), X),
        TypeError,
        r"^layer.bias must have .*, float32; got float64: layer.to\(torch.float32\) converts",
    ),
    (lambda: explain(layer_whose("weight"), X), ValueError, r"^layer must have its weight"),
    (lambda: explain(layer_whose("stride"), X), ValueError, r"^layer must have its stride"),
]


@pytest.mark.parametrize(("call", "error", "message"), CASES, ids=[case[2] for case in CASES])
def test_is_refused_in_words(
    call: Callable[[], object], error: type[Exception], message: str
) -> None:
    with pytest.raises(error, match=message):
        call()
