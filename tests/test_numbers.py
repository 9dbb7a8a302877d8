"""How numbers are written, against PyTorch's own printing and against float()."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from conv1d_lab.numbers import WHOLE, all_whole, joined, number, plural, signed

FLOATS = st.floats(width=32, allow_nan=False, allow_infinity=False)


@given(st.floats(2**-9, 8192, width=32).flatmap(lambda v: st.sampled_from([v, -v])))
def test_four_decimals_are_those_that_torch_prints(value: float) -> None:
    beside = torch.tensor([value, 0.5])  # alone, a whole number would have none
    printed = str(beside).removeprefix("tensor([").split(",")[0].strip()
    if "e" not in printed:
        assert number(np.float32(value)) == printed


@given(FLOATS)
def test_every_digit_gives_the_number_back(value: float) -> None:
    assert np.float32(number(np.float32(value), None)) == np.float32(value)


@given(FLOATS)
def test_an_exponent_keeps_what_decimals_would_lose(value: float) -> None:
    assert float(number(value)) == pytest.approx(value, abs=5.1e-5, rel=6e-5)
    if abs(value) < 5e-5:
        assert float(number(value)) == pytest.approx(value, rel=6e-5)


@given(st.integers(-(10**6) + 1, 10**6 - 1))
def test_a_whole_number_may_be_written_as_one(value: int) -> None:
    assert number(np.float32(value), WHOLE) == str(value)
    assert all_whole(np.array([0.0, value]))
    assert not all_whole(np.array([0.0, value]), np.array([0.5]))


@pytest.mark.parametrize(
    ("value", "written"),
    [(-0.0, "0.0000"), (float("inf"), "inf"), (float("nan"), "nan"), (2.5e8, "2.5000e+08")],
)
def test_special_numbers(value: float, written: str) -> None:
    assert number(value) == written


@pytest.mark.parametrize("value", [np.inf, np.nan, 1e6, -1e6, 0.5, 1e-30])
def test_what_is_not_whole(value: float) -> None:
    assert not all_whole(np.array([1.0, value], np.float32))


def test_a_large_number_among_whole_ones_keeps_its_digits() -> None:
    assert number(12_345_678.0, WHOLE) == "1.2346e+07"


def test_signs_and_words() -> None:
    assert signed(["1", "-2", "3"]) == "1 - 2 + 3"
    assert [f"{n} {plural('channel', n)}" for n in (0, 1, 2)] == [
        "0 channels",
        "1 channel",
        "2 channels",
    ]
    assert plural("tap", [7]) == "tap"
    assert [joined([1]), joined([1, 2]), joined([1, 2, 3])] == ["1", "1 and 2", "1, 2 and 3"]
