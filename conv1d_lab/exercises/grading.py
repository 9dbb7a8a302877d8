"""The same check for a graded cell: silent when the answer is right, an exception when not."""

from __future__ import annotations

from typing import Any

from conv1d_lab.arithmetic import integer
from conv1d_lab.exercises import catalogue
from conv1d_lab.exercises.judging import judge
from conv1d_lab.exercises.verdict_card import card_of


class WrongAnswer(AssertionError):  # noqa: N818 - what a student reads in the traceback
    """An answer that is not right, or not there; the message is what the card would say."""


def grade(exercise_id: str, answer: Any, *, student: str = "", seed: int = 0) -> None:
    """Return nothing for a right answer; raise WrongAnswer for any other one.

    Nothing is printed, on stdout or stderr, whatever the answer does. The random cases follow from
    the exercise, ``student`` and ``seed``: a teacher who keeps the seed keeps the cases.
    """
    for name, text in (("exercise_id", exercise_id), ("student", student)):
        if not isinstance(text, str):
            raise TypeError(f"{name} must be a str; got {text!r}")
    seed = integer("seed", seed, 0)
    verdict = judge(catalogue.find(exercise_id), answer, student, seed)
    if verdict.outcome != "correct":
        raise WrongAnswer(str(card_of(verdict)))
