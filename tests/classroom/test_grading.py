"""Simulated students, graded by the real nbgrader: every score is exactly as it should be."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from conv1d_lab.exercises import notebooks

from .course import Course, Student, cell, grade, marks, nbformat

FORMULA = "01_the_formula"
GRADED_BELOW = {"00_start_here", FORMULA, "03_sliding_the_kernel"}
ALL = set(marks(FORMULA))
LENGTH = "def output_length(length, kernel_size, stride=1):\n    {}\n"
RIGHT = "return (length - kernel_size) // stride + 1"
WRONG = {name: f"{name} = 7" for name in ALL}
NO_CHECK = "output_length = 7"


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
NOISE = "import sys, warnings\nprint('noise', file=sys.stderr)\nwarnings.warn('more noise')"
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

HONEST = [
    Student("all_right"),
    Student("all_blank", ALL, {name: f"{name} = ..." for name in ALL}),
    Student("untouched_function", {"output_length"}, length("...")),
    Student("channels_swapped", {"weight_shape"}, {"weight_shape": "weight_shape = (8, 5, 3)"}),
    Student("bias_forgotten", {"learned_numbers"}, {"learned_numbers": "learned_numbers = 6*4*5"}),
    Student("no_batch", {"output_shape"}, {"output_shape": "output_shape = (8, 16)"}),
    Student("a_string", {"output_shape"}, {"output_shape": "output_shape = '4, 8, 16'"}),
    Student("off_by_one", {"output_length"}, length("return (length - kernel_size) // stride")),
    Student("stride_ignored", {"output_length"}, length("return length - kernel_size + 1")),
    Student("function_raises", {"output_length"}, length("return length / 0")),
    Student("value_raises", {"weight_shape"}, {"weight_shape": "weight_shape = 1 / 0"}),
    Student("syntax_error", {"output_length"}, {"output_length": "def output_length(:"}),
    Student("system_exit", {"output_length"}, length("raise SystemExit")),
]
CAREFUL = [
    Student("prints_to_stderr", change=first(NOISE), answers=length(f"{NOISE}\n{RIGHT}")),
    Student("shadows_names", change=first(SHADOWED)),
    Student("copied_a_cell", change=twice),
    Student("changed_the_setup", change=other_setup),
    Student("exits_a_cell", change=first("raise SystemExit")),
    Student(
        "cached",
        answers={
            "output_length": "import functools\n@functools.cache\n" + LENGTH.format(RIGHT),
        },
    ),
    Student("deleted_a_test_cell", change=delete("test_output_length")),
    Student("deleted_an_answer", {"learned_numbers"}, change=delete("learned_numbers")),
    Student("kills_the_kernel", ALL, change=first("import os\nos._exit(1)"), graded=False),
]
CHEATING = [
    Student("tampered_test_cells", ALL, WRONG, tamper),
    Student(
        "raised_the_points",
        {"weight_shape"},
        {"weight_shape": "weight_shape = 7"},
        unlock_and_raise_points,
    ),
    Student("overwrote_check", ALL, WRONG, first(OVERWRITTEN)),
    Student("patched_the_module", ALL, WRONG, first(PATCHED)),
    Student("faked_the_module", ALL, WRONG, first(FAKED)),
    Student(
        "brought_a_module",
        ALL,
        WRONG,
        files={"conv1d_lab.py": BESIDE, "conv1d_lab.pth": "."},
    ),
    Student("hid_exceptions", ALL, WRONG, first(HIDING)),
    Student(
        "asked_for_solutions",
        {"output_length"},
        {
            "output_length": "from conv1d_lab.exercises import solution\n"
            "output_length = solution('output_length')"
        },
    ),
    Student("hard_coded", {"output_length"}, {"output_length": SHOWN}),
]
CATCHING = "while True:\n    try:\n        length += 0\n    except:\n        continue"
STUCK = "while True:\n    try:\n        pass\n    except:\n        pass"
ENDLESS = [
    Student("endless_function", {"output_length"}, length("while True:\n    pass")),
    Student("endless_catching", {"output_length"}, length(CATCHING)),
    Student("endless_cell", {"output_length"}, {"output_length": "while True:\n    pass"}),
    Student("endless_cell_catching", {"output_length"}, {"output_length": STUCK}),
    Student("all_right_too"),
]


@pytest.mark.parametrize(
    "students", [HONEST, CAREFUL, CHEATING], ids=["honest", "careful", "cheating"]
)
def test_every_score_is_right(students: list[Student], tmp_path: Path) -> None:
    assert grade(Course(tmp_path, FORMULA), students) == {}


@pytest.mark.parametrize("notebook", [name for name in notebooks() if name not in GRADED_BELOW])
def test_every_assignment_can_be_solved_and_left_blank(notebook: str, tmp_path: Path) -> None:
    course = Course(tmp_path, notebook)
    blank = {cell.id: cell.source for cell in nbformat.read(course.release, as_version=4).cells}
    everything = set(marks(notebook))
    students = [
        Student("all_right"),
        Student("all_blank", everything, {name: blank[name] for name in everything}),
    ]
    assert grade(course, students, feedback=False) == {}  # which the other courses give


def test_endless_code_is_ended(tmp_path: Path) -> None:
    course = Course(tmp_path, FORMULA)
    course.limit(15)
    assert grade(course, ENDLESS) == {}


def test_there_are_enough_students() -> None:
    names = [s.name for s in (*HONEST, *CAREFUL, *CHEATING, *ENDLESS)]
    assert len(names) == len(set(names)) >= 30


LIBRARY = """
import torch
def conv1d_loops(x, weight, bias, stride=1):
    out = torch.nn.functional.conv1d(
        torch.tensor(x), torch.tensor(weight), torch.tensor(bias), stride=stride
    )
    return out.numpy()
"""
FLIPPED = """
import numpy as np
def conv1d_numpy(x, weight, bias, stride=1):
    windows = np.lib.stride_tricks.sliding_window_view(x, weight.shape[2], axis=2)
    return np.einsum(
        "nctk,ock->not", windows[:, :, ::stride], weight[:, :, ::-1]
    ) + bias[:, None]
"""
SPOILS = """
def conv1d_loops(x, weight, bias, stride=1):
    x += 1
    return x
"""


def test_functions_written_the_wrong_way(tmp_path: Path) -> None:
    students = [
        Student("all_right"),
        Student("library_for_loops", {"conv1d_loops"}, {"conv1d_loops": LIBRARY}),
        Student("flipped", {"conv1d_numpy"}, {"conv1d_numpy": FLIPPED}),
        Student("spoils_x", {"conv1d_loops"}, {"conv1d_loops": SPOILS}),
    ]
    assert grade(Course(tmp_path, "03_sliding_the_kernel"), students) == {}


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
        Student("ada", change=sign("ada")),
        Student("grace", change=sign("")),
        Student("copies_ada", values, change=literal),
        Student("eve", values, change=pretend),
    ]
    assert grade(Course(tmp_path, notebook, own_numbers=True), students) == {}
