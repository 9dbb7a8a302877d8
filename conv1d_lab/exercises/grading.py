"""The same check for a graded cell: silent when the answer is right, an exception when not."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import Any

from conv1d_lab.checks import integer
from conv1d_lab.exercises import catalogue
from conv1d_lab.exercises.inventory import Form, numbers_of, question_of, value_of_choice
from conv1d_lab.exercises.judging import judge
from conv1d_lab.exercises.model import Exercise
from conv1d_lab.exercises.verdict_card import card_of


class WrongAnswer(AssertionError):  # noqa: N818 - what a student reads in the traceback
    """An answer that is not right, or not there; the message is what the card would say."""


IN_THE_NOTEBOOK = object()
NO_SUCH_NAME = (
    "There is no `{name}` yet. Did the cell that makes it end with an error, was it not run, does "
    "it stand below this one, or has `{name}` got another name there?"
)


def grade(
    exercise_id: str, answer: Any = IN_THE_NOTEBOOK, *, student: str = "", seed: int = 0
) -> None:
    """Return nothing for a right answer; raise WrongAnswer for any other one.

    Without ``answer`` it is what the notebook has under the exercise's name.

    Nothing is printed, on stdout or stderr, whatever the answer does. The random cases follow from
    the exercise, ``student`` and ``seed``: a teacher who keeps the seed keeps the cases.
    """
    for name, text in (("exercise_id", exercise_id), ("student", student)):
        if not isinstance(text, str):
            raise TypeError(f"{name} must be a str; got {text!r}")
    seed, space = integer("seed", seed, 0), sys._getframe(1).f_globals
    if answer is IN_THE_NOTEBOOK:
        answer = space.get(exercise_id, IN_THE_NOTEBOOK)
    _demand(catalogue.find(exercise_id), answer, student, seed, space)


def grade_choice(question_id: str, form: Form, answer: Any = IN_THE_NOTEBOOK) -> None:
    """Do the same for a question of the inventory; the answer is a letter, or the value itself."""
    question = question_of(question_id, form)
    if answer is IN_THE_NOTEBOOK:
        answer = sys._getframe(1).f_globals.get(question_id, IN_THE_NOTEBOOK)
    student = numbers_of(form, None)
    try:
        meant = value_of_choice(question, answer, student)
    except ValueError as error:
        raise WrongAnswer(str(error)) from None
    _demand(question, meant, student)


def _demand(
    exercise: Exercise,
    answer: Any,
    student: str,
    seed: int = 0,
    space: Mapping[str, Any] | None = None,
) -> None:
    if answer is IN_THE_NOTEBOOK:
        raise WrongAnswer(NO_SUCH_NAME.format(name=exercise.id))
    verdict = judge(exercise, answer, student, seed, space)
    if verdict.outcome != "correct":
        raise WrongAnswer(str(card_of(verdict)))
