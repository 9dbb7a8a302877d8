"""Cells of an assignment, with what nbgrader has to know of them."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import Any, TypeAlias

from conv1d_lab.static_files import read

Notebook: TypeAlias = Any  # nbformat is loaded on first use, and has no types
KERNEL = {
    "kernelspec": {
        "display_name": "Python 3 (ipykernel)",
        "language": "python",
        "name": "python3",
    },
    "language_info": {"name": "python"},
}


def notebook_of(cells: list[Notebook]) -> Notebook:
    """Make a notebook."""
    made = import_module("nbformat.v4").new_notebook(cells=cells)
    made.metadata = KERNEL
    return made


def markdown(name: str, source: str) -> Notebook:
    """Make a text cell."""
    return import_module("nbformat.v4").new_markdown_cell(source, id=name)


def code(
    name: str, source: str, *, locked: bool = False, solution: bool = False, points: int = 0
) -> Notebook:
    """Make a code cell; with points it is a graded one."""
    metadata: dict[str, Any] = {}
    if locked or solution:
        metadata["nbgrader"] = {
            "grade": points > 0,
            "grade_id": name,
            "locked": locked,
            "schema_version": 3,
            "solution": solution,
            "task": False,
        }
        if points:
            metadata["nbgrader"]["points"] = points
    return import_module("nbformat.v4").new_code_cell(source, id=name, metadata=metadata)


def filled(name: str, words: Mapping[str, object] | None = None) -> str:
    """Read a cell from static/classroom/, and replace words in it."""
    source = read(f"classroom/{name}.py").rstrip("\n")
    for word, value in (words or {}).items():
        source = source.replace(word, str(value))
    return source
