"""What is too large to look at is shown in part, with the numbers of the whole."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import nn

from conv1d_lab import draw, explain, explore
from conv1d_lab.explorer import part
from conv1d_lab.explorer.part import take_part, too_large
from conv1d_lab.snapshot import snapshot
from tests.random_layers import Case, cases
from tests.real_layers import REAL, Real

SMALL = {
    "MOST_ITEMS": 1,
    "MOST_OUT_CHANNELS": 3,
    "MOST_COLUMNS": 15,
    "MOST_TAPS": 12,
    "MOST_CHANNELS": 3,
    "CHANNELS": 2,
    "COLUMNS": 8,
}


@settings(max_examples=150, deadline=None)
@given(cases(), st.data())
def test_a_part_has_the_numbers_of_the_whole(case: Case, data: st.DataObject) -> None:
    out = case.output()
    shape = tuple(out.shape) if out.ndim == 3 else (1, *out.shape)
    n, o, t = (data.draw(st.integers(0, size - 1)) for size in shape)
    with pytest.MonkeyPatch.context() as patch:
        for name, value in SMALL.items():
            patch.setattr(part, name, value)
        values = snapshot(case.layer, case.x)
        shown = take_part(values, (n, o, t))
        assert bool(too_large(values)) == shown.is_fixed
        assert not [said for said in too_large(shown.values) if "products" not in said]
    assert shown.values.output[shown.at] == pytest.approx(
        out.reshape(shape)[n, o, t].item(), abs=1e-4
    )


@settings(max_examples=100, deadline=None)
@given(cases(), st.data())
def test_channels_and_window_are_chosen(case: Case, data: st.DataObject) -> None:
    out, layer, x = case.output(), case.layer, case.x
    shape = tuple(out.shape) if out.ndim == 3 else (1, *out.shape)
    size, length = x.shape[-2], x.shape[-1]
    first = data.draw(st.integers(0, size - 1))
    channels = (first, data.draw(st.integers(first + 1, size)))
    begin = data.draw(st.integers(0, length - 1))
    window = (begin, data.draw(st.integers(begin + 1, length)))
    o = data.draw(st.integers(0, shape[1] - 1))
    try:
        explorer = explore(layer, x, at=(0, o, 0), channels=channels, window=window)
    except ValueError as error:
        assert str(error).startswith(("channels must hold", "window must hold"))  # noqa: PT017
        return
    part_out = explorer.layer()(torch.tensor(explorer.x))[0, explorer.output_channel]
    whole = out.reshape(shape)[0, o]
    runs = whole.unfold(0, len(part_out), 1)
    assert any(torch.allclose(part_out, run, atol=1e-4, rtol=1e-4) for run in runs)
    assert explorer.controls == "play"
    assert explorer._note.startswith("A part of Conv1d(")


@pytest.mark.parametrize("real", REAL, ids=lambda real: real.name)
def test_a_real_layer_is_explained_drawn_and_explored(real: Real) -> None:
    layer, x = real.make()
    with torch.no_grad():
        out = layer(x)
    at = tuple(size // 2 for size in out.shape)
    wanted = pytest.approx(out[at].item(), abs=2e-5)
    seen = explain(layer, x, at)
    assert seen.value == wanted
    assert len(seen.code) < 10_000
    explorer = explore(layer, x, at=at)
    assert explorer.explanation.value == wanted
    assert explorer.x.size <= 64 * 8192


def test_a_large_layer_is_drawn() -> None:
    layer, x = REAL[0].make()
    title = draw(layer, x, (0, 400, 3000)).axes[0].texts[0].get_text()
    assert title == f"out[0, 400, 3000] = {layer(x)[0, 400, 3000].item():.4f}"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ({}, ""),
        (
            {"window": (4, 9)},
            "A part of Conv1d(3, 2, kernel_size=4) on an x of shape (1, 3, 10): positions 4 to 8 "
            "of 10. Here each counts from 0. The results are those of the whole layer.",
        ),
        (
            {"channels": (1, 2)},
            "A part of Conv1d(3, 2, kernel_size=4) on an x of shape (1, 3, 10): output channel 0 "
            "of 2; input channel 1 of 3. Here each counts from 0. The results are those of the "
            "whole layer. The last row of x stands for the other 2 input channels: where a window "
            "begins it holds what they add to the output.",
        ),
    ],
)
def test_the_picture_says_what_part_it_is(arguments: dict[str, Any], said: str) -> None:
    from conv1d_lab import article

    explorer = explore(article.layer(), article.x(), **arguments)
    assert explorer._note == said
    assert (said in explorer.page_html()) is True


def test_another_precision_is_said() -> None:
    explorer = explore(nn.Conv1d(1, 1, 3).double(), torch.ones(1, 1, 9).double())
    assert explorer._note == "Computed in float32; the layer itself computes in float64."
    assert explorer.controls == "all"


def test_what_is_left_out_must_be_finite() -> None:
    layer, x = nn.Conv1d(3, 1, 2), torch.ones(1, 3, 9)
    x[0, 2, 4] = np.inf
    with pytest.raises(ValueError, match="finite where channels are left out"):
        explore(layer, x, channels=(0, 2))
    assert explore(layer, x, channels=(1, 3)).explanation.value is not None
