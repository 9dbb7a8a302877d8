"""The concept inventory: sixteen questions in two parallel forms, each wrong choice a belief.

Modelled on the Force Concept Inventory and the Signals and Systems Concept Inventory: few
questions, hardly any arithmetic, and no wrong choice that is there only to fill a line. Form A and
form B ask for the same sixteen ideas in other words and with other numbers, so that a class can be
asked before and after. The first six questions are those of the quiz.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Any, Literal, TypeAlias, get_args

from conv1d_lab.exercises.beliefs import belief_of
from conv1d_lab.exercises.catalogue import INVENTORY, QUIZ, exercises_of
from conv1d_lab.exercises.model import ValueExercise

Form: TypeAlias = Literal["A", "B"]
FORMS: tuple[Form, ...] = get_args(Form)
LETTERS = "abcde"
HOW_TO_WRITE = re.compile(r"\s+(?:Write\s+them|Two\s+numbers,)\s+like\s+`[^`]*`\.")


@dataclass(frozen=True)
class Choice:
    """One answer that is offered."""

    letter: str
    answer: Any
    """The number, or the tuple of numbers."""
    said: str
    """What a wrong answer looks like; "" for the right one."""
    belief: str
    """The id of the ``Misconception`` that it comes from; "" for the right one."""

    @property
    def is_right(self) -> bool:
        """Whether it is the right one."""
        return not self.said


@dataclass(frozen=True)
class Item:
    """One question of the inventory, with its numbers put in."""

    id: str
    """The same in both forms, with all numbers, and in the quiz."""
    form: Form
    title: str
    text: str
    choices: tuple[Choice, ...]
    """In the order of their size, so that their order tells nothing."""
    read_again: str
    """Where it is taught, as "02_the_worked_example, the bias"."""

    @property
    def right(self) -> Choice:
        """The right choice."""
        return next(choice for choice in self.choices if choice.is_right)


def items(form: Form = "A", number: int | None = None) -> tuple[Item, ...]:
    """Return the questions of a form: their ids, their choices, and the belief behind each.

    This is the key of the inventory, and the one place to ask what an answer means, for whoever
    reads answers of students. A typed answer of the quiz is read by the same table.

    >>> [choice.belief for choice in items("A")[0].choices]
    ['places', '', 'output_length', 'output_length']

    Parameters
    ----------
    form : "A" or "B", default "A"
        Which of the two parallel forms.
    number : int, default None
        Which numbers to draw, as in ``quiz(number)``; None takes those that stand in the sets.

    Returns
    -------
    tuple of Item
        The sixteen questions, the six of the quiz first.

    Raises
    ------
    ValueError
        For another form.
    """
    student = numbers_of(form, number)
    return tuple(_item(question, form, student) for question in questions_of(form))


def questions_of(form: Form, *, only_short: bool = False) -> list[ValueExercise]:
    """Return the questions of a form as exercises, or the six of the quiz alone."""
    _check_form(form)
    sets = [QUIZ] if only_short else [QUIZ, INVENTORY]
    asked = [each for name in sets for each in exercises_of(name)]
    questions = [each for each in asked if isinstance(each, ValueExercise)]
    if only_short and form == "A":
        return questions
    return [_in_form(question, form) for question in questions]


def _in_form(question: ValueExercise, form: Form) -> ValueExercise:
    """Put it in the words of a form; where choices are offered, nobody is told how to write one."""
    text = question.text if form == "A" else question.other_text
    return replace(question, text=HOW_TO_WRITE.sub("", text))


def numbers_of(form: Form, number: int | None) -> str:
    """Return the name that the numbers of a form follow from; "" for the usual ones of form A."""
    _check_form(form)
    parts = ["" if number is None else str(number), "B" if form == "B" else ""]
    return " ".join(filter(None, parts))


def choices_of(question: ValueExercise, student: str = "") -> tuple[Choice, ...]:
    """Return the right answer and the usual wrong ones in the order of their size."""
    numbers = question.numbers(student)
    found = [(question.solve(**numbers), "", "")]
    found += [
        (wrong(**numbers), said, belief_of(wrong)) for said, wrong in question.mistakes.items()
    ]
    found.sort(key=lambda each: each[0])
    return tuple(Choice(letter, *each) for letter, each in zip(LETTERS, found, strict=False))


def question_of(name: str, form: Form) -> ValueExercise:
    """Return a question of a form by its id."""
    asked = {question.id: question for question in questions_of(form)}
    if name not in asked:
        raise ValueError(f"question must be one of {', '.join(asked)}; got {name!r}")
    return asked[name]


def value_of_choice(question: ValueExercise, answer: Any, student: str = "") -> Any:
    """Return the value of a choice that is given by its letter; any other answer as it is.

    Raises ValueError for a letter, or another text, that is none of the choices.
    """
    if not isinstance(answer, str):
        return answer
    offered = {choice.letter: choice.answer for choice in choices_of(question, student)}
    letter = answer.strip(" ().").lower()
    if letter not in offered:
        raise ValueError(
            f"{question.id} must be one of the letters {', '.join(offered)}, or the answer "
            f"itself; got {answer!r}"
        )
    return offered[letter]


def _item(question: ValueExercise, form: Form, student: str) -> Item:
    return Item(
        question.id,
        form,
        question.title,
        question.statement_text(student).replace("\n", " "),
        choices_of(question, student),
        question.read_again,
    )


def _check_form(form: Any) -> None:
    if form not in FORMS:
        raise ValueError(f'form must be "A" or "B"; got {form!r}')
