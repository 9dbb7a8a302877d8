"""The notebooks as files: which there are, and how one is read."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import nbformat

from conv1d_lab.commands.notebooks import own_files
from conv1d_lab.exercises import all_exercises
from conv1d_lab.exercises.model import Exercise

ROOT = Path(__file__).resolve().parents[1]
NOTEBOOKS = ROOT / "notebooks"
NAMES = tuple(path.stem for path in own_files(NOTEBOOKS) if path.suffix == ".ipynb")


def read(name: str) -> Any:
    """Return a notebook by its name, as "01_the_formula"."""
    text = (NOTEBOOKS / f"{name}.ipynb").read_text(encoding="utf-8")
    return nbformat.reads(text, as_version=4)  # type: ignore[no-untyped-call]


def code_cell(source: str) -> Any:
    """Make a cell of code."""
    return nbformat.v4.new_code_cell(source)  # type: ignore[no-untyped-call]


def exercises_of(name: str) -> list[Exercise]:
    """Return the exercises of a notebook, in their order."""
    return [exercise for exercise in all_exercises() if exercise.notebook == name]
