"""How a value differs from the one expected: what is said first, in which words, or nothing."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from conv1d_lab import article
from conv1d_lab.exercises.diagnosis import compare


@pytest.mark.parametrize(
    ("expected", "got", "stage"),
    [
        (6, "6", "type"),
        (6, None, "type"),
        (6, [6], "type"),
        (6, True, "type"),
        (6, object(), "type"),
        (6, len, "type"),
        (6, 6.0, "dtype"),
        (6, 6 + 0j, "dtype"),
        (6, np.float32(6), "dtype"),
        (6, torch.tensor(6.0), "dtype"),
        (6, torch.tensor([6]), "dimensions"),
        (6, np.array([[6]]), "dimensions"),
        (6, 7, "value"),
        (2**53, 2**53 + 1, "value"),
        (0.25, "0.25", "type"),
        (0.25, (0.25,), "type"),
        (0.25, 0.25 + 0j, "dtype"),
        (0.25, torch.tensor([0.25]), "dimensions"),
        (0.25, float("nan"), "value"),
        (0.25, float("inf"), "value"),
        (0.25, 0, "value"),
        ((2, 3), 2, "type"),
        ((2, 3), "23", "type"),
        ((2, 3), (2, 3.0), "dtype"),
        ((2, 3), (2, True), "dtype"),
        ((2, 3), [np.array([2]), 3], "dtype"),
        ((2, 3), (2, 3, 4), "shape"),
        ((2, 3), (3, 2), "value"),
        ((2, 3), np.array([[2, 3]]), "type"),
        (np.ones(3), [1.0, 1.0, 1.0], "type"),
        (np.ones(3), 1.0, "type"),
        (np.ones(3), None, "type"),
        (np.ones(3), np.ones(3, int), "dtype"),
        (np.ones(3), np.ones(3, bool), "dtype"),
        (np.ones(3), np.ones(3, complex), "dtype"),
        (np.ones(3), np.array(["1", "1", "1"]), "type"),
        (np.ones(3), np.array(1.0), "dimensions"),
        (np.ones(3), np.ones((1, 3)), "dimensions"),
        (np.ones(3), np.ones(4), "shape"),
        (np.ones((2, 3)), np.ones((3, 2)), "shape"),
        (np.ones((2, 3)), np.ones((2, 1)), "shape"),
        (np.ones((2, 3)), np.ones((1, 3)), "shape"),
        (np.ones((2, 3)), np.zeros((2, 3)), "value"),
        (np.ones(3), np.array([1, np.nan, 1]), "value"),
        (np.ones(3), torch.ones(3).to_sparse(), "type"),
    ],
)
def test_what_is_wrong_first(expected: Any, got: Any, stage: str) -> None:
    finding = compare(expected, got, 1e-5)
    assert finding is not None
    assert finding.stage == stage


@pytest.mark.parametrize(
    ("expected", "got", "said"),
    [
        (6, "6", "The number is right, but '6' is text: leave out the quotation marks."),
        (6, "7", "Expected a whole number; this is a str: '7'. Leave out the quotation marks, "),
        (6, [6], "The number is right, but [6] is a list: leave out the brackets."),
        (
            6,
            np.array([6]),
            "but array([6]) is an array with one element: take it out by `.item()`.",
        ),
        (6, len, "Expected a whole number; this is the function len."),
        (6, True, "True is a yes or a no; expected a whole number."),
        (6, 5.5, "Expected a whole number; 5.5 is not one."),
        (6, np.float32(7), "Expected a whole number (int); np.float32(7.0) is floating (float32)."),
        (6, 6.0, "The number is right, but 6.0 is a float, and an int is asked for (`/` and "),
        (6, 7.0, "Expected a whole number (int); 7.0 is a float (`/` and np.floor give one; `//`"),
        (6, 7, "The number is a little too large."),
        (6, 2, "The number is too small."),
        (6, 60, "The number is far too large."),
        (6, -6, "The number has the wrong sign."),
        (0.5, None, "Expected a number; this is None, nothing at all. Does the function end with"),
        (0.5, 0.5j, "Expected real floating numbers; got complex (complex128)."),
        (0.5, 0.4, "The number is too small."),
        (0.5, 0.49, "The number is a little too small."),
        (0.5, "0.5", "The number is right, but '0.5' is text: leave out the quotation marks."),
        (0.5, float("inf"), "The number is not a finite number."),
        (0.5, np.ones(2), "Expected a single number, 0 dimensions; got shape (2,), 1 dimension."),
        ((2, 3), 2, "Expected whole numbers, such as (0, 1, 2); this is an int: 2."),
        ((2, 3), np.ones((2, 2), int), "this is an ndarray of shape (2, 2) and dtype int64."),
        (
            (2, 3),
            (2, 3.0),
            "The numbers are right, but (2, 3.0) is made of floats: write whole num",
        ),
        ((2, 3), (2, 4.0), "Expected whole numbers, such as (0, 1, 2); 4.0 is a float: write 4."),
        ((2, 3), {2, 3}, "A set keeps no order: write (0, 1, 2)."),
        ((2, 3), np.ones((2, 3)), "That is the tensor itself; its shape is asked for."),
        ((1,), np.array([2]), "Not all of these numbers are right."),
        ((2, 3), ((2, 3),), "The numbers are right, but ((2, 3),) is a tuple: leave out the comma"),
        (np.ones(2), torch.ones(2, 2).max(1), "Take the array in it, by `.values`."),
        ((2, 3), (2, -3), "These are the right numbers, but not all with the right sign."),
        ((2, 3), (2, 4), "Not all of these numbers are right."),
        ((2, 3), (2, 3.5), "Expected whole numbers, such as (0, 1, 2); 3.5 is not a whole number."),
        ((2, 3), (2, None), "whole numbers, such as (0, 1, 2); None is not a whole number."),
        ((2, 3), (2,), "Right so far, but not all."),
        ((2, 3), (3,), "There are too few numbers."),
        ((2, 3), (), "There are too few numbers."),
        ((2, 3), memoryview(b"ab"), "this is a memoryview: <memory at "),
        ((2, 3), np, "this is a module: <module 'numpy'"),
        (6, 2**64, "The number is far too large."),
        (6, -(10**30), "The number is far too large."),
        ((2, 3), (2, 2**70), "Not all of these numbers are right."),
        (0.5, Decimal("0.4"), "The number is too small."),
        ((2, 3), (2, 3, 4), "There are too many numbers."),
        ((2, 3), (3, 2), "These are the right numbers, but in another order."),
        (
            np.ones(2),
            [1.0, 1.0],
            "Expected an array of shape (2,); this is a list: [1.0, 1.0]. np.",
        ),
        (np.ones(2), np.ones(2, int), "dtype int64: whole numbers, so everything after the deci"),
        (np.ones(3), np.ones(4), "Expected shape (3,); got (4,)."),
        (np.ones((2, 3)), np.ones((2, 4)), "Expected shape (2, 3); got (2, 4)."),
        (np.ones((2, 3)), np.ones((3, 2)), "got (3, 2): the last two axes are swapped."),
        (np.ones((2, 2)), np.eye(2), "is right. 2 of 4 elements differ; the first is [0, 1]."),
        (np.ones(1), np.zeros(1), "The shape is right. Its only number is too small."),
        (np.ones(2), -np.ones(2), "The shape is right, and all signs are wrong."),
        (np.eye(2), np.eye(2)[::-1], "so are the numbers, but they stand in another order; the fi"),
    ],
)
def test_it_is_said_in_these_words(expected: Any, got: Any, said: str) -> None:
    finding = compare(expected, got, 1e-5)
    assert finding is not None
    assert said in finding.message


@pytest.mark.parametrize(
    ("letters", "shown"), [(58, "'" + "x" * 58 + "'"), (59, "'" + "x" * 55 + " ...")]
)
def test_a_long_answer_is_cut(letters: int, shown: str) -> None:
    finding = compare(6, "x" * letters, 1e-5)
    assert finding is not None
    assert f"this is a str: {shown}. Leave out" in finding.message


@pytest.mark.parametrize(
    ("expected", "got"),
    [
        (6, np.int8(6)),
        (6, torch.tensor(6)),
        (0.25, Decimal("0.25")),
        (0.25, Fraction(1, 4)),
        (6, np.array(6)),
        (1.0, 1),
        (0.25, torch.tensor(0.25, requires_grad=True)),
        (0.25, torch.tensor(0.25, dtype=torch.bfloat16)),
        (0.25, np.float16(0.25)),
        ((2, 3), [2, 3]),
        ((2, 3), torch.Size([2, 3])),
        ((2, 3), np.array([2, 3])),
        ((2, 3), range(2, 4)),
        ((2, 3), torch.tensor([2, 3])),
        ((2, 3), (np.int64(2), torch.tensor(3))),
        (np.ones(3), np.ones(3, np.float32)),
        (np.ones(3), torch.ones(3, dtype=torch.float64)),
        (np.ones(3), torch.ones(3, requires_grad=True) * 1),
        (np.ones(3), torch.nn.Parameter(torch.ones(3))),
        (torch.ones(2, 3), np.ones((2, 3))),
    ],
)
def test_the_same_in_another_dress(expected: Any, got: Any) -> None:
    assert compare(expected, got, 1e-5) is None


@given(st.lists(st.integers(1, 3), max_size=3), st.lists(st.integers(1, 3), max_size=3))
def test_nothing_is_broadcast(one: list[int], other: list[int]) -> None:
    finding = compare(np.ones(one), np.ones(other), 1e-5)
    assert (finding is None) == (one == other)


def test_a_flipped_kernel_is_told_from_the_right_one_where_they_are_closest() -> None:
    layer: Any = article.layer()
    x = article.x()[0, :, 0:4]
    right = ((layer.weight[0] * x).sum() + layer.bias[0]).item()
    flipped = ((layer.weight[0].flip(1) * x).sum() + layer.bias[0]).item()
    assert abs(flipped - right) == pytest.approx(0.0039, abs=1e-4)
    assert compare(right, flipped, 5e-4) is not None
    assert compare(right, 0.2546, 5e-4) is None
