"""Answers that are almost right, and right ones in another dress."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch

from conv1d_lab.exercises import check, find
from conv1d_lab.exercises.judging import judge
from conv1d_lab.exercises.verdict_card import card_of

from .cells import VALUES, function, run_cell, solved, value

LOOPS, NUMPY = solved("conv1d_loops"), solved("conv1d_numpy")


@pytest.mark.parametrize("got", [0.3990, 0.3989, 0.39988, 0.3993, torch.tensor(0.3994)])
def test_hand_work_from_printed_numbers_is_right(got: Any) -> None:
    assert check(out_0_1_5=got).outcome == "correct"
    assert check(out_0_1_2=0.3288).outcome == "correct"


@pytest.mark.parametrize("got", [0.3988, 0.4000, 0.3, -0.3994, [0.3994], "0.3994"])
def test_but_not_what_is_further_off(got: Any) -> None:
    assert check(out_0_1_5=got).outcome == "not yet"


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


def test_odd_items_in_a_tuple_are_told() -> None:
    class Broken(int):
        def __repr__(self) -> str:
            raise RuntimeError

    for items in ([np.array([2.0, 1.0]), 3, 4, 5], [Broken(1)] * 4):
        assert check(inputs_read=items).outcome == "not yet"
    said = str(check(channels_read=[np.ones(3), np.ones(2)]))
    assert "array([1., 1., 1.]) is not a whole number" in said.replace("\n", " ")


@pytest.mark.parametrize("answer", [np.array([5, 3, 4]), torch.tensor([4, 3, 5])])
def test_an_array_may_come_in_any_order_too(answer: Any) -> None:
    assert check(channels_read=answer).outcome == "correct"


@pytest.mark.parametrize(
    ("name", "answer", "said"),
    [
        ("inputs_read", np.arange(3.0, 7.0), "array([3., 4., 5., 6.]) is made of floats: write"),
        ("learned_numbers", torch.zeros(6, 4, 5), "Expected a single number, 0 dimensions; got"),
        ("inputs_read", ("3", "4", "5", "6"), "'3' is text: leave out the quotation marks."),
        ("stops", torch.Size([8]), "torch.Size([8]) is a Size: take what is in it, by [0]."),
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
        (
            "mean_over_words",
            "lambda out, lengths, k: torch.nested.nested_tensor(list(out))",
            "this is a Tensor: nested_tensor([",
        ),
    ],
)
def test_what_helps_in_every_call_is_said(name: str, answer: str, said: str) -> None:
    """Of calls that fail, one where all sizes are 1 hides what else is wrong."""
    source = answer.replace("x[n])", "x[n, :, t : t + layer.kernel_size[0]])")
    reason = judge(find(name), run_cell(f"{name} = {source}\n")[name]).reason
    assert said in reason
    assert "np.array" not in reason
