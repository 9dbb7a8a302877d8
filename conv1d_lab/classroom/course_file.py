"""What a course remembers: the seed of its hidden cases, and whether numbers are each one's own."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path

COURSE_FILE = "course.json"


@dataclass(frozen=True)
class Course:
    """The settings of a course; they stay as they are when its files are written again."""

    seed: int
    own_numbers: bool = False

    @classmethod
    def read(cls, path: str | Path) -> Course:
        """Read the settings; raise ValueError where the file is missing or says something else."""
        try:
            found = json.loads(Path(path).read_text("utf-8"))
            return cls(int(found["seed"]), bool(found["own_numbers"]))
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise ValueError(
                f"{path} must hold the course's seed and own_numbers; got {error!r}. `python -m "
                "conv1d_lab classroom . --force` writes it again"
            ) from None

    def text(self) -> str:
        """Return what stands in the file."""
        return json.dumps(asdict(self), indent=1) + "\n"
