"""Run an exercise's cell as a notebook would, and hand out what the learner then has."""

from __future__ import annotations

import functools
import linecache
from typing import Any

import numpy as np

from conv1d_lab import article
from conv1d_lab.exercises import Exercise, all_exercises, exercises_of

QUESTIONS = exercises_of("quiz")
EXERCISES = all_exercises()
FUNCTIONS = tuple(exercise for exercise in EXERCISES if exercise.kind == "function")
VALUES = tuple(e for e in (*EXERCISES, *QUESTIONS) if e.kind == "value")


def named(exercise: Exercise) -> str:
    return f"{exercise.notebook}-{exercise.id}"


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
