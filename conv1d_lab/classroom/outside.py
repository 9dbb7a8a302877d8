"""Judge a student's answer outside their kernel, which has no part in it but to answer.

Whatever a notebook does to Python, IPython or this package stays in its kernel. Here only plain
data arrives, and is compared with what the reference solution gives for cases of its own.
"""

from __future__ import annotations

import base64
import pickle
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from conv1d_lab.classroom.plain_data import UnreadableError, unpacked
from conv1d_lab.classroom.seeds import seed_of
from conv1d_lab.exercises.diagnosis import compare
from conv1d_lab.exercises.inventory import Form, numbers_of, question_of, value_of_choice
from conv1d_lab.exercises.model import Case, Exercise, FunctionExercise, ValueExercise
from conv1d_lab.numbers import joined

RESULTS = "from conv1d_lab.classroom.inside import results_of as _results_of"
VALUE = "from conv1d_lab.classroom.inside import value_of as _value_of"
GONE = "The kernel ended, or answered nothing any more, while a cell above was running."
NOT_RUN = "This cell was not run."
NO_ANSWER = "The cell above left no answer under this name that could be read."
NOT_ALL = "With fresh numbers that only the grading has, {wrong} of {count} results are not right."
BY_A_LIBRARY = "The results are right, and a library did the work: {calls}."
OTHER_VALUE = "The value that `{name}` has is not the right one."


@dataclass(frozen=True)
class Question:
    """What to run in the kernel, and how to judge what comes back."""

    code: str
    expression: str
    fault: Callable[[Any], str]
    """"" for right answers, else what is wrong; given the plain data that came back."""

    def judged(self, reply: str) -> str:
        """Return "" if the reply holds right answers, else a sentence for the student."""
        try:
            return self.fault(unpacked(reply))
        except UnreadableError:
            return NO_ANSWER


def question(exercise: Exercise, secret: int, student: str = "") -> Question:
    """Ask for the answer to an exercise, with cases that no notebook has seen."""
    if isinstance(exercise, FunctionExercise):
        cases = exercise.cases(student, seed_of(secret, exercise.id, "outside"))
        calls = [(case.args, dict(case.kwargs)) for case in cases]
        refused = exercise.refused_calls | {exercise.id}
        sent = base64.b64encode(pickle.dumps((calls, refused)))
        return Question(
            RESULTS,
            f"_results_of({exercise.id}, '{sent.decode()}')",
            lambda reply: _fault_of_results(exercise, cases, reply),
        )
    assert isinstance(exercise, ValueExercise)
    return Question(
        VALUE,
        f"_value_of({exercise.id})",
        lambda value: _fault_of_value(exercise, value, student),
    )


def choice_question(name: str, form: Form) -> Question:
    """Ask for the answer to a question of the inventory, a letter or a value."""
    asked, student = question_of(name, form), numbers_of(form, None)

    def fault(answer: Any) -> str:
        try:
            return _fault_of_value(asked, value_of_choice(asked, answer, student), student)
        except ValueError as error:
            return str(error)

    return Question(VALUE, f"_value_of({name})", fault)


def variable(name: str, found: list[str]) -> Question:
    """Ask for a text of the notebook's, to be put into ``found``."""

    def keep(value: Any) -> str:
        found.extend([value] if isinstance(value, str) else [])
        return ""

    return Question(VALUE, f"_value_of({name})", keep)


def _fault_of_value(exercise: ValueExercise, value: Any, student: str) -> str:
    expected = exercise.expected(student)
    if _is_right(expected, exercise.as_meant(value), exercise.tolerance):
        return ""
    return OTHER_VALUE.format(name=exercise.id)


def _fault_of_results(exercise: FunctionExercise, cases: list[Case], reply: Any) -> str:
    if not isinstance(reply, list) or len(reply) != 2:
        return NO_ANSWER
    results, libraries = reply
    if not isinstance(results, list) or len(results) != len(cases) or type(libraries) is not list:
        return NO_ANSWER
    right = [
        _is_right(case.fresh().run(exercise.solve), result, exercise.tolerance)
        for case, result in zip(cases, results, strict=True)
    ]
    if not all(right):
        return NOT_ALL.format(wrong=right.count(False), count=len(right))
    return BY_A_LIBRARY.format(calls=joined(map(str, libraries))) if libraries else ""


def _is_right(expected: Any, got: Any, tolerance: float) -> bool:
    try:
        return compare(expected, got, tolerance) is None
    except Exception:  # plain data can still be put together in ways that no comparison foresees
        return False
