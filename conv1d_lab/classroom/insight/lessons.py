"""Where something is taught: the notebook, the heading and the cell."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from conv1d_lab.classroom.insight.answers import text
from conv1d_lab.exercises.model import Exercise

HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)


@dataclass(frozen=True)
class Place:
    """A cell of a notebook; what is not known is ""."""

    notebook: str
    heading: str = ""
    cell: str = ""

    def __str__(self) -> str:
        heading = f", “{self.heading}”" if self.heading else ""
        return f"{title_of(self.notebook)}{heading}" + (f", cell `{self.cell}`" * bool(self.cell))


def title_of(assignment: str) -> str:
    """Return "01 · The formula" for "01_the_formula", and "The quiz before" for "quiz_before"."""
    number, _, rest = assignment.partition("_")
    words = rest.replace("_", " ")
    return f"{number} · {words.capitalize()}" if number.isdigit() else f"The {number} {words}"


def place_of(exercise: Exercise, lessons: Path) -> Place:
    """Return where an exercise is taught; ``lessons`` is the folder of the notebooks."""
    again = getattr(exercise, "read_again", "")
    if again:
        notebook, _, heading = again.partition(", ")
        return Place(notebook, heading)
    heading = _headings(lessons / f"{exercise.notebook}.ipynb").get(exercise.taught_in, "")
    return Place(exercise.notebook, heading, exercise.taught_in)


@cache
def _headings(path: Path) -> dict[str, str]:
    """Return the heading under which each cell stands, by the cell's id."""
    if not path.is_file():
        return {}
    found, heading = {}, ""
    for cell in json.loads(path.read_text("utf-8"))["cells"]:
        if cell["cell_type"] == "markdown" and (seen := HEADING.search(text(cell["source"]))):
            heading = seen[1]
        found[cell["id"]] = heading
    return found
