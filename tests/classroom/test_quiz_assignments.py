"""The quiz before and after: handed in as any assignment, and silent until it is graded."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from conv1d_lab.classroom.course_file import COURSE_FILE, Course
from conv1d_lab.classroom.insight.answers import answers_of
from conv1d_lab.classroom.quiz_assignments import AFTER, BEFORE, FORM_OF, quiz_assignment
from conv1d_lab.exercises.inventory import items

from .course import SEED, assert_nothing_leaks, cell, cleared, nbformat, run_and_judge, said


@pytest.mark.parametrize("name", FORM_OF)
def test_the_release_asks_and_tells_nothing(name: str) -> None:
    solved = quiz_assignment(name)
    release = cleared(solved)
    assert_nothing_leaks(release, solved)
    for item in items(FORM_OF[name]):
        assert cell(release, f"test_{item.id}").source.startswith(f"# 1 point for `{item.id}`")
        assert len(cell(release, f"test_{item.id}").source.split("\n")) == 1
        asked = cell(release, f"task_{item.id}").source
        assert item.text in asked
        assert all(f"**{c.letter}** &nbsp; `{c.answer}`" in asked for c in item.choices)


def test_every_letter_is_read_as_what_it_means(tmp_path: Path) -> None:
    name = AFTER
    (tmp_path / COURSE_FILE).write_text(Course(SEED, own_numbers=True).text())
    made, told = quiz_assignment(name), {}
    for place, item in enumerate(items(FORM_OF[name])):
        letter, right = item.right.letter, item.right.answer
        wrong = [choice for choice in item.choices if not choice.is_right]
        choice = wrong[place % len(wrong)]
        answers: list[tuple[str, Any]] = [
            (choice.letter, choice.said),
            (repr(f" ({letter.upper()})"), "right"),
            (repr(right), "right"),
            ("...", "blank"),
            ("'x'", f"{item.id} must be one of the letters"),
        ]
        given, told[item.id] = answers[place % 5] if place > 5 else answers[0]
        cell(made, item.id).source = f"{item.id} = {given}"
    points = run_and_judge(made, tmp_path, name=name)
    assert points == {each: float(what == "right") for each, what in told.items()}
    assert made.metadata["conv1d_lab"]["look_at"] == []
    for answer in answers_of(json.loads(nbformat.writes(made))):
        what = told[answer.exercise]
        if what in ("right", "blank"):
            assert answer.outcome == what
        elif "must be" in what:
            assert answer.told.startswith(what)
        else:
            assert (answer.told, answer.is_usual) == (what, True)


def test_a_letter_is_judged_outside_too(tmp_path: Path) -> None:
    """A kernel in which nothing is wrong any more says nothing of its answers."""
    (tmp_path / COURSE_FILE).write_text(Course(SEED).text())
    name = BEFORE
    made = quiz_assignment(name)
    item = items("A")[0]
    wrong = next(choice.letter for choice in item.choices if not choice.is_right)
    silenced = "import conv1d_lab.exercises as e\ne.grade_choice = lambda *a, **k: None"
    cell(made, item.id).source = f"{silenced}\n{item.id} = {wrong}"
    points = run_and_judge(made, tmp_path, name=name)
    assert points.pop(item.id) == 0
    assert set(points.values()) == {1}
    assert "is not the right one" in said(made, item.id)
