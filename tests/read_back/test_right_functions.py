"""``expand`` finds nothing wrong with a right function, however it is called."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from conv1d_lab import article
from conv1d_lab.arithmetic import conv1d, pad, padding_sides
from conv1d_lab.read_back import expand
from tests.effort import examples

from .right_functions import STYLES, torch_function
from .wrong_loops import loop


@examples(60)
@given(data=st.data())
def test_nothing_is_found_wrong_with_a_right_function(data: st.DataObject) -> None:
    function = data.draw(st.sampled_from(list(STYLES)), label="style")
    wished = STYLES[function]
    chosen: dict[str, Any] = {}
    for name, low, high in (("stride", 1, 4), ("padding", 0, 3), ("dilation", 1, 3)):
        if name in wished:
            chosen[name] = data.draw(st.integers(low, high), label=name)
    groups = data.draw(st.integers(1, 3), label="groups") if "groups" in wished else 1
    size = data.draw(st.integers(1, 4), label="kernel_size")
    span = chosen.get("dilation", 1) * (size - 1) + 1
    seen = expand(
        function,
        in_channels=groups * data.draw(st.integers(1, 3), label="channels per group"),
        out_channels=groups * data.draw(st.integers(1, 2), label="kernels per group"),
        kernel_size=size,
        length=span + data.draw(st.integers(0, 5), label="more length"),
        groups=groups,
        bias=True,
        **chosen,
    )
    assert seen.correct, str(seen)
    assert seen.extra == seen.missing == {}


def test_a_layer_of_any_kind_is_taken() -> None:
    layer = torch.nn.Conv1d(4, 6, 3, stride=2, padding=2, groups=2, padding_mode="circular")

    def right(
        x: Any, weight: Any, bias: Any, stride: Any, padding: Any, groups: Any, padding_mode: Any
    ) -> Any:
        left, right = padding_sides(padding, weight.shape[2])
        return conv1d(pad(x, left, right, padding_mode), weight, bias, stride=stride, groups=groups)

    def zeros(
        x: Any, weight: Any, bias: Any, stride: Any, padding: Any, groups: Any, padding_mode: Any
    ) -> Any:
        return conv1d(x, weight, bias, stride=stride, padding=padding, groups=groups)

    x = torch.rand(1, 4, 9)
    assert expand(right, layer=layer, x=x).correct
    assert not expand(zeros, layer=layer, x=x).correct
    assert expand(torch_function, (1, 1), layer=article.layer(), x=article.x()[0]).at == (1, 1)
    plain = torch.nn.Conv1d(2, 2, 3, bias=False)
    assert expand(torch_function, layer=plain, x=torch.rand(2, 8)).correct


def test_no_bias_argument_is_no_defect() -> None:
    def bare(x: Any, weight: Any) -> Any:
        return conv1d(x, weight)

    assert expand(bare).correct
    assert expand(loop(), bias=False).names == ("raises",)  # bias is None then, as in torch


def any_arguments(*args: Any) -> Any:
    x, weight, bias = args
    return conv1d(x, weight, bias)


def other_names(x: Any, w: Any, b: Any) -> Any:
    return conv1d(x, w, b)


def stride_in_third_place(x: Any, weight: Any, stride: int = 1) -> Any:
    return conv1d(x, weight, stride=stride)


@pytest.mark.parametrize(
    ("function", "sizes"),
    [
        (any_arguments, {}),
        (other_names, {}),
        (stride_in_third_place, {"stride": 2}),
        (torch_function, {"stride": 2}),
        (torch.conv1d, {"stride": 2}),
    ],
)
def test_a_bias_is_handed_to_whoever_has_a_place_for_it(
    function: Callable[..., Any], sizes: dict[str, Any]
) -> None:
    assert expand(function, **sizes).names == ()


def test_two_places_ask_for_an_x_without_a_batch() -> None:
    assert expand(conv1d, (1, 2)).values.batched is False
    assert expand(conv1d, (1, 1, 2)).values.batched is True


def test_a_bias_that_has_no_place_in_line() -> None:
    def by_name(x: Any, weight: Any, *, bias: Any) -> Any:
        return conv1d(x, weight, bias)

    def among_others(x: Any, weight: Any, **rest: Any) -> Any:
        return conv1d(x, weight, **rest)

    assert expand(by_name).correct
    assert expand(among_others, stride=2).correct
