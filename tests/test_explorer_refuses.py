"""What the explorer refuses: the value is named, and nothing changes."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pytest
import torch
from torch import nn
from traitlets import TraitError

from conv1d_lab import article
from conv1d_lab.explorer.one_layer import explore
from conv1d_lab.explorer.traits import RefusedError
from conv1d_lab.explorer.widget import CONTROLS, Explorer
from tests.explorer_state import same, set_together, shown


@pytest.fixture
def explorer() -> Explorer:
    return explore(article.layer(), article.x(), at=(0, 1, 2))


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("stride", 0, "stride must be an integer >= 1; got 0"),
        ("stride", 1.5, "stride must be an integer >= 1; got 1.5"),
        ("stride", True, "stride must be an integer >= 1; got True"),
        ("position", 7, "position must be an index from 0 to 6 (L_out = 7); got 7"),
        ("position", -1, "position must be an integer >= 0; got -1"),
        ("output_channel", 2, "output_channel must be an index from 0 to 1 (C_out = 2); got 2"),
        ("batch_item", 1, "batch_item must be an index from 0 to 0 (N = 1); got 1"),
        ("padding", -1, 'padding must be an integer >= 0, "same" or "valid"; got -1'),
        ("padding", "full", 'padding must be an integer >= 0, "same" or "valid"; got \'full\''),
        ("dilation", 4, "dilation does not fit, got 4: kernel_size must fit into the padded"),
        ("padding_mode", "mirror", "padding_mode must be one of ('zeros', 'reflect'"),
        ("groups", 3, "groups does not fit, got 3: groups must divide C_in = 3 and C_out = 2"),
        ("speed", 0, "speed must be from 1 to 30 steps a second; got 0"),
        ("playing", "yes", "playing"),
        ("show", "colours", "show must be one of ('numbers', 'curves'); got 'colours'"),
        ("weight", np.zeros((2, 3, 11)), "weight does not fit, got the shape (2, 3, 11): kernel"),
        ("weight", np.zeros((2, 2, 4)), "weight must have C_in / groups = 3 channels"),
        ("weight", np.zeros((3, 3, 4)), "bias must have the shape (C_out,) = (3,); got (2,)"),
        ("weight", np.zeros((2, 12)), "weight must have the shape (C_out, C_in / groups, K)"),
        ("weight", "all ones", "weight must hold real numbers of one shape; got str"),
        ("weight", [[1.0], [1.0, 2.0]], "weight must hold real numbers of one shape; got list"),
        ("bias", np.zeros(3), "bias must have the shape (C_out,) = (2,); got (3,)"),
        ("x", np.zeros((1, 4, 10)), "weight must have C_in / groups = 4 channels"),
        ("x", np.zeros((3, 10)), "x must have the shape (N, C_in, L), none of them 0; got (3, 10)"),
        ("x", np.zeros((1, 3, 3)), "x does not fit, got the shape (1, 3, 3): kernel_size must fit"),
        ("x", np.zeros((1, 3, 9000)), "got 9000 positions, padding counted (at most 8192)"),
    ],
)
def test_a_bad_value_is_refused_and_nothing_changes(
    explorer: Explorer, name: str, value: Any, said: str
) -> None:
    before = shown(explorer)
    with pytest.raises(TraitError, match=re.escape(said)) as caught:
        setattr(explorer, name, value)
    assert same(before, shown(explorer))
    if name != "playing":
        assert isinstance(caught.value, ValueError)


def test_reflection_needs_an_input_longer_than_the_padding(explorer: Explorer) -> None:
    explorer.padding = 10
    with pytest.raises(RefusedError, match="at most 9 with padding_mode='reflect'"):
        explorer.padding_mode = "reflect"
    assert explorer.padding_mode == "zeros"


def test_same_padding_needs_stride_one(explorer: Explorer) -> None:
    explorer.padding = "same"
    with pytest.raises(RefusedError, match='padding="same" needs stride=1; got stride=2'):
        explorer.stride = 2
    assert (explorer.stride, explorer.padding) == (1, "same")


def test_a_block_that_does_not_fit_leaves_nothing_behind(explorer: Explorer) -> None:
    before = shown(explorer)
    with pytest.raises(RefusedError, match="weight"):
        set_together(explorer, stride=2, weight=np.ones((2, 5, 4)))
    assert same(before, shown(explorer))
    with pytest.raises(RefusedError, match="position"):
        set_together(explorer, stride=3, position=6)
    assert same(before, shown(explorer))


def test_a_block_that_fails_leaves_nothing_behind(explorer: Explorer) -> None:
    before = shown(explorer)
    with pytest.raises(AttributeError):
        set_together(explorer, weight=np.ones((2, 5, 4)), explanation=None)
    assert same(before, shown(explorer))


@pytest.mark.parametrize(("first", "then"), [(None, np.ones(2)), (np.ones(2), None)])
def test_a_block_that_fails_leaves_the_bias_or_none(
    explorer: Explorer, first: object, then: object
) -> None:
    explorer.bias = first
    before = shown(explorer)
    with pytest.raises(AttributeError):
        set_together(explorer, bias=then, explanation=None)
    assert same(before, shown(explorer))


@pytest.mark.parametrize(
    ("arguments", "error", "said"),
    [
        ({"layer": article.layer()}, TypeError, "x is missing"),
        ({"x": article.x()}, TypeError, "layer is missing"),
        ({"layer": nn.Conv2d(1, 1, 1), "x": article.x()}, TypeError, "layer must be a torch"),
        ({"layer": article.layer(), "x": article.x()[:, :2]}, ValueError, "x must have the shape"),
        ({"at": (0, 0, 7)}, ValueError, "L_out = 7"),
        ({"controls": "some"}, ValueError, f"controls must be one of {CONTROLS}; got 'some'"),
        (
            {"signal": "wave"},
            ValueError,
            "signal must be one of ('article', 'step', 'pulse', 'ramp'",
        ),
        ({"show": True}, ValueError, "show must be one of ('numbers', 'curves'); got True"),
        ({"predict": 1}, TypeError, "predict must be True or False; got 1"),
        ({"channels": (1, 4)}, ValueError, "channels must be (start, stop) with 0 <= start < stop"),
        ({"channels": 3}, TypeError, "channels must be (start, stop) with 0 <= start < stop <= 3"),
        ({"window": slice(0, 9, 2)}, ValueError, "without a step; got slice(0, 9, 2)"),
        ({"window": (2, 5)}, ValueError, "one whole kernel, which spans 4 positions; got (2, 5)"),
        ({"window": (4, 9), "at": (0, 0, 2)}, ValueError, "t from 4 to 5; got t = 2"),
        (
            {"layer": nn.Conv1d(1, 1, 5000), "x": torch.zeros(1, 1, 5000)},
            ValueError,
            "a kernel_size of at most 4096 to look at; got 5000: draw(layer, x) shows a part",
        ),
    ],
)
def test_bad_arguments_are_named(
    arguments: dict[str, Any], error: type[Exception], said: str
) -> None:
    with pytest.raises(error, match=re.escape(said)) as caught:
        explore(**arguments)
    assert "does not fit" not in str(caught.value)  # the words of the traits, which nobody has set


def test_huge_padding_is_refused_from_python(explorer: Explorer) -> None:
    with pytest.raises(RefusedError, match=r"6000010 positions, padding counted \(at most 8192\)"):
        explorer.padding = 3_000_000
    assert explorer.padding == 0


@pytest.mark.parametrize(
    "x",
    [np.ones((1, 3, 10)) * 1j, torch.ones(1, 3, 10) * 1j, np.zeros((1, 3, 10), "datetime64[D]")],
    ids=["complex", "complex tensor", "dates"],
)
def test_what_is_no_real_number_is_refused(explorer: Explorer, x: object) -> None:
    with pytest.raises(RefusedError, match="x must hold real numbers of one shape; got "):
        explorer.x = x


@pytest.mark.parametrize("speed", [True, "3", 0.5, 30.5, float("nan"), None])
def test_what_is_no_speed_is_refused(explorer: Explorer, speed: object) -> None:
    with pytest.raises(RefusedError, match="speed must be from 1 to 30 steps a second; got "):
        explorer.speed = speed
    assert explorer.speed == 2.0
