"""Each row of the table of wrong loops: a function that computes just that is given its name."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

import numpy as np
import pytest

from conv1d_lab.read_back import expand
from conv1d_lab.read_back.example import example
from conv1d_lab.read_back.simulator import Loop, LoopSimulator, right_loop
from conv1d_lab.read_back.terms import products, right_sum
from conv1d_lab.read_back.wrong_loops import WRONG_LOOPS, Case, WrongLoop
from conv1d_lab.snapshot import Snapshot

CASES: dict[str, dict[str, Any]] = {
    "plain": {"channels": (3, 2)},
    "square": {"channels": (4, 4), "kernel_size": 4, "length": 7},
    "stride": {"channels": (3, 2), "stride": 2, "length": 11},
    "padding and dilation": {"channels": (3, 2), "padding": 2, "dilation": 2, "length": 9},
    "groups": {"channels": (4, 4), "groups": 2},
    "as many channels as elements": {"channels": (5, 5), "length": 5, "kernel_size": 3},
}
USUAL = {"kernel_size": 4, "length": 10, "stride": 1, "padding": 0, "dilation": 1, "groups": 1}
ELSEWHERE = {"other padding", "padding ignored", "every axis padded"}
"""Rows whose output has another shape or raises in these cases, and"""
ELSEWHERE |= {"channels left out", "taps left out"}
"""rows that depend on what a function reads: test_wrong_loops has them."""
NAMES = {row.name for row in WRONG_LOOPS}


def _case(sizes: dict[str, Any]) -> Case:
    values = example(**{**USUAL, **sizes, "bias": True})
    places = [(n, o, t) for n, o, t in np.ndindex(*values.output_shape)]
    return Case(
        values, values.output_shape, {at: products(right_sum(values, at)) for at in places}, {}
    )


def _output(values: Snapshot, loop: Loop) -> dict[Any, Any] | None:
    """Return the sums of a loop, by a second way of reading them than the search uses."""
    simulator = LoopSimulator(values)
    sums = {at: simulator.products(loop, at) for at in np.ndindex(*values.output_shape)}
    return None if None in sums.values() else sums


def _ways() -> Iterator[tuple[str, WrongLoop, Loop, dict[Any, Any]]]:
    for label, sizes in CASES.items():
        case = _case(sizes)
        right = _output(case.values, right_loop(case.values))
        for row in WRONG_LOOPS:
            for change in row.ways(case):
                loop = right_loop(case.values)._replace(**change)
                sums = _output(case.values, loop)
                if sums is not None and sums != right and any(sums.values()):
                    yield label, row, loop, sums


@cache
def _found() -> dict[str, list[tuple[str, Loop, dict[Any, Any]]]]:
    """What each row computes, where it is not what others do."""
    found: dict[str, list[tuple[str, Loop, dict[Any, Any]]]] = {}
    for where, one, changed, computed in _ways():
        found.setdefault(one.name, []).append((where, changed, computed))
    return found


def test_every_other_row_is_tried() -> None:
    assert ELSEWHERE <= NAMES
    assert not ELSEWHERE & _found().keys()


@pytest.mark.parametrize("name", sorted(NAMES - ELSEWHERE))
def test_a_row_is_told_of_what_it_computes(name: str) -> None:
    told: set[str] = set()
    for label, _, sums in _found()[name][:3]:
        sizes = {**USUAL, **CASES[label]}
        in_channels, out_channels = sizes.pop("channels")
        function = _function(sums)
        seen = expand(function, in_channels=in_channels, out_channels=out_channels, **sizes)
        assert not seen.correct
        told |= set(seen.names)
    assert name in told


def _function(sums: dict[Any, Any]) -> Callable[..., Any]:
    """Make a function that adds up these products, and the right bias."""
    flat = [(at, w, x, f) for at, total in sums.items() for (x, w), f in total.items()]
    at, taps, elements, factors = (np.array(column) for column in zip(*flat, strict=True))

    def computes(x: Any, weight: Any, bias: Any, **settings: int) -> Any:
        out = np.zeros([1 + max(at[axis] for at in sums) for axis in range(3)])
        np.add.at(out, tuple(at.T), factors * weight[tuple(taps.T)] * x[tuple(elements.T)])
        return out + bias[:, None]

    return computes
