"""What a graded notebook says of one student's answers: right, not yet or blank, and what was told.

A locked cell that ran without an error was right. Else its error holds the words of the card that
the student reads: a heading, then what helps exactly there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

from conv1d_lab.classroom.outside import GONE, NOT_RUN
from conv1d_lab.exercises import all_exercises, sentences
from conv1d_lab.exercises.cards import ICONS
from conv1d_lab.exercises.catalogue import INVENTORY, QUIZ, exercises_of
from conv1d_lab.exercises.grading import NO_SUCH_NAME
from conv1d_lab.exercises.model import Exercise

Json: TypeAlias = Mapping[str, Any]
Outcome: TypeAlias = Literal["right", "not yet", "blank", "not run"]
OUTCOMES: tuple[Outcome, ...] = ("right", "not yet", "blank", "not run")
BLANK = ICONS["not attempted"]
NO_CAUSE = ("The smallest call that fails:", "For example:")
"""How the card of a function goes on where no cause is known."""
SIDES = (f"{sentences.WANTED}:", f"{sentences.GIVEN}:")
LONGEST = 200
UNKNOWN = "No usual mistake: the results differ, and the cause is not known."
"""What a teacher reads for them."""
STDERR = "The locked cell wrote to stderr, and nbgrader takes that for a failure."


@dataclass(frozen=True)
class Answer:
    """One student's answer to one exercise."""

    exercise: str
    """The id, as "output_length"."""
    outcome: Outcome
    told: str = ""
    """What helps, as the student read it; "" for an answer that is right, or not there."""
    is_usual: bool = False
    """Whether it is one of the mistakes that the exercise knows."""
    source: str = ""
    """The student's cell."""
    points: float = 0
    """The most that can be had."""


def known() -> Mapping[str, Exercise]:
    """Return the exercises of all notebooks and of the quiz, by id."""
    asked = [*all_exercises(), *exercises_of(QUIZ), *exercises_of(INVENTORY)]
    return {each.id: each for each in asked}


def answers_of(notebook: Json) -> Iterator[Answer]:
    """Read an autograded notebook, as JSON; raise KeyError, TypeError or ValueError if it is none.

    Each graded cell is one answer, in the order of the notebook.
    """
    exercises = known()
    cells = [(_mark(cell), cell) for cell in notebook["cells"]]
    by_id = {mark["grade_id"]: cell for mark, cell in cells if mark}
    for mark, cell in cells:
        if mark.get("grade"):
            name = str(mark["grade_id"]).removeprefix("test_")
            answer = by_id.get(name, {})
            outcome, said = _reading(cell, answer)
            told, is_usual = "", False
            if outcome == "not yet":
                told, is_usual = _what_helps(said, exercises.get(name))
            source = text(answer.get("source", ""))
            yield Answer(name, outcome, told, is_usual, source, float(mark["points"]))


def _reading(test: Json, solution: Json) -> tuple[Outcome, str]:
    """Return the outcome, and all that was said."""
    outputs = test.get("outputs", [])
    error = next((each for each in outputs if each["output_type"] == "error"), None)
    if error is None:
        if any(each.get("name") == "stderr" for each in outputs):
            return "not yet", STDERR
        return ("right" if test.get("execution_count") else "not run"), ""
    said = str(error["evalue"])
    if said in (NOT_RUN, GONE):
        return "not run", said
    if said == _no_such_name(said):
        return _without_answer(said, solution)
    if error["ename"] != "WrongAnswer":
        return "not yet", _in_short(error)
    if said.startswith(BLANK) and sentences.NOTHING not in said:
        return "blank", said
    return "not yet", said


def _no_such_name(said: str) -> str:
    name = re.search(r"`([^`]*)`", said)
    return NO_SUCH_NAME.format(name=name[1]) if name else ""


def _without_answer(said: str, solution: Json) -> tuple[Outcome, str]:
    """Tell an empty or deleted cell from one that ends with an error, which then says more."""
    if not text(solution.get("source", "")).strip():
        return "blank", said
    errors = [each for each in solution.get("outputs", []) if each["output_type"] == "error"]
    return "not yet", _in_short(errors[0]) if errors else said


def _in_short(error: Json) -> str:
    """Say what was raised, without what is in quotation marks: it is each one's own."""
    return f"{error['ename']}: " + re.sub(r"'[^']*'", "'…'", str(error["evalue"]))


def _what_helps(said: str, exercise: Exercise | None) -> tuple[str, bool]:
    """Return the words that help in what a card said, and whether they are those of a mistake."""
    _, _, body = said.partition("\n\n")
    if not body:  # no card: an error of another kind, or a word of the judging outside
        return re.sub(r"\d+ of \d+", "some", said.split("\n")[0])[:LONGEST], False
    mistakes = exercise.mistakes if exercise else {}
    for told in sorted(mistakes, key=len, reverse=True):
        if body == told or body.startswith(f"{told}\n\n"):
            return told, True
    parts = [part for part in body.split("\n\n") if not part.startswith(SIDES)]
    first = parts[0] if parts else UNKNOWN
    return (UNKNOWN if first in NO_CAUSE else first.split("\n")[0][:LONGEST]), False


def _mark(cell: Json) -> dict[str, Any]:
    return cell["metadata"].get("nbgrader") or {}


def text(source: str | list[str]) -> str:
    """Return a source of a notebook as one text."""
    return source if isinstance(source, str) else "".join(source)
