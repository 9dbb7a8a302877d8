"""What a check has found out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

from conv1d_lab.exercises.diagnosis import Finding
from conv1d_lab.exercises.model import Case, Exercise

Outcome: TypeAlias = Literal["not attempted", "not yet", "correct"]


@dataclass(frozen=True, eq=False)
class Raised:
    """An exception of the learner's function, and the line of theirs that it comes from."""

    kind: str
    message: str
    line: int | None
    source: str

    def __str__(self) -> str:
        where = f", in line {self.line} of your function's cell" if self.line else ""
        return f"{self.kind}: {self.message}{where}"


@dataclass(frozen=True, eq=False)
class Verdict:
    """The outcome, and what helps to get on."""

    exercise: Exercise
    outcome: Outcome
    reason: str = ""
    """One or two sentences: what is wrong."""
    advice: str = ""
    """The message of the usual mistake that the answer behaves like."""
    case: Case | None = None
    """The smallest call that fails."""
    expected: Any = None
    got: Any = None
    finding: Finding | None = None
    raised: Raised | None = None
    printed: str = ""
    """What the learner's function printed in that call."""
    tried: int = 0
    """How many calls were tried."""
