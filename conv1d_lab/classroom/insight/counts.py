"""Count the answers of a class: by exercise, by mistake, and by belief over the course."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from conv1d_lab.classroom.insight.answers import OUTCOMES, Answer, Outcome, known
from conv1d_lab.classroom.insight.course import Graded, GradedCourse
from conv1d_lab.classroom.insight.example import example_of
from conv1d_lab.classroom.quiz_assignments import FORM_OF
from conv1d_lab.exercises.model import Exercise
from conv1d_lab.exercises.recurring import recurring_belief


@dataclass(frozen=True)
class Mistake:
    """What several students were told, and who."""

    told: str
    is_usual: bool
    """Whether the exercise knows it as a usual mistake."""
    students: tuple[str, ...]
    example: str
    """What one of them wrote; "" where nothing is there to be shown."""

    @property
    def belief(self) -> str:
        """The belief behind it that other exercises meet, too; "" where there is none."""
        return recurring_belief(self.told) if self.is_usual else ""


@dataclass(frozen=True)
class Counted:
    """How a class did in one exercise."""

    assignment: str
    id: str
    students: Mapping[Outcome, tuple[str, ...]]
    mistakes: tuple[Mistake, ...]
    """Those that were made, the commonest first."""

    @property
    def exercise(self) -> Exercise | None:
        """The exercise; None for one that this version does not know."""
        return known().get(self.id)

    @property
    def title(self) -> str:
        """What it is called."""
        return self.exercise.title if self.exercise else self.id

    @property
    def is_choice(self) -> bool:
        """Whether a letter is the answer, which shows nothing by itself."""
        return self.assignment in FORM_OF

    def count(self, outcome: Outcome) -> int:
        """Return how many students have this outcome."""
        return len(self.students[outcome])


@dataclass(frozen=True)
class Belief:
    """A belief that is met in more than one exercise, and who showed it where."""

    belief: str
    students: Mapping[str, frozenset[str]]
    """By assignment, in the order of the course."""

    @property
    def everybody(self) -> frozenset[str]:
        """All who showed it."""
        return frozenset().union(*self.students.values())

    @property
    def again(self) -> frozenset[str]:
        """Those who showed it in one assignment, and again in a later one."""
        seen: set[str] = set()
        again: set[str] = set()
        for here in self.students.values():
            again |= here & seen
            seen |= here
        return frozenset(again)


def counted(course: GradedCourse, assignment: str) -> tuple[Counted, ...]:
    """Count an assignment: each exercise in the order of the notebook."""
    graded = course.of(assignment)
    ids = list(dict.fromkeys(answer.exercise for each in graded for answer in each.answers))
    return tuple(_count(course, assignment, name, graded) for name in ids)


def _count(course: GradedCourse, assignment: str, name: str, graded: Iterable[Graded]) -> Counted:
    given = [(one.student, each) for one in graded for each in one.answers if each.exercise == name]
    students: dict[Outcome, tuple[str, ...]] = {
        outcome: tuple(student for student, answer in given if answer.outcome == outcome)
        for outcome in OUTCOMES
    }
    told: dict[tuple[str, bool], list[tuple[str, Answer]]] = {}
    for student, answer in given:
        if answer.outcome == "not yet":
            told.setdefault((answer.told, answer.is_usual), []).append((student, answer))
    mistakes = [
        Mistake(
            words,
            is_usual,
            tuple(student for student, _ in those),
            example_of([answer.source for _, answer in those], course.names),
        )
        for (words, is_usual), those in told.items()
    ]
    mistakes.sort(key=lambda each: (not each.is_usual, -len(each.students), each.told))
    return Counted(assignment, name, students, tuple(mistakes))


def beliefs(course: GradedCourse) -> tuple[Belief, ...]:
    """Return what was believed over the course; first what stays, then what is common."""
    shown: dict[str, dict[str, set[str]]] = {}
    for graded in course.graded:
        for belief in _believed(graded):
            by_assignment = shown.setdefault(belief, {name: set() for name in course.assignments})
            by_assignment[graded.assignment].add(graded.student)
    found = [
        Belief(belief, {name: frozenset(those) for name, those in by_assignment.items()})
        for belief, by_assignment in shown.items()
    ]
    return tuple(sorted(found, key=lambda b: (-len(b.again), -len(b.everybody), b.belief)))


def _believed(graded: Graded) -> Iterator[str]:
    for answer in graded.answers:
        if answer.is_usual and (belief := recurring_belief(answer.told)):
            yield belief
