"""Every belief stands once among the misconceptions, with each wrong answer behind it."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from conv1d_lab.exercises import Exercise
from conv1d_lab.exercises.catalogue import all_predictions
from conv1d_lab.exercises.judging import judge
from conv1d_lab.exercises.misconceptions import (
    Misconception,
    Question,
    all_misconceptions,
    misconceptions_of,
)
from conv1d_lab.exercises.predictions import Prediction

from .cells import EXERCISES, QUESTIONS, VALUES, function, value


@pytest.fixture(scope="module")
def found() -> tuple[Misconception, ...]:
    return all_misconceptions()


@pytest.fixture(scope="module")
def questions(found: tuple[Misconception, ...]) -> dict[str, Question]:
    return {question.id: question for each in found for question in each.questions}


def test_everything_that_is_asked_stands_there_once(found: tuple[Misconception, ...]) -> None:
    asked = Counter(
        (question.id, each.belief, each.notebook) for each in found for question in each.questions
    )
    everything: list[Exercise | Prediction] = [*EXERCISES, *QUESTIONS, *all_predictions()]
    assert asked == Counter((each.id, each.misconception, each.notebook) for each in everything)
    assert len({(each.belief, each.notebook) for each in found}) == len(found)
    asked_in = [f"{q.title} {q.helps[0]}" for each in found for q in each.questions]
    assert not [text for text in asked_in if " **" in text]  # only `code` means something there


def test_every_wrong_answer_stands_there(questions: dict[str, Question]) -> None:
    for exercise in (*EXERCISES, *QUESTIONS):
        assert [sign.told for sign in questions[exercise.id].signs] == [*exercise.mistakes]
    for asked in all_predictions():
        told = [sign.told for sign in questions[asked.id].signs]
        assert told == [reply for answer, reply in asked.replies.items() if answer != asked.right]


def test_a_wrong_value_is_one_that_check_answers_so(questions: dict[str, Question]) -> None:
    for exercise in VALUES:
        for sign in questions[exercise.id].signs:
            answer = eval(sign.answer.strip("`"))
            assert judge(exercise, answer).advice == sign.told, (exercise.id, answer)


def test_a_wrong_function_gives_what_is_said_of_it(questions: dict[str, Question]) -> None:
    exercise = function("output_length")
    for sign in questions[exercise.id].signs:
        call, got, right = re.findall("`([^`]+)`", sign.answer)
        assert eval(call, {exercise.id: exercise.mistakes[sign.told]}) == eval(got)
        assert eval(call, {exercise.id: exercise.solve}) == eval(right)
        assert got != right
    assert {sign.answer for sign in questions["conv1d_loops"].signs} == {""}


def test_one_belief_asked_twice_is_one_misconception() -> None:
    stops = value("stops")
    [only] = misconceptions_of([stops, stops])
    assert (only.id, len(only.questions)) == ("stops", 2)
