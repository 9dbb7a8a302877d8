"""What sums that all look right may hide: rounding, a cut, sizes that happen to be equal."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch

from conv1d_lab.arithmetic import conv1d
from conv1d_lab.read_back import expand

from .wrong_loops import CHANNEL, loop


@pytest.mark.parametrize(
    ("done", "name", "said"),
    [
        (lambda out: np.round(out, 4), "not linear", "rounding to 4 decimals at the end"),
        (lambda out: torch.tensor(out).float().round(decimals=5), "not linear", "to 5 decimals"),
        (lambda out: np.clip(out, -100, 100), "not exact", "with an x up to 1000 out[0, 0, 0] is"),
        (lambda out: out * (1 + 2e-5), "not exact", "with numbers from -1 to 1 out["),
        (lambda out: out + 8e-6, "constant", "The number 8e-06 is added"),
        (
            lambda out: out + np.random.normal(size=out.shape) * 3e-5,
            "not repeatable",
            "random numbers",
        ),
    ],
)
def test_what_is_nearly_right_is_not_called_right(
    done: Callable[[Any], Any], name: str, said: str
) -> None:
    seen = expand(lambda x, weight, bias: done(conv1d(x, weight, bias)))
    assert seen.names == (name,)
    assert said in str(seen)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (("range(C_out)", "range(N)"), "with N = 1 and C_out = 2 it gives other numbers"),
        (("(N, C_out, L_out)", "(C_out, N, L_out)"), "C_out = 2 it raises IndexError"),
    ],
)
def test_batch_and_kernels_are_told_apart(change: tuple[str, str], said: str) -> None:
    seen = expand(loop(change))
    assert seen.names == ("N and C_out confused",)
    assert said in str(seen)


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64, torch.float16])
def test_a_layer_with_one_kernel_and_one_item_is_read(dtype: torch.dtype) -> None:
    layer, x = torch.nn.Conv1d(2, 1, 3).to(dtype), torch.ones(1, 2, 5, dtype=dtype)
    assert expand(conv1d, layer=layer, x=x).correct
    confused = loop(("range(C_out)", "range(N)"))
    assert expand(confused, layer=layer, x=x).names == ("N and C_out confused",)


def test_sizes_that_are_written_in_confuse_nothing() -> None:
    assert expand(lambda x, weight, bias: conv1d(x, weight, bias).reshape(2, 2, 7)).correct


@pytest.mark.parametrize("groups", [2, 3, 4])
@pytest.mark.parametrize("rule", ["o // groups * C + c", "o // C * C + c"])
def test_no_two_sizes_of_groups_are_the_same(rule: str, groups: int) -> None:
    assert not expand(loop((CHANNEL, rule)), groups=groups, length=5).correct
