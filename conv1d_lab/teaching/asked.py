"""Everything that is asked, as questions with choices: each wrong one with its reply and belief."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from conv1d_lab.exercises import ValueExercise, all_exercises
from conv1d_lab.exercises.catalogue import all_predictions, find_prediction
from conv1d_lab.exercises.inventory import FORMS, Form, Item, items, numbers_of, questions_of
from conv1d_lab.exercises.misconceptions import all_misconceptions
from conv1d_lab.exercises.predictions import Prediction
from conv1d_lab.exercises.verdict_card import value_text

LETTERS = "abcdefghijk"


@dataclass(frozen=True)
class Choice:
    """An answer that is offered; `this` is code in all texts."""

    letter: str
    text: str
    reply: str
    """What is said to exactly this answer."""
    is_right: bool
    belief: str
    """The id of the misconception behind a wrong one; "" for the right one."""


@dataclass(frozen=True)
class Asked:
    """A question with choices, in the order of their size, or of the alphabet."""

    id: str
    title: str
    notebook: str
    """"02_the_worked_example"; "inventory A" or "inventory B"."""
    text: str
    """Paragraphs, code in them indented by four spaces or between fences."""
    choices: tuple[Choice, ...]
    explanation: str

    @property
    def right(self) -> Choice:
        """The right choice."""
        return next(choice for choice in self.choices if choice.is_right)

    @property
    def wrong(self) -> tuple[Choice, ...]:
        """The others."""
        return tuple(choice for choice in self.choices if not choice.is_right)


def question_bank(number: int | None = None) -> Iterator[Asked]:
    """Yield all that has choices: by notebook predictions and values, then both forms.

    ``number`` draws the numbers of all but the predictions; None takes those of the notebooks.
    """
    by_notebook = [*map(of_prediction, all_predictions()), *values(number)]
    yield from sorted(by_notebook, key=lambda asked: asked.notebook)
    for form in FORMS:
        yield from of_form(form, number)


def values(number: int | None = None) -> Iterator[Asked]:
    """Yield the exercises that ask for a value and say all that is needed for it."""
    for exercise in all_exercises():
        if isinstance(exercise, ValueExercise) and exercise.show_given:
            yield of_value(exercise, number)


def of_value(exercise: ValueExercise, number: int | None = None) -> Asked:
    """Turn an exercise that asks for a value into a question with choices."""
    student = student_of(number)
    numbers, belief = exercise.numbers(student), belief_ids()[exercise.id]
    found = [(exercise.solve(**numbers), "", True, "")]
    found += [(wrong(**numbers), said, False, belief) for said, wrong in exercise.mistakes.items()]
    text = exercise.statement_text(student)
    return Asked(
        exercise.id, exercise.title, exercise.notebook, text, _ordered(found), exercise.hints[-1]
    )


def of_prediction(asked: Prediction) -> Asked:
    """Turn a prediction into a question with choices, where a number is asked for, too."""
    belief = belief_ids()[asked.id]
    found: list[tuple[Any, str, bool, str]] = [
        (answer, reply, answer == asked.right, "" if answer == asked.right else belief)
        for answer, reply in asked.replies.items()
    ]
    title = asked.text.rpartition("\n\n")[2].replace("\n", " ")
    return Asked(asked.id, title, asked.notebook, asked.text, _ordered(found), asked.explanation)


def of_form(form: Form, number: int | None = None) -> Iterator[Asked]:
    """Yield the questions of one form of the inventory."""
    student = numbers_of(form, number)
    for item, question in zip(items(form, number), questions_of(form), strict=True):
        yield _of_item(item, question.statement_text(student), question.hints[-1])


def find(name: str, number: int | None = None) -> Asked:
    """Return a prediction by its id, or a question of the inventory as "A length_out"."""
    form, _, item = name.rpartition(" ")
    if not form:
        return of_prediction(find_prediction(name))
    found = {asked.id: asked for asked in of_form("B" if form == "B" else "A", number)}
    return found[item]


def student_of(number: int | None) -> str:
    """Return the name that numbers follow from; "" for those of the notebooks."""
    return "" if number is None else str(number)


def belief_ids() -> dict[str, str]:
    """Return the id of the belief behind each exercise and prediction."""
    return {asked.id: each.id for each in all_misconceptions() for asked in each.questions}


def _of_item(item: Item, text: str, hint: str) -> Asked:
    again = f"Read again: {item.read_again}."
    choices = tuple(
        Choice(
            choice.letter,
            f"`{choice.answer}`",
            f"{choice.said[:1].upper()}{choice.said[1:]}." if choice.said else "",
            choice.is_right,
            choice.belief,
        )
        for choice in item.choices
    )
    return Asked(item.id, item.title, f"inventory {item.form}", text, choices, f"{hint} {again}")


def _ordered(found: list[tuple[Any, str, bool, str]]) -> tuple[Choice, ...]:
    """Order answers by their size, texts by the alphabet, so that the order tells nothing."""
    rows = sorted(found, key=lambda row: row[0])
    return tuple(
        Choice(letter, _written(answer), reply, is_right, belief)
        for letter, (answer, reply, is_right, belief) in zip(LETTERS, rows, strict=False)
    )


def _written(answer: Any) -> str:
    return answer if isinstance(answer, str) else f"`{value_text(answer)}`"
