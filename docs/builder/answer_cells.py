"""A notebook's exercises as cells of its page: what is answered in code there is answered here."""

from __future__ import annotations

import re
from typing import Any

import nbformat

from conv1d_lab.exercises import exercises_of, notebooks
from docs.builder.answers import exercise_place, progress_place, quiz_place

FOR_THE_NOTEBOOK = ("check-yourself-imports", "quiz-before-answers", "quiz-after-answers")
HOW_IN_JUPYTER = re.compile(r"Replace the three dots,.*? shows one way to do it\.", re.DOTALL)
HOW_HERE = (
    "Type your answer: the reply comes at once, and it says what it sees. Each hint says a little "
    "more. Functions are written and checked in the notebook."
)
QUIZ_IN_JUPYTER = re.compile(r"\n\nThe quiz shows its number\..*", re.DOTALL)
DOTS_IN_JUPYTER = "leave the dots where you can't"
SKIP_HERE = "skip what you can't"


def with_answers(notebook: str, cells: list[Any]) -> list[Any]:
    """Return the cells of a notebook's page, its exercises and its quiz answered on the page."""
    if notebook not in notebooks():
        return cells
    exercises = {f"exercise-{each.id.replace('_', '-')}": each for each in exercises_of(notebook)}
    kept = []
    for cell in cells:
        if cell.id in exercises:
            exercise = exercises[cell.id]
            cell.source = f"### {exercise.title}\n\n{exercise.statement_text()}"
        elif cell.id.removesuffix("-answer") in exercises:
            _show(cell, exercise_place(exercises[cell.id.removesuffix("-answer")]))
        elif cell.id == "progress":
            _show(cell, progress_place(notebook))
        elif cell.id in ("quiz-before", "quiz-after"):
            _show(cell, quiz_place(notebook))
        elif cell.id in FOR_THE_NOTEBOOK:
            continue
        elif cell.cell_type == "markdown":
            cell.source = _said_here(cell.source)
        kept.append(cell)
    return kept


def _show(cell: Any, html: str) -> None:
    """Let a code cell show HTML alone."""
    output = {"output_type": "display_data", "data": {"text/html": html}, "metadata": {}}
    cell.outputs = [nbformat.from_dict(output)]  # type: ignore[no-untyped-call]
    cell.metadata.setdefault("tags", []).append("remove-input")


def _said_here(text: str) -> str:
    text = HOW_IN_JUPYTER.sub(HOW_HERE, text)
    return QUIZ_IN_JUPYTER.sub("", text).replace(DOTS_IN_JUPYTER, SKIP_HERE)
