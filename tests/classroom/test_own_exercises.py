"""Exercises of a teacher's own: tried and checked like ours; test_course.py grades one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from conv1d_lab.__main__ import main
from conv1d_lab.classroom.insight.answers import known
from conv1d_lab.commands.classroom import write_course
from conv1d_lab.exercises import WrongAnswer, check, grade, notebooks, own_sets
from conv1d_lab.static_files import read

EXAMPLE = read("classroom/own_exercise.py")
NAME, ASKED = "20_my_sensor", "window_milliseconds"


FUNCTION = '''
from conv1d_lab.exercises.model import call, function_exercise


@function_exercise(
    title="Twice",
    misconception="Twice is squared.",
    text="Return twice x.",
    hints=("Add it to itself.",),
    make_cases=lambda rng: [call(3), call(5)],
    mistakes={"That is x times x.": lambda x: x * x},
)
def twice(x):
    """Return twice x."""
    ### BEGIN SOLUTION
    return 2 * x
    ### END SOLUTION
'''


@pytest.fixture(autouse=True)
def _ours_alone() -> Iterator[None]:
    yield
    own_sets.forget()


def put(course: Path, source: str = EXAMPLE, name: str = f"n{NAME}.py") -> Path:
    file = course / own_sets.FOLDER / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(source, "utf-8")
    return file


def test_it_is_checked_and_asked_like_ours(tmp_path: Path) -> None:
    ours = notebooks()
    put(tmp_path)
    assert own_sets.load_beside(tmp_path) == own_sets.load(tmp_path / "exercises") == (NAME,)
    assert notebooks() == (*ours, NAME)
    assert [*own_sets.faults(NAME)] == []
    assert check(**{ASKED: 40}).outcome == "correct"
    told = "You counted the samples, not the gaps between them: there is one gap less."
    assert told in str(check(**{ASKED: 45}))
    with pytest.raises(WrongAnswer, match=told):
        grade(ASKED, 45)
    assert known()[ASKED].mistakes.keys() >= {told}  # what insight reads it by
    changed = EXAMPLE.replace('"step": 5', '"step": 6')
    put(tmp_path, changed)
    own_sets.load_beside(tmp_path)
    assert check(**{ASKED: 48}).outcome == "correct"
    own_sets.forget()
    assert notebooks() == ours


def test_a_pack_has_them_too(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["teach", str(tmp_path / "pack"), "--course", str(tmp_path)]) == 1
    assert "exercises is not there" in capsys.readouterr().err
    put(tmp_path)
    assert main(["teach", str(tmp_path / "pack"), "--course", str(tmp_path)]) == 0
    assert "every 5 milliseconds" in (tmp_path / "pack" / "worksheets.html").read_text("utf-8")


@pytest.mark.parametrize(
    ("old", "new", "wrong"),
    [
        ("step * kernel_size\n", "step * (kernel_size - 1)\n", "the same comes out of: the right"),
        ("step * (kernel_size + 1)", "kernel_size * step", "the same comes out of: You counted"),
        ("hints=(\n", "hints=() and (\n", "window_milliseconds: needs a hint"),
        ('"step": rng.integers(3, 12)', '"step": 1', "in 1000 draws of numbers, two mistakes"),
    ],
)
def test_what_is_wrong_with_one_is_said_before_anything_is_written(
    tmp_path: Path, old: str, new: str, wrong: str
) -> None:
    assert EXAMPLE.count(old) == 1
    put(tmp_path, EXAMPLE.replace(old, new))
    with pytest.raises(ValueError, match=f"not ready yet:\n.*{wrong}"):
        write_course(tmp_path, force=True)
    assert [path.name for path in tmp_path.iterdir()] == ["exercises"]


def test_a_mistake_that_is_right_is_found(tmp_path: Path) -> None:
    usual = '"That is x times x.": lambda x: x * x'
    wrong = FUNCTION.replace(usual, f'{usual}, "That is right.": lambda x: x + x')
    put(tmp_path, wrong, "n21_twice.py")
    own_sets.load_beside(tmp_path)
    assert [*own_sets.faults("21_twice")] == ["twice: this mistake is judged right: That is right."]


@pytest.mark.parametrize(
    ("source", "name", "wrong"),
    [
        (EXAMPLE, "my_sensor.py", "must have a name like n20_my_sensor.py"),
        ("x = 1\n", "n20_nothing.py", "must hold an exercise, a function with a decorator"),
        ("1 +\n", "n20_broken.py", "cannot be read: SyntaxError"),
        (EXAMPLE.replace(f"def {ASKED}", "def stops"), "n20_ours.py", "'stops' already; rename"),
    ],
)
def test_a_file_that_is_none_is_refused(tmp_path: Path, source: str, name: str, wrong: str) -> None:
    before = notebooks()
    put(tmp_path, source, name)
    with pytest.raises(ValueError, match=wrong):
        own_sets.load_beside(tmp_path)
    assert notebooks() == before
