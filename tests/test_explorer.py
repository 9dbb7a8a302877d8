"""The explorer's traits: what it takes, and what it shows of it."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from ipywidgets import HBox, IntSlider, VBox, jslink
from torch import nn

from conv1d_lab import article
from conv1d_lab.explanation import explain
from conv1d_lab.explorer.one_layer import explore
from conv1d_lab.explorer.widget import CONTROLS, Explorer
from tests.effort import examples
from tests.explorer_state import set_together
from tests.random_layers import Case, cases


@pytest.fixture
def explorer() -> Explorer:
    return explore(article.layer(), article.x(), at=(0, 1, 2))


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


def test_the_playground_needs_no_torch() -> None:
    code = (
        "import sys; from conv1d_lab.explorer.one_layer import explore; "
        "print(explore(), 'torch' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip().endswith("> False")


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
