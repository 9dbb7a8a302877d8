"""What stands in a notebook."""

from __future__ import annotations

import re
from typing import Any

import nbformat

from tools.notebook_files import code_cell


def code_notebook(*sources: str) -> Any:
    return nbformat.v4.new_notebook(  # type: ignore[no-untyped-call]
        cells=[code_cell(source) for source in sources]
    )


def cells(notebook: Any, kind: str) -> list[str]:
    return [str(cell.source) for cell in notebook.cells if cell.cell_type == kind]


def index_of(notebook: Any, source: str) -> int:
    """Where the only cell that is exactly `source` stands."""
    found = [i for i, cell in enumerate(notebook.cells) if cell.source == source]
    assert len(found) == 1, f"{len(found)} cells, not one, are exactly:\n{source}"
    return found[0]


def title(notebook: Any) -> str:
    """The first cell of text."""
    return cells(notebook, "markdown")[0]


def markdown(notebook: Any) -> str:
    return "\n\n".join(cells(notebook, "markdown"))


def links(text: str) -> list[str]:
    """The targets of the Markdown links and pictures in `text`."""
    return re.findall(r"\]\(([^)\s]+)\)", text)


TIME = re.compile(
    r"^\*\*Time:\*\* about (\d+) minutes, and (\d+) more for the exercises\.", re.MULTILINE
)


def minutes(notebook: Any) -> tuple[int, int]:
    """How long the notebook says it takes, and its exercises."""
    found = TIME.search(markdown(notebook))
    assert found, "no line such as: **Time:** about 20 minutes, and 10 more for the exercises."
    return int(found[1]), int(found[2])
