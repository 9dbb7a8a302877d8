"""``python -m conv1d_lab grade``: what it says of a course that is not ready."""

from __future__ import annotations

from pathlib import Path

import pytest

from conv1d_lab.__main__ import main
from conv1d_lab.classroom.nbgrader_runs import Outcome
from conv1d_lab.classroom.submissions import Ledger, Submission
from conv1d_lab.commands import grade
from conv1d_lab.commands.classroom import write_course


def test_bad_arguments_are_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_course(tmp_path / "course", seed=1)
    for course, words, said in (
        (tmp_path, [], "is no course; `python -m conv1d_lab classroom` writes one"),
        (tmp_path, ["--jobs", "0"], "--jobs must be 1 or more; got 0"),
        (tmp_path / "course", [], "knows no assignment '01_the_formula'; start `nbgrader gen"),
    ):
        assert main(["grade", "01_the_formula", "--course", str(course), *words]) == 1
        assert said in capsys.readouterr().err


def test_what_is_only_to_be_looked_at_is_not_called_graded(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    odd = Outcome("ada", {"test_stops": 1.0}, look_at=["the gradebook has other points"])
    monkeypatch.setattr(grade, "grade_assignment", lambda *_, **__: [odd])
    assert main(["grade", "01_the_formula"]) == 0
    said = capsys.readouterr().out
    assert "0 submissions graded" in said
    assert "Nothing is new" in said
    assert "- ada: the gradebook has other points" in said


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
