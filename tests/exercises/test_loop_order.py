"""Notebook 03 has the lines of a loop put in order: what the orders compute, by running them."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator

import numpy as np
import torch

from conv1d_lab.exercises.sets.n03_sliding_the_kernel import loop_order

LINES = {int(i): line for i, line in re.findall(r"^(\d)  ( *\S.*)$", loop_order.text, re.MULTILINE)}
SIZES = {"N": 2, "C_in": 3, "C_out": 2, "K": 2, "L_out": 4}


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())


def _can_be_python(order: tuple[int, ...]) -> bool:
    """One step more behind a colon, never more elsewhere."""
    if _indent(LINES[order[0]]) > 0:
        return False
    for line, following in itertools.pairwise(LINES[i] for i in order):
        step = _indent(following) - _indent(line)
        if (step != 4) if line.endswith(":") else (step > 0):
            return False
    return not LINES[order[-1]].endswith(":")


def _computes_conv1d(order: tuple[int, ...]) -> bool:
    rng = np.random.default_rng(0)
    x, weight, bias = (rng.uniform(1, 2, shape) for shape in ((2, 3, 5), (2, 3, 2), (2,)))
    out = np.zeros((2, 2, 4))
    try:
        exec(
            "\n".join(LINES[i] for i in order),
            {**SIZES, "x": x, "weight": weight, "bias": bias, "out": out},
        )
    except NameError:  # a total that is not there
        return False
    operands = [torch.from_numpy(array) for array in (x, weight, bias)]
    expected = torch.nn.functional.conv1d(operands[0], operands[1], operands[2])
    return bool(np.allclose(out, expected))


def _orders() -> Iterator[tuple[int, ...]]:
    return filter(_can_be_python, itertools.permutations(LINES))


def test_exactly_one_order_of_the_lines_computes_conv1d() -> None:
    assert sorted(LINES) == list(range(1, 9))
    assert [order for order in _orders() if _computes_conv1d(order)] == [loop_order.solve()]


def test_every_wrong_order_that_runs_has_a_message_of_its_own() -> None:
    known = {mistake() for mistake in loop_order.mistakes.values()}
    assert {*_orders()} - {loop_order.solve()} <= known
