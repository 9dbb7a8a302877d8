"""nbgrader's own conversions, called from Python: one submission after the other."""

from __future__ import annotations

import contextlib
import glob
import logging
import shutil
import warnings
from collections.abc import Iterator
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import Any

from nbgrader import utils
from nbgrader.api import Gradebook
from nbgrader.converters import Autograde, NbGraderException
from nbgrader.coursedir import CourseDirectory
from traitlets.config.loader import PyFileConfigLoader

BUSY = "?timeout=60"
"""Seconds that a gradebook in use by another process is waited for."""
EXPECTED = ("checksum", "Removing existing", "exists multiple times", "Missing grade cell")
"""Warnings of nbgrader about things that it sets right, and that happen in every class."""


@dataclass
class Outcome:
    """What became of one submission."""

    student: str
    points: dict[str, float] = field(default_factory=dict)
    best: dict[str, float] = field(default_factory=dict)
    """The points that can be had."""
    look_at: list[str] = field(default_factory=list)
    """What a teacher should look at."""
    failure: str = ""
    """Why it could not be graded."""


def course_directory(course: Path, assignment: str, student: str = "*") -> Any:
    """Return nbgrader's view of a course, with the settings of its nbgrader_config.py."""
    config = PyFileConfigLoader("nbgrader_config.py", path=str(course)).load_config()
    if "db_url" not in config.CourseDirectory:
        config.CourseDirectory.db_url = f"sqlite:///{course.resolve() / 'gradebook.db'}{BUSY}"
    return CourseDirectory(
        config=config, root=str(course.resolve()), assignment_id=assignment, student_id=student
    )


def autograde(course: Path, assignment: str, student: str) -> Outcome:
    """Grade one submission, again if it has been; a failure is an outcome, too."""
    outcome = Outcome(student)
    where = course_directory(course, assignment, glob.escape(student))
    with _quiet() as said:
        try:
            Autograde(coursedir=where, config=where.config, force=True).start()
        except NbGraderException as error:
            outcome.failure = _in_one_line(said) or str(error)
            return outcome
    _read_result(course, assignment, outcome)
    shutil.rmtree(course / "feedback" / student / assignment, ignore_errors=True)
    return outcome


def _read_result(course: Path, assignment: str, outcome: Outcome) -> None:
    """Take the points from the notebook that was run: no process of a student can write there."""
    path = course / "autograded" / outcome.student / assignment / f"{assignment}.ipynb"
    made = import_module("nbformat").read(path, as_version=4)
    for cell in made.cells:
        if utils.is_grade(cell):
            name = cell.metadata.nbgrader.grade_id
            outcome.points[name], outcome.best[name] = utils.determine_grade(cell)
    outcome.look_at += made.metadata.get("conv1d_lab", {}).get("look_at", [])


def gradebook_points(course: Path, assignment: str) -> dict[str, dict[str, float]]:
    """Return the automatic points of each student as the gradebook has them."""
    where = course_directory(course, assignment)
    with _quiet(), Gradebook(where.db_url) as book:
        return {
            submission.student.id: {
                grade.name: grade.auto_score
                for notebook in submission.notebooks
                for grade in notebook.grades
            }
            for submission in book.assignment_submissions(assignment)
        }


def is_known(course: Path, assignment: str) -> bool:
    """Tell whether the release of an assignment has been made, and put into the gradebook."""
    where = course_directory(course, assignment)
    with _quiet(), Gradebook(where.db_url) as book:
        return any(known.name == assignment for known in book.assignments)


@contextlib.contextmanager
def _quiet() -> Iterator[list[str]]:
    """Collect what nbgrader logs as a warning or worse."""
    log, said = logging.getLogger("traitlets"), list[str]()

    class Collector(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            said.append(record.getMessage())

    collector, level = Collector(logging.WARNING), log.level
    propagate, log.propagate = log.propagate, False
    log.addHandler(collector)
    log.setLevel(logging.WARNING)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield said
    finally:
        log.removeHandler(collector)
        log.setLevel(level)
        log.propagate = propagate


def _in_one_line(said: list[str]) -> str:
    """Return the last line of the first traceback, which says what went wrong."""
    for text in said:
        if "Traceback" in text:
            return text.strip().splitlines()[-1]
    return next((text for text in said if not any(part in text for part in EXPECTED)), "")
