"""Each notebook asks the exercises that the package knows for it, in their own words."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from conv1d_lab.exercises import all_exercises, notebooks
from conv1d_lab.exercises.model import Exercise

from .reading import NAMES, read
from .running import Run, run


def _exercises(name: str) -> list[Exercise]:
    return [exercise for exercise in all_exercises() if exercise.notebook == name]


def _index(notebook: Any, source: str) -> int:
    found = [i for i, cell in enumerate(notebook.cells) if cell.source == source]
    assert len(found) == 1, f"{len(found)} cells, not one, are exactly:\n{source}"
    return found[0]


def test_there_are_exercises_for_every_notebook() -> None:
    assert set(NAMES) == set(notebooks())


def test_it_asks_its_exercises_in_order_and_word_for_word(name: str) -> None:
    notebook = read(name)
    statements = [_index(notebook, exercise.statement()) for exercise in _exercises(name)]
    stubs = [_index(notebook, exercise.notebook_cell()) for exercise in _exercises(name)]
    assert 3 <= len(statements) == len(stubs)
    assert statements == sorted(statements)
    assert stubs == [statement + 1 for statement in statements]


def _answers(name: str, notebook: Any) -> list[str]:
    """What the learner sees below the cell of each exercise."""
    answers = {cell.id: cell.outputs for cell in notebook.cells if cell.cell_type == "code"}
    shown = []
    for exercise in _exercises(name):
        (output,) = answers[f"exercise-{exercise.id.replace('_', '-')}-answer"]
        shown.append(output.data["text/plain"])
    return shown


def test_unsolved_it_says_not_attempted(name: str, runs: Callable[[str], Run]) -> None:
    for answer in _answers(name, runs(name).notebook):
        assert "Not attempted yet" in answer


def test_solved_it_runs_to_its_end_and_says_correct(name: str, tmp_path: Path) -> None:
    notebook = read(name)
    for exercise in _exercises(name):
        cell = notebook.cells[_index(notebook, exercise.notebook_cell())]
        cell.source = exercise.notebook_cell(solved=True)
    for answer in _answers(name, run(notebook, tmp_path).notebook):
        assert "Correct" in answer
