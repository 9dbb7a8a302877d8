"""Each notebook asks the exercises that the package knows for it, in their own words."""

from __future__ import annotations

from conv1d_lab.exercises import notebooks
from tools.notebook_files import NAMES, exercises_of, read

from .reading import index_of


def test_there_are_exercises_for_every_notebook() -> None:
    assert set(NAMES) == set(notebooks())


def test_it_asks_its_exercises_in_order_and_word_for_word(name: str) -> None:
    notebook = read(name)
    statements = [index_of(notebook, exercise.statement()) for exercise in exercises_of(name)]
    stubs = [index_of(notebook, exercise.notebook_cell()) for exercise in exercises_of(name)]
    assert 3 <= len(statements) == len(stubs)
    assert statements == sorted(statements)
    assert stubs == [statement + 1 for statement in statements]


def test_a_cell_for_its_hint_stands_below_each_exercise(name: str) -> None:
    notebook = read(name)
    for exercise in exercises_of(name):
        below = notebook.cells[index_of(notebook, exercise.notebook_cell()) + 1]
        assert (below.cell_type, below.source) == ("code", f'# hint("{exercise.id}")')
