"""Which belief of the catalogue a wrong answer gives away."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from conv1d_lab.exercises.model import Answer


@dataclass(frozen=True)
class Shown:
    """A wrong answer that comes from one belief; it is called as any usual mistake is."""

    belief: str
    """The id of a ``Misconception``, as "bias_once"."""
    wrong: Answer

    def __call__(self, **numbers: Any) -> Any:
        """Return what somebody answers who believes it."""
        return self.wrong(**numbers)


def shows(belief: str, wrong: Answer) -> Answer:
    """Say of a usual mistake which belief it shows."""
    return Shown(belief, wrong)


def belief_of(mistake: Answer) -> str:
    """Return the id of the belief behind a usual mistake; "" where none is named."""
    return mistake.belief if isinstance(mistake, Shown) else ""
