"""Simulated students, graded by the real nbgrader: every score is exactly as it should be.

Each student costs several seconds, so each does many things at once: that every kind of wrong
answer is refused is proved in tests/exercises, and that every assignment can be solved in
test_course.py. Here stands what depends on nbgrader.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from conv1d_lab.exercises import WrongAnswer, solution
from conv1d_lab.exercises import grade as graded
from tests.exercises.cells import run_cell

from .course import SEED, Change, Course, Student, cell, grade, marks, nbformat

FORMULA = "01_the_formula"
ALL = set(marks(FORMULA))
LENGTH = "def output_length(length, kernel_size, stride=1):\n    {}\n"
RIGHT = "return (length - kernel_size) // stride + 1"
WRONG = {name: f"{name} = 7" for name in ALL}


def length(body: str) -> dict[str, str]:
    return {"output_length": LENGTH.format(body.replace("\n", "\n    "))}


def delete(name: str) -> Any:
    def change(notebook: Any) -> None:
        notebook.cells.remove(cell(notebook, name))

    return change


def tamper(notebook: Any) -> None:
    for name in ALL:
        cell(notebook, f"test_{name}").source = "pass"


def unlock_and_raise_points(notebook: Any) -> None:
    test = cell(notebook, "test_weight_shape")
    test.source = "pass"
    test.metadata.nbgrader.update(points=100, locked=False)


def first(source: str) -> Any:
    """A cell of the student's own, run after the setup."""

    def change(notebook: Any) -> None:
        place = notebook.cells.index(cell(notebook, "setup")) + 1
        notebook.cells.insert(place, nbformat.v4.new_code_cell(source))

    return change


def twice(notebook: Any) -> None:
    place = notebook.cells.index(cell(notebook, "test_weight_shape"))
    notebook.cells.insert(place, nbformat.from_dict(dict(cell(notebook, "test_weight_shape"))))
    notebook.cells[place].id = "copied"


def other_setup(notebook: Any) -> None:
    cell(notebook, "setup").source = "print('no setup')"


OVERWRITTEN = """
def grade(*args, **kwargs):
    return None

check = _grade = grade
"""
PATCHED = """
import sys
import conv1d_lab.exercises as e
from conv1d_lab.exercises import grading, judging, verdict
e.grade = grading.grade = grading.judge = judging.judge = lambda *a, **k: None
"""
FAKED = """
import sys, types
fake = types.ModuleType("conv1d_lab.exercises")
fake.grade = lambda *a, **k: None
fake.check = fake.grade
sys.modules["conv1d_lab.exercises"] = fake
"""
BESIDE = "import sys\nsys.modules['conv1d_lab.exercises'] = sys.modules[__name__]\ngrade = print\n"
SHADOWED = "list = dict = sum = len = print = sorted = globals = name = np = 3"
NOISE = "import sys, warnings\nsys.stderr.write('noise')\nwarnings.warn('more noise')"
NOISY = length(f"{NOISE}\n{RIGHT}")["output_length"]
HIDING = "get_ipython().set_custom_exc((Exception,), lambda *a, **k: None)"
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


def together(*changes: Change) -> Change:
    def change(notebook: Any) -> None:
        for each in changes:
            each(notebook)

    return change


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
    Student(
        "tampered_with_the_tests",
        ALL,
        WRONG,
        together(tamper, unlock_and_raise_points, first(OVERWRITTEN)),
    ),
    Student("patched_the_module", ALL, WRONG, together(first(PATCHED), first(HIDING))),
    Student("faked_the_module", ALL, WRONG, first(FAKED)),
    Student(
        "endless",
        {"learned_numbers", "output_length"},
        {"learned_numbers": ENDLESS_CELL, **length(CATCHING)},
    ),
    Student("endless_and_catching", {"output_length"}, {"output_length": STUCK_CELL}),
    Student("kills_the_kernel", ALL, change=first("import os\nos._exit(1)"), graded=False),
]


def test_every_score_is_right(tmp_path: Path) -> None:
    course = Course(tmp_path, FORMULA)
    course.limit(5, "# no end")
    assert grade(course, STUDENTS) == {}


def test_a_function_that_knows_the_cases_shown_meets_hidden_ones() -> None:
    knows = run_cell(SHOWN)["output_length"]
    graded("output_length", knows)
    with pytest.raises(WrongAnswer):
        graded("output_length", knows, seed=SEED)


def test_a_solution_that_is_handed_in_is_no_answer() -> None:
    with pytest.raises(WrongAnswer):
        graded("output_length", solution("output_length"), seed=SEED)


def test_numbers_of_ones_own(tmp_path: Path) -> None:
    notebook = "00_start_here"
    values = {name for name, points in marks(notebook).items() if points == 1}

    def sign(name: str) -> Any:
        def change(made: Any) -> None:
            cell(made, "who").source = f"student_id = {name!r}"

        return change

    def literal(made: Any) -> None:
        """Answers copied as the numbers that Ada has."""
        for source in made.cells:
            if source.id in values:
                source.source = source.source.replace("my_numbers(", "adas_numbers(")
        first(
            "def adas_numbers(exercise):\n    return tuple(find(exercise).numbers('ada').values())"
        )(made)

    def pretend(made: Any) -> None:
        sign("ada")(made)
        first("student = 'ada'\nbegin_assignment('ada')")(made)

    students = [
        Student("grace", change=sign("")),
        Student("copies_ada", values, change=literal),
        Student("eve", values, change=pretend),
    ]
    assert grade(Course(tmp_path, notebook, own_numbers=True), students, feedback=False) == {}
