"""Exercises and the quiz on a page: all that static/js/answers/ needs to ask and to judge."""

from __future__ import annotations

from html import escape
from typing import Any, Literal

from conv1d_lab.checks import written
from conv1d_lab.exercises import Exercise, ValueExercise, all_exercises, sentences
from conv1d_lab.exercises.cards import Code, Table, Text
from conv1d_lab.exercises.diagnosis import how_far_off
from conv1d_lab.exercises.inventory import Form, choices_of, numbers_of
from conv1d_lab.exercises.quizzes import Quiz
from conv1d_lab.exercises.values import as_array
from conv1d_lab.exercises.verdict_card import kept_back
from docs.builder.place import place
from docs.links import binder, colab, repository

SERIES = tuple(each for each in all_exercises() if isinstance(each, ValueExercise))
"""What is answered on a page, in order."""
QUIZZES = {"00_start_here": range(1, 5), "05_which_axis_is_time": range(5, 9)}
"""The numbers of the quizzes that a notebook's page asks, one after the other."""


def all_sentences() -> dict[str, Any]:
    """Return every sentence of the judge by its name."""
    return {name: said for name, said in vars(sentences).items() if name.isupper()}


def exercise_place(exercise: Exercise) -> str:
    """Return the place of an exercise, below its statement."""
    is_value = isinstance(exercise, ValueExercise)
    state = {
        "id": exercise.id,
        "title": exercise.title,
        "judged": judged_by(exercise) if isinstance(exercise, ValueExercise) else None,
        "code": exercise.cell().before.rpartition("\n")[0] if is_value else exercise.cell().stub,
        "hints": exercise.hints,
        "solution": exercise.cell().answer,
        "value": _value(exercise.expected()) if isinstance(exercise, ValueExercise) else "",
        "links": [] if is_value else links(exercise.notebook, repository()),
    }
    return place("exercise", state, _to_read(exercise))


def progress_place(notebook: str) -> str:
    """Return the place that tells how many exercises are solved."""
    every = [exercise.id for exercise in SERIES]
    here = [exercise.id for exercise in SERIES if exercise.notebook == notebook]
    return place("progress", {"here": here, "all": every}, "")


def quiz_place(notebook: str) -> str:
    """Return the place of the quiz, with the numbers of this notebook's page."""
    first, *_ = QUIZZES
    before = None if notebook == first else (first, f"notebook {first[:2]}")
    return _place_of(notebook, before, [quiz_of(number) for number in QUIZZES[notebook]])


def inventory_place(form: Form) -> str:
    """Return the place of one form of the inventory."""
    before = None if form == "A" else ("A", "form A")
    return _place_of(form, before, [quiz_of(number, form) for number in range(1, 3)])


def _place_of(name: str, before: tuple[str, str] | None, quizzes: list[dict[str, Any]]) -> str:
    state = {"name": name, "before": before, "quizzes": quizzes}
    first = quizzes[0]["questions"]
    asked = "".join(_asked(question).html() for question in first)
    right = Table(["question", "right"], [(each["title"], each["right"]) for each in first]).html()
    return place("quiz", state, asked + _fold("The answers", right))


def _asked(question: dict[str, Any]) -> Text:
    choices = " ".join(f"({choice})" for choice in question.get("choices", []))
    return Text(f"{question['title']}: {question['text']} {choices}".rstrip())


def quiz_of(number: int, form: Literal["short", "A", "B"] = "short") -> dict[str, Any]:
    """Return the questions of a form with the numbers of the quiz ``number``, as plain JSON."""
    student = numbers_of("A" if form == "short" else form, number)
    questions = [
        {
            "title": question.title,
            "text": question.statement_text(student),
            "judged": judged_by(question, student),
            "right": str(question.expected(student)),
            "again": question.read_again,
        }
        for question in Quiz(number, form).questions
    ]
    if form != "short":
        for asked, question in zip(questions, Quiz(number, form).questions, strict=True):
            asked["choices"] = [str(each.answer) for each in choices_of(question, student)]
    return {"number": number, "form": form, "questions": questions}


def judged_by(exercise: ValueExercise, student: str = "") -> dict[str, Any]:
    """Return all that ``judgeAnswer`` of judge.js needs, as plain JSON."""
    numbers, expected = exercise.numbers(student), exercise.expected(student)
    several = isinstance(expected, tuple)
    one = sentences.A_WHOLE_NUMBER if isinstance(expected, int) else sentences.A_NUMBER
    named = numbers if exercise.show_given else {}
    return {
        "id": exercise.id,
        "expected": _wanted(expected, exercise.tolerance),
        "mistakes": [
            {**_wanted(mistake(**numbers), exercise.tolerance), "said": said}
            for said, mistake in exercise.mistakes.items()
        ],
        "accepts_floats": exercise.accepts_floats,
        "any_order": exercise.any_order,
        "indices": exercise.indices,
        "given": {name: repr(value) for name, value in named.items()},
        "words": {
            "id": exercise.id,
            "wanted": sentences.WHOLE_NUMBERS if several else one,
            "right": sentences.ALL_RIGHT if several else sentences.ONE_RIGHT,
            "count": sentences.INDICES.get(len(expected), "") if several else "",
            "whole": sentences.WHOLE,
            "tolerance": f"{exercise.tolerance:g}",
            "KEPT_BACK": kept_back("{other}", expected, exercise),
        },
    }


def _wanted(value: Any, tolerance: float) -> dict[str, Any]:
    """Write a value as Python does, and how far off an answer may be."""
    if isinstance(value, (int, tuple)):
        return {"value": repr(value), "limit": 0}
    array = as_array(value)
    assert array is not None
    return {"value": repr(float(array)), "limit": float(how_far_off(array, tolerance))}


def _value(value: Any) -> str:
    """Write what a solution gives."""
    array = as_array(value)
    is_float = array is not None and array.dtype.kind == "f"
    return f"{array:.4f}" if is_float else written(value)


def links(notebook: str, address: str) -> list[tuple[str, str]]:
    """Return where a notebook can be run, as (what to do, where)."""
    kept = [("download it", f"../_sources/notebooks/{notebook}.ipynb")]
    if "/OWNER/" in address:
        return kept
    file = f"notebooks/{notebook}.ipynb"
    return [("open it on Binder", binder(address, file)), ("on Colab", colab(address, file)), *kept]


def _to_read(exercise: Exercise) -> str:
    """Return what a reader without JavaScript gets: hints and an answer, folded."""
    count = len(exercise.hints)
    hints = [
        _fold(f"Hint {i} of {count}", Text(hint).html())
        for i, hint in enumerate(exercise.hints, start=1)
    ]
    solution = _fold("One way to do it", Code(exercise.cell().answer).html())
    if isinstance(exercise, ValueExercise):
        return "\n".join([*hints, solution])
    where = ", ".join(
        f'<a href="{escape(address)}">{name}</a>'
        for name, address in links(exercise.notebook, repository())
    )
    said = f"<p>A function is written and checked in the notebook: {where}.</p>"
    return "\n".join([Code(exercise.cell().stub).html(), said, *hints, solution])


def _fold(summary: str, html: str) -> str:
    return f"<details><summary>{summary}</summary>{html}</details>"
