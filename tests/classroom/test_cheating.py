"""Everything somebody could try in order to have points without the work; each row one attempt.

What nbgrader itself prevents (a locked cell changed, deleted, copied) stands in test_grading.py,
and how an answer may be made (by a ready-made convolution, say) in tests/exercises.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from conv1d_lab.classroom.course_file import COURSE_FILE, Course
from conv1d_lab.commands.classroom import assignment

from .course import Change, cell, first, run_and_judge, said

NOTEBOOK = "01_the_formula"
VALUE, FUNCTION = "weight_shape", "output_length"
HEAD = "def output_length(length, kernel_size, stride=1):\n    "
WRONG = f"{HEAD}return 7"


def function(body: str) -> str:
    """A wrong answer that does something else first."""
    return HEAD + body.strip().replace("\n", "\n    ") + "\n    return 7\n"


def on_test(**metadata: Any) -> Change:
    """Metadata for the locked cells."""

    def change(notebook: Any) -> None:
        for name in (VALUE, FUNCTION):
            cell(notebook, f"test_{name}").metadata.update(metadata)

    return change


def as_text(notebook: Any) -> None:
    """Leave the kernel without the answer."""
    for name in (VALUE, FUNCTION):
        cell(notebook, name).cell_type = "raw"


ATTEMPTS: dict[str, tuple[str, Change | None]] = {
    # The locked cell is not run, or its outcome gets lost.
    "a tag that skips the cell": (WRONG, on_test(tags=["skip-execution"])),
    "a tag that allows errors": (WRONG, on_test(tags=["raises-exception"])),
    "a number displayed for partial credit": (
        function("get_ipython().displayhook(3.0)"),
        None,
    ),
    "a number displayed by the check": (
        WRONG,
        first(
            "import conv1d_lab.exercises as e\n"
            "e.grade = lambda *a, **k: get_ipython().displayhook(3)"
        ),
    ),
    "exceptions handled away": (
        WRONG,
        first("get_ipython().set_custom_exc((Exception,), lambda *a, **k: None)"),
    ),
    "tracebacks switched off": (
        WRONG,
        first("get_ipython().showtraceback = get_ipython()._showtraceback = lambda *a, **k: None"),
    ),
    "the source emptied on its way": (
        WRONG,
        first(
            "get_ipython().input_transformers_cleanup.append("
            "lambda lines: [] if 'points for' in lines[0] or 'point for' in lines[0] else lines)"
        ),
    ),
    "the syntax tree emptied": (
        WRONG,
        first(
            "import ast\nclass Empty(ast.NodeTransformer):\n"
            "    def visit_Module(self, node):\n"
            "        if '_grade' in ast.unparse(node):\n            node.body = []\n"
            "        return node\nget_ipython().ast_transformers.append(Empty())"
        ),
    ),
    "run_cell replaced": (
        WRONG,
        first(
            "shell = get_ipython()\nold = shell.run_code\n"
            "async def run_code(code, result=None, **k):\n    return False\n"
            "shell.run_code = run_code"
        ),
    ),
    # The checker in the kernel is changed.
    "names of the checker overwritten": (
        WRONG,
        first("import conv1d_lab.exercises as e\n_grade = check = e.grade = lambda *a, **k: None"),
    ),
    "the judge replaced": (
        WRONG,
        first(
            "from conv1d_lab.exercises import grading\n"
            "class Right:\n    outcome = 'correct'\ngrading.judge = lambda *a: Right()"
        ),
    ),
    "the comparison replaced during the call": (
        function("import conv1d_lab.exercises.judging as j\nj.compare = lambda *a: None"),
        first("import conv1d_lab.exercises.judging as j\nj.compare = lambda *a: None"),
    ),
    "a fake module": (
        WRONG,
        first(
            "import sys, types\nfake = types.ModuleType('conv1d_lab.exercises')\n"
            "fake.grade = lambda *a, **k: None\nsys.modules['conv1d_lab.exercises'] = fake"
        ),
    ),
    "a fake package on the path": (
        WRONG,
        first(
            "import sys, pathlib\nplace = pathlib.Path('sub/conv1d_lab/exercises')\n"
            "place.mkdir(parents=True, exist_ok=True)\n"
            "(place.parent / '__init__.py').touch()\n"
            "(place / '__init__.py').write_text('grade = lambda *a, **k: None')\n"
            "sys.path.insert(0, 'sub')\n"
            "for name in [n for n in sys.modules if n.startswith('conv1d_lab')]:\n"
            "    del sys.modules[name]"
        ),
    ),
    "a finder of its own": (
        WRONG,
        first(
            "import sys, types, importlib.machinery as m\n"
            "class Finder:\n"
            "    def find_spec(self, name, path=None, target=None):\n"
            "        if name.startswith('conv1d_lab'):\n"
            "            return m.ModuleSpec(name, self, is_package=True)\n"
            "    def create_module(self, spec):\n        return None\n"
            "    def exec_module(self, module):\n"
            "        module.grade = lambda *a, **k: None\n"
            "sys.meta_path.insert(0, Finder())\n"
            "for name in [n for n in sys.modules if n.startswith('conv1d_lab')]:\n"
            "    del sys.modules[name]"
        ),
    ),
    "import itself replaced": (
        WRONG,
        first(
            "import builtins, types\nold = builtins.__import__\n"
            "fake = types.SimpleNamespace(grade=lambda *a, **k: None)\n"
            "builtins.__import__ = lambda name, *a: ("
            "fake if name == 'conv1d_lab.exercises' else old(name, *a))"
        ),
    ),
    "arithmetic replaced": (
        function("import numpy as np\nnp.abs = lambda value: np.zeros(())"),
        first(
            "import numpy as np\nnp.abs = lambda value: np.zeros(())\n"
            "from conv1d_lab.exercises import diagnosis\ndiagnosis.as_array = np.asarray"
        ),
    ),
    "a thread that replaces it later": (
        WRONG,
        first(
            "import threading, conv1d_lab.exercises as e\n"
            "def replace():\n    while True:\n        e.grade = lambda *a, **k: None\n"
            "threading.Thread(target=replace, daemon=True).start()"
        ),
    ),
    "the stack read for the solution": (
        HEAD + "import sys\n    frame = sys._getframe()\n"
        "    while frame is not None:\n"
        "        for name in ('expected', 'right', 'exercise'):\n"
        "            if name in frame.f_locals:\n"
        "                return frame.f_locals[name]\n"
        "        frame = frame.f_back\n    return 7\n",
        first("from conv1d_lab.exercises import grading\ngrading.judge = print"),
    ),
    "the answers put in the place of others": (
        WRONG,
        first(
            "from conv1d_lab.classroom import inside\n"
            "inside.results_of = lambda *a: 'gASVCwAAAAAAAACMB2NvcnJlY3SULg=='\n"
            "inside.value_of = inside.results_of\n"
            "import conv1d_lab.exercises as e\ne.grade = lambda *a, **k: None"
        ),
    ),
    "an answer that equals everything": (
        f"class Any:\n    def __eq__(self, other):\n        return True\n    __hash__ = None\n"
        f"    shape = ()\n\n\n{HEAD}return Any()",
        None,
    ),
    "an array that equals everything": (
        "import numpy as np\nclass Any(np.ndarray):\n"
        "    def __array_function__(self, *a, **k):\n        return np.True_\n"
        f"    def __array_ufunc__(self, *a, **k):\n        return np.False_\n\n\n{HEAD}"
        "return np.zeros(()).view(Any)",
        None,
    ),
    "cases known from check": (
        HEAD + "from conv1d_lab.exercises import find\n"
        "    for case in find('output_length').cases():\n"
        "        if case.args == (length, kernel_size, stride)[: len(case.args)]:\n"
        "            return (length - kernel_size) // stride + 1\n    return 7\n",
        None,
    ),
    "the checker taken away, and the solution used": (
        HEAD + "from conv1d_lab.exercises import find\n"
        "    return find('output_length').solve(length, kernel_size, stride)",
        first("import conv1d_lab.exercises as e\ne.grade = lambda *a, **k: None"),
    ),
    "nothing to ask": (WRONG, as_text),
}


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("course")
    (folder / COURSE_FILE).write_text(Course(20).text())
    return folder


@pytest.mark.parametrize("attempt", ATTEMPTS)
def test_an_attempt_has_no_points(attempt: str, course: Path) -> None:
    answer, change = ATTEMPTS[attempt]
    made = notebook(answer, "weight_shape = 'any'" if "class Any" not in answer else "")
    if change is not None:
        change(made)
    assert run_and_judge(made, course) == {VALUE: 0, FUNCTION: 0}
    assert said(made, FUNCTION)


def notebook(answer: str, value: str) -> Any:
    """The assignment with two of its exercises, and these answers."""
    made = assignment(NOTEBOOK, seed=20)
    wanted = {"setup", *(name for e in (VALUE, FUNCTION) for name in (e, f"test_{e}"))}
    made.cells = [each for each in made.cells if each.id in wanted]
    cell(made, FUNCTION).source = answer
    cell(made, VALUE).source = value or "weight_shape = Any()"
    return made


@pytest.mark.parametrize("warm_kernels", [True, False])
def test_the_solutions_have_all_points(warm_kernels: bool, course: Path) -> None:
    made = notebook(f"{HEAD}return (length - kernel_size) // stride + 1", "")
    cell(made, VALUE).source = cell(assignment(NOTEBOOK, seed=20), VALUE).source
    first("import matplotlib.pyplot as plt\nplt.plot([1, 2]);")(made)
    points = run_and_judge(made, course, warm_kernels=warm_kernels)
    assert points == {VALUE: 1, FUNCTION: 3}
    (figure,) = made.cells[made.cells.index(cell(made, "setup")) + 1].outputs
    assert "image/png" in figure.data
