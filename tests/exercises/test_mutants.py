"""Every solution is changed mechanically; a change that ever shows must be refused."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Sequence
from typing import Any

import pytest

from conv1d_lab.exercises import Case, FunctionExercise
from conv1d_lab.exercises.diagnosis import compare
from conv1d_lab.exercises.judging import judge
from conv1d_lab.learner_code.sandbox import same
from tests.effort import some

from .cells import FUNCTIONS, answer_of, named
from .mutants import mutants

SEEDS = range(1, 16)
"""Cases that the check does not use: they tell which mutants really differ."""


@pytest.mark.parametrize("exercise", FUNCTIONS, ids=named)
def test_mutants_are_refused(
    exercise: FunctionExercise, capsys: pytest.CaptureFixture[str]
) -> None:
    cases = [case for seed in SEEDS for case in exercise.cases("someone else", seed)]
    right = [case.fresh().run(exercise.solve) for case in cases]
    differing, survivors, equivalent = 0, [], []
    for what, source in some([*mutants(exercise.cell().answer)], 25):
        try:
            mutant = answer_of(exercise, source)
        except SyntaxError:  # Python itself refuses it, as 1[:, None]
            continue
        refused = judge(exercise, mutant).outcome != "correct"
        if not refused and not _differs(mutant, cases, right, exercise.tolerance):
            equivalent.append(f"{what}\n{source}")
            continue
        differing += 1
        if not refused:
            survivors.append(f"{what}\n{source}")
    with capsys.disabled():
        share = 1 - len(survivors) / differing
        print(f"\n{exercise.id}: {differing} mutants differ, {share:.1%} refused")
        print(f"  ({len(equivalent)} more never differ)")
        for survivor in survivors:
            print("  survives:", survivor.replace("\n", "\n    "))
    assert differing > 10
    assert share >= 0.98
    assert differing > 5 * len(equivalent)


def _differs(
    mutant: Callable[..., Any], cases: Sequence[Case], right: Sequence[Any], tolerance: float
) -> bool:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for case, expected in zip(cases, right, strict=True):
            mine = case.fresh()
            try:
                found = mine.run(mutant)
            except Exception:
                return True
            if compare(expected, found, tolerance) is not None:
                return True
            if not same(list(case.args), list(mine.args)):
                return True
    return False
