"""Every notebook in a real kernel, as it is handed out and with its exercises solved."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import Any

import pytest
from nbclient.exceptions import CellExecutionError

from .reading import NOTEBOOKS, code_notebook, exercises_of, index_of, read
from .running import Run, run

ROOT = NOTEBOOKS.parent
MEGABYTE = 2**20


def _code_cells(done: Run) -> list[Any]:
    return [cell for cell in done.notebook.cells if cell.cell_type == "code"]


def _answers(name: str, done: Run) -> list[str]:
    """What the learner sees below the cell of each exercise."""
    answers = {cell.id: cell.outputs for cell in _code_cells(done)}
    shown = []
    for exercise in exercises_of(name):
        (output,) = answers[f"exercise-{exercise.id.replace('_', '-')}-answer"]
        shown.append(output.data["text/plain"])
    return shown


def test_unsolved_it_runs_as_it_should(name: str, tmp_path: Path) -> None:
    """All of it of a single run: a notebook takes up to half a minute."""
    done = run(read(name), tmp_path)
    _it_ran_here_from_top_to_bottom(done)
    for answer in _answers(name, done):
        assert "Not attempted yet" in answer
    _no_warning_and_no_error_is_shown(done)
    _what_it_shows_is_small_enough_for_a_slow_link(done)
    _each_picture_is_shown_once(done)
    _it_is_quick_and_fits_a_small_machine(done)


def test_solved_it_runs_to_its_end_and_says_correct(name: str, tmp_path: Path) -> None:
    notebook = read(name)
    for exercise in exercises_of(name):
        cell = notebook.cells[index_of(notebook, exercise.notebook_cell())]
        cell.source = exercise.notebook_cell(solved=True)
    for answer in _answers(name, run(notebook, tmp_path)):
        assert "Correct" in answer


def test_a_cell_that_fails_is_told(tmp_path: Path) -> None:
    with pytest.raises(CellExecutionError, match="ZeroDivisionError"):
        run(code_notebook("1 / 0"), tmp_path)


def _it_ran_here_from_top_to_bottom(done: Run) -> None:
    cells = _code_cells(done)
    assert [cell.execution_count for cell in cells] == list(range(1, len(cells) + 1))
    assert Path(done.python) == Path(sys.executable)


def _no_warning_and_no_error_is_shown(done: Run) -> None:
    for cell in _code_cells(done):
        for output in cell.outputs:
            assert output.output_type != "error", cell.id
            assert output.get("name") != "stderr", f"{cell.id}: {output.text}"
            assert not re.search(r"\w*Warning\b", json.dumps(output)), cell.id


def _what_it_shows_is_small_enough_for_a_slow_link(done: Run) -> None:
    sizes = {cell.id: len(json.dumps(cell.outputs)) for cell in _code_cells(done)}
    assert max(sizes.values()) < MEGABYTE, max(sizes, key=sizes.__getitem__)
    assert sum(sizes.values()) < 3 * MEGABYTE


def _each_picture_is_shown_once(done: Run) -> None:
    """A figure that is returned and also left open would come twice."""
    for cell in _code_cells(done):
        pictures = [
            output.data["image/png"]
            for output in cell.outputs
            if "image/png" in output.get("data", {})
        ]
        assert len(pictures) == len(set(pictures)), cell.id
        assert len(pictures) <= max(1, cell.source.count("draw(")), cell.id


def _it_is_quick_and_fits_a_small_machine(done: Run) -> None:
    promised = re.search(
        r"no notebook's kernel takes more than (\d+) MB", (ROOT / "README.md").read_text("utf-8")
    )
    assert promised
    assert done.cpu_seconds < 30
    assert done.peak_mib * MEGABYTE < float(promised[1]) * 1e6
