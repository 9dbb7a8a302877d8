"""Exercises that are answered on a page: all that static/js/answers/ needs to judge them."""

from __future__ import annotations

from typing import Any

from conv1d_lab.exercises import ValueExercise, sentences
from conv1d_lab.exercises.diagnosis import how_far_off
from conv1d_lab.exercises.values import as_array
from conv1d_lab.exercises.verdict_card import kept_back


def all_sentences() -> dict[str, Any]:
    """Return every sentence by its name."""
    return {name: said for name, said in vars(sentences).items() if name.isupper()}


def judged_by(exercise: ValueExercise, student: str = "") -> dict[str, Any]:
    """Return all that ``judgeAnswer`` of judge.js needs, as plain JSON."""
    numbers, expected = exercise.numbers(student), exercise.expected(student)
    several = isinstance(expected, tuple)
    one = sentences.A_WHOLE_NUMBER if isinstance(expected, int) else sentences.A_NUMBER
    return {
        "id": exercise.id,
        "expected": _written(expected, exercise.tolerance),
        "mistakes": [
            {**_written(mistake(**numbers), exercise.tolerance), "said": said}
            for said, mistake in exercise.mistakes.items()
        ],
        "accepts_floats": exercise.accepts_floats,
        "any_order": exercise.any_order,
        "indices": exercise.indices,
        "given": {name: repr(value) for name, value in numbers.items()}
        if exercise.show_given
        else {},
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


def _written(value: Any, tolerance: float) -> dict[str, Any]:
    """Write a value as Python does, and how far off an answer may be."""
    if isinstance(value, (int, tuple)):
        return {"value": repr(value), "limit": 0}
    array = as_array(value)
    assert array is not None
    return {"value": repr(float(array)), "limit": float(how_far_off(array, tolerance))}
