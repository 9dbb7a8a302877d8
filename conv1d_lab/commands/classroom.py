"""An nbgrader course made of the exercises: one assignment for each notebook that has any.

An assignment holds the exercises only, so that it can be handed out, locked and graded; the lesson
itself stays the notebook that everybody reads.
"""

from __future__ import annotations

import argparse
import secrets
import sys
import textwrap
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

from conv1d_lab.checks import integer
from conv1d_lab.classroom.cells import Notebook, code, filled, markdown, notebook_of
from conv1d_lab.classroom.course_file import COURSE_FILE, Course
from conv1d_lab.classroom.quiz_assignments import FORM_OF, quiz_assignment
from conv1d_lab.classroom.seeds import seed_of
from conv1d_lab.commands import folder_at, in_words
from conv1d_lab.commands.notebooks import source as lessons
from conv1d_lab.exercises import RELEASE_MARK, Exercise, all_exercises, notebooks, own_sets
from conv1d_lab.exercises.inventory import items
from conv1d_lab.numbers import plural
from conv1d_lab.static_files import read

POINTS = {"value": 1, "function": 3}
WHO = 'student_id = ""  # your login name, exactly as your teacher gave it to you'
RELEASE_NOTE = "While this file is beside the notebook, solution() keeps the solutions back.\n"


def write_course(
    folder: str | Path,
    *,
    force: bool = False,
    seed: int | None = None,
    own_numbers: bool | None = None,
) -> tuple[Path, ...]:
    """Write an nbgrader course into ``folder`` and return the files written.

    An existing folder that is not empty is refused; with ``force`` the files of the course are
    written again and every other file, ``submitted/`` above all, is left alone. ``seed`` draws the
    hidden cases, and with ``own_numbers`` each student gets other numbers; where they are left out
    a course that is written again keeps its own, and a new one has a new seed and common numbers.

    Raises FileExistsError, or ValueError for a bad seed.
    """
    target = folder_at(folder)
    if target.exists() and any(target.iterdir()) and not force:
        raise FileExistsError(
            f"{target} is not empty; --force writes the course into it again and leaves "
            "submitted work alone"
        )
    _check_own(own_sets.load_beside(target))
    settings = _settings(target / COURSE_FILE, seed, own_numbers)
    written = []
    for name, text in (*_course(settings), *_own_files(target)):
        path = target / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")
        written.append(path)
    return tuple(written)


def _check_own(names: tuple[str, ...]) -> None:
    found = [fault for name in names for fault in own_sets.faults(name)]
    if found:
        raise ValueError("\n".join(["exercises of your own are not ready yet:", *found]))


def _own_files(course: Path) -> Iterator[tuple[str, str]]:
    """Give a teacher's own files to the assignments that ask them."""
    for name in own_sets.load_beside(course):
        file = f"{own_sets.FOLDER}/n{name}.py"
        yield f"source/{name}/{file}", (course / file).read_text("utf-8")


def _settings(file: Path, seed: int | None, own_numbers: bool | None) -> Course:
    """Take what is given, else what the course has, else what a new one gets."""
    seed = None if seed is None else integer("seed", seed, 0)
    old = Course.read(file) if file.exists() else Course(secrets.randbelow(10**18))
    return Course(
        old.seed if seed is None else seed,
        old.own_numbers if own_numbers is None else own_numbers,
    )


def _course(settings: Course) -> Iterator[tuple[str, str]]:
    """Each file's name and text."""
    nbformat = import_module("nbformat")
    yield COURSE_FILE, settings.text()
    for name in (*notebooks(), *FORM_OF):
        made = (
            quiz_assignment(name)
            if name in FORM_OF
            else assignment(name, seed=settings.seed, own_numbers=settings.own_numbers)
        )
        nbformat.validate(made)
        yield f"source/{name}/{name}.ipynb", nbformat.writes(made) + "\n"
        yield f"source/{name}/{RELEASE_MARK}", RELEASE_NOTE
    yield "nbgrader_config.py", read("classroom/nbgrader_config.py")
    yield "README.md", _readme(settings.own_numbers)


def assignment(notebook: str, *, seed: int, own_numbers: bool = False) -> Notebook:
    """Make the source notebook of one assignment, solutions and hidden cases included."""
    number, _, rest = notebook.partition("_")
    title = f"# {number} · {rest.replace('_', ' ').capitalize()}: the exercises"
    cells = [markdown("title", f"{title}\n\n{_welcome(own_numbers)}")]
    cells += _colab(notebook)
    if own_numbers:
        cells.append(code("who", WHO))
    setup = filled("setup_own_numbers" if own_numbers else "setup")
    cells.append(code("setup", setup, locked=True))
    if notebook in own_sets.names():
        cells.append(code("own_sets", filled("own_sets"), locked=True))
    for exercise in all_exercises():
        if exercise.notebook == notebook:
            cells += _exercise(exercise, seed, own_numbers)
    cells.append(code("progress", "progress()"))
    return notebook_of(cells)


def _colab(notebook: str) -> list[Notebook]:
    """Return the folded cell that installs this package on Google Colab, as the lesson has it."""
    read_notebook = import_module("nbformat").read
    name = notebooks()[0] if notebook in own_sets.names() else notebook
    lesson = read_notebook(lessons() / f"{name}.ipynb", as_version=4)
    return [cell for cell in lesson.cells if cell.id == "colab"]


def _welcome(own_numbers: bool) -> str:
    who = (
        "Write your login name into the next cell first: your numbers depend on it. "
        if own_numbers
        else ""
    )
    return (
        f"{who}Write your answers where you see `...`, run each cell with Shift+Enter, and look at "
        "what `check` says. You can try as often as you like. The locked cell under an answer "
        "gives the points: it says nothing when the answer is right. Where a slow, obvious way is "
        "shown, find your own: that one, word for word, gets no points."
    )


def _exercise(exercise: Exercise, seed: int, own_numbers: bool) -> Iterator[Notebook]:
    """Write the statement, the cell to be solved, and the locked cell with the points."""
    own = own_numbers and exercise.has_own_numbers
    if own:
        # Locked, so that the statement is the one of the student who is graded.
        yield code(f"task_{exercise.id}", f'my_task("{exercise.id}")', locked=True)
    else:
        yield markdown(f"task_{exercise.id}", exercise.statement())
    cell = exercise.cell()
    marked = cell.marked
    if own:
        _, _, answer = marked.partition("\n")
        names = ", ".join(exercise.numbers())
        marked = f'{names} = my_numbers("{exercise.id}")\n{answer}'
    yield code(exercise.id, marked + cell.gap + exercise.call, solution=True)
    points = POINTS[exercise.kind]
    words = {
        "POINTS": f"{points} {plural('point', points)}",
        "EXERCISE": exercise.id,
        "SEED": seed_of(seed, exercise.id, "hidden"),
        **({"STUDENT": "student"} if own_numbers else {", student=STUDENT": ""}),
    }
    parts = ["points", "hidden_tests"] if exercise.kind == "function" else ["points"]
    tests = [filled(part, words) for part in parts]
    yield code(f"test_{exercise.id}", "\n".join(tests), locked=True, points=points)


def _readme(own_numbers: bool) -> str:
    rows = []
    for name in notebooks():
        mine = [exercise for exercise in all_exercises() if exercise.notebook == name]
        total = sum(POINTS[exercise.kind] for exercise in mine)
        listed = ", ".join(f"`{exercise.id}` ({POINTS[exercise.kind]})" for exercise in mine)
        rows.append(f"| `{name}` | {listed} | {total} |")
    asked = len(items())
    rows += [f"| `{name}` | {asked} questions (1 each) | {asked} |" for name in FORM_OF]
    beliefs = [f"- `{e.id}`: {e.misconception}" for e in all_exercises()]
    numbers = (
        "In this course every student has other numbers in the exercises that ask for a value. "
        "They follow from the login name: a student types it into the first cell (on a JupyterHub "
        "it may stay empty), and without one there are no numbers. Capitals, and blanks around "
        "it, don't matter. The grading takes the name of the folder under `submitted/`. Whoever "
        "typed another name reads so in the feedback, and you in the list of `grade`: a name "
        "that nobody in the class has is graded with its own numbers, and that of somebody else "
        "is not."
        if own_numbers
        else "In this course everybody has the same numbers. `python -m conv1d_lab classroom "
        "my_course --own-numbers` makes a course in which they follow from the login name."
    )
    return (
        read("classroom/readme.md")
        .replace("{{assignments}}", "\n".join(rows))
        .replace("{{beliefs}}", "\n".join(beliefs))
        .replace("{{numbers}}", numbers)
        .replace("{{own_exercise}}", textwrap.indent(read("classroom/own_exercise.py"), "    "))
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
        "--own-numbers",
        action=argparse.BooleanOptionalAction,
        help="give every student other numbers; left out, a course that is there stays as it is",
    )
    parser.add_argument(
        "--seed",
        type=int,
        help="draws the hidden cases; left out, a course that is there keeps them",
    )
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
        print(in_words(error), file=sys.stderr)
        return 1
    print(f"Wrote {len(written)} files. Read {Path(arguments.folder) / 'README.md'} next.")
    return 0
