"""Whose file it is that comes from a learning platform, by the name that the platform gave it."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

from nbgrader.plugins import FileNameCollectorPlugin

PLATFORMS = (
    # Moodle: Ada Lovelace_48213_assignsubmission_file_/00_start_here.ipynb, or all in one name.
    re.compile(r"(?P<name>[^_/]+)_\d+_assignsubmission_file_?/?(?P<file>[^/]+)$"),
    # Blackboard: Start here_alovelace_attempt_2026-01-30-15-00-00_00_start_here.ipynb
    re.compile(r"[^/]*?_(?P<name>[^_/]+)_attempt_[\d-]+_(?P<file>[^/]+)$"),
    # Canvas: lovelaceada_LATE_4711_815_00_start_here-1.ipynb
    re.compile(r"(?P<name>[^_/]+)(?:_LATE)?_\d+_\d+_(?P<file>[^/]+)$"),
)


class Platforms(FileNameCollectorPlugin):  # type: ignore[misc]
    """For ``nbgrader zip_collect``: Moodle's, Blackboard's and Canvas's names, unpacked or not."""

    def collect(self, submitted_file: str) -> dict[str, str] | None:
        """Return the student, the notebook and its time; None for any other file."""
        path = Path(submitted_file)
        assignment = str(self.parent.coursedir.assignment_id)
        owner = owner_of("/".join(path.parts[-2:]), assignment)
        if owner is None or path.suffix != ".ipynb":
            return None
        time = datetime.fromtimestamp(path.stat().st_mtime, UTC)
        return {
            "student_id": owner,
            "file_id": assignment,
            "timestamp": time.strftime("%Y-%m-%d %H:%M:%S UTC"),
        }


def owner_of(name: str, assignment: str) -> str | None:
    """Return the student whose notebook this is; None where it is not that of the assignment.

    >>> owner_of("lovelaceada_4711_815_00_start_here-1.ipynb", "00_start_here")
    'lovelaceada'
    """
    for pattern in PLATFORMS:
        found = pattern.search(name)
        if found and _is_it(found["file"], assignment):
            return "_".join(found["name"].split())
    return None


def _is_it(file: str, assignment: str) -> bool:
    """Tell whether a file is the notebook, whatever a second download has added to its name."""
    return re.fullmatch(rf"{re.escape(assignment)}( ?\(\d+\)|-\d+)?\.ipynb", file) is not None
