"""What holds for every exercise, found by itself."""

from __future__ import annotations

import inspect
import json
import re
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest

from conv1d_lab.exercises import (
    Exercise,
    FunctionExercise,
    ValueExercise,
    WrongAnswer,
    check,
    grade,
    notebooks,
)
from conv1d_lab.exercises.diagnosis import compare
from conv1d_lab.exercises.judging import judge
from conv1d_lab.exercises.source import BEGIN, END
from tests.effort import LONG

from .cells import EXERCISES, FUNCTIONS, QUESTIONS, VALUES, answer_of, named

NOTEBOOKS = Path(__file__).resolve().parents[2] / "notebooks"
EVERYTHING = (*EXERCISES, *QUESTIONS)
MISTAKES = [(exercise, message) for exercise in EVERYTHING for message in exercise.mistakes]
every_exercise = pytest.mark.parametrize("exercise", EXERCISES, ids=named)
every_value = pytest.mark.parametrize("exercise", VALUES, ids=named)


def _specifies(exercise: FunctionExercise, what: str) -> bool:
    """Whether a slow, obvious statement stands beside the blank: of it all, or of one element."""
    if exercise.specification is None:
        return False
    asked = [*inspect.signature(exercise.solve).parameters]
    said = [*inspect.signature(exercise.specification).parameters]
    return what == ("all" if said == asked else "one")


def test_there_are_enough() -> None:
    for notebook in notebooks():
        assert 3 <= sum(exercise.notebook == notebook for exercise in EXERCISES) <= 6
    assert len(EXERCISES) >= 12
    assert len(QUESTIONS) == 6
    assert len({exercise.id for exercise in EVERYTHING}) == len(EVERYTHING)


@every_exercise
def test_the_stub_is_not_attempted(exercise: Exercise) -> None:
    stub = answer_of(exercise, exercise.cell().stub)
    assert check(**{exercise.id: stub}).outcome == "not attempted"
    with pytest.raises(WrongAnswer, match="Not attempted"):
        grade(exercise.id, stub)


@every_exercise
def test_the_solution_is_correct(exercise: Exercise) -> None:
    card = check(**{exercise.id: answer_of(exercise, exercise.cell().marked)})
    assert card.outcome == "correct", card


@every_exercise
def test_the_solution_is_correct_in_a_graded_cell(exercise: Exercise) -> None:
    student = "Grace Hopper 1906"
    answer = answer_of(exercise, exercise.cell(student).answer)
    for seed in range(1, 31 if LONG else 2):
        grade(exercise.id, answer, student=student, seed=seed)


@pytest.mark.parametrize(
    ("exercise", "message"),
    MISTAKES,
    ids=[f"{named(exercise)}-{message[:30]}" for exercise, message in MISTAKES],
)
def test_every_mistake_is_refused_with_its_own_message(exercise: Exercise, message: str) -> None:
    answer = exercise.mistakes[message]
    wrong = answer(**exercise.numbers()) if isinstance(exercise, ValueExercise) else answer
    verdict = judge(exercise, wrong)
    assert (verdict.outcome, verdict.advice) == ("not yet", message)


@every_exercise
def test_stub_and_answer_differ_in_the_blank_only(exercise: Exercise) -> None:
    cell = exercise.cell()
    assert cell.stub == f"{cell.before}...{cell.after}"
    assert cell.answer == f"{cell.before}{cell.blank}{cell.after}"
    assert "..." not in cell.before + cell.after
    assert cell.blank.strip()
    assert BEGIN not in cell.stub + cell.answer
    lines = [line.strip() for line in cell.marked.split("\n")]
    begin, end = lines.index(BEGIN), lines.index(END)
    blank = [line.strip() for line in cell.blank.split("\n")]
    assert lines[begin + 1 : end] == blank


@every_exercise
def test_the_notebook_shows_the_same_text(exercise: Exercise) -> None:
    cells = json.loads((NOTEBOOKS / f"{exercise.notebook}.ipynb").read_text("utf-8"))["cells"]
    shown = ["".join(cell["source"]) for cell in cells]
    place = shown.index(exercise.statement())
    assert shown[place + 1] == exercise.notebook_cell()


READ_BACK = [e for e in FUNCTIONS if e.expand_arguments(e.cases()[0]) is not None]


@pytest.mark.parametrize("exercise", READ_BACK, ids=named)
def test_the_notebook_has_expand_where_the_card_names_it(exercise: Exercise) -> None:
    cells = json.loads((NOTEBOOKS / f"{exercise.notebook}.ipynb").read_text("utf-8"))["cells"]
    shown = ["".join(cell["source"]) for cell in cells]
    before = "\n".join(shown[: shown.index(exercise.notebook_cell())])
    assert re.search(r"^from conv1d_lab import .*\bexpand\b", before, re.MULTILINE)


@pytest.mark.parametrize("exercise", [e for e in FUNCTIONS if _specifies(e, "all")], ids=named)
def test_the_specification_says_the_same(exercise: FunctionExercise) -> None:
    specification = exercise.specification
    assert specification is not None
    for seed in range(30 if LONG else 1):
        for case in exercise.cases(seed=seed):
            found, right = case.run(specification), case.run(exercise.solve)
            array = np.ndim(right) and not isinstance(right, tuple)
            assert compare(np.float32(right) if array else right, found, 1e-5) is None


@pytest.mark.parametrize("exercise", [e for e in FUNCTIONS if _specifies(e, "one")], ids=named)
def test_the_specification_of_one_element_says_the_same(exercise: FunctionExercise) -> None:
    assert exercise.specification is not None
    for case in exercise.cases():
        out = case.run(exercise.solve)
        for at in np.ndindex(out.shape):
            one = exercise.specification(*case.args, *at, **case.kwargs)
            np.testing.assert_allclose(one, out[at], rtol=1e-5, atol=1e-5)


@every_value
def test_numbers_of_students_differ_and_tell_the_mistakes_apart(exercise: ValueExercise) -> None:
    students = [f"student {i}" for i in range(200 if LONG else 50)]
    if exercise.has_own_numbers:
        assert len({str(exercise.numbers(student)) for student in students}) > 5
    for student in ["", *students]:
        numbers = exercise.numbers(student)
        assert numbers == exercise.numbers(student) or exercise.id == "out_0_1_5"
        answers = [exercise.solve(**numbers)]
        answers += [mistake(**numbers) for mistake in exercise.mistakes.values()]
        for one, other in combinations(answers, 2):
            assert compare(one, other, 2 * exercise.tolerance) is not None, (student, numbers)
        if exercise.id == "out_0_1_5":
            break


@every_exercise
def test_the_hints_go_from_gentle_to_nearly_the_answer(exercise: Exercise) -> None:
    assert len(exercise.hints) >= 3
    assert len(set(exercise.hints)) == len(exercise.hints)
    assert all(exercise.cell().blank not in hint for hint in exercise.hints[:-1])
    assert exercise.misconception
    assert "{" not in exercise.statement() or exercise.kind == "function"


@pytest.mark.parametrize("exercise", EVERYTHING, ids=named)
def test_usual_mistakes_are_known(exercise: Exercise) -> None:
    assert len(exercise.mistakes) >= 3
