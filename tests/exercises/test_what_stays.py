"""A learner's function is tried, and nothing around it is another for that."""

from __future__ import annotations

import random
from typing import Any

import numpy as np
import pytest
import torch

from conv1d_lab.exercises import check, find
from conv1d_lab.exercises.judging import judge
from conv1d_lab.learner_code import sandbox

from .cells import FUNCTIONS, answer_of, function, run_cell, solved

OUTPUT_LENGTH = find("output_length")


@pytest.mark.parametrize("name", ["conv1d_loops", "conv1d_numpy"])
def test_changed_arguments_are_told(name: str) -> None:
    def greedy(x: Any, weight: Any, bias: Any, stride: int = 1) -> Any:
        out = solved(name)(x, weight, bias, stride)
        x += 1
        return out

    verdict = judge(find(name), greedy)
    assert verdict.outcome == "not yet"
    assert "changes its arguments" in verdict.reason


def test_the_learners_variables_stay_as_they_are() -> None:
    source = """
from collections import Counter

calls = 0
tally = Counter()
seen = []
table = {"a": [1]}
array = np.zeros(3)

def helper():
    global calls
    calls += 1
    table["a"].append(2)

def output_length(length, kernel_size, stride=1, memory=[], *, notes=[]):
    helper()
    notes.append(length)
    tally[length] += 1
    seen.append(length)
    memory.append(length)
    array[0] += 1
    return (length - kernel_size) // stride + 1
"""
    namespace = run_cell(source)
    function = namespace["output_length"]
    assert check(function).outcome == "correct"
    assert namespace["calls"] == 0
    assert namespace["seen"] == []
    assert namespace["table"] == {"a": [1]}
    assert namespace["array"].tolist() == [0, 0, 0]
    assert namespace["tally"] == {}
    assert function.__defaults__ == (1, [])
    assert function.__kwdefaults__ == {"notes": []}


@pytest.mark.parametrize(
    ("before", "after"),
    [(1, 1.0), (1, True), ([1], (1,)), (np.ones(2), torch.ones(2)), (np.zeros(2), -np.zeros(2))],
)
def test_an_argument_is_the_same_only_to_the_last_bit(before: Any, after: Any) -> None:
    assert sandbox.same(before, before)
    assert not sandbox.same(before, after)


STATEFUL = """
class Counter:
    def __init__(self):
        self.seen = []
    def __call__(self, length, kernel_size, stride=1):
        self.seen.append(length)
        return (length - kernel_size) // stride + 1

def note(seen, length, kernel_size, stride=1):
    seen.append(length)
    return (length - kernel_size) // stride + 1

from functools import partial
mine = Counter()
kept = []
instance, method, bound = mine, mine.__call__, partial(note, kept)
"""


@pytest.mark.parametrize("name", ["instance", "method", "bound"])
def test_what_is_no_plain_function_keeps_its_state_too(name: str) -> None:
    space = run_cell(STATEFUL)
    assert judge(OUTPUT_LENGTH, space[name]).outcome == "correct"
    assert space["mine"].seen == space["kept"] == []


def test_a_widget_is_not_copied() -> None:
    class Widget:
        def __deepcopy__(self, memo: object) -> Widget:
            raise AssertionError("copied")

    Widget.__module__ = "ipywidgets"
    source = "def output_length(length, k, stride=1):\n    seen.append(widget)\n    return 0\n"
    namespace = run_cell(source)
    namespace.update(widget=Widget(), seen=[])
    assert judge(OUTPUT_LENGTH, namespace["output_length"]).raised is None
    assert namespace["seen"] == []


def test_a_closure_is_left_alone_and_recursion_works() -> None:
    count = [0]

    def output_length(length: int, kernel_size: int, stride: int = 1) -> int:
        count[0] += 1
        if length < kernel_size:
            return 0
        return 1 + output_length(length - stride, kernel_size, stride)

    assert judge(OUTPUT_LENGTH, output_length).outcome == "correct"
    assert count == [0]


def test_random_generators_keep_their_state() -> None:
    states = random.getstate(), np.random.get_state()[1].tolist(), torch.get_rng_state()  # type: ignore[index]
    for exercise in FUNCTIONS:
        assert judge(exercise, answer_of(exercise, exercise.cell().answer)).outcome == "correct"

    def dice(length: int, kernel_size: int, stride: int = 1) -> int:
        return int(np.random.rand() + random.random() + torch.rand(1).item())

    judge(OUTPUT_LENGTH, dice)
    assert random.getstate() == states[0]
    assert np.random.get_state()[1].tolist() == states[1]  # type: ignore[index]
    assert torch.equal(torch.get_rng_state(), states[2])


@pytest.mark.parametrize("name", ["any_element", "average_each_channel"])
def test_what_the_notebook_has_set_torch_to_does_not_matter(name: str) -> None:
    exercise = function(name)
    answer = answer_of(exercise, exercise.cell().answer)
    torch.set_default_dtype(torch.float64)
    torch.set_grad_enabled(False)
    try:
        assert judge(exercise, answer).outcome == "correct"
        assert torch.get_default_dtype() == torch.float64
        assert not torch.is_grad_enabled()
    finally:
        torch.set_default_dtype(torch.float32)
        torch.set_grad_enabled(True)


def test_a_mistake_is_known_although_the_notebook_keeps_no_gradients() -> None:
    source = (
        "def conv1d_torch(x, weight, bias):\n"
        "    layer = torch.nn.Conv1d(weight.shape[1], weight.shape[0], weight.shape[2])\n"
        "    layer.weight.copy_(weight)\n"
        "    return layer(x)\n"
    )
    torch.set_grad_enabled(False)
    try:
        advice = judge(find("conv1d_torch"), run_cell(source)["conv1d_torch"]).advice
    finally:
        torch.set_grad_enabled(True)
    assert "refuses to copy over it" in " ".join(advice.split())


def test_what_a_function_sets_torch_to_does_not_last() -> None:
    def window(x: Any, t: int, kernel_size: int) -> Any:
        torch.set_default_dtype(torch.float64)
        return x[t : t + kernel_size]

    assert judge(find("window"), window).outcome == "correct"
    assert torch.get_default_dtype() == torch.float32
