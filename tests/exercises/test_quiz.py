"""The quiz: fresh numbers, the same ones in a second run, and a summary that helps."""

from __future__ import annotations

import json

import pytest

from conv1d_lab.exercises import (
    all_exercises,
    notebooks,
    quiz,
    session,
)
from tests.effort import LONG

from .cells import QUESTIONS

pytestmark = pytest.mark.usefixtures("new_kernel")


def test_the_quiz_has_fresh_numbers_and_a_readable_summary() -> None:
    assert str(quiz(7)) == str(quiz(7)) != str(quiz(8))
    questions = quiz(7)
    untouched = questions.mark(**{question.id: ... for question in QUESTIONS})
    assert untouched.heading == "0 of 6 right"
    assert "… no answer" in str(untouched)
    right = {q.id: q.expected("7") for q in QUESTIONS}
    assert questions.mark(**right).outcome == "correct"
    assert questions.score == 6
    for question in QUESTIONS:
        for message, mistake in question.mistakes.items():
            wrong = {**right, question.id: mistake(**question.numbers("7"))}
            card = questions.mark(**wrong)
            assert card.heading == "5 of 6 right"
            assert message in str(card)
    data = questions.as_dict()
    assert json.loads(json.dumps(data)) == data
    assert (data["quiz"], data["score"], data["of"]) == (7, 5, 6)


def test_the_quiz_calls_a_slip_of_the_pen_no_misconception() -> None:
    questions = quiz(7)
    questions.mark(length_out="5", kernels=(1, 2, 3), meeting=7, biased=-999, by_hand=0.5)
    read = {name: row["misconception"] for name, row in questions.as_dict()["results"].items()}
    assert "quotation marks" in read["length_out"]
    assert read["kernels"] == "There are too many numbers."
    assert "Expected whole numbers" in read["meeting"]
    assert read["biased"] == "The number is far too small."
    assert read["by_hand"] == "Expected a whole number; 0.5 is not one."
    assert read["shape_out"] == ""


@pytest.mark.parametrize("number", range(400 if LONG else 10))
def test_every_quiz_can_be_answered(number: int) -> None:
    questions = quiz(number)
    right = {q.id: q.expected(str(number)) for q in QUESTIONS}
    assert questions.mark(**right).heading == "6 of 6 right"
    assert "{" not in str(questions)


def test_the_quiz_is_no_part_of_a_notebook() -> None:
    assert "quiz" not in notebooks()
    assert not any(exercise.notebook == "quiz" for exercise in all_exercises())


def test_the_quiz_is_the_same_when_everything_is_run_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    numbers = set()
    for notebook in ("00_start_here", "05_which_axis_is_time"):
        monkeypatch.setenv("JPY_SESSION_NAME", f"notebooks/{notebook}.ipynb")
        numbers.add(quiz().number)
        monkeypatch.setattr(session, "current", session.Session())
        numbers.add(quiz().number)
    assert len(numbers) == 2
    monkeypatch.delenv("JPY_SESSION_NAME")
    monkeypatch.setattr(session, "current", session.Session())
    assert quiz().number == quiz().number


def test_a_miss_in_the_quiz_says_where_to_read_again() -> None:
    questions = quiz(7)
    card = str(questions.mark(biased=-999, length_out=questions.questions[0].expected("7")))
    assert "✗ wrong" in card
    assert "The number is far too small. Read again: 02_the_worked_example, the bias." in card
    assert "How many numbers are in one output row?" in str(questions)
    for question in QUESTIONS:
        assert question.read_again
