"""A notebook's exercises as cells of its page: what is answered in code there is answered here."""

from __future__ import annotations

from typing import Any

import nbformat

from conv1d_lab.exercises import exercises_of, notebooks
from docs.builder.answers import exercise_place, progress_place, quiz_place

FOR_THE_NOTEBOOK = ("check-yourself-imports", "quiz-before-answers", "quiz-after-answers")


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
        kept.append(cell)
    return kept


def _show(cell: Any, html: str) -> None:
    """Let a code cell show HTML alone."""
    output = {"output_type": "display_data", "data": {"text/html": html}, "metadata": {}}
    cell.outputs = [nbformat.from_dict(output)]  # type: ignore[no-untyped-call]
    cell.metadata.setdefault("tags", []).append("remove-input")
