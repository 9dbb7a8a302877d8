"""A course in a temporary folder, graded by the real nbgrader."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import Any

from nbgrader.api import Gradebook, MissingEntry

import conv1d_lab
from conv1d_lab.commands.classroom import POINTS, assignment, write_course
from conv1d_lab.exercises import RELEASE_MARK, all_exercises

nbformat: Any = import_module("nbformat")  # it has no types
SEED = 20
Change = Callable[[Any], None]


def marks(notebook: str) -> dict[str, int]:
    """The points of each exercise of an assignment."""
    return {e.id: POINTS[e.kind] for e in all_exercises() if e.notebook == notebook}


def cell(notebook: Any, name: str) -> Any:
    """The cell of this id."""
    return next(cell for cell in notebook.cells if cell.id == name)


def solution_cells(notebook: Any) -> list[Any]:
    """The cells in which a student answers."""
    return [cell for cell in notebook.cells if cell.metadata.get("nbgrader", {}).get("solution")]


def assert_nothing_leaks(release: Any, solved: Any) -> None:
    """The release has stubs that are valid Python, no solution, and no hidden case."""
    text = "\n".join(cell.source for cell in release.cells)
    for word in ("SOLUTION", "HIDDEN", f"seed={SEED}"):
        assert word not in text
    for stub in solution_cells(release):
        block = r"### BEGIN SOLUTION\n.*?### END SOLUTION"
        marked = cell(solved, stub.id).source
        cleared, count = re.subn(block, "...", marked, flags=re.DOTALL)
        assert (stub.source, count) == (cleared, 1)
        ast.parse(stub.source)


@dataclass
class Student:
    """What a student did to the solved assignment, and which exercises then have no points.

    ``answers`` replaces whole solution cells; ``change`` may do anything to the notebook;
    ``files`` are handed in beside it. ``graded`` is False where no kernel survives it.
    """

    name: str
    lost: set[str] = field(default_factory=set)
    answers: dict[str, str] = field(default_factory=dict)
    change: Change | None = None
    files: dict[str, str] = field(default_factory=dict)
    graded: bool = True

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
        folder.mkdir(parents=True)
        nbformat.write(made, folder / f"{course.notebook}.ipynb")
        for name, text in self.files.items():
            (folder / name).write_text(text)


class Course:
    """One assignment of a generated course."""

    def __init__(self, folder: Path, notebook: str, *, own_numbers: bool = False) -> None:
        self.folder, self.notebook = folder / "course", notebook
        write_course(self.folder, seed=SEED, own_numbers=own_numbers)
        self.solved = assignment(notebook, seed=SEED, own_numbers=own_numbers)
        self.run("generate_assignment", notebook)
        self.release = self.folder / "release" / notebook / f"{notebook}.ipynb"
        assert (self.release.parent / RELEASE_MARK).is_file()
        assert_nothing_leaks(nbformat.read(self.release, as_version=4), self.solved)

    def limit(self, seconds: int, mark: str) -> None:
        """Allow a cell that holds ``mark`` only so many seconds."""
        config = self.folder / "nbgrader_config.py"
        text = config.read_text()
        assert "c.ExecutePreprocessor.timeout = 60" in text
        limited = f"lambda cell: {seconds} if {mark!r} in cell.source else 60"
        config.write_text(f"{text}\nc.ExecutePreprocessor.timeout_func = {limited}\n")

    def run(self, *command: str, succeeds: bool = True) -> str:
        """Run ``nbgrader command``; return what it says."""
        root = str(Path(conv1d_lab.__file__).parents[1])
        house = self.folder.parent / "house"
        environment = {
            **os.environ,
            # A student's folder comes first, as it does where the package is installed.
            "PYTHONPATH": os.pathsep.join([".", root, os.environ.get("PYTHONPATH", "")]),
            "OMP_NUM_THREADS": "1",
            **{
                name: str(house / name)
                for name in ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "IPYTHONDIR")
            },
        }
        done = subprocess.run(
            [sys.executable, "-m", "nbgrader", *command],
            cwd=self.folder,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        said = done.stdout + done.stderr
        assert (done.returncode == 0) == succeeds, said
        return said

    def scores(self, student: str) -> dict[str, float] | None:
        """The points of each exercise as the gradebook has them; None without a grade."""
        with Gradebook(f"sqlite:///{self.folder / 'gradebook.db'}") as book:
            try:
                graded = book.find_submission_notebook(self.notebook, self.notebook, student)
            except MissingEntry:
                return None
            return {grade.name.removeprefix("test_"): grade.score for grade in graded.grades}

    def needs_a_look(self, student: str) -> bool:
        """Whether nbgrader asks for grading by hand."""
        with Gradebook(f"sqlite:///{self.folder / 'gradebook.db'}") as book:
            found = book.find_submission_notebook(self.notebook, self.notebook, student)
            return bool(found.needs_manual_grade)


def grade(course: Course, students: list[Student], *, feedback: bool = True) -> dict[str, str]:
    """Submit, autograde and give feedback; return what is not as it should be."""
    for student in students:
        student.hand_in(course)
    all_survive = all(student.graded for student in students)
    course.run("autograde", course.notebook, succeeds=all_survive)
    if feedback:
        course.run("generate_feedback", course.notebook)
    wrong = {}
    for student in students:
        points = marks(course.notebook)
        expected = {name: 0 if name in student.lost else points[name] for name in points}
        seen = course.scores(student.name)
        print(f"{student.name:28} {seen}")
        given = (
            course.folder / "feedback" / student.name / course.notebook / f"{course.notebook}.html"
        )
        if not student.graded:
            if seen is not None and any(seen.values()):
                wrong[student.name] = f"should have no points: {seen}"
        elif seen != expected:
            wrong[student.name] = f"expected {expected}, got {seen}"
        elif course.needs_a_look(student.name):
            wrong[student.name] = "asks for grading by hand"
        elif feedback and not given.is_file():
            wrong[student.name] = "has no feedback"
    return wrong
