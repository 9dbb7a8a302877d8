"""Read a course: every notebook that autograding has left, and what of it has to be looked at."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from conv1d_lab.classroom.insight.answers import Answer, answers_of, text
from conv1d_lab.classroom.quiz_assignments import AFTER, BEFORE
from conv1d_lab.exercises import own_sets
from conv1d_lab.exercises.catalogue import notebooks

CONFIG = "nbgrader_config.py"


@dataclass(frozen=True)
class Graded:
    """One student's notebook, as it was graded."""

    student: str
    assignment: str
    answers: tuple[Answer, ...] = ()
    look_at: tuple[str, ...] = ()
    """What the grading noticed."""
    typed: str = ""
    """The name that the student typed into the first cell."""
    is_old: bool = False
    """Whether it was graded without this course's settings."""
    broken: str = ""
    """Why it could not be read."""


@dataclass(frozen=True)
class GradedCourse:
    """All that a course has; the notebooks by assignment, then by student."""

    folder: Path
    graded: tuple[Graded, ...] = field(default=())

    @property
    def students(self) -> tuple[str, ...]:
        """The names of all whose work was graded."""
        return tuple(sorted({each.student for each in self.graded}))

    @property
    def assignments(self) -> tuple[str, ...]:
        """Those that were graded, in the order of the series."""
        return tuple(sorted({each.assignment for each in self.graded}, key=order_of))

    def of(self, assignment: str) -> tuple[Graded, ...]:
        """Return the notebooks of one assignment that could be read."""
        mine = (each for each in self.graded if each.assignment == assignment)
        return tuple(each for each in mine if not each.broken)

    @property
    def names(self) -> frozenset[str]:
        """All names of students that are known, the typed ones too."""
        return frozenset(self.students) | {each.typed for each in self.graded if each.typed}


def read_course(folder: str | Path) -> GradedCourse:
    """Read a course that was graded.

    Raises ValueError where there is no course, or nothing of it was graded.
    """
    course = Path(folder)
    if not (course / CONFIG).exists():
        raise ValueError(
            f"{course.resolve()} is no course; `python -m conv1d_lab classroom` writes one"
        )
    own_sets.load_beside(course)
    found = tuple(_notebooks(course))
    if not found:
        raise ValueError(_nothing_graded(course))
    return GradedCourse(course, found)


def order_of(assignment: str) -> tuple[int, str]:
    """Return what sorts the assignments: the quiz before, the notebooks, the quiz after."""
    place = {BEFORE: 0, AFTER: 2}
    return place.get(assignment, 1), assignment


def _notebooks(course: Path) -> Iterator[Graded]:
    for path in sorted((course / "autograded").glob("*/*/*.ipynb")):
        student, assignment = path.parts[-3:-1]
        if path.stem == assignment:
            yield _read(path, student, assignment)


def _read(path: Path, student: str, assignment: str) -> Graded:
    try:
        made = json.loads(path.read_text("utf-8"))
        ours = made["metadata"].get("conv1d_lab")
        return Graded(
            student,
            assignment,
            tuple(answers_of(made)),
            tuple(map(str, (ours or {}).get("look_at", ()))),
            _typed(made),
            is_old=ours is None,
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        why = f"{type(error).__name__}: {error}"
        return Graded(student, assignment, broken=why)


def _typed(made: Any) -> str:
    """Return the name in the first cell of a course with numbers of one's own."""
    for cell in made["cells"]:
        name, _, typed = text(cell["source"]).partition("=")
        if name.strip() == "student_id":
            return typed.partition("#")[0].strip().strip("\"'").strip()
    return ""


def _nothing_graded(course: Path) -> str:
    folders = (course / "submitted").glob("*/*")
    handed_in = sorted({path.name for path in folders if path.is_dir()}, key=order_of)
    if not handed_in:
        example = notebooks()[0]
        return (
            f"nothing was handed in yet: {course.resolve() / 'submitted'} holds no work. The "
            f"README of the course says how {example} comes there"
        )
    listed = ", ".join(handed_in)
    return (
        f"nothing is graded yet in {course.resolve()}; handed in is {listed}. "
        f"`python -m conv1d_lab grade {handed_in[0]}`, started there, grades it"
    )
