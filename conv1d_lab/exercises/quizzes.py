"""The quiz, and the whole inventory: the same questions with other numbers, marked in one go."""

from __future__ import annotations

import platform
import secrets
import zlib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from conv1d_lab.checks import integer, written
from conv1d_lab.exercises import sentences, session
from conv1d_lab.exercises.beliefs import belief_of
from conv1d_lab.exercises.cards import Card, Part, Table, Text
from conv1d_lab.exercises.inventory import (
    FORMS,
    choices_of,
    numbers_of,
    questions_of,
    value_of_choice,
)
from conv1d_lab.exercises.judging import Verdict, judge
from conv1d_lab.exercises.model import ValueExercise


@dataclass(eq=False)
class Quiz:
    """Questions; ``number`` chooses their numbers, so that a quiz can be looked at again."""

    number: int
    form: Literal["short", "A", "B"] = "short"
    verdicts: dict[str, Verdict] = field(default_factory=dict)

    def __post_init__(self) -> None:
        form = "A" if self.form == "short" else self.form
        self.questions = questions_of(form, only_short=self.form == "short")
        self._student = numbers_of(form, self.number)

    @property
    def score(self) -> int:
        """How many are right."""
        return sum(verdict.outcome == "correct" for verdict in self.verdicts.values())

    def mark(self, **answers: Any) -> Card:
        """Mark the answers, each under the name of its question; ``...`` is no answer.

        Where choices are offered, the letter of one is an answer, too.
        """
        names = [question.id for question in self.questions]
        for name in answers:
            if name not in names:
                raise TypeError(f"mark takes the answers {', '.join(names)}; got {name!r}")
        self.verdicts = {
            question.id: judge(
                question, self._meant(question, answers.get(question.id, ...)), self._student
            )
            for question in self.questions
        }
        return self.summary()

    def _meant(self, question: ValueExercise, answer: Any) -> Any:
        """Return the value of a choice that is given by its letter; any other answer as it is."""
        return answer if self.form == "short" else value_of_choice(question, answer, self._student)

    def summary(self) -> Card:
        """Return the result, for the learner and for the teacher."""
        rows = [
            (question.title, *self._row(question.id, question.expected(self._student)))
            for question in self.questions
        ]
        table = Table(sentences.QUIZ_COLUMNS, rows)
        outcome = "correct" if self.score == len(self.questions) else "progress"
        heading = f"{self.score} of {len(self.questions)} right"
        return Card(outcome, heading, self._name, (table,))

    def as_dict(self) -> dict[str, Any]:
        """Return the result as plain data, for a teacher who collects many.

        ``belief`` is the id of the misconception that a wrong answer comes from, where it is known.
        """
        results = {
            name: {
                "outcome": verdict.outcome,
                "answer": written(verdict.got) if verdict.outcome != "not attempted" else None,
                "misconception": self._reading(verdict),
                "belief": belief_of(verdict.exercise.mistakes.get(self._reading(verdict), str)),
            }
            for name, verdict in self.verdicts.items()
        }
        return {
            "quiz": self.number,
            "form": self.form,
            "score": self.score,
            "of": len(self.questions),
            "results": results,
        }

    def _row(self, name: str, expected: Any) -> tuple[str, str, str, str]:
        verdict = self.verdicts.get(name)
        if verdict is None or verdict.outcome == "not attempted":
            return sentences.QUIZ_STATES["not attempted"], "", "", ""
        reading = self._reading(verdict)
        if reading:
            again = next(q.read_again for q in self.questions if q.id == name)
            reading = sentences.READ_AGAIN.format(reading=reading.rstrip("."), again=again)
        state = sentences.QUIZ_STATES[verdict.outcome]
        return state, written(verdict.got, 40), str(expected), reading

    @staticmethod
    def _reading(verdict: Verdict) -> str:
        """Say what a wrong answer looks like; where the cause is not known, the fact alone."""
        return "" if verdict.outcome == "correct" else verdict.advice or verdict.reason

    def _card(self) -> Card:
        parts: list[Part] = []
        for place, question in enumerate(self.questions, start=1):
            text = question.statement_text(self._student)
            parts.append(Text(f"{place}. {text} (`{question.id}`)"))
            if self.form != "short":
                choices = choices_of(question, self._student)
                parts.append(Text("   ".join(f"({c.letter}) `{c.answer}`" for c in choices)))
        answers = "=..., " if self.form == "short" else '="a", '
        names = answers.join(question.id for question in self.questions) + answers.rstrip(", ")
        parts.append(Text(f"Answer on paper first. Then call `.mark({names})` on this quiz."))
        heading = "Six questions" if self.form == "short" else "Sixteen questions"
        return Card("hint", heading, self._name, tuple(parts))

    @property
    def _name(self) -> str:
        form = "" if self.form == "short" else f"form {self.form}, "
        return f"{form}quiz number {self.number}"

    def __str__(self) -> str:
        return str(self._card())

    def __repr__(self) -> str:
        return str(self)

    def _repr_html_(self) -> str:
        return self._card()._repr_html_()


def quiz(number: int | None = None, form: Literal["short", "A", "B"] = "short") -> Quiz:
    """Ask six questions with numbers of your own, or those of any ``number``.

    In one notebook they stay the same for you, so that your answers still belong to them when you
    run everything again. ``form="A"`` asks all sixteen questions of the inventory, these six among
    them, and offers choices; ``form="B"`` asks for the same ideas in other words, for afterwards.

    >>> quiz(7)  # doctest: +ELLIPSIS
    ? Six questions (quiz number 7)...
    >>> quiz(7, form="B").mark(columns="d", blip="b").heading
    '2 of 16 right'

    Parameters
    ----------
    number : int, default None
        Which numbers to draw, 0 or more; None takes yours.
    form : "short", "A" or "B", default "short"
        The six questions, or one of the two forms of the whole inventory.

    Returns
    -------
    Quiz
        Shows the questions; ``mark(name=answer, ...)`` marks the answers. Of a choice its letter
        will do, as ``mark(blip="b")``.

    Raises
    ------
    TypeError, ValueError
        For a number that is no integer >= 0, or another form.
    """
    if form not in ("short", *FORMS):
        raise ValueError(f'form must be "short", "A" or "B"; got {form!r}')
    return Quiz(_own_number() if number is None else integer("number", number, 0), form)


def _own_number() -> int:
    """Follow from who you are and which notebook this is; where that is not known, draw once."""
    here = session.current
    if here.notebook is None:
        here.quiz_number = here.quiz_number or 1000 + secrets.randbelow(9000)
        return here.quiz_number
    who = f"{platform.node()} {Path.home()} {here.notebook}"
    return 1000 + zlib.crc32(who.encode()) % 9000
