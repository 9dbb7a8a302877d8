"""What ``expand`` returns: one output of a learner's function, beside the right one."""

from __future__ import annotations

from dataclasses import dataclass

from conv1d_lab.read_back import picture
from conv1d_lab.read_back.layouts import Layout
from conv1d_lab.read_back.terms import Sum
from conv1d_lab.snapshot import Snapshot


@dataclass(frozen=True, eq=False)
class Expansion:
    """One output element of a learner's function, as the sum its code computes."""

    at: tuple[int, ...]
    """(n, o, t); without n where the function takes x without a batch, (t,) for one signal."""
    yours: Sum | None
    """The sum your code computes for out[at]: each product or bias with its factor; None if it
    could not be read."""
    right: Sum
    """The sum ``nn.Conv1d`` computes there."""
    names: tuple[str, ...]
    """A short name for each defect found, such as "kernel flipped"; empty if there is none."""
    sentences: tuple[str, ...]
    """What is wrong, one sentence for each name."""
    value: float | None
    """out[at] of your function, for the numbers shown."""
    expected: float
    """out[at] as it should be."""
    layout: Layout
    """How many axes x and weight have in your function."""
    values: Snapshot
    """The sizes, settings and numbers that were used."""

    @property
    def correct(self) -> bool:
        """Whether every output is the right sum and nothing else was found."""
        return not self.names

    @property
    def extra(self) -> Sum:
        """What your sum has and the right one has not."""
        return {term: f for term, f in (self.yours or {}).items() if term not in self.right}

    @property
    def missing(self) -> Sum:
        """What the right sum has and yours has not."""
        return {term: f for term, f in self.right.items() if term not in (self.yours or {})}

    def __str__(self) -> str:
        return picture.text(self)

    def __repr__(self) -> str:
        return picture.text(self)

    def _repr_html_(self) -> str:
        return picture.html(self)
