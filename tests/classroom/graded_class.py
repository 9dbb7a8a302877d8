"""A class that was graded, made up without a kernel: each message is the one that grading gives."""

from __future__ import annotations

import json
import random
from collections import Counter
from dataclasses import dataclass, field
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from conv1d_lab.classroom.insight.answers import Answer
from conv1d_lab.classroom.insight.course import Graded
from conv1d_lab.commands.classroom import assignment
from conv1d_lab.exercises import Exercise, WrongAnswer, all_exercises, grade
from conv1d_lab.exercises.model import ValueExercise

nbformat: Any = import_module("nbformat")  # it has no types
SEED = 1


@dataclass
class Made:
    """What every student did: right, blank, or the message of a mistake."""

    folder: Path
    counts: dict[tuple[str, str], Counter[str]] = field(default_factory=dict)
    """By assignment and exercise."""


def graded_class(folder: Path, notebooks: list[str], names: list[str]) -> Made:
    """Make a course in which each student made something of each exercise."""
    (folder / "nbgrader_config.py").touch()
    made, draw = Made(folder), random.Random(SEED)
    for notebook in notebooks:
        mine = [each for each in all_exercises() if each.notebook == notebook]
        for name in names:
            did = {each.id: draw.choice(["right", "blank", *each.mistakes]) for each in mine}
            for id_, what in did.items():
                made.counts.setdefault((notebook, id_), Counter())[what] += 1
            write_graded(folder, name, notebook, {e: did[e.id] for e in mine})
    return made


def write_graded(folder: Path, name: str, notebook: str, did: dict[Exercise, str]) -> Path:
    """Write one notebook as autograding leaves it."""
    made = json.loads(solved(notebook))
    made["metadata"]["conv1d_lab"] = {"look_at": []}
    cells = {cell["id"]: cell for cell in made["cells"]}
    for exercise, what in did.items():
        error = message(exercise, what)
        test = cells[f"test_{exercise.id}"]
        test["execution_count"] = 7
        test["outputs"] = [] if error is None else [wrong(error)]
        cells[exercise.id]["source"] = f"# {name} says: {what[:20]!r}\n{exercise.id} = 1"
    path = folder / "autograded" / name / notebook / f"{notebook}.ipynb"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(made), "utf-8")
    return path


@cache
def solved(notebook: str) -> str:
    """The assignment as JSON."""
    return str(nbformat.writes(assignment(notebook, seed=SEED)))


def as_graded(student: str, assignment: str, **told: str) -> Graded:
    """One notebook as insight reads it; "" for a right answer."""
    answers = [
        Answer(name, "not yet" if said else "right", said, bool(said), points=1)
        for name, said in told.items()
    ]
    return Graded(student, assignment, tuple(answers))


def wrong(said: str, kind: str = "WrongAnswer") -> dict[str, Any]:
    """The output of an error."""
    return {"output_type": "error", "ename": kind, "evalue": said, "traceback": [said]}


@cache
def message(exercise: Exercise, what: str) -> str | None:
    """What grading says; None for a right answer."""
    if what == "right":
        return None
    answer: Any = ... if what == "blank" else exercise.mistakes[what]
    if isinstance(exercise, ValueExercise) and answer is not ...:
        answer = answer(**exercise.numbers())
    with pytest.raises(WrongAnswer) as error:
        grade(exercise.id, answer)
    return str(error.value)
