"""The beliefs behind the wrong answers: how each one shows, what helps, and where it is taught."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from conv1d_lab.exercises.catalogue import QUIZ, all_predictions, exercises_of, notebooks
from conv1d_lab.exercises.judging import judge
from conv1d_lab.exercises.model import Case, Exercise, FunctionExercise
from conv1d_lab.exercises.predictions import Prediction
from conv1d_lab.exercises.verdict_card import call_text, value_text


@dataclass(frozen=True)
class Sign:
    """One wrong answer. `this` is code in all the texts."""

    answer: str
    """What comes from somebody who makes the mistake, with the numbers of the notebook; "" where
    it is too long to say."""
    told: str
    """What helps exactly there: the words that are said to that answer."""


@dataclass(frozen=True)
class Question:
    """An exercise, a prediction or a question of the quiz in which a belief comes to light."""

    id: str
    title: str
    is_prediction: bool
    signs: tuple[Sign, ...]
    helps: tuple[str, ...]
    """Hints from gentle to nearly the answer, or the explanation of a prediction."""
    read_again: str = ""
    """Where the quiz sends the reader, as "02_the_worked_example, the bias"."""


@dataclass(frozen=True)
class Misconception:
    """Something that people believe who answer wrongly."""

    belief: str
    notebook: str
    """The notebook that teaches the right thing, as "01_the_formula"; "quiz" for the quiz."""
    questions: tuple[Question, ...]

    @property
    def id(self) -> str:
        """The name under which it is cited: that of its first question."""
        return self.questions[0].id


@cache
def all_misconceptions() -> tuple[Misconception, ...]:
    """Return those of all notebooks in order, predictions before exercises, then the quiz's."""
    found: list[Misconception] = []
    for name in (*notebooks(), QUIZ):
        predictions = [asked for asked in all_predictions() if asked.notebook == name]
        found += misconceptions_of([*predictions, *exercises_of(name)])
    return tuple(found)


def misconceptions_of(asked: Iterable[Exercise | Prediction]) -> Iterator[Misconception]:
    """Gather what is asked by belief and notebook, each pair once, in order."""
    gathered: dict[tuple[str, str], list[Question]] = {}
    for each in asked:
        questions = gathered.setdefault((each.misconception, each.notebook), [])
        questions.append(_predicted(each) if isinstance(each, Prediction) else _solved(each))
    for (belief, notebook), questions in gathered.items():
        yield Misconception(belief, notebook, tuple(questions))


def _predicted(asked: Prediction) -> Question:
    replies = asked.replies.items()
    signs = tuple(Sign(_chosen(answer), told) for answer, told in replies if answer != asked.right)
    question = re.split(r"(?<=[.?!])\s+", asked.text)[-1].replace("**", "")
    helps = asked.explanation.replace("**", "")
    return Question(asked.id, " ".join(question.split()), True, signs, (helps,))


def _chosen(answer: Any) -> str:
    return answer if isinstance(answer, str) else f"`{answer}`"


def _solved(exercise: Exercise) -> Question:
    signs = tuple(Sign(_wrong_answer(exercise, told), told) for told in exercise.mistakes)
    read_again = getattr(exercise, "read_again", "")
    return Question(exercise.id, exercise.title, False, signs, exercise.hints, read_again)


def _wrong_answer(exercise: Exercise, told: str) -> str:
    mistake = exercise.mistakes[told]
    if not isinstance(exercise, FunctionExercise):
        return f"`{value_text(mistake(**exercise.numbers()))}`"
    if not all(map(_is_short, exercise.cases())):
        return ""
    verdict = judge(exercise, mistake)
    if verdict.case is None or verdict.raised:
        return ""
    got, right = value_text(verdict.got), value_text(verdict.expected)
    if got == right:  # they differ further behind than is shown
        return ""
    return f"`{call_text(exercise, verdict.case)}` gives `{got}`, not `{right}`"


def _is_short(case: Case) -> bool:
    return all(isinstance(value, (int, str)) for value in [*case.args, *case.kwargs.values()])
