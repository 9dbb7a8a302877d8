"""``expand`` says plainly what no loop over products would do."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch

from conv1d_lab.arithmetic import conv1d
from conv1d_lab.read_back import expand
from conv1d_lab.read_back.terms import Term

PILE: list[float] = []


def remembers(x: Any, weight: Any, bias: Any) -> Any:
    PILE.append(1.0)
    return conv1d(x, weight, bias) + len(PILE)


def changes_x(x: Any, weight: Any, bias: Any) -> Any:
    out = conv1d(x, weight, bias)
    x += 1
    return out


def relu(x: Any, weight: Any, bias: Any) -> Any:
    return np.maximum(conv1d(x, weight, bias), 0)


def no_weight(x: Any, weight: Any, bias: Any) -> Any:
    return conv1d(x, np.ones_like(weight), bias)


def forgets_return(x: Any, weight: Any, bias: Any) -> None:
    conv1d(x, weight, bias)


def whole_numbers(x: Any, weight: Any, bias: Any) -> Any:
    return conv1d(x, weight, bias).astype(int)


def a_list(x: Any, weight: Any, bias: Any) -> Any:
    return conv1d(x, weight, bias).tolist()


def turned(x: Any, weight: Any, bias: Any) -> Any:
    return conv1d(x, weight, bias).swapaxes(1, 2)


def unset(x: Any, weight: Any, bias: Any) -> Any:
    return conv1d(x, weight, bias) / 0.0


def no_stride(x: Any, weight: Any, bias: Any) -> Any:
    return conv1d(x, weight, bias)


def weight_alone(x: Any, weight: Any, bias: Any) -> Any:
    return conv1d(x, weight, bias) + weight.sum()


def ramp(x: Any, weight: Any, bias: Any) -> Any:
    return conv1d(x, weight, bias) + np.arange(7)


def short_for_a_single_one(x: Any, weight: Any, bias: Any) -> Any:
    out = conv1d(x, weight, bias)
    return out[:, :, 1:] if x.sum() == 1 else out


def beyond(x: Any) -> Any:
    return x[99]


def calls_beyond(x: Any, weight: Any, bias: Any) -> Any:
    return beyond(x) + weight + bias


def beyond_a_tensor(x: Any, weight: Any, bias: Any) -> Any:
    return x.unfold(2, 4, 1)[99]


def wrong_with_torch(x: Any, weight: Any, bias: Any) -> Any:
    positive: Any = torch.relu(x)
    return positive + ""


def interrupted(x: Any, weight: Any, bias: Any) -> Any:
    raise SystemExit("enough")


def first_result(x: Any, weight: Any, bias: Any, kept: list[Any] = []) -> Any:  # noqa: B006
    kept.append(conv1d(x, weight, bias))
    return kept[0]


def tires_of_it(x: Any, weight: Any, bias: Any, calls: list[int] = []) -> Any:  # noqa: B006
    calls.append(1)
    return conv1d(x, weight, bias) * min(1, 10 / len(calls))


def added_up(x: Any, weight: Any, bias: Any, out: Any = np.zeros((2, 2, 7))) -> Any:  # noqa: B008
    out += conv1d(x, weight, bias)
    return out


def not_for_a_single_one(x: Any, weight: Any, bias: Any) -> Any:
    return conv1d(x, weight, bias) * (np.nan if x.sum() == 1 else 1)


ODD: list[tuple[Callable[..., Any], dict[str, Any], str, str]] = [
    (remembers, {}, "not repeatable", "Called twice"),
    (first_result, {}, "nothing used", "does it keep the result of the first call"),
    (tires_of_it, {}, "not repeatable", "Called twice with the same numbers"),
    (added_up, {}, "not repeatable", "keep something from the call before"),
    (not_for_a_single_one, {}, "not finite", "returns nan or inf for ordinary numbers"),
    (changes_x, {}, "changes x", "work on a copy"),
    (relu, {}, "not linear", "There is a ReLU at the end; a convolution returns"),
    (no_weight, {}, "weight never used", "the same whatever the weights are"),
    (forgets_return, {}, "wrong answer", "returns nothing"),
    (whole_numbers, {}, "wrong answer", "dtype int64"),
    (a_list, {}, "wrong answer", "returns a list"),
    (turned, {}, "wrong answer", "the last two axes are swapped"),
    (no_stride, {"stride": 2}, "no argument stride", "no argument stride"),
    (interrupted, {}, "raises", "SystemExit: enough"),
    (weight_alone, {}, "weight without x", "every element of x set to 0"),
    (ramp, {}, "constant varies", "where does the number come from"),
    (short_for_a_single_one, {}, "shape depends on values", "not only on the sizes"),
    (calls_beyond, {}, "raises", "in its line 2: return x[99]"),
    (beyond_a_tensor, {}, "raises", "IndexError"),  # and not: arrays have no unfold
    (wrong_with_torch, {}, "raises", "'Tensor' and 'str'"),  # and not: x must be a Tensor
    (torch.median, {}, "raises", "TypeError: median()"),
]


@pytest.mark.parametrize(
    ("function", "sizes", "name", "words"), ODD, ids=[o[0].__name__ for o in ODD]
)
def test_odd_functions_are_told_plainly(
    function: Callable[..., Any], sizes: dict[str, Any], name: str, words: str
) -> None:
    seen = expand(function, **sizes)
    assert seen.names[0] == name
    assert words in str(seen)


@pytest.mark.parametrize(
    ("made", "said"),
    [
        (torch.Tensor.bfloat16, "too few digits"),
        (torch.Tensor.half, "too few digits"),
        (torch.Tensor.to_sparse, "NumPy can't read"),
        (lambda out: out.to("meta"), "NumPy can't read"),
    ],
)
def test_a_tensor_that_cannot_be_read_back(made: Callable[..., Any], said: str) -> None:
    seen = expand(lambda x, weight, bias: made(torch.conv1d(x, weight, bias)))
    assert seen.names == ("wrong answer",)
    assert said in str(seen)


def test_an_error_in_the_very_last_call_is_told() -> None:
    calls: list[int] = []
    last = 0

    def tires(x: Any, weight: Any, bias: Any) -> Any:
        calls.append(1)
        if len(calls) == last:
            raise ValueError("tired")
        return conv1d(x, weight, bias)

    assert expand(tires).correct
    last = len(calls)
    calls.clear()
    assert expand(tires).names == ("raises",)


def two_weights_meet_one_x(x: Any, weight: Any, bias: Any) -> Any:
    return conv1d(x, weight[:, :, :1] + weight[:, :, 1:2], bias)


def test_codes_that_add_up_to_another_one_are_seen_through(monkeypatch: pytest.MonkeyPatch) -> None:
    codes = np.array([1.25, 1.75, 1.5])  # the first two look like twice the third
    monkeypatch.setattr("conv1d_lab.read_back.probe._codes", lambda count: codes)
    seen = expand(two_weights_meet_one_x, in_channels=1, out_channels=1, kernel_size=3)
    first = (0, 0, 0)
    assert seen.yours == {Term(first, first): 1, Term(first, (0, 0, 1)): 1, Term(None, (0,)): 1}


@pytest.mark.parametrize("factor", [1, 40, 1 / 40])
def test_an_element_of_x_is_read_in_one_call(factor: float) -> None:
    calls: list[int] = []

    def scaled(x: Any, weight: Any, bias: Any) -> Any:
        calls.append(1)
        return factor * conv1d(x, weight, bias)

    seen = expand(scaled)
    assert seen.yours is not None
    assert len(calls) < 2 * seen.values.x.size


def test_nan_is_told() -> None:
    with np.errstate(all="ignore"):
        assert expand(unset).names == ("not finite",)


@pytest.mark.parametrize(
    ("made", "said"),
    [
        (lambda out: out + 0j, "complex128, so it is complex: take the real part of it"),
        (lambda out: out.astype(object), "object, so it is an array of Python objects"),
        (lambda out: out.astype(np.uint8), "uint8, which cuts the decimals off"),
        (lambda out: out > 0, "bool, which holds only True and False"),
        (lambda out: out.astype("U5"), "<U5, which is no floating dtype"),
        (lambda out: torch.tensor(out) + 0j, "complex128, so it is complex"),
        (lambda out: int(out.size), "returns an int;"),
    ],
)
def test_each_dtype_that_is_not_floating_is_told(made: Callable[[Any], Any], said: str) -> None:
    seen = expand(lambda x, weight, bias: made(conv1d(x, weight, bias)))
    assert seen.names == ("wrong answer",)
    assert said in str(seen)


@pytest.mark.parametrize(
    "wrong",
    [
        lambda out: np.maximum(out, 0),
        np.abs,
        np.sign,
        lambda out: out**3,
        lambda out: np.clip(out, -1, 1),
        lambda out: np.round(out, 1),
        lambda out: out / np.abs(out).max() if out.any() else out,
    ],
)
def test_what_is_not_linear_is_seen_in_few_calls(wrong: Callable[[Any], Any]) -> None:
    calls: list[int] = []

    def bent(x: Any, weight: Any, bias: Any) -> Any:
        calls.append(1)
        return wrong(conv1d(x, weight, bias))

    assert expand(bent).names == ("not linear",)
    assert len(calls) < 30


def test_a_bent_bias_is_seen_in_few_calls_too() -> None:
    calls: list[int] = []

    def bent(x: Any, weight: Any, bias: Any) -> Any:
        calls.append(1)
        return conv1d(x, weight, np.maximum(bias, 0))

    assert expand(bent).names == ("not linear",)
    assert len(calls) < 30
