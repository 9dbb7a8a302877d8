"""What the learner has done since the kernel started, and which notebook they are in."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic as clock

from conv1d_lab.exercises import catalogue
from conv1d_lab.exercises.judging import Outcome
from conv1d_lab.exercises.model import Exercise

RELEASE_MARK = "conv1d_lab_release.txt"
"""A file of this name beside the notebook says that it is an assignment."""

GUESSES, BREAK = 10, 20.0
"""After so many wrong answers an assignment looks at one every so many seconds."""


@dataclass
class Record:
    """How far the learner is with one exercise."""

    outcome: Outcome = "not attempted"
    tries: int = 0
    misses: int = 0
    """Wrong answers since the last hint."""
    guesses: int = 0
    """Wrong answers since the last right one, hints or not."""
    last_guess: float = 0.0
    hints: int = 0
    saw_solution: bool = False

    def remember(self, *, right: bool) -> None:
        """Count a wrong answer, and forget them all after a right one."""
        self.guesses, self.last_guess = 0 if right else self.guesses + 1, clock()


@dataclass
class Session:
    """Everything remembered; it lives as long as the kernel."""

    records: dict[str, Record] = field(default_factory=dict)
    student: str = ""
    is_assignment: bool = False
    last_notebook: str | None = None
    quiz_number: int | None = None
    """The number of this kernel's quiz, where no notebook is known."""

    def record(self, exercise: Exercise) -> Record:
        """Return the record of an exercise; whoever asks for it is in its notebook."""
        self.last_notebook = exercise.notebook
        return self.records.setdefault(exercise.id, Record())

    def seconds_to_wait(self, record: Record) -> float:
        """Return how long an assignment keeps somebody waiting who is only guessing."""
        if not self.is_assignment or record.guesses < GUESSES:
            return 0
        return record.last_guess + BREAK - clock()

    @property
    def sealed(self) -> bool:
        """Whether solutions are kept back."""
        return self.is_assignment or Path(RELEASE_MARK).exists()

    @property
    def notebook(self) -> str | None:
        """The notebook of this kernel: as Jupyter names it, else by the exercise last touched."""
        name = Path(os.environ.get("JPY_SESSION_NAME", "")).stem
        return name if name in catalogue.notebooks() else self.last_notebook


current = Session()


def begin_assignment(student: str = "") -> None:
    """Keep solutions back from here on, and give this student numbers of their own."""
    if not isinstance(student, str):
        raise TypeError(f"student must be a name or an id in quotation marks; got {student!r}")
    current.is_assignment, current.student = True, student
