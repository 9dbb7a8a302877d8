"""The lists of the playground: the browser and Python make the same numbers of a name."""

from __future__ import annotations

import json
from itertools import product
from typing import Any

import numpy as np
import pytest
import torch
from torch import nn

from conv1d_lab.explorer.choices import KERNEL_NAMES, SIGNAL_NAMES
from conv1d_lab.explorer.lists import KERNELS, kernel_weight, signal_input
from conv1d_lab.explorer.one_layer import explore
from conv1d_lab.explorer.page import packed
from conv1d_lab.explorer.traits import RefusedError
from conv1d_lab.explorer.widget import Explorer
from tests.js.conftest import Modules

Moves = list[tuple[str, str, Any]]
SIZES = {"in_channels": 5, "out_channels": 4}


def played(modules: Modules, explorer: Explorer, moves: Moves) -> dict[str, Any]:
    given = json.loads(json.dumps(explorer._page_state(), default=packed))
    found: dict[str, Any] = modules.ask("playground", {"given": given, "moves": moves})
    for name in ("x", "weight", "bias"):
        found[name] = np.float32(found[name]["data"]).reshape(found[name]["shape"])
    return found


def assert_same(found: dict[str, Any], explorer: Explorer) -> None:
    for name in ("x", "weight", "bias"):
        np.testing.assert_array_equal(found[name], getattr(explorer, name))
    assert (found["signal"], found["kernel"]) == (explorer.signal, explorer.kernel)


@pytest.mark.parametrize("signal", SIGNAL_NAMES)
def test_a_choice_is_the_same_in_both(modules: Modules, signal: str) -> None:
    for kernel in KERNEL_NAMES if signal == "step" else ("edge", "article"):
        explorer = explore()
        moves: Moves = [("choose", "signal", signal), ("choose", "kernel", kernel)]
        found = played(modules, explorer, moves)
        explorer.kernel, explorer.signal = kernel, signal
        assert_same(found, explorer)
        assert_same(played(modules, explore(signal=signal, kernel=kernel), []), explorer)


@pytest.mark.parametrize("kernel", KERNELS)
def test_names_go_with_the_sizes(modules: Modules, kernel: str) -> None:
    resized: Moves = [("resize", name, size) for name, size in SIZES.items()]
    start = explore(signal="pulse")
    for size, groups in product(range(1, 9), (1, 2)):
        moves: Moves = [
            *resized,
            ("resize", "in_channels", 4),
            ("resize", "groups", groups),
            ("choose", "kernel", kernel),
            ("resize", "kernel_size", size),
        ]
        found = played(modules, start, moves)
        np.testing.assert_array_equal(found["x"], signal_input("pulse", 4))
        try:
            wanted = kernel_weight(kernel, 4, 4 // groups, size)
        except ValueError:
            assert found["kernel"] == "own"
            assert found["weight"].shape == (4, 4 // groups, size)
        else:
            assert found["kernel"] == kernel
            np.testing.assert_array_equal(found["weight"], wanted)


def test_what_is_edited_is_nobodys(modules: Modules) -> None:
    moves: Moves = [("edit", "x", 3), ("resize", "length", 9), ("choose", "kernel", "shift")]
    found = played(modules, explore(signal="step"), moves)
    assert (found["signal"], found["kernel"]) == ("own", "shift")
    assert found["x"][0, 0, 3] == 77
    found = played(modules, explore(), [*moves, ("edit", "weight", 0)])
    assert (found["signal"], found["kernel"]) == ("own", "own")
    back: Moves = [("choose", "signal", "article"), ("choose", "kernel", "article")]
    assert_same(played(modules, explore(), [*moves, ("edit", "weight", 0), *back]), explore())


def test_python_follows_its_own_names() -> None:
    explorer = explore(signal="step", kernel="difference")
    explorer.x = explorer.x[:, :, :12]
    assert explorer.signal == "step", "the beginning of a step is a step"
    explorer.x = explorer.x + 1
    explorer.weight = 2 * explorer.weight
    assert (explorer.signal, explorer.kernel) == ("own", "own")
    with pytest.raises(RefusedError, match="in the playground only"):
        explore(nn.Conv1d(1, 1, 2), torch.zeros(1, 1, 9)).signal = "step"
    with pytest.raises(TypeError, match="kernel is for the playground"):
        explore(nn.Conv1d(1, 1, 2), torch.zeros(1, 1, 9), kernel="edge")


def filtered(kernel: str, signal: str = "heart beat", **settings: Any) -> np.ndarray[Any, Any]:
    explorer = explore(signal=signal, kernel=kernel)
    for name, value in settings.items():
        setattr(explorer, name, value)
    with torch.no_grad():
        out: np.ndarray[Any, Any] = explorer.layer()(torch.tensor(explorer.x))[0, 0].numpy()
    return out


def test_each_kernel_does_what_its_name_says() -> None:
    beat = signal_input("heart beat", 1)[0, 0]
    np.testing.assert_array_equal(filtered("identity", padding="same"), beat)
    np.testing.assert_array_equal(filtered("shift", padding="same")[1:], beat[:-1])
    np.testing.assert_array_equal(filtered("difference"), np.diff(beat))
    np.testing.assert_array_equal(filtered("second difference"), np.diff(beat, 2))
    np.testing.assert_array_equal(filtered("moving average", "ramp"), np.arange(21) + 1.5)
    np.testing.assert_array_equal(filtered("smoothing", "ramp"), np.arange(22) + 1)
    assert filtered("edge", "step").argmax() == 4  # two before the step, two from it on
    assert filtered("matched to the pulse", "pulse").argmax() == 4  # unflipped: where the pulse is
