"""The arithmetic of static/js, case by case against what torch computes while the test runs."""

from __future__ import annotations

import math
import warnings
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import example, given
from hypothesis import strategies as st
from torch import nn

from conv1d_lab.explanation import explain
from conv1d_lab.numbers import number
from tests.effort import examples
from tests.js.conftest import Modules, state
from tests.random_layers import Case, cases


@st.composite
def placed_cases(draw: st.DrawFn) -> tuple[Case, tuple[int, int, int]]:
    case = draw(cases())
    out = case.output()
    shape = (1, *out.shape) if out.ndim == 2 else tuple(out.shape)
    n, o, t = (draw(st.integers(0, size - 1)) for size in shape)
    return case, (n, o, t)


def padded(case: Case, x: torch.Tensor) -> torch.Tensor:
    """x as torch's own Conv1d pads it."""
    sides: list[int] = list(case.layer._reversed_padding_repeated_twice)
    mode = case.layer.padding_mode
    return nn.functional.pad(x, sides, "constant" if mode == "zeros" else mode)


def sources(case: Case) -> torch.Tensor:
    """(L_out, K): which element of x each tap of each window reads, -1 for a zero."""
    layer = case.layer
    index = torch.arange(1.0, case.x.shape[-1] + 1)[None]
    span = layer.dilation[0] * (layer.kernel_size[0] - 1) + 1
    windows = padded(case, index)[0].unfold(0, span, layer.stride[0])
    return windows[:, :: layer.dilation[0]].long() - 1


def close(shown: object, right: torch.Tensor) -> None:
    torch.testing.assert_close(
        torch.tensor(shown), right.detach().float(), rtol=1e-5, atol=2e-5, check_dtype=False
    )


@given(placed_cases())
@examples(100)
def test_every_number_is_torchs(
    modules: Modules, placed: tuple[Case, tuple[int, int, int]]
) -> None:
    case, (n, o, t) = placed
    layer = case.layer
    x = case.x if case.x.ndim == 3 else case.x[None]
    got: dict[str, Any] = modules.ask("compute", state(layer, case.x, (n, o, t)))
    out = case.output().reshape(len(x), layer.out_channels, -1)
    close(got["output"], out.flatten(1))

    element, read = got["element"], sources(case)
    size = layer.in_channels // layer.groups
    first = o // (layer.out_channels // layer.groups) * size
    start, step = t * layer.stride[0], layer.dilation[0]
    stop = start + step * (layer.kernel_size[0] - 1) + 1
    window = padded(case, x)[n, first : first + size, start:stop:step]
    products = window * layer.weight[o]
    bias = torch.zeros(()) if layer.bias is None else layer.bias[o]
    assert element["channels"] == list(range(first, first + size))
    assert element["source"] == read[t].tolist()
    close(element["inputs"], window)
    close(element["weights"], layer.weight[o])
    close(element["products"], products)
    close(element["sums"], products.sum(1))
    close(element["total"], products.sum())
    close(element["bias"], bias)
    close(element["value"], out[n, o, t])

    at = (n, o, t) if case.x.ndim == 3 else (o, t)
    explanation = explain(layer, case.x, at)
    assert got["code"] == explanation.code
    assert element["positions"] == explanation.positions.tolist()


@given(cases())
@examples(100)
def test_what_reads_what(modules: Modules, case: Case) -> None:
    got = modules.ask("compute", state(case.layer, case.x, (0, 0, 0)))
    read = sources(case)
    for p, fed in enumerate(got["fed"]):
        assert fed == (read == p).any(1).nonzero().flatten().tolist()
    for k, met in enumerate(got["met"]):
        assert met == [p for p in read[:, k].tolist() if p >= 0]
    assert got["never"] == sorted(set(range(case.x.shape[-1])) - set(read.flatten().tolist()))


# Three positions to reflect at each end; "same" would need four.
NO_ROOM_FOR_SAME = Case(
    nn.Conv1d(1, 1, 3, dilation=4, padding=3, padding_mode="reflect"), torch.ones(1, 1, 4)
)


@given(cases())
@example(NO_ROOM_FOR_SAME)
@examples(50)
def test_no_slider_can_reach_what_torch_refuses(modules: Modules, case: Case) -> None:
    x, layer = case.x, case.layer
    for end in modules.ask("extremes", state(layer, x, (0, 0, 0))):
        assert end["set"][end["name"]] == end["value"], end
        with warnings.catch_warnings(), torch.no_grad():
            warnings.simplefilter("ignore", UserWarning)
            moved = nn.Conv1d(
                layer.in_channels,
                layer.out_channels,
                layer.kernel_size[0],
                groups=layer.groups,
                **end["set"],
            )
            assert moved(x).shape[-1] == end["length"]


def test_four_decimals_as_python_writes_them_and_full_precision_exactly(modules: Modules) -> None:
    random = np.random.default_rng(3)
    values = np.concatenate(
        [
            random.normal(size=500),
            random.normal(size=500) * 10.0 ** random.integers(-9, 9, 500),
            np.arange(-500, 500) / 32,
            [0.0, -0.0, 0.5e-4, -0.5e-4, 1.00005, 0.99995, 999999.96, 1e6, 3.4e38, 1.2e-38],
        ]
    ).astype(np.float32)
    texts = modules.ask("written", values.tolist())
    for value, (short, full) in zip(values, texts, strict=True):
        if "e" in short:  # an exact half may be rounded either way
            assert float(short) == pytest.approx(float(value), rel=0.5001e-4)
        else:
            assert short == number(value), value
        assert np.float32(full) == value, full
        assert len(full.split("e")[0].replace(".", "").strip("-0")) <= 9, full


@pytest.mark.parametrize(
    ("weight", "x"),
    [
        ([1e30, -1e30], [1e30, 1e30, 1.0, 3.0]),
        ([1e30, 1.0], [1e30, -math.inf, 2.0, 0.0]),
        ([3e38, 1e-38], [1.0, 1e38, 1.2, -1.2]),
        ([1e-30, 1e-10], [1e-30, 1e30, 1.0, 0.0]),
    ],
)
def test_what_float32_cannot_hold_is_what_torch_makes_of_it(
    modules: Modules, weight: list[float], x: list[float]
) -> None:
    layer = nn.Conv1d(1, 2, 2, bias=False)
    with torch.no_grad():
        layer.weight.copy_(torch.tensor(weight).expand(2, 1, 2))
    data = torch.tensor([[x]])
    right = layer(data)[0, 1].tolist()
    for t in range(3):
        got = modules.ask("compute", state(layer, data, (0, 1, t)))
        shown = (got["output"][0][3 + t], got["element"]["value"])
        possible = every_float32_sum(weight, x[t : t + 2])
        for value in map(float, shown):
            if np.allclose(possible, possible[0], rtol=1e-6, atol=0, equal_nan=True):
                np.testing.assert_allclose([value, right[t]], [possible[0]] * 2, rtol=1e-6)
            else:  # another processor, or another order, gives inf where this one gives nan
                assert not np.isfinite([value, right[t], *possible]).any()


def every_float32_sum(weight: list[float], x: list[float]) -> list[float]:
    """The sum of two products in both orders, with and without fused multiply-add."""
    pairs = [(float(np.float32(w)), float(np.float32(v))) for w, v in zip(weight, x, strict=True)]
    sums = []
    with np.errstate(over="ignore", invalid="ignore"):
        for first, second in (pairs, pairs[::-1]):
            start = np.float32(first[0] * first[1])
            fused = np.float32(float(start) + second[0] * second[1])
            sums += [float(fused), float(start + np.float32(second[0] * second[1]))]
    return sums
