"""``python -m conv1d_lab grade``: what it says of a course that is not ready."""

from __future__ import annotations

from pathlib import Path

import pytest

from conv1d_lab.__main__ import main
from conv1d_lab.classroom.submissions import Ledger, Submission
from conv1d_lab.commands.classroom import write_course


def test_bad_arguments_are_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for course, words, said in (
        (tmp_path, [], "is no course; `python -m conv1d_lab classroom` writes one"),
        (tmp_path, ["--jobs", "0"], "--jobs must be 1 or more; got 0"),
        (tmp_path / "course", [], "knows no assignment '01_the_formula'; start `nbgrader gen"),
    ):
        write_course(tmp_path / "course", seed=1, force=True)
        assert main(["grade", "01_the_formula", "--course", str(course), *words]) == 1
        assert said in capsys.readouterr().err


def test_only_what_has_changed_is_new(tmp_path: Path) -> None:
    folder = tmp_path / "submitted" / "ada" / "01_the_formula"
    folder.mkdir(parents=True)
    (folder / "01_the_formula.ipynb").write_text("one")
    submission = Submission(folder)
    assert submission.put_in_order() == ""
    assert Ledger(tmp_path).is_new(submission)
    Ledger(tmp_path).enter(submission, {"test_stops": 1})
    (folder / "timestamp.txt").write_text("later")
    assert not Ledger(tmp_path).is_new(submission)
    assert Ledger(tmp_path).points(submission) == {"test_stops": 1}
    (folder / "01_the_formula.ipynb").write_text("two")
    assert Ledger(tmp_path).is_new(submission)


def test_a_folder_with_two_strange_notebooks_is_told(tmp_path: Path) -> None:
    for name in ("a.ipynb", "b.ipynb"):
        (tmp_path / name).touch()
    said = Submission(tmp_path).put_in_order()
    assert said == f"has no {tmp_path.name}.ipynb, and its notebooks are: a.ipynb, b.ipynb"
