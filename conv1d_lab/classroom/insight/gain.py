"""The quiz before and after: what a class has gained, and what must not be said of a few."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from statistics import fmean, quantiles, stdev

from conv1d_lab.classroom.insight.course import Graded, GradedCourse
from conv1d_lab.classroom.quiz_assignments import AFTER, BEFORE

ENOUGH = 10
"""Of fewer students nothing is claimed."""


@dataclass(frozen=True)
class Gain:
    """The scores of those who did both quizzes, each between 0 and 1."""

    before: Mapping[str, float]
    after: Mapping[str, float]
    right: Mapping[str, tuple[int, int]]
    """By question: how many of them had it right before, and after."""

    @property
    def count(self) -> int:
        """How many students did both."""
        return len(self.before)

    @property
    def is_enough(self) -> bool:
        """Whether there are enough of them to say something."""
        return self.count >= ENOUGH

    @property
    def means(self) -> tuple[float, float]:
        """The mean score before, and after."""
        return fmean(self.before.values()), fmean(self.after.values())

    @property
    def spreads(self) -> tuple[float, float]:
        """The standard deviation of the scores before, and after."""
        return stdev(self.before.values()), stdev(self.after.values())

    @property
    def of_class(self) -> float | None:
        """The part of what could be gained that was; None where all was known before."""
        return _part(*self.means)

    @property
    def of_each(self) -> tuple[float, ...]:
        """The same of each student, sorted; without those who knew all before."""
        parts = (_part(self.before[name], self.after[name]) for name in self.before)
        return tuple(sorted(part for part in parts if part is not None))

    @property
    def quartiles(self) -> tuple[float, ...]:
        """The middle of those, and where its lowest and its highest quarter begin."""
        return tuple(quantiles(self.of_each, n=4, method="inclusive"))


def gain_of(course: GradedCourse) -> Gain | None:
    """Return the gain of those who answered something in both quizzes; None without the two."""
    if not {BEFORE, AFTER} <= {*course.assignments}:
        return None
    before, after = (_answered(course.of(name)) for name in (BEFORE, AFTER))
    both = sorted(before.keys() & after.keys())
    questions = list(dict.fromkeys(a.exercise for name in both for a in before[name].answers))
    return Gain(
        {name: _score(before[name]) for name in both},
        {name: _score(after[name]) for name in both},
        {
            question: (
                sum(_is_right(before[name], question) for name in both),
                sum(_is_right(after[name], question) for name in both),
            )
            for question in questions
        },
    )


def _answered(graded: tuple[Graded, ...]) -> dict[str, Graded]:
    """Leave out who left all of it blank: of them nothing is known."""
    return {
        each.student: each
        for each in graded
        if any(answer.outcome in ("right", "not yet") for answer in each.answers)
    }


def _score(graded: Graded) -> float:
    return fmean(answer.outcome == "right" for answer in graded.answers)


def _is_right(graded: Graded, question: str) -> bool:
    return any(a.exercise == question and a.outcome == "right" for a in graded.answers)


def _part(before: float, after: float) -> float | None:
    return None if before == 1 else (after - before) / (1 - before)
