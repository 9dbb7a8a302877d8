"""Answers that are almost right, and right ones in another dress."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from conv1d_lab import article
from conv1d_lab.exercises import check, find
from conv1d_lab.exercises.diagnosis import compare
from conv1d_lab.exercises.judging import judge
from conv1d_lab.exercises.verdict_card import card_of

from .cells import VALUES, function, run_cell, solved, value

LOOPS, NUMPY = solved("conv1d_loops"), solved("conv1d_numpy")


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


@pytest.mark.parametrize("got", [0.3990, 0.3989, 0.39988, 0.3993, torch.tensor(0.3994)])
def test_hand_work_from_printed_numbers_is_right(got: Any) -> None:
    assert check(out_0_1_5=got).outcome == "correct"
    assert check(out_0_1_2=0.3288).outcome == "correct"


@pytest.mark.parametrize("got", [0.3988, 0.4000, 0.3, -0.3994, [0.3994], "0.3994"])
def test_but_not_what_is_further_off(got: Any) -> None:
    assert check(out_0_1_5=got).outcome == "not yet"


def test_a_flipped_kernel_is_told_from_the_right_one_where_they_are_closest() -> None:
    layer: Any = article.layer()
    x = article.x()[0, :, 0:4]
    right = ((layer.weight[0] * x).sum() + layer.bias[0]).item()
    flipped = ((layer.weight[0].flip(1) * x).sum() + layer.bias[0]).item()
    assert abs(flipped - right) == pytest.approx(0.0039, abs=1e-4)
    assert compare(right, flipped, 5e-4) is not None
    assert compare(right, 0.2546, 5e-4) is None


def _for_the_example_only(x: Any, weight: Any, bias: Any, stride: int = 1) -> Any:
    """Knows the article's shape by heart."""
    return LOOPS(x, weight, bias, stride) if x.shape == (1, 3, 10) else np.zeros((1, 2, 7))


def _hard_coded(length: int, kernel_size: int, stride: int = 1) -> int:
    return {(1, 1): 1, (5, 5): 1, (4, 2): 3, (10, 4): 7}.get((length, kernel_size), 7)


def _right_in_the_middle(x: Any, weight: Any, bias: Any, stride: int = 1) -> Any:
    out = LOOPS(x, weight, bias, stride)
    out[..., -1] = 0
    return out


@pytest.mark.parametrize(
    ("name", "wrong"),
    [
        ("conv1d_loops", lambda *a, **k: LOOPS(*a, **k)[0]),
        ("conv1d_loops", lambda *a, **k: LOOPS(*a, **k).ravel()),
        ("conv1d_loops", lambda *a, **k: LOOPS(*a, **k)[None]),
        ("conv1d_loops", lambda *a, **k: LOOPS(*a, **k).tolist()),
        ("conv1d_loops", lambda *a, **k: LOOPS(*a, **k).astype(int)),
        ("conv1d_loops", lambda *a, **k: LOOPS(*a, **k).astype(np.float16)),
        ("conv1d_loops", lambda *a, **k: torch.tensor(LOOPS(*a, **k)).bfloat16()),
        ("conv1d_loops", lambda *a, **k: torch.tensor(LOOPS(*a, **k)).to_sparse()),
        ("conv1d_loops", lambda *a, **k: torch.tensor(LOOPS(*a, **k)).to("meta")),
        ("conv1d_loops", lambda *a, **k: LOOPS(*a, **k) + 1e-3),
        ("conv1d_loops", lambda *a, **k: LOOPS(*a, **k).swapaxes(1, 2)),
        ("conv1d_loops", lambda *a, **k: LOOPS(*a, **k)[:, :, ::-1]),
        ("conv1d_loops", lambda x, w, b, stride=1: LOOPS(x, w, b)),
        ("conv1d_loops", lambda x, w, b, stride=1: LOOPS(x, w, b * 0, stride)),
        ("conv1d_loops", lambda x, w, b, stride=1: LOOPS(x, w, b * x.shape[1], stride)),
        ("conv1d_loops", lambda x, w, b, stride=1: LOOPS(np.roll(x, 1, 2), w, b, stride)),
        ("conv1d_loops", lambda x, w, b, stride=1: LOOPS(np.roll(x, -1, 2), w, b, stride)),
        ("conv1d_loops", lambda x, w, b, stride=1: LOOPS(np.pad(x, [(0, 0)] * 2 + [(1, 1)]), w, b)),
        ("conv1d_loops", _for_the_example_only),
        ("conv1d_loops", _right_in_the_middle),
        ("output_length", _hard_coded),
        ("output_length", lambda length, kernel_size, stride=1: 7),
        ("output_length", lambda length, kernel_size, stride=1: str(7)),
        ("times_read", lambda i, length, kernel_size: 4),
        ("window", lambda x, t, kernel_size: list(x[t : t + kernel_size])),
        ("window", lambda x, t, kernel_size: x[t : t + kernel_size][None]),
    ],
)
def test_near_misses_are_refused(name: str, wrong: Callable[..., Any]) -> None:
    verdict = judge(find(name), wrong)
    assert verdict.outcome == "not yet"
    assert verdict.reason
    assert str(card_of(verdict))


BUFFER, TENSOR = np.zeros(10000), torch.zeros(10000, dtype=torch.float64)


def _always_the_same_array(x: Any, weight: Any, bias: Any, stride: int = 1) -> Any:
    right = LOOPS(x, weight, bias, stride)
    BUFFER[: right.size] = right.flat
    return BUFFER[: right.size].reshape(right.shape)


def _always_the_same_tensor(x: Any, weight: Any, bias: Any, stride: int = 1) -> Any:
    right = torch.tensor(LOOPS(x, weight, bias, stride))
    TENSOR[: right.numel()] = right.flatten()
    return TENSOR[: right.numel()].view(right.shape)


@pytest.mark.parametrize(
    "right",
    [
        lambda *a, **k: torch.tensor(LOOPS(*a, **k)),
        lambda *a, **k: torch.tensor(LOOPS(*a, **k), requires_grad=True),
        lambda *a, **k: LOOPS(*a, **k).astype(np.float32),
        lambda *a, **k: NUMPY(*a, **k)[:],
        _always_the_same_array,
        _always_the_same_tensor,
    ],
)
def test_any_style_is_right(right: Callable[..., Any]) -> None:
    assert judge(find("conv1d_loops"), right).outcome == "correct"


def test_the_smallest_failing_case_is_shown() -> None:
    def only_small(length: int, kernel_size: int, stride: int = 1) -> int:
        return (length - kernel_size) // stride + 1 if length < 10 else 99

    verdict = judge(find("output_length"), only_small)
    assert verdict.case is not None
    assert verdict.case.args == (10, 4)
    text = str(card_of(verdict))
    assert "output_length(10, 4)" in text
    assert "expected:    7" in text
    assert "your result: 99" in text


def test_the_smallest_is_shown_though_a_larger_one_failed_before_it() -> None:
    right = function("output_length")
    calls = [case.args for case in right.cases()]
    assert calls.index((5, 5)) < calls.index((4, 2))

    def wrong(*args: int, **kwargs: int) -> int:
        return -1 if args in [(5, 5), (4, 2)] else int(right.solve(*args, **kwargs))

    shown = judge(right, wrong).case
    assert shown is not None
    assert shown.args == (4, 2)


def test_a_value_is_not_given_away() -> None:
    card = check(out_0_1_5=0.1)
    assert "0.399" not in str(card) + card._repr_html_()
    card = check(weight_shape=(1, 2, 3))
    assert "(5, 8, 3)" not in str(card) + card._repr_html_()


def test_no_number_is_marked_where_the_order_does_not_count() -> None:
    assert "your answer: (5, 3, 2)" in str(check(channels_read=(5, 3, 2)))
    assert "your answer: (3, >2<, 5, 6)" in str(check(inputs_read=(3, 2, 5, 6)))


AMOUNTS = [
    *("gradient_of_weight", "one_blip", "times_the_work", "silent_width"),
    *("length_out", "biased", "by_hand", "joined_kernel"),
]


@pytest.mark.parametrize("name", AMOUNTS)
def test_an_amount_may_be_a_float_and_a_count_may_not(name: str) -> None:
    exercise = value(name)
    right = exercise.expected()
    floating = np.asarray(right, np.float32)
    for answer in (floating, torch.tensor(floating, requires_grad=True), floating.tolist()):
        assert judge(exercise, answer).outcome == "correct"
    assert judge(exercise, floating + 0.5).outcome == "not yet"
    message, mistake = next(iter(exercise.mistakes.items()))
    wrong = judge(exercise, np.asarray(mistake(**exercise.numbers()), float))
    assert wrong.advice == message


def test_an_amount_is_described_as_it_was_given() -> None:
    assert "The number is right, but (8.0,) is a tuple: leave out the comma at its end" in str(
        check(gradient_of_weight=(8.0,))
    ).replace("\n", " ")
    answer = torch.ones(1, 1, 3, requires_grad=True)
    said = str(check(one_blip=answer)).replace("\n", " ")
    assert "this is a Tensor of shape (1, 1, 3) and dtype torch.float32" in said
    right = value("times_the_work").expected()
    assert f"`times_the_work` = {float(right)} is right." in str(check(times_the_work=float(right)))


@pytest.mark.parametrize(
    ("returned", "advised"),
    [("[1.0, 2.0]", True), ("(x[:2], t)", False), ("[[1.0], [1.0, 2.0]]", False)],
)
def test_an_array_is_advised_where_one_can_be_made(returned: str, advised: bool) -> None:
    source = f"lambda x, t, kernel_size: {returned}"
    card = str(card_of(judge(find("window"), eval(source))))
    assert ("np.array(...) makes an array of it" in card.replace("\n", " ")) == advised


def test_the_amounts_are_these() -> None:
    assert {exercise.id for exercise in VALUES if exercise.accepts_floats} == set(AMOUNTS)


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ("(3, 4, 5, 6)", "is text: leave out the quotation marks"),
        (np.where(np.arange(10) % 9 > 4), r"Take the array in it, by [0]"),
    ],
)
def test_a_list_of_places_in_the_wrong_dress(answer: Any, said: str) -> None:
    assert said in str(check(inputs_read=answer)).replace("\n", " ")


def test_a_result_that_is_rounded_too_early_is_shown_with_more_digits() -> None:
    right = solved("weight_of_draw")
    text = str(card_of(judge(find("weight_of_draw"), lambda *a: round(right(*a), 4))))
    assert "expected:    -0.14433757\nyour result: -0.14430000" in text
    assert "Is something rounded on the way?" in text
    nearly = judge(find("weight_of_draw"), lambda *a: round(right(*a), 7))
    assert "2**24" not in nearly.advice  # which is as near to it as the right one


def test_whole_numbers_are_not_compared_within_anything() -> None:
    assert "within" not in str(card_of(judge(find("same_padding"), lambda k, dilation=1: (1, 1))))
    assert "within" not in str(card_of(judge(find("output_length"), lambda *a, **k: 1)))


def test_importing_the_exercises_does_not_load_torch() -> None:
    code = (
        "import sys, conv1d_lab.exercises as e; e.check(stops=8); e.check(inputs_read=...);"
        "assert not {'torch', 'matplotlib'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_odd_items_in_a_tuple_are_told() -> None:
    class Broken(int):
        def __repr__(self) -> str:
            raise RuntimeError

    for items in ([np.array([2.0, 1.0]), 3, 4, 5], [Broken(1)] * 4):
        assert check(inputs_read=items).outcome == "not yet"


@pytest.mark.parametrize("answer", [np.array([5, 3, 4]), torch.tensor([4, 3, 5])])
def test_an_array_may_come_in_any_order_too(answer: Any) -> None:
    assert check(channels_read=answer).outcome == "correct"


@pytest.mark.parametrize(
    ("name", "answer", "said"),
    [
        ("inputs_read", np.arange(3.0, 7.0), "array([3., 4., 5., 6.]) is made of floats: write"),
        ("learned_numbers", torch.zeros(6, 4, 5), "Expected a single number, 0 dimensions; got"),
    ],
)
def test_a_whole_array_is_told_as_one(name: str, answer: Any, said: str) -> None:
    assert said in judge(find(name), answer).reason


@pytest.mark.parametrize(
    ("name", "answer", "said"),
    [
        ("any_element", "lambda layer, x, n, o, t: (layer.weight[o] * x[n]).sum(-1)", "a single"),
        ("same_padding", "lambda k, dilation=1: (dilation * (k - 1) / 2,) * 2", "0.5 is not a"),
        ("same_padding", "lambda k, dilation=1: print(k)", "nothing at all. Does the function"),
        ("conv_over_words", "lambda layer, x: x.shape", "this is a Size: torch.Size([1, 1, 1])."),
        (
            "conv_over_words",
            "lambda layer, x: [layer(s.T).T for s in x]",
            "torch.stack(...) makes a tensor of it.",
        ),
    ],
)
def test_what_helps_in_every_call_is_said(name: str, answer: str, said: str) -> None:
    """Of calls that fail, one where all sizes are 1 hides what else is wrong."""
    source = answer.replace("x[n])", "x[n, :, t : t + layer.kernel_size[0]])")
    reason = judge(find(name), run_cell(f"{name} = {source}\n")[name]).reason
    assert said in reason
    assert "np.array" not in reason
