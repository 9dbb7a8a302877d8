"""The answer key: each exercise with its solution and what each usual mistake gives."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from conv1d_lab.exercises import Exercise, ValueExercise, all_exercises
from conv1d_lab.exercises.misconceptions import all_misconceptions
from conv1d_lab.exercises.verdict_card import value_text
from conv1d_lab.teaching.asked import student_of
from conv1d_lab.teaching.rendered import page


@dataclass(frozen=True)
class Solved:
    """One exercise of the key."""

    id: str
    title: str
    belief: str
    text: str
    answer: str
    """Of a value what is right; "" for a function."""
    code: str
    mistakes: tuple[tuple[str, str], ...]
    """What a mistake gives, "" where that is too long to say, and what is said to it."""


def answer_key(number: int | None = None) -> str:
    """Return the key as a page."""
    by_notebook = groupby(all_exercises(), lambda exercise: exercise.notebook)
    sets = [(name, [_solved(each, number) for each in asked]) for name, asked in by_notebook]
    return page("answer_key", "Answer key", sets=sets, number=number)


def _solved(exercise: Exercise, number: int | None) -> Solved:
    student = student_of(number)
    is_value = isinstance(exercise, ValueExercise)
    return Solved(
        exercise.id,
        exercise.title,
        exercise.misconception,
        exercise.statement_text(student),
        f"`{value_text(exercise.expected(student))}`"
        if isinstance(exercise, ValueExercise)
        else "",
        exercise.cell(student).answer if not is_value else "",
        tuple(_mistakes(exercise, student)),
    )


def _mistakes(exercise: Exercise, student: str) -> Iterator[tuple[str, str]]:
    if isinstance(exercise, ValueExercise):
        numbers = exercise.numbers(student)
        for said, wrong in exercise.mistakes.items():
            yield f"`{value_text(wrong(**numbers))}`", said
        return
    for found in all_misconceptions():
        for asked in found.questions:
            if asked.id == exercise.id:
                yield from ((sign.answer, sign.told) for sign in asked.signs)
