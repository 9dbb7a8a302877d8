"""Hints, solutions, progress, the quiz, bad calls, and how the cards are written."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from conv1d_lab.exercises import (
    RELEASE_MARK,
    Exercise,
    all_exercises,
    begin_assignment,
    check,
    find,
    grade,
    hint,
    notebooks,
    progress,
    quiz,
    session,
    solution,
)
from conv1d_lab.exercises.cards import COLOURS, ICONS, Card, Sides, Text, inline
from conv1d_lab.exercises.judging import judge
from conv1d_lab.exercises.verdict_card import card_of
from tests.effort import LONG

from .cells import QUESTIONS


@pytest.fixture(autouse=True)
def _a_new_kernel(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(session, "current", session.Session())
    monkeypatch.delenv("JPY_SESSION_NAME", raising=False)


def test_hints_come_one_by_one() -> None:
    exercise = find("stops")
    for number, text in enumerate(exercise.hints, start=1):
        card = hint("stops")
        assert card.heading == f"Hint {number} of {len(exercise.hints)}"
        assert text in str(card)
    assert 'solution("stops")' in str(card)
    assert hint("stops").heading == card.heading
    assert hint("stops", 1).heading == "Hint 1 of 3"
    assert session.current.records["stops"].hints == 3


def test_hints_are_found_by_function_too() -> None:
    def window(x: Any, t: int, kernel_size: int) -> Any:
        return x

    assert hint(window).about == find("window").title


def test_progress_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JPY_SESSION_NAME", "/home/ada/notebooks/00_start_here.ipynb")
    assert progress().heading == "0 of 4 solved"
    check(stops=7)
    check(stops=8)
    check(stops=7)
    hint("inputs_read")
    check(third_element=...)
    card = progress()
    text = str(card)
    assert card.heading == "1 of 4 solved"
    assert re.search(r"stops +✓ correct +3 +0 of 3", text)
    assert re.search(r"inputs_read +… not attempted +0 +1 of 3", text)
    solution("inputs_read")
    assert "(solution seen)" in str(progress())
    assert "output_length" not in text


def test_progress_knows_where_it_is_without_jupyter() -> None:
    assert progress().about == "all notebooks"
    check(weight_shape=...)
    assert progress().about == "01_the_formula"
    assert progress("03_sliding_the_kernel").about == "03_sliding_the_kernel"


@pytest.mark.parametrize("exercise", all_exercises(), ids=lambda e: e.id)
def test_the_solution_shown_is_the_one_that_is_tested(exercise: Exercise) -> None:
    code = str(solution(exercise.id)).split("\n\n", 1)[1]
    source = "\n".join(line[4:] for line in code.split("\n"))
    assert source.strip() == exercise.cell().answer.strip()


def test_an_assignment_keeps_solutions_back() -> None:
    begin_assignment("ada")
    with pytest.raises(PermissionError, match=r"solution\('stops'\): this is an assignment"):
        solution("stops")
    assert "solution(" not in str([hint("stops") for _ in range(4)][-1])
    numbers = find("stops").numbers("ada")
    assert numbers != find("stops").numbers()
    assert check(stops=numbers["length"] - numbers["kernel_size"] + 1).outcome == "correct"


def test_a_file_marks_an_assignment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    solution("stops")
    (tmp_path / RELEASE_MARK).touch()
    with pytest.raises(PermissionError):
        solution("stops")


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: check(), TypeError, "check needs one answer, .*; got 0"),
        (lambda: check(lambda x: x), TypeError, "under the name of its exercise: def one of"),
        (lambda: check(stops=1, window=2), TypeError, "check needs one answer, .*; got 2"),
        (
            lambda: check(stpos=1),
            ValueError,
            "must be one of .*; got 'stpos'. Did you mean 'stops'",
        ),
        (lambda: check(len), ValueError, "exercise must be one of .*; got 'len'"),
        (lambda: hint("nothing"), ValueError, "exercise must be one of stops, .*; got 'nothing'"),
        (lambda: hint(3), TypeError, 'exercise must be its name, such as "stops"'),
        (lambda: hint("stops", 4), ValueError, "number must be an integer from 1 to 3; got 4"),
        (lambda: hint("stops", 1.0), TypeError, "number must be .*; got 1.0"),  # type: ignore[arg-type]
        (lambda: hint("stops", True), TypeError, "number must be .*; got True"),
        (lambda: solution(None), TypeError, "exercise must be its name, .*; got None"),
        (lambda: progress("09_no"), ValueError, "notebook must be one of 00_start_here, .*'09_no'"),
        (lambda: grade("no", 1), ValueError, "exercise must be one of .*; got 'no'"),
        (lambda: grade(3, 1), TypeError, "exercise_id must be a str; got 3"),  # type: ignore[arg-type]
        (lambda: grade("stops", 8, seed=-1), ValueError, "seed must be an integer >= 0; got -1"),
        (lambda: grade("stops", 8, student=7), TypeError, "student must be a str; got 7"),  # type: ignore[arg-type]
        (lambda: begin_assignment(7), TypeError, "student must be a name or an id .*; got 7"),  # type: ignore[arg-type]
        (lambda: quiz(-1), ValueError, "number must be an integer >= 0; got -1"),
        (lambda: quiz(1).mark(no=3), TypeError, "mark takes the answers .*; got 'no'"),
    ],
)
def test_a_bad_call_says_what_is_wrong(call: Any, error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message):
        call()


def test_an_integer_of_numpy_is_an_integer() -> None:
    one: Any = np.int64(1)
    assert hint("stops", one).heading == "Hint 1 of 3"
    assert str(quiz(one)) == str(quiz(1))
    grade("stops", 8, seed=one)


class _Unprintable:
    def __repr__(self) -> str:
        raise RuntimeError


def test_what_cannot_be_printed_is_named() -> None:
    text = str(check(inputs_read=[_Unprintable()] * 4))
    assert "your answer: a list" in text
    assert "a _Unprintable is not a whole number" in text
    questions = quiz(7)
    assert "a _Unprintable" in str(questions.mark(by_hand=_Unprintable()))
    assert questions.as_dict()["results"]["by_hand"]["answer"] == "a _Unprintable"


def test_an_unknown_name_lists_what_this_notebook_has(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JPY_SESSION_NAME", "notebooks/01_the_formula.ipynb")
    with pytest.raises(ValueError, match="got 'nothing'") as caught:
        check(nothing=1)
    assert "weight_shape" in str(caught.value)
    assert "conv1d_loops" not in str(caught.value)


class _Balanced(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        if tag not in ("br",):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def _cards() -> list[Card]:
    def wrong(x: Any, weight: Any, bias: Any, stride: int = 1) -> Any:
        return np.zeros((1, 1, 1)) / 3

    return [
        check(stops=...),
        check(stops=7),
        check(stops=8),
        check(conv1d_loops=wrong),
        check(stops="<b>&"),
        hint("window"),
        solution("conv1d_loops"),
        progress(),
        quiz(7).mark(),
    ]


def test_code_and_bold_are_marked_and_nothing_else() -> None:
    assert inline("**no** `x**2 < 3` 2 ** 3") == "<b>no</b> <code>x**2 &lt; 3</code> 2 ** 3"


def test_cards_are_text_and_html_and_never_colour_alone() -> None:
    for card in _cards():
        html = card._repr_html_()
        parser = _Balanced()
        parser.feed(html)
        assert parser.open == []
        assert ICONS[card.outcome] in html
        assert ICONS[card.outcome] in str(card)
        assert card.heading in html
        assert repr(card) == str(card)
        assert "<b>" not in html


def test_every_outcome_has_an_icon_and_a_colour_that_white_can_be_read_on() -> None:
    assert set(ICONS) == set(COLOURS)
    assert len(set(ICONS.values())) == len(ICONS)
    for colour in COLOURS.values():
        channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
        luminance = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
        assert 1.05 / (luminance + 0.05) > 4.5, colour


def test_plain_text_stands_side_by_side() -> None:
    sides = Sides([("expected", "1\n2"), ("your result", "3\n4")])
    assert sides.plain().split("\n") == [
        "expected:    1",
        "             2",
        "your result: 3",
        "             4",
    ]
    assert Text("`a < b`").html() == "<p><code>a &lt; b</code></p>"


def test_a_card_says_what_it_is_about_where_it_is_about_something() -> None:
    about = Card("correct", "Correct", "`stops`")
    assert str(about) == "✓ Correct (`stops`)"
    assert '<span>Correct</span><span class="c1d-of"><code>stops</code></span></div>' in (
        about._repr_html_()
    )
    alone = Card("progress", "Progress")
    assert str(alone) == "▸ Progress"
    assert "<span>Progress</span></div>" in alone._repr_html_()


def test_what_differs_is_marked_and_keeps_its_place() -> None:
    sides = Sides([("a", "[1 >2<]"), ("b", "(1, >2<)"), ("c", "1 < 2")])
    assert "<pre>[1  <mark>2</mark> ]</pre>" in sides.html()
    assert "<pre>(1, <mark>2</mark>)</pre>" in sides.html()
    assert "<pre>1 &lt; 2</pre>" in sides.html()


def test_the_numbers_of_one_result_are_written_alike() -> None:
    def off(x: Any, weight: Any, bias: Any, stride: int = 1) -> Any:
        return np.array([[[0.5, 0.0, -1.2345]]])

    text = str(card_of(judge(find("conv1d_loops"), off)))
    assert re.search(r"your result: shape \(1, 1, 3\)\n +\S*0\.5000\S* +0\.0000 +-1\.2345", text)

    def plain(x: Any, weight: Any, bias: Any, stride: int = 1) -> Any:
        return np.array([[[0.5, 0.0, np.inf]]])

    text = str(card_of(judge(find("conv1d_loops"), plain)))
    assert re.search(r"your result: shape \(1, 1, 3\)\n +\S*0\.5\S* +0\.0 +inf", text)

    for dtype, shown in ((complex, "(0.5+0j)"), (bool, "True"), (int, "0")):
        card = card_of(
            judge(find("conv1d_loops"), lambda *a, d=dtype: plain(*a).astype(d)[..., :1])
        )
        assert shown in str(card)


def test_large_results_are_told_in_short() -> None:
    def big(x: Any, weight: Any, bias: Any, stride: int = 1) -> Any:
        return np.zeros((9, 9, 9))

    text = str(card_of(judge(find("conv1d_loops"), big)))
    assert "shape (9, 9, 9)" in text
    assert len(text) < 1500


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
