"""Run an exercise's cell as a notebook would, and hand out what the learner then has."""

from __future__ import annotations

import functools
import linecache
from collections.abc import Callable
from typing import Any

import numpy as np

from conv1d_lab import article
from conv1d_lab.exercises import (
    Exercise,
    FunctionExercise,
    ValueExercise,
    all_exercises,
    exercises_of,
)

QUESTIONS = tuple(e for e in exercises_of("quiz") if isinstance(e, ValueExercise))
EXERCISES = all_exercises()
FUNCTIONS = tuple(e for e in EXERCISES if isinstance(e, FunctionExercise))
VALUES = tuple(e for e in (*EXERCISES, *QUESTIONS) if isinstance(e, ValueExercise))


def named(exercise: Exercise) -> str:
    return f"{exercise.notebook}-{exercise.id}"


def function(name: str) -> FunctionExercise:
    return next(exercise for exercise in FUNCTIONS if exercise.id == name)


def value(name: str) -> ValueExercise:
    return next(exercise for exercise in VALUES if exercise.id == name)


@functools.cache
def example() -> dict[str, Any]:
    """What a notebook has when its exercises begin."""
    import torch

    return {"np": np, "torch": torch, "layer": article.layer(), "x": article.x()}


def run_cell(source: str, filename: str = "<cell>") -> dict[str, Any]:
    """The names after a cell; its lines are known to tracebacks, as in Jupyter."""
    namespace = {"__name__": "__main__", **example()}
    lines = source.splitlines(keepends=True)
    linecache.cache[filename] = (len(source), None, lines, filename)
    exec(compile(source, filename, "exec"), namespace)
    return namespace


def answer_of(exercise: Exercise, source: str) -> Any:
    return run_cell(source)[exercise.id]


@functools.cache
def solved(name: str) -> Callable[..., Any]:
    """The solution as a learner would have written it, outside of this package."""
    exercise = function(name)
    answer: Callable[..., Any] = answer_of(exercise, exercise.cell().answer)
    return answer
