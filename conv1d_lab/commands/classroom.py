"""An nbgrader course made of the exercises: one assignment for each notebook that has any.

An assignment holds the exercises only, so that it can be handed out, locked and graded; the lesson
itself stays the notebook that everybody reads.
"""

from __future__ import annotations

import argparse
import secrets
import sys
from collections.abc import Iterator
from importlib import import_module
from importlib.resources import files
from pathlib import Path
from typing import Any, TypeAlias

from conv1d_lab.arithmetic import integer
from conv1d_lab.exercises import RELEASE_MARK, Exercise, all_exercises, notebooks

NotebookNode: TypeAlias = Any  # nbformat is loaded on first use, and has no types
POINTS = {"value": 1, "function": 3}
SETUP = """\
import numpy as np
import torch
from torch import nn

from conv1d_lab import article, expand
from conv1d_lab.exercises import begin_assignment, check, hint, progress

layer, x = article.layer(), article.x()
begin_assignment()"""
WHO = 'student_id = ""  # your login name, exactly as your teacher gave it to you'
SETUP_FOR_EACH = """\
import os
from pathlib import Path

import numpy as np
import torch
from IPython.display import Markdown
from torch import nn

from conv1d_lab import article, expand
from conv1d_lab.exercises import begin_assignment, check, find, hint, progress

student = student_id or os.environ.get("JUPYTERHUB_USER", "")
if Path.cwd().parent.parent.name == "autograded":
    student = Path.cwd().parent.name  # the teacher's machine knows whose work this is


def my_task(exercise):
    return Markdown(find(exercise).statement(student))


def my_numbers(exercise):
    return tuple(find(exercise).numbers(student).values())


layer, x = article.layer(), article.x()
begin_assignment(student)
print(f"The numbers below are those of {student!r}." if student else "Who are you? See above.")"""
# The checker is loaded again from its files, and not from the folder of the submission: what a
# student has renamed, overwritten or handed in beside the notebook does not count.
FRESH = """\
# {points} for `{id}`. Please leave this cell as it is.
import os as _os
import sys as _sys

_path, _here = [*_sys.path], _os.path.realpath(".")
_sys.path[:] = [p for p in _path if _os.path.realpath(p or ".") != _here]
for _name in [name for name in _sys.modules if name.partition(".")[0] == "conv1d_lab"]:
    del _sys.modules[_name]
from conv1d_lab.exercises import grade as _grade

_sys.path[:] = _path
_grade("{id}", {id}{student})
"""
HIDDEN = """\
### BEGIN HIDDEN TESTS
_grade("{id}", {id}{graded_as}, seed={seed})
### END HIDDEN TESTS
"""
CONFIG = '''\
"""nbgrader reads this file when it is started in this folder."""

from nbgrader import preprocessors as steps


class ForgetCopies(steps.DeduplicateIds):
    """Of a locked cell that a student has copied, one is graded; the others are plain cells.

    nbgrader 0.9.6 marks them with empty metadata and then stumbles over it.
    """

    def preprocess(self, nb, resources):
        nb, resources = super().preprocess(nb, resources)
        for cell in nb.cells:
            if cell.metadata.get("nbgrader") == {}:
                del cell.metadata["nbgrader"]
        return nb, resources


c = get_config()  # noqa: F821

c.CourseDirectory.course_id = "conv1d"
c.ClearSolutions.code_stub = {"python": "..."}
# A locked cell that a student has deleted comes back, with its points still to be earned.
c.OverwriteCells.add_missing_cells = True
c.Autograde.sanitize_preprocessors = [
    steps.ClearOutput,
    ForgetCopies,
    steps.OverwriteKernelspec,
    steps.OverwriteCells,
    steps.CheckCellMetadata,
]
# Seconds for one cell. The checker itself ends a function after 4; this ends everything else.
c.ExecutePreprocessor.timeout = 60
'''


def write_course(
    folder: str | Path,
    *,
    force: bool = False,
    seed: int | None = None,
    own_numbers: bool = False,
) -> tuple[Path, ...]:
    """Write an nbgrader course into ``folder`` and return the files written.

    An existing folder that is not empty is refused; with ``force`` the files of the course are
    written again and every other file, ``submitted/`` above all, is left alone. ``seed`` draws the
    hidden cases (a new one each time, if none is given). With ``own_numbers`` each student gets
    other numbers.

    Raises FileExistsError, or ValueError for a bad seed.
    """
    target = Path(folder)
    if target.exists() and not target.is_dir():
        raise FileExistsError(f"{target} is a file; give the name of a folder")
    if target.exists() and any(target.iterdir()) and not force:
        raise FileExistsError(
            f"{target} is not empty; --force writes the course into it again and leaves "
            "submitted work alone"
        )
    seed = secrets.randbelow(10**9) if seed is None else integer("seed", seed, 0)
    written = []
    for name, text in _course(seed, own_numbers):
        path = target / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")
        written.append(path)
    return tuple(written)


def _course(seed: int, own_numbers: bool) -> Iterator[tuple[str, str]]:
    """Each file's name and text."""
    nbformat = import_module("nbformat")
    for name in notebooks():
        made = assignment(name, seed=seed, own_numbers=own_numbers)
        nbformat.validate(made)
        yield f"source/{name}/{name}.ipynb", nbformat.writes(made) + "\n"
        yield (
            f"source/{name}/{RELEASE_MARK}",
            "While this file is beside the notebook, solution() keeps the solutions back.\n",
        )
    yield "nbgrader_config.py", CONFIG
    yield "README.md", _readme(own_numbers)


def assignment(notebook: str, *, seed: int, own_numbers: bool = False) -> NotebookNode:
    """Make the source notebook of one assignment, solutions and hidden cases included."""
    v4 = import_module("nbformat.v4")
    number, _, rest = notebook.partition("_")
    title = f"# {number} · {rest.replace('_', ' ').capitalize()}: the exercises"
    cells = [v4.new_markdown_cell(f"{title}\n\n{_welcome(own_numbers)}", id="title")]
    if own_numbers:
        cells.append(_code("who", WHO))
    setup = SETUP_FOR_EACH if own_numbers else SETUP
    cells.append(_code("setup", setup, locked=True))
    for exercise in all_exercises():
        if exercise.notebook == notebook:
            cells += _exercise(exercise, seed, own_numbers)
    cells.append(_code("progress", "progress()"))
    made = v4.new_notebook(cells=cells)
    made.metadata = {
        "kernelspec": {
            "display_name": "Python 3 (ipykernel)",
            "language": "python",
            "name": "python3",
        },
        "language_info": {"name": "python"},
    }
    return made


def _welcome(own_numbers: bool) -> str:
    who = (
        "Write your login name into the next cell first: your numbers depend on it. "
        if own_numbers
        else ""
    )
    return (
        f"{who}Write your answers where you see `...`, run each cell with Shift+Enter, and look at "
        "what `check` says. You can try as often as you like. The locked cell under an answer "
        "gives the points: it says nothing when the answer is right."
    )


def _exercise(exercise: Exercise, seed: int, own_numbers: bool) -> Iterator[NotebookNode]:
    """Write the statement, the cell to be solved, and the locked cell with the points."""
    v4 = import_module("nbformat.v4")
    own = own_numbers and exercise.given is not None and exercise.show_given
    if own:
        # Locked, so that the statement is the one of the student who is graded.
        yield _code(f"task_{exercise.id}", f'my_task("{exercise.id}")', locked=True)
    else:
        yield v4.new_markdown_cell(exercise.statement(), id=f"task_{exercise.id}")
    cell = exercise.cell()
    marked = cell.marked
    if own:
        _, _, answer = marked.partition("\n")
        names = ", ".join(exercise.numbers())
        marked = f'{names} = my_numbers("{exercise.id}")\n{answer}'
    gap = "\n\n\n" if exercise.kind == "function" else "\n"
    yield _code(exercise.id, marked + gap + exercise.call, solution=True)
    points = POINTS[exercise.kind]
    words = {
        "id": exercise.id,
        "points": "1 point" if points == 1 else f"{points} points",
        "student": ", student=student" if own_numbers else "",
        "graded_as": ", student=_os.path.basename(_os.path.dirname(_here))" if own_numbers else "",
        "seed": seed,
    }
    test = FRESH.format(**words)
    if own or exercise.kind == "function":
        test += HIDDEN.format(**words)
    yield _code(f"test_{exercise.id}", test.rstrip("\n"), locked=True, points=points)


def _code(
    name: str, source: str, *, locked: bool = False, solution: bool = False, points: int = 0
) -> NotebookNode:
    """Make a code cell; what nbgrader has to know stands in its metadata."""
    metadata: dict[str, Any] = {}
    if locked or solution:
        metadata["nbgrader"] = {
            "grade": points > 0,
            "grade_id": name,
            "locked": locked,
            "schema_version": 3,
            "solution": solution,
            "task": False,
        }
        if points:
            metadata["nbgrader"]["points"] = points
    return import_module("nbformat.v4").new_code_cell(source, id=name, metadata=metadata)


def _readme(own_numbers: bool) -> str:
    text = files("conv1d_lab").joinpath("static", "classroom_readme.md").read_text("utf-8")
    rows = []
    for name in notebooks():
        mine = [exercise for exercise in all_exercises() if exercise.notebook == name]
        total = sum(POINTS[exercise.kind] for exercise in mine)
        listed = ", ".join(f"`{exercise.id}` ({POINTS[exercise.kind]})" for exercise in mine)
        rows.append(f"| `{name}` | {listed} | {total} |")
    beliefs = [f"- `{e.id}`: {e.misconception}" for e in all_exercises()]
    numbers = (
        "In this course every student has other numbers in the exercises that ask for a value. "
        "They follow from the login name: a student types it into the first cell (on a JupyterHub "
        "it may stay empty), and the grading takes the name of the folder under `submitted/`. "
        "Whoever types another name works with numbers that are not graded as theirs."
        if own_numbers
        else "In this course everybody has the same numbers. `python -m conv1d_lab classroom "
        "my_course --own-numbers` makes a course in which they follow from the login name."
    )
    return (
        text.replace("{{assignments}}", "\n".join(rows))
        .replace("{{beliefs}}", "\n".join(beliefs))
        .replace("{{numbers}}", numbers)
    )


def add_command(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add ``classroom`` to the subcommands of ``python -m conv1d_lab``."""
    parser = commands.add_parser(
        "classroom", help="write an nbgrader course", description="Write an nbgrader course."
    )
    parser.add_argument("folder", help="where to write it, such as my_course")
    parser.add_argument(
        "--force", action="store_true", help="write into a folder that holds a course already"
    )
    parser.add_argument(
        "--own-numbers", action="store_true", help="give every student other numbers"
    )
    parser.add_argument("--seed", type=int, help="draws the hidden cases; new ones if left out")
    parser.set_defaults(run=_run)


def _run(arguments: argparse.Namespace) -> int:
    try:
        written = write_course(
            arguments.folder,
            force=arguments.force,
            seed=arguments.seed,
            own_numbers=arguments.own_numbers,
        )
    except (OSError, ValueError) as error:
        print(error, file=sys.stderr)
        return 1
    print(f"Wrote {len(written)} files. Read {Path(arguments.folder) / 'README.md'} next.")
    return 0
