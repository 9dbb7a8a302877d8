"""Answers judged on a page are judged as ``check`` does: the same outcome in the same words."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Any, Literal

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from conv1d_lab.exercises import Quiz, ValueExercise
from conv1d_lab.exercises.cards import Sides, Table, Text
from conv1d_lab.exercises.judging import judge
from conv1d_lab.exercises.verdict_card import card_of, value_text
from docs.builder.answers import all_sentences, judged_by, quiz_of
from tests.effort import examples
from tests.exercises.cells import VALUES, named, value
from tests.js.conftest import Modules
from tests.js.typed_answers import ODD, REFUSED, typed_answers

SENTENCES = all_sentences()
KINDS = (
    "stops",
    "out_0_1_2",
    "inputs_read",
    "third_element",
    "channels_read",
    "one_blip",
    "biased",
)
"""One exercise of each kind: an int, a float, a row, indices, any order, a row and an int that may
be floats."""
TIES = [0.03125, 0.15625, -0.28125, 1000050.0, 1000150.0, -1250000.0, 0.05, 0.1, 5e-5, 123456.75]
each_value = pytest.mark.parametrize("exercise", VALUES, ids=named)


@cache
def exported(exercise: ValueExercise) -> dict[str, Any]:
    return judged_by(exercise)


def page_says(modules: Modules, exercise: ValueExercise, typed: list[str]) -> Any:
    given = {"exercise": exported(exercise), "sentences": SENTENCES, "typed": typed}
    return modules.ask("judged", given)


def check_says(exercise: ValueExercise, typed: str) -> dict[str, Any]:
    """What the notebook says, in the form of the page."""
    names = exercise.numbers() if exercise.show_given else {}
    answer = eval(typed.strip() or "...", {"torch": torch}, names)
    card = card_of(judge(exercise, answer))
    parts = [_part(part) for part in card.parts]
    if card.outcome == "not attempted":  # a page has no cell to fill in, and no call for a hint
        parts = [{"text": SENTENCES["NOTHING"]}] if answer is None else []
    return {"outcome": card.outcome, "heading": card.heading, "parts": parts}


def _part(part: Any) -> dict[str, Any]:
    if isinstance(part, Text):
        return {"text": part.content}
    assert isinstance(part, Sides)
    return {"sides": [list(column) for column in part.columns]}


def shown(verdict: dict[str, Any]) -> dict[str, Any]:
    return {name: verdict[name] for name in ("outcome", "heading", "parts")}


def equal_in_words(modules: Modules, exercise: ValueExercise, typed: Iterable[str]) -> set[str]:
    """Hold the page against the notebook; return the outcomes."""
    texts = list(dict.fromkeys(typed))
    said = page_says(modules, exercise, texts)
    for text, verdict in zip(texts, said, strict=True):
        assert shown(verdict) == check_says(exercise, text), text
    return {verdict["outcome"] for verdict in said}


@each_value
def test_every_answer_is_judged_as_in_the_notebook(
    modules: Modules, exercise: ValueExercise
) -> None:
    assert equal_in_words(modules, exercise, typed_answers(exercise)) == {"correct", "not yet"}


@pytest.mark.parametrize("name", KINDS)
def test_odd_answers_are_judged_as_in_the_notebook(modules: Modules, name: str) -> None:
    assert equal_in_words(modules, value(name), ODD) == {"not attempted", "not yet"}


@pytest.mark.parametrize("name", ["stops", "inputs_read"])
def test_what_cannot_be_read_is_told_without_a_verdict(modules: Modules, name: str) -> None:
    way = {"stops": "a number, such as 12 or -0.5", "inputs_read": "whole numbers with commas"}
    for verdict, said in zip(
        page_says(modules, value(name), list(REFUSED)), REFUSED.values(), strict=True
    ):
        assert verdict["outcome"] == "unread", said
        assert verdict["parts"][0]["text"].startswith(f"{said} Write {way[name]}")


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (
            "0,329",
            "In Python a comma makes two numbers of `0,329`. Write a decimal point: `0.329`.",
        ),
        (
            "-12,5",
            "In Python a comma makes two numbers of `-12,5`. Write a decimal point: `-12.5`.",
        ),
        ("9,936", "`9,936`. Write `9936`, or `9.936` if the comma is a decimal point."),
    ],
)
def test_a_decimal_comma_is_told(modules: Modules, typed: str, said: str) -> None:
    [number] = page_says(modules, value("out_0_1_2"), [typed])
    assert number["outcome"] == "unread"
    assert said in number["parts"][0]["text"]
    [row] = page_says(modules, value("kernels"), ["4,6"])
    assert row["outcome"] == "correct"


def test_what_people_write_for_a_sign_is_understood(modules: Modules) -> None:
    typed = ["5×8", "5·8", "80÷2", "−40 + 80", "stops = 40", "40\u00a0", "“40”"]
    answers = [verdict["answer"] for verdict in page_says(modules, value("stops"), typed)]
    assert answers == ["40", "40", "40.0", "40", "40", "40", "'40'"]


def test_the_names_of_the_cell_may_be_used(modules: Modules) -> None:
    for name, typed in {
        "stops": "length - kernel_size + 1",
        "out_0_1_2": "a1 + a2 + a3 + bias[1]",
        "by_hand": "weight[0] * x[2] + weight[1] * x[3] + weight[-1] * x[4] + bias",
        "third_element": "(0, row - 1, element - 1)",
    }.items():
        [verdict] = page_says(modules, value(name), [typed])
        assert verdict["outcome"] == "correct"


@pytest.mark.parametrize(("number", "form"), [(1, "short"), (5, "short"), (1, "A"), (2, "B")])
def test_the_quiz_is_marked_as_in_the_notebook(
    modules: Modules, number: int, form: Literal["short", "A", "B"]
) -> None:
    questions, asked = quiz_of(number, form)["questions"], Quiz(number, form)
    mistakes = [[*question["judged"]["mistakes"]] for question in questions]
    right = [question["right"] for question in questions]
    wrong = [[each[i]["value"] for each in mistakes] for i in range(3)]
    rows = [right, *wrong, *([typed] * len(right) for typed in ("", "7", "(9, 9)"))]
    for typed in [*rows, *([[*right[:3], "", "1", "'2'"]] if form == "short" else [])]:
        given = {"questions": questions, "sentences": SENTENCES, "typed": typed}
        answers = {q.id: eval(one or "...") for q, one in zip(asked.questions, typed, strict=True)}
        [table] = asked.mark(**answers).parts
        assert isinstance(table, Table)
        assert modules.ask("quiz_rows", given) == [list(row) for row in table.rows]


@given(st.lists(st.floats(-1e8, 1e8) | st.sampled_from(TIES), min_size=1))
@examples(50)
def test_numbers_are_written_as_python_writes_them(modules: Modules, numbers: list[float]) -> None:
    typed = [repr(number) for number in numbers]
    assert modules.ask("written_as", typed) == [[one, value_text(float(one))] for one in typed]
