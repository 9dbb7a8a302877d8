"""``expand`` refuses bad arguments of its own."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from conv1d_lab import article
from conv1d_lab.arithmetic import conv1d
from conv1d_lab.read_back import expand

from .right_functions import without_a_batch

REFUSED: list[tuple[Callable[[], object], type[Exception], str]] = [
    (lambda: expand(np.zeros(3)), TypeError, "without calling it; got ndarray"),  # type: ignore[arg-type]
    (lambda: expand(conv1d, layer=article.layer()), TypeError, "layer and x go together"),
    (
        lambda: expand(conv1d, in_channels=4, groups=3),
        ValueError,
        "groups must divide in_channels = 4; got groups=3",
    ),
    (lambda: expand(conv1d, (0, 0, 7)), ValueError, "t must be an index from 0 to 6"),
    (lambda: expand(without_a_batch, (1, 0, 0)), ValueError, r"at=\(1, 0, 0\): n must be an index"),
    (lambda: expand(conv1d, 5), TypeError, "at must be a tuple .*; got 5"),  # type: ignore[arg-type]
    (lambda: expand(conv1d, length=1000), ValueError, "at most 2000 elements"),
    (lambda: expand(conv1d, out_channels=200), ValueError, "at most 2000 elements"),
    (lambda: expand(conv1d, length=3), ValueError, "kernel_size must fit"),
    (lambda: expand(conv1d, bias=3), TypeError, "bias must be True or False; got 3"),  # type: ignore[arg-type]
]


@pytest.mark.parametrize(("call", "error", "message"), REFUSED)
def test_expand_itself_refuses_bad_arguments(
    call: Callable[[], object], error: type[Exception], message: str
) -> None:
    with pytest.raises(error, match=message):
        call()


@pytest.mark.parametrize("seconds", [math.nan, math.inf, "a", 0, -1, True])
def test_seconds_are_a_number_above_0(seconds: Any) -> None:
    with pytest.raises(ValueError, match=rf"seconds must be a finite number > 0; got {seconds!r}"):
        expand(conv1d, seconds=seconds)
