from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from . import running
from .reading import NOTEBOOKS, code_notebook
from .running import Run

ROOT = NOTEBOOKS.parent
MEGABYTE = 2**20


def _code_cells(run: Run) -> list[Any]:
    return [cell for cell in run.notebook.cells if cell.cell_type == "code"]


def test_it_runs_from_top_to_bottom_here(name: str, runs: Callable[[str], Run]) -> None:
    run = runs(name)
    assert [cell.execution_count for cell in _code_cells(run)] == [
        count + 1 for count in range(len(_code_cells(run)))
    ]
    assert Path(run.python) == Path(sys.executable)


def test_it_prints_no_warning_and_no_error(name: str, runs: Callable[[str], Run]) -> None:
    for cell in _code_cells(runs(name)):
        for output in cell.outputs:
            assert output.output_type != "error", cell.id
            assert output.get("name") != "stderr", f"{cell.id}: {output.text}"
            assert not re.search(r"\w*Warning\b", json.dumps(output)), cell.id


def test_what_it_shows_is_small_enough_for_a_slow_link(
    name: str, runs: Callable[[str], Run]
) -> None:
    sizes = {cell.id: len(json.dumps(cell.outputs)) for cell in _code_cells(runs(name))}
    assert max(sizes.values()) < MEGABYTE, max(sizes, key=sizes.__getitem__)
    assert sum(sizes.values()) < 3 * MEGABYTE


def test_each_picture_is_shown_once(name: str, runs: Callable[[str], Run]) -> None:
    """A figure that is returned and also left open would come twice."""
    for cell in _code_cells(runs(name)):
        pictures = [
            output.data["image/png"]
            for output in cell.outputs
            if "image/png" in output.get("data", {})
        ]
        assert len(pictures) == len(set(pictures)), cell.id
        assert len(pictures) <= max(1, cell.source.count("draw(")), cell.id


def test_it_is_quick_and_fits_a_small_machine(name: str, runs: Callable[[str], Run]) -> None:
    promised = re.search(
        r"no notebook's kernel takes more than (\d+) MB", (ROOT / "README.md").read_text("utf-8")
    )
    assert promised
    run = runs(name)
    assert run.cpu_seconds < 30
    assert run.peak_mib * MEGABYTE < float(promised[1]) * 1e6


def test_a_notebook_is_run_once_and_its_failure_is_told_to_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []

    def broken(name: str) -> Any:
        asked.append(name)
        return code_notebook("1 / 0")

    monkeypatch.setattr(running, "read", broken)
    for _ in range(2):
        with pytest.raises(AssertionError, match="ZeroDivisionError"):
            running.run_once("broken", tmp_path)
    assert asked == ["broken"]
