"""A course in a temporary folder: graded by the real nbgrader, or one notebook by itself."""

from __future__ import annotations

import ast
import os
import re
import warnings
from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import Any

from nbgrader import utils
from nbgrader.converters import GenerateAssignment, GenerateFeedback
from nbgrader.preprocessors import ClearHiddenTests, ClearSolutions
from traitlets.config.loader import PyFileConfigLoader

from conv1d_lab.classroom.nbgrader_runs import course_directory
from conv1d_lab.classroom.steps import RunAndJudge
from conv1d_lab.commands.classroom import POINTS, assignment, write_course
from conv1d_lab.commands.grade import grade_assignment
from conv1d_lab.exercises import RELEASE_MARK, all_exercises
from conv1d_lab.static_files import STATIC
from tests.effort import LONG

nbformat: Any = import_module("nbformat")  # it has no types
SEED = 20
Change = Callable[[Any], None]


def marks(notebook: str) -> dict[str, int]:
    """The points of each exercise of an assignment."""
    return {e.id: POINTS[e.kind] for e in all_exercises() if e.notebook == notebook}


def cell(notebook: Any, name: str) -> Any:
    """The cell of this id."""
    return next(cell for cell in notebook.cells if cell.id == name)


def first(source: str) -> Change:
    """Put a cell of the student's own behind the setup."""

    def change(notebook: Any) -> None:
        place = notebook.cells.index(cell(notebook, "setup")) + 1
        notebook.cells.insert(place, nbformat.v4.new_code_cell(source))

    return change


def delete(name: str) -> Change:
    """Delete a cell."""

    def change(notebook: Any) -> None:
        notebook.cells.remove(cell(notebook, name))

    return change


def together(*changes: Change) -> Change:
    """Do one change after the other."""

    def change(notebook: Any) -> None:
        for each in changes:
            each(notebook)

    return change


def solution_cells(notebook: Any) -> list[Any]:
    """The cells in which a student answers."""
    return [cell for cell in notebook.cells if cell.metadata.get("nbgrader", {}).get("solution")]


def assert_nothing_leaks(release: Any, solved: Any) -> None:
    """The release has stubs that are valid Python, no solution, and no hidden case."""
    text = "\n".join(cell.source for cell in release.cells)
    for word in ("SOLUTION", "HIDDEN", "seed="):
        assert word not in text
    for stub in solution_cells(release):
        block = r"### BEGIN SOLUTION\n.*?### END SOLUTION"
        marked = cell(solved, stub.id).source
        cleared, count = re.subn(block, "...", marked, flags=re.DOTALL)
        assert (stub.source, count) == (cleared, 1)
        ast.parse(stub.source)


def cleared(solved: Any) -> Any:
    """What nbgrader, as the course sets it up, hands out."""
    path = STATIC / "classroom"
    config = PyFileConfigLoader("nbgrader_config.py", path=str(path)).load_config()
    release = deepcopy(solved)
    for step in (ClearSolutions, ClearHiddenTests):
        release, _ = step(config=config).preprocess(release, {})
    return release


def run_and_judge(
    notebook: Any, course: Path, student: str = "eve", name: str = "assignment", **settings: Any
) -> dict[str, float]:
    """Run a notebook as autograding does, without a gradebook; return the points by cell."""
    place = course / "autograded" / student / name
    place.mkdir(parents=True, exist_ok=True)
    nbgrader = {"student": student, "assignment": name}
    resources = {"nbgrader": nbgrader, "metadata": {"path": str(place)}}
    step = RunAndJudge(course_file=str(course / "course.json"), **settings)
    step.preprocess(notebook, resources)
    graded = [cell for cell in notebook.cells if utils.is_grade(cell)]
    return {
        cell.metadata.nbgrader.grade_id.removeprefix("test_"): utils.determine_grade(cell)[0]
        for cell in graded
    }


def said(notebook: Any, name: str) -> str:
    """What the student reads below the locked cell of an exercise."""
    outputs = cell(notebook, f"test_{name}").outputs
    return "\n".join(o.get("evalue", o.get("text", "")) for o in outputs)


@dataclass
class Student:
    """What a student did to the solved assignment, and which exercises then have no points.

    ``answers`` replaces whole solution cells; ``change`` may do anything to the notebook;
    ``files`` are handed in beside it.
    """

    name: str
    lost: set[str] = field(default_factory=set)
    answers: dict[str, str] = field(default_factory=dict)
    change: Change | None = None
    files: dict[str, str] = field(default_factory=dict)
    file_name: str = ""
    """Of the notebook, where it is not the one that was handed out."""

    def hand_in(self, course: Course) -> None:
        """Solve the release, then spoil it."""
        made = nbformat.read(course.release, as_version=4)
        for solved in solution_cells(course.solved):
            cell(made, solved.id).source = solved.source
        for name, source in self.answers.items():
            cell(made, name).source = source
        if self.change is not None:
            self.change(made)
        folder = course.folder / "submitted" / self.name / course.notebook
        folder.mkdir(parents=True, exist_ok=True)
        nbformat.write(made, folder / (self.file_name or f"{course.notebook}.ipynb"))
        for name, text in self.files.items():
            (folder / name).write_text(text)


class Course:
    """One assignment of a generated course."""

    def __init__(self, folder: Path, notebook: str, *, own_numbers: bool = False) -> None:
        self.folder, self.notebook = folder / "course", notebook
        write_course(self.folder, seed=SEED, own_numbers=own_numbers)
        self.solved = assignment(notebook, seed=SEED, own_numbers=own_numbers)
        self.convert(GenerateAssignment)
        self.release = self.folder / "release" / notebook / f"{notebook}.ipynb"
        assert (self.release.parent / RELEASE_MARK).is_file()
        assert_nothing_leaks(nbformat.read(self.release, as_version=4), self.solved)

    def convert(self, step: Any, **settings: Any) -> None:
        """Let nbgrader make the release, or the feedback."""
        where = course_directory(self.folder, self.notebook)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of its own dependencies
            step(coursedir=where, config=where.config, **settings).start()

    def limit(self, seconds: int, mark: str) -> None:
        """Allow a cell that holds ``mark`` only so many seconds."""
        config = self.folder / "nbgrader_config.py"
        limited = f"lambda cell: {seconds} if {mark!r} in cell.source else 60"
        with config.open("a") as file:
            file.write(f"\nc.ExecutePreprocessor.timeout_func = {limited}\n")


def grade(
    course: Course, students: list[Student], *, feedback: bool = True
) -> tuple[dict[str, str], dict[str, list[str]]]:
    """Submit, grade and give feedback; return what is not right, and what is to be looked at."""
    for student in students:
        student.hand_in(course)
    jobs = 2 if LONG else 1  # a second process costs more than it brings here
    outcomes = {o.student: o for o in grade_assignment(course.folder, course.notebook, jobs=jobs)}
    if feedback:
        course.convert(GenerateFeedback)
    wrong = {}
    for student in students:
        best = marks(course.notebook)
        expected = {name: 0 if name in student.lost else best[name] for name in best}
        outcome = outcomes[student.name]
        seen = {name.removeprefix("test_"): outcome.points[name] for name in outcome.points}
        given = (
            course.folder / "feedback" / student.name / course.notebook / f"{course.notebook}.html"
        )
        if seen != expected:
            wrong[student.name] = f"expected {expected}, got {seen} {outcome.failure}"
        elif feedback and not given.is_file():
            wrong[student.name] = "has no feedback"
    return wrong, {name: outcome.look_at for name, outcome in outcomes.items() if outcome.look_at}


os.environ.setdefault("OMP_NUM_THREADS", "1")
