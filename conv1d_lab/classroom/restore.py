"""Give a notebook back what an editor has lost: nbgrader's marks, and locked cells."""

from __future__ import annotations

import copy
from importlib import import_module
from pathlib import Path
from typing import Any, TypeAlias

from nbgrader import preprocessors

Notebook: TypeAlias = Any  # nbformat has no types


class RestoreMarks(preprocessors.NbGraderPreprocessor):  # type: ignore[misc]
    """Mark the cells of a submission as the release has them marked, and add locked ones."""

    def preprocess(self, nb: Notebook, resources: Any) -> tuple[Notebook, Any]:
        """Restore what is missing; nbgrader then puts changed sources right."""
        names = resources["nbgrader"]
        path = Path("release", names["assignment"], f"{names['notebook']}.ipynb")
        if path.exists():
            restore(nb, import_module("nbformat").read(path, as_version=4))
        return nb, resources


def restore(nb: Notebook, release: Notebook) -> None:
    """Change a submission so that it has every marked cell of the release that can be found."""
    here = {_mark(cell): i for i, cell in enumerate(nb.cells) if _mark(cell)}
    before = -1
    for cell in release.cells:
        if not _mark(cell):
            continue
        place = here.get(_mark(cell))
        if place is None:
            place = next((i for i, each in enumerate(nb.cells) if _is_meant(each, cell)), None)
            if place is not None:
                nb.cells[place].metadata["nbgrader"] = copy.deepcopy(cell.metadata.nbgrader)
            elif cell.metadata.nbgrader["locked"]:
                place = before + 1
                nb.cells.insert(place, copy.deepcopy(cell))
                here = {name: i + (i >= place) for name, i in here.items()}
        before = before if place is None else place


def _mark(cell: Any) -> str:
    return str((cell.metadata.get("nbgrader") or {}).get("grade_id", ""))


def _is_meant(cell: Any, released: Any) -> bool:
    """Tell whether a cell without marks is the released one: by its id, its source, or its check.

    An editor that drops the marks may write new ids, too.
    """
    if _mark(cell) or cell.cell_type != "code":
        return False
    check = released.source.rstrip().rpartition("\n")[2]
    has_check = check.startswith("check(") and check in cell.source
    return cell.get("id") == released.id or cell.source == released.source or has_check
