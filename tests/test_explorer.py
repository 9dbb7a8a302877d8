"""The explorer's traits: what it takes, what it refuses, and what the browser's messages do."""

from __future__ import annotations

import re
import subprocess
import sys
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from ipywidgets import HBox, IntSlider, VBox, jslink
from torch import nn
from traitlets import TraitError

from conv1d_lab import article
from conv1d_lab.explanation import explain
from conv1d_lab.explorer.one_layer import explore
from conv1d_lab.explorer.traits import RefusedError
from conv1d_lab.explorer.widget import CONTROLS, Explorer
from tests.effort import examples
from tests.random_layers import Case, cases

NAMES = (
    *("x", "weight", "bias", "stride", "padding", "dilation", "padding_mode", "groups"),
    *("batch_item", "output_channel", "position", "playing", "speed", "show"),
    *("signal", "kernel"),
)


@pytest.fixture
def explorer() -> Explorer:
    return explore(article.layer(), article.x(), at=(0, 1, 2))


def shown(explorer: Explorer) -> dict[str, Any]:
    return {name: getattr(explorer, name) for name in NAMES}


def same(before: dict[str, Any], after: dict[str, Any]) -> bool:
    return all(
        before[name] is after[name] if isinstance(before[name], np.ndarray) else True
        for name in NAMES
    ) and repr(before) == repr(after)


def set_together(explorer: Explorer, **values: Any) -> None:
    with explorer.hold_trait_notifications():
        for name, value in values.items():
            setattr(explorer, name, value)


def message(array: np.ndarray[Any, Any]) -> dict[str, Any]:
    """A tensor as the browser sends it."""
    data = memoryview(array.astype("<f4").tobytes())
    return {"shape": list(array.shape), "data": data}


def test_it_shows_the_articles_element(explorer: Explorer) -> None:
    assert f"{explorer.explanation.value:.4f}" == "0.3290"
    assert explorer.explanation.at == (0, 1, 2)
    assert repr(explorer) == (
        "<Explorer: out[0, 1, 2] = 0.3290 = 0.1450 + 0.1090 + 0.1845 - 0.1095; Conv1d(3, 2, 4)>"
    )


@given(cases(), st.data())
@examples(50)
def test_any_layer_comes_back_as_it_went_in(case: Case, data: st.DataObject) -> None:
    out = case.output()
    shape = tuple(out.shape) if out.ndim == 3 else (1, *out.shape)
    n, o, t = (data.draw(st.integers(0, size - 1)) for size in shape)
    explorer = explore(case.layer, case.x, at=(n, o, t))
    assert explorer.explanation.code == explain(case.layer, case.x, at=(n, o, t)).code
    assert abs(explorer.explanation.value - float(out.reshape(shape)[n, o, t])) < 1e-4
    made = explorer.layer()
    assert repr(made) == repr(case.layer)
    x = torch.tensor(explorer.x)
    torch.testing.assert_close(
        made(x if case.x.ndim == 3 else x[0]), case.layer(case.x), rtol=1e-5, atol=1e-5
    )


def test_making_the_layer_draws_no_random_number(explorer: Explorer) -> None:
    state = torch.get_rng_state()
    explorer.layer()
    assert torch.equal(torch.get_rng_state(), state)


def test_it_copies_what_it_is_given() -> None:
    layer, x = article.layer(), article.x()
    explorer = explore(layer, x)
    with torch.no_grad():
        layer.weight.zero_()
        x.zero_()
    assert explorer.weight.any()
    assert explorer.x.any()


def test_values_are_read_only_so_that_no_edit_is_missed(explorer: Explorer) -> None:
    for array in (explorer.x, explorer.weight, explorer.bias):
        with pytest.raises(ValueError, match="read-only"):
            array[...] = 0


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


def test_a_setting_takes_the_position_along(explorer: Explorer) -> None:
    explorer.position = 6
    explorer.stride = 3
    assert (explorer.stride, explorer.position) == (3, 2)


@pytest.mark.parametrize(("position", "kept"), [(3, 3), (4, 3), (6, 3)])
def test_an_index_goes_no_further_than_it_must(
    explorer: Explorer, position: int, kept: int
) -> None:
    explorer.position = position
    explorer.stride = 2  # L_out = 4
    assert explorer.position == kept


def test_a_block_takes_along_the_indices_that_it_leaves_alone(explorer: Explorer) -> None:
    explorer.position = 6
    seen: list[tuple[int, ...]] = []
    explorer.observe(lambda change: seen.append(explorer.explanation.at), "output_channel")
    set_together(explorer, output_channel=0, stride=3)
    assert seen == [(0, 0, 2)]


def test_what_fits_only_together_is_set_together(explorer: Explorer) -> None:
    with explorer.hold_trait_notifications():
        explorer.x = np.ones((2, 4, 9))
        explorer.weight = np.ones((6, 2, 3))
        explorer.bias = None
        explorer.groups = 2
    assert explorer.explanation.value == 6.0
    assert explorer.layer().groups == 2


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


def test_an_edit_from_the_browser_arrives(explorer: Explorer) -> None:
    seen: list[str] = []
    explorer.observe(lambda change: seen.append(change.name))
    weight = explorer.weight.copy()
    weight[1, 0, 0] = 7
    explorer.set_state({"weight": message(weight), "position": 3})
    assert explorer.weight[1, 0, 0] == 7
    assert {"weight", "position"} <= set(seen)
    explorer.set_state({"bias": message(np.array([0.5, -0.5]))})
    assert explorer.bias.tolist() == [0.5, -0.5]


def test_sizes_from_the_playground_arrive_together() -> None:
    explorer = explore()
    explorer.set_state(
        {
            "x": message(np.ones((1, 4, 8))),
            "weight": message(np.ones((2, 2, 3))),
            "bias": message(np.zeros(2)),
            "groups": 2,
            "position": 5,
        }
    )
    assert explorer.explanation.value == 6.0
    assert explorer.explanation.at == (0, 0, 5)


@pytest.mark.parametrize(("sent", "kept"), [(60, 6), (-3, 0), (4.0, 4), (2.6, 3)])
def test_a_linked_slider_that_knows_no_bounds_is_clamped(
    explorer: Explorer, sent: float, kept: int
) -> None:
    explorer.set_state({"position": sent})
    assert explorer.position == kept


def test_a_linked_slider_may_send_a_whole_number_as_a_float(explorer: Explorer) -> None:
    explorer.set_state({"stride": 2.0, "padding": 1.4, "output_channel": 0.0})
    assert (explorer.stride, explorer.padding, explorer.output_channel) == (2, 1, 0)


@pytest.mark.parametrize(("name", "value"), [("stride", 0), ("dilation", 9), ("padding", "x")])
def test_a_setting_the_picture_refused_is_refused_here(
    explorer: Explorer, name: str, value: Any
) -> None:
    before = shown(explorer)
    explorer.set_state({name: value})
    assert same(before, shown(explorer))


def test_numbers_travel_as_bytes_without_an_echo(explorer: Explorer) -> None:
    state = explorer.get_state()
    for name in ("x", "weight", "bias"):
        assert state[name]["shape"] == list(getattr(explorer, name).shape)
        back = np.frombuffer(state[name]["data"], "<f4").reshape(state[name]["shape"])
        np.testing.assert_array_equal(back, getattr(explorer, name))


def test_nothing_is_echoed_or_a_drag_would_jump_back(explorer: Explorer) -> None:
    for name in NAMES:
        assert explorer.trait_metadata(name, "echo_update") is False


def test_no_bias_and_numbers_that_are_none() -> None:
    layer = nn.Conv1d(1, 1, 2, bias=False)
    explorer = explore(layer, torch.tensor([[[float("nan"), float("inf"), 1.0]]]))
    assert explorer.bias is None
    assert explorer.get_state()["bias"] is None
    assert explorer.layer().bias is None
    assert np.isnan(explorer.explanation.value)


def test_an_input_without_a_batch_is_named_without_one() -> None:
    explorer = explore(article.layer(), article.x()[0], at=(1, 2))
    assert explorer.explanation.at == (1, 2)
    explorer.x = np.zeros((3, 10))
    assert explorer.x.shape == (1, 3, 10)


@pytest.mark.parametrize(
    ("length", "asked", "shown"),
    [
        (64, None, "numbers"),
        (65, None, "curves"),
        (65, "numbers", "numbers"),
        (9, "curves", "curves"),
    ],
)
def test_a_long_input_begins_as_curves(length: int, asked: str | None, shown: str) -> None:
    assert explore(nn.Conv1d(1, 1, 3), torch.zeros(1, 1, length), show=asked).show == shown


@pytest.mark.parametrize("dtype", [torch.float64, torch.float16, torch.bfloat16])
def test_other_dtypes_are_shown_as_float32(dtype: torch.dtype) -> None:
    explorer = explore(article.layer().to(dtype), article.x().to(dtype))
    assert explorer.weight.dtype == np.float32
    assert abs(explorer.explanation.value - 0.2545) < 0.01


def test_the_playground_starts_with_the_worked_example() -> None:
    explorer = explore()
    example = explore(article.layer(), article.x())
    for name in ("x", "weight", "bias"):
        np.testing.assert_array_equal(getattr(explorer, name), getattr(example, name))
    pool = explorer.get_state()["_pool"]
    assert [pool[name]["shape"] for name in pool] == [[1, 8, 24], [8, 8, 8], [8]]
    assert explore().get_state()["_pool"] == pool


def test_front_ends_without_widgets_read_the_arithmetic(explorer: Explorer) -> None:
    data, _ = explorer._repr_mimebundle_()
    assert data["text/plain"] == str(explorer.explanation)
    assert "0.3290" in data["text/html"]
    assert "application/vnd.jupyter.widget-view+json" in data
    for box in (VBox([explorer]), VBox([HBox([explorer]), IntSlider()])):
        shown = box._repr_mimebundle_()["text/plain"]
        assert "out[0, 1, 2] = 0.3290 = 0.1450 + 0.1090 + 0.1845 - 0.1095" in shown


def test_it_is_a_widget_like_any_other(explorer: Explorer) -> None:
    jslink((IntSlider(), "value"), (explorer, "position"))
    assert explorer in VBox([explorer]).children


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


def test_the_playground_needs_no_torch() -> None:
    code = (
        "import sys; from conv1d_lab.explorer.one_layer import explore; "
        "print(explore(), 'torch' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip().endswith("> False")


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


@pytest.mark.parametrize("controls", CONTROLS)
@pytest.mark.parametrize("predict", [False, True])
def test_the_stage_is_the_one_that_was_asked_for(controls: str, predict: bool) -> None:
    explorer = explore(article.layer(), article.x(), controls=controls, predict=predict)
    assert (explorer.controls, explorer.predict) == (controls, predict)


@pytest.mark.parametrize("speed", [3, 3.0, np.int64(3), np.float32(3)])
def test_any_number_is_a_speed(explorer: Explorer, speed: object) -> None:
    explorer.speed = speed
    assert explorer.speed == 3.0


@pytest.mark.parametrize("dtype", [torch.float32, torch.bfloat16, torch.float64, torch.int64])
def test_a_tensor_is_taken_without_a_warning(explorer: Explorer, dtype: torch.dtype) -> None:
    explorer.x = 2 * torch.ones(1, 3, 10).to(dtype)
    assert explorer.x.dtype == np.float32
    assert (explorer.x == 2).all()
