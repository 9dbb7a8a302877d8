"""Hints, solutions, progress, and calls that nothing comes of."""

from __future__ import annotations

import re
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
    progress,
    quiz,
    session,
    solution,
)

pytestmark = pytest.mark.usefixtures("new_kernel")


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


def test_two_misses_bring_the_offer_of_a_hint() -> None:
    offer = 'Stuck? `hint("stops")` shows hint 1 of 3.'
    assert offer not in str(check(stops=7))
    assert offer in str(check(stops=12))
    hint("stops")
    assert "Stuck?" not in str(check(stops=7))
    assert 'Stuck? `hint("stops")` shows hint 2 of 3.' in str(check(stops=7))
    for _ in range(2):
        hint("stops")
    check(stops=7)
    assert 'Stuck? `solution("stops")` shows an answer.' in str(check(stops=7))
    assert "Stuck?" not in str(check(stops=8))
    assert "Stuck?" not in str(check(stops=7))
