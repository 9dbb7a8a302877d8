"""What the browser sends arrives, as far as the layer can have it, and nothing is echoed."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from conv1d_lab import article
from conv1d_lab.explorer.one_layer import explore
from conv1d_lab.explorer.widget import Explorer
from tests.explorer_state import NAMES, same, shown


@pytest.fixture
def explorer() -> Explorer:
    return explore(article.layer(), article.x(), at=(0, 1, 2))


def message(array: np.ndarray[Any, Any]) -> dict[str, Any]:
    """A tensor as the browser sends it."""
    data = memoryview(array.astype("<f4").tobytes())
    return {"shape": list(array.shape), "data": data}


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
