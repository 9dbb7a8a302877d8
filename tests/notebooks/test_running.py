"""Every notebook in a real kernel: as it is handed out, then its exercises solved."""

from __future__ import annotations

import json
import re
import sys
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest
from nbclient.exceptions import CellExecutionError

from tools import notebook_runs as running
from tools.notebook_files import exercises_of
from tools.notebook_runs import Run, executed, inputs, run

from .reading import code_notebook

MEGABYTE = 2**20
MAKES_A_FIGURE = re.compile(r"^\S.*\b(subplots|draw)\(", re.MULTILINE)


def _code_cells(done: Run) -> list[Any]:
    return [cell for cell in done.notebook.cells if cell.cell_type == "code"]


def test_a_kept_run_is_found_whatever_has_been_imported(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As by setuptools, which brings packages of its own along."""
    before = inputs("00_start_here")
    (tmp_path / "brought_along-1.0.dist-info").mkdir()
    (tmp_path / "brought_along-1.0.dist-info" / "METADATA").write_text(
        "Metadata-Version: 2.1\nName: brought_along\nVersion: 1.0\n"
    )
    monkeypatch.syspath_prepend(tmp_path)
    assert version("brought_along") == "1.0"
    assert inputs("00_start_here") == before


def test_it_runs_as_handed_out_and_each_solution_is_correct(name: str) -> None:
    """All of it of a single run: a notebook takes up to half a minute."""
    done = executed(name)
    _it_ran_here_from_top_to_bottom(done)
    _no_exercise_is_attempted(name, done)
    _no_warning_and_no_error_is_shown(done)
    _what_it_shows_is_small_enough_for_a_slow_link(done)
    _each_picture_is_shown_once(done)
    _each_solution_is_correct(done)


def test_a_cell_that_fails_is_told(tmp_path: Path) -> None:
    with pytest.raises(CellExecutionError, match="ZeroDivisionError"):
        run(code_notebook("1 / 0"), tmp_path)


def test_a_result_is_kept_for_the_same_inputs_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    runs = []

    def counted(notebook: Any, home: Path, solutions: tuple[str, ...], **_how: Any) -> Run:
        runs.append(notebook)
        return Run(notebook, sys.executable, 1.0, 100.0, {}, [])

    def result() -> Path:
        """Where the result is; asked for as a new process would."""
        executed.cache_clear()
        assert executed("mine").notebook.cells[0].source == "6 * 7"
        (path,) = kept.glob("*.ipynb")
        return path

    kept, package = tmp_path / "kept", tmp_path / "package"
    package.mkdir()
    (tmp_path / "mine.ipynb").write_text("one")
    changes = {"NOTEBOOKS": tmp_path, "KEPT": kept, "PACKAGE": package, "run": counted}
    for name, value in changes.items():
        monkeypatch.setattr(running, name, value)
    monkeypatch.setattr(running, "read", lambda name: code_notebook("6 * 7"))
    first = result()
    assert (result(), len(runs)) == (first, 1)
    (package / "module.py").write_text("x = 1")
    second = result()
    (tmp_path / "mine.ipynb").write_text("two")
    assert len({first, second, result()}) == len(runs) == 3
    executed.cache_clear()


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
    """One that is returned and also left open would come twice; without a backend, none would."""
    for cell in _code_cells(done):
        pictures = [
            output.data["image/png"]
            for output in cell.outputs
            if "image/png" in output.get("data", {})
        ]
        assert len(pictures) == len(set(pictures)), cell.id
        assert len(pictures) <= max(1, cell.source.count("draw(")), cell.id
        if MAKES_A_FIGURE.search(cell.source) and "plt.close(" not in cell.source:
            assert pictures, cell.id


def _no_exercise_is_attempted(name: str, done: Run) -> None:
    """What the learner sees below the cell of each exercise."""
    answers = {cell.id: cell.outputs for cell in _code_cells(done)}
    for exercise in exercises_of(name):
        (output,) = answers[f"exercise-{exercise.id.replace('_', '-')}-answer"]
        assert "Not attempted yet" in output.data["text/plain"]


def _each_solution_is_correct(done: Run) -> None:
    assert len(done.solved) >= 3
    for (output,) in done.solved:
        assert "Correct" in output.data["text/plain"]
