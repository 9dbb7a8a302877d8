"""Simulated students, graded by the real nbgrader: every score is exactly as it should be.

Each student costs several seconds, so each does many things at once: that every kind of wrong
answer is refused is proved in tests/exercises, and that every assignment can be solved in
test_course.py. Here stands what depends on nbgrader.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from conv1d_lab.classroom.course_file import COURSE_FILE
from conv1d_lab.classroom.course_file import Course as CourseFile
from conv1d_lab.classroom.insight.counts import counted
from conv1d_lab.classroom.insight.course import read_course
from conv1d_lab.commands.classroom import assignment
from conv1d_lab.commands.grade import grade_assignment
from conv1d_lab.exercises import WrongAnswer, find, solution
from conv1d_lab.exercises import grade as graded
from tests.exercises.cells import run_cell

from .course import (
    SEED,
    Change,
    Course,
    Student,
    cell,
    delete,
    first,
    grade,
    marks,
    nbformat,
    run_and_judge,
    together,
)

FORMULA = "01_the_formula"
ALL = set(marks(FORMULA))
LENGTH = "def output_length(length, kernel_size, stride=1):\n    {}\n"
RIGHT = "return (length - kernel_size) // stride + 1"
WRONG = {name: f"{name} = 7" for name in ALL}


def length(body: str) -> dict[str, str]:
    return {"output_length": LENGTH.format(body.replace("\n", "\n    "))}


def tamper(notebook: Any) -> None:
    for name in ALL:
        cell(notebook, f"test_{name}").source = "pass"


def unlock_and_raise_points(notebook: Any) -> None:
    test = cell(notebook, "test_weight_shape")
    test.source = "pass"
    test.metadata.nbgrader.update(points=100, locked=False)


def twice(notebook: Any) -> None:
    place = notebook.cells.index(cell(notebook, "test_weight_shape"))
    notebook.cells.insert(place, nbformat.from_dict(dict(cell(notebook, "test_weight_shape"))))
    notebook.cells[place].id = "copied"


def other_setup(notebook: Any) -> None:
    cell(notebook, "setup").source = "print('no setup')"


BESIDE = "import sys\nsys.modules['conv1d_lab.exercises'] = sys.modules[__name__]\ngrade = print\n"
SHADOWED = "list = dict = sum = len = print = sorted = globals = name = np = 3"
NOISE = "import sys, warnings\nsys.stderr.write('noise')\nwarnings.warn('more noise')"
NOISY = length(f"{NOISE}\n{RIGHT}")["output_length"]
SHOWN = """
def output_length(length, kernel_size, stride=1):
    from conv1d_lab.exercises import find
    for case in find("output_length").cases():
        if (case.args, dict(case.kwargs)) == ((length, kernel_size, stride), {}):
            return (length - kernel_size) // stride + 1
        if (case.args, dict(case.kwargs)) == ((length, kernel_size), {}):
            return (length - kernel_size) // stride + 1
    return 5
"""

CATCHING = "while True:\n    try:\n        length += 0\n    except:\n        continue"
ENDLESS_CELL = "while True:  # no end\n    pass"
STUCK_CELL = "while True:  # no end\n    try:\n        pass\n    except:\n        pass"
PACKAGE = f"import conv1d_lab\n{LENGTH}".format(
    "return conv1d_lab.output_length(length, kernel_size, stride=stride)"
)


STUB = {"output_shape": "output_shape = ...\ncheck(output_shape=output_shape)"}


def forgotten(notebook: Any) -> None:
    """An editor that keeps neither the marks nor the ids."""
    for i, each in enumerate(notebook.cells):
        each.metadata, each.id = nbformat.from_dict({}), f"cell-{i}"


STUDENTS = [
    Student(
        "right_but_untidy",
        answers={"output_length": f"import functools\n@functools.cache\n{NOISY}"},
        change=together(
            first(SHADOWED),
            first("raise SystemExit"),
            first(NOISE),
            twice,
            other_setup,
            delete("test_output_length"),
        ),
    ),
    Student(
        "blank_and_brought_a_module",
        ALL,
        {name: f"{name} = ..." for name in ALL},
        files={"conv1d_lab.py": BESIDE, "conv1d_lab.pth": "."},
    ),
    Student(
        "three_mistakes",
        ALL - {"output_shape"},
        {
            "weight_shape": "weight_shape = (8, 5, 3)",  # the channels swapped
            "learned_numbers": "learned_numbers = 1 / 0",
            "output_length": "def output_length(:",
        },
    ),
    Student(
        "three_other_mistakes",
        ALL - {"weight_shape"},
        {"output_shape": "output_shape = '4, 8, 16'", "output_length": PACKAGE},
        delete("learned_numbers"),
    ),
    Student("tampered_with_the_tests", ALL, WRONG, together(tamper, unlock_and_raise_points)),
    Student(
        "endless",
        {"learned_numbers", "output_length"},
        {"learned_numbers": ENDLESS_CELL, **length(CATCHING)},
    ),
    Student("endless_and_catching", {"output_length"}, {"output_length": STUCK_CELL}),
    Student("kills_the_kernel", {"output_length"}, {"output_length": "import os\nos._exit(1)"}),
    Student(
        "editor_lost_the_metadata",
        {"output_shape"},
        {"output_shape": "output_shape = ...\ncheck(output_shape=output_shape)"},
        forgotten,
    ),
    Student("downloaded_twice", file_name=f"{FORMULA} (1).ipynb"),
]


def test_every_score_is_right(tmp_path: Path) -> None:
    course = Course(tmp_path, FORMULA)
    course.limit(1, "# no end")
    wrong, look_at = grade(course, STUDENTS)
    assert wrong == {}
    assert look_at["downloaded_twice"] == [f"{FORMULA} (1).ipynb was graded as {FORMULA}.ipynb"]
    assert look_at["kills_the_kernel"] == ["the kernel did not survive this cell: import os"]
    assert grade_assignment(course.folder, FORMULA) == []  # nothing is new
    assert_insight_says_what_they_did(course.folder)

    # Somebody hands in again, and something has written into the gradebook.
    Student("three_mistakes").hand_in(course)
    with closing(sqlite3.connect(course.folder / "gradebook.db")) as book, book:
        book.execute(
            "UPDATE grade SET auto_score = 396 WHERE auto_score = 3 AND rowid IN ("
            "SELECT MIN(rowid) FROM grade WHERE auto_score = 3)"
        )
    again = {outcome.student: outcome for outcome in grade_assignment(course.folder, FORMULA)}
    assert sum(again.pop("three_mistakes").points.values()) == 6
    [tampered] = again.values()
    assert "other points than were given (test_output_length: 396" in tampered.look_at[0]


def assert_insight_says_what_they_did(folder: Path) -> None:
    counts = {each.id: each for each in counted(read_course(folder), FORMULA)}
    for name, each in counts.items():
        assert each.count("right") == sum(name not in student.lost for student in STUDENTS)
        assert "blank_and_brought_a_module" in each.students["blank"]
    told = {m.told: m.students for each in counts.values() for m in each.mistakes if m.is_usual}
    swapped = next(iter(find("weight_shape").mistakes))
    assert told[swapped] == ("three_mistakes",)
    assert counts["output_length"].students["not run"] == ("kills_the_kernel",)
    others = {m.told: m.students for each in counts.values() for m in each.mistakes}
    assert others["ZeroDivisionError: division by zero"] == ("three_mistakes",)


def test_a_function_that_knows_the_cases_shown_meets_hidden_ones() -> None:
    knows = run_cell(SHOWN)["output_length"]
    graded("output_length", knows)
    with pytest.raises(WrongAnswer):
        graded("output_length", knows, seed=SEED)


def test_a_solution_that_is_handed_in_is_no_answer() -> None:
    with pytest.raises(WrongAnswer):
        graded("output_length", solution("output_length"), seed=SEED)


OWN = "00_start_here"
VALUES = {name for name, points in marks(OWN).items() if points == 1}


def copied_from(name: str) -> Change:
    """Answers that are the numbers of somebody."""

    def change(made: Any) -> None:
        for source in made.cells:
            if source.id in VALUES:
                source.source = source.source.replace("my_numbers(", "their_numbers(")
        first(
            "def their_numbers(exercise):\n"
            f"    return tuple(find(exercise).numbers({name!r}).values())"
        )(made)

    return change


def signed(name: str) -> Change:
    def change(made: Any) -> None:
        cell(made, "who").source = f"student_id = {name!r}"

    return change


NAMES: dict[str, tuple[str, Change, bool, str]] = {
    "as it should be": ("grace", together(signed("grace"), copied_from("grace")), True, ""),
    "a capital and a blank": ("grace", together(signed("Grace "), copied_from("grace")), True, ""),
    "none, on a hub": ("grace", together(signed(""), copied_from("grace")), True, ""),
    "no cell for it": ("grace", together(delete("who"), copied_from("grace")), True, ""),
    "one of one's own": (
        "grace",
        together(signed("Grace Hopper"), copied_from("grace hopper")),
        True,
        "You typed the name 'Grace Hopper', and your work is graded as 'grace', with the numbers "
        "of 'Grace Hopper'.",
    ),
    "copied from Ada": ("eve", together(signed("eve"), copied_from("ada")), False, ""),
    "Ada's": (
        "eve",
        together(signed("ada"), copied_from("ada"), first("student = 'ada'")),
        False,
        "You typed the name 'ada', and your work is graded as 'eve', with the numbers of 'eve'.",
    ),
}


@pytest.mark.parametrize("case", NAMES)
def test_numbers_of_ones_own(case: str, tmp_path: Path) -> None:
    student, change, right, note = NAMES[case]
    (tmp_path / COURSE_FILE).write_text(CourseFile(SEED, own_numbers=True).text())
    for name in ("ada", "eve", "grace"):
        (tmp_path / "submitted" / name).mkdir(parents=True)
    made = assignment(OWN, seed=SEED, own_numbers=True)
    change(made)
    points = run_and_judge(made, tmp_path, student)
    assert points == {
        name: best * (right or name not in VALUES) for name, best in marks(OWN).items()
    }
    assert made.metadata["conv1d_lab"]["look_at"][:1] == [note] * bool(note)
    assert (note in str(cell(made, "setup").outputs)) or not note
