"""What was handed in for an assignment, and what of it has been graded before."""

from __future__ import annotations

import hashlib
import json
import secrets
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

LEDGER = "graded.json"
SECRET, TIMESTAMP = "submission_secret.txt", "timestamp.txt"
"""Files that a JupyterHub puts beside a submission, and without which no feedback is released."""


@dataclass(frozen=True)
class Submission:
    """The folder of one student for one assignment."""

    folder: Path

    @property
    def student(self) -> str:
        """The name of the student, as the gradebook has it."""
        return self.folder.parent.name

    @property
    def assignment(self) -> str:
        """The name of the assignment."""
        return self.folder.name

    @property
    def notebook(self) -> Path:
        """Where nbgrader looks for the notebook."""
        return self.folder / f"{self.assignment}.ipynb"

    def fingerprint(self) -> str:
        """Return what changes with any file of the submission."""
        digest = hashlib.sha256()
        for path in sorted(self.folder.rglob("*")):
            if path.is_file() and path.name not in (SECRET, TIMESTAMP):
                digest.update(f"{path.relative_to(self.folder)}\n".encode())
                digest.update(hashlib.sha256(path.read_bytes()).digest())
        return digest.hexdigest()

    def put_in_order(self) -> str:
        """Make it what nbgrader expects; return what the teacher should know of it, or "".

        A browser that downloads twice writes ``name (1).ipynb``: the only notebook is the one.
        """
        self._give_hub_files()
        if self.notebook.exists():
            return ""
        found = [p for p in self.folder.glob("*.ipynb") if p.is_file()]
        if len(found) != 1:
            names = ", ".join(sorted(p.name for p in found)) or "none"
            return f"has no {self.notebook.name}, and its notebooks are: {names}"
        shutil.copy(found[0], self.notebook)
        return f"{found[0].name} was graded as {self.notebook.name}"

    def _give_hub_files(self) -> None:
        """Let feedback of plain folders and of the hub be released in one go."""
        if not (self.folder / SECRET).exists():
            (self.folder / SECRET).write_text(secrets.token_hex(16), "utf-8")
        if not (self.folder / TIMESTAMP).exists():
            now = datetime.now(UTC).strftime("%Y-%m-%d %H:%M:%S.%f UTC")
            (self.folder / TIMESTAMP).write_text(now, "utf-8")


def submissions(course: Path, assignment: str) -> list[Submission]:
    """Return everything handed in for an assignment, by student."""
    found = sorted((course / "submitted").glob(f"*/{assignment}"))
    return [Submission(folder) for folder in found if folder.is_dir()]


class Ledger:
    """What has been graded, and with which points; it is kept beside the gradebook."""

    def __init__(self, course: Path) -> None:
        self.path = course / LEDGER
        self.entries: dict[str, Any] = {}
        if self.path.exists():
            self.entries = json.loads(self.path.read_text("utf-8"))

    def is_new(self, submission: Submission) -> bool:
        """Tell whether a submission is another one than the one graded last."""
        entry = self.entries.get(_key(submission), {})
        return bool(entry.get("files") != submission.fingerprint())

    def enter(self, submission: Submission, points: Mapping[str, float]) -> None:
        """Remember a submission as graded."""
        entry = {"files": submission.fingerprint(), "points": dict(points)}
        self.entries[_key(submission)] = entry
        self.path.write_text(json.dumps(self.entries, indent=1, sort_keys=True) + "\n", "utf-8")

    def points(self, submission: Submission) -> dict[str, float]:
        """Return the points that a submission was given; none where it was never graded."""
        return dict(self.entries.get(_key(submission), {}).get("points", {}))


def _key(submission: Submission) -> str:
    return f"{submission.assignment}/{submission.student}"
