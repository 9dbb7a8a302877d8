"""``expand`` names what is done to x, to the weights or to the sums, and only where it is so."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch
from torch.nn import functional

from conv1d_lab.arithmetic import conv1d
from conv1d_lab.read_back import expand

W = np.random.default_rng(0).normal(size=(2, 3, 4))
X = np.random.default_rng(1).normal(size=(2, 3, 10))
B = np.array([0.5, -0.25])


def norm(a: Any) -> Any:
    return np.linalg.norm(a)


TOLD: list[tuple[Callable[..., Any], str, str]] = [
    (
        lambda x, w, b: conv1d(x - x.mean(2, keepdims=True), w, b),
        "x centred",
        "the mean of each channel of x is subtracted",
    ),
    (
        lambda x, w, b: conv1d((x - x.mean()) / x.std(), w, b),
        "x standardised",
        "all of x is given mean 0",
    ),
    (
        lambda x, w, b: conv1d(
            (x - x.mean((0, 2), keepdims=True)) / x.std((0, 2), keepdims=True), w
        ),
        "bias missing",
        "The bias is left out",
    ),
    (
        lambda x, w, b: conv1d(x / np.linalg.norm(x, axis=1, keepdims=True), w, b),
        "x normalised",
        "each column x[n, :, i] is divided by its norm",
    ),
    (
        lambda x, w, b: conv1d(x, w / norm(w), b),
        "weight normalised",
        "all of weight is divided by its norm",
    ),
    (
        lambda x, w, b: conv1d(x, w / w.sum(2, keepdims=True), b),
        "weight normalised",
        "each row weight[o, c] is divided by its sum",
    ),
    (
        lambda x, w, b: functional.conv1d(x, functional.softmax(w, 2), b),
        "weight through softmax",
        "goes through softmax",
    ),
    (lambda x, w, b: conv1d(x / x.max(), w, b), "x normalised", "divided by its maximum"),
    (lambda x, w, b: conv1d(abs(x), w, b), "x altered", "the absolute value of x is taken"),
    (
        lambda x, w, b: torch.sigmoid(functional.conv1d(x, w, b)),
        "not linear",
        "a sigmoid at the end",
    ),
    (
        lambda x, w, b: functional.relu(functional.conv1d(x, w)) + b[:, None],
        "not linear",
        "a ReLU before the bias is added",
    ),
    (
        lambda x, w, b: conv1d(x, w) * b[:, None],
        "bias multiplied",
        "Each sum is multiplied by bias[o]; the bias is to be added.",
    ),
    (
        lambda x, w, b: functional.conv1d(x.half(), w.half(), b.half()).float(),
        "half precision",
        "computed in half precision",
    ),
    (
        lambda x, w, b: functional.conv1d(x.half().float(), w.half().float(), b),
        "half precision",
        "rounded to float16",
    ),
    (lambda x, w, b: conv1d(x, W, b), "weight never used", "the same whatever the weights are"),
    (lambda x, w, b: conv1d(X, w, b), "x never used", "the same whatever x is"),
    (lambda x, w, b: conv1d(x, w) + B[:, None], "constant", "out[:, 0] gets 0.5"),
    (
        lambda x, w, b: conv1d(x, w, b) / (abs(x).max() - 1),
        "not linear",
        "Your function is not linear in x",
    ),
    (
        lambda x, w, b: conv1d(x, w * (1 + b[:, None, None]), b),
        "other products",
        "is something else multiplied",
    ),
    (
        lambda x, w, b: conv1d(x / norm(x[:, :, ::2]), w, b),
        "not finite at 0",
        "Where x, weight and bias are all 0 your function returns nan or inf",
    ),
]


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize(("function", "name", "said"), TOLD, ids=[told[2] for told in TOLD])
def test_what_is_done_besides_is_named(function: Callable[..., Any], name: str, said: str) -> None:
    seen = expand(function)
    assert seen.names[-1] == name
    assert said in seen.sentences[-1]


def test_a_cut_that_leaves_small_sums_alone_is_no_relu() -> None:
    seen = expand(lambda x, w, b: functional.relu6(functional.conv1d(x, w, b)))
    assert "ReLU" not in str(seen)
    assert seen.names == ("not linear",)


@pytest.mark.parametrize("factor", [1 / 32768, 1e-6, 40.0, 1e5])
def test_a_factor_is_told_however_small(factor: float) -> None:
    seen = expand(lambda x, w, b: conv1d(x * factor, w, b))
    assert seen.names == ("scaled",)
    assert f"Every product is multiplied by {factor:g};" in str(seen)


def test_products_with_different_factors_are_not_said_to_share_one() -> None:
    seen = expand(lambda x, w, b: conv1d(x, w * 0.5 ** np.arange(4), b))
    assert seen.names == ("other terms",)
    assert "weight[0, 0, 1]·x[0, 0, 1] is counted 0.5 times" in str(seen)
