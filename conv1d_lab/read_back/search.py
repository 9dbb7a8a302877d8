"""Find the fewest wrong loops of the table that give exactly the sums a function computes.

What is found is therefore what the function does; where nothing fits, nothing is named.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import combinations
from typing import NamedTuple

from conv1d_lab.read_back.simulator import Loop, LoopSimulator, right_loop
from conv1d_lab.read_back.terms import Finding, Index, Sum
from conv1d_lab.read_back.wrong_loops import WRONG_LOOPS, Case, WrongLoop
from conv1d_lab.snapshot import Snapshot


class Found(NamedTuple):
    """A loop that gives the sums of a function, and its mistakes; none if it is right."""

    loop: Loop
    mistakes: tuple[WrongLoop, ...]
    case: Case

    @property
    def findings(self) -> list[Finding]:
        """The name and the sentence of each mistake."""
        return [(row.name, row.said(self.loop, self.case)) for row in self.mistakes]


def find(
    values: Snapshot, shape: tuple[int, ...], sums: dict[Index, Sum], wanted: Iterable[Index]
) -> Found | None:
    """Find at most three mistakes that together give exactly ``sums`` at ``wanted``.

    ``shape`` is the shape of the learner's output; ``sums`` hold products only, each with the
    coefficient 1 where it is read once.
    """
    simulator, right = LoopSimulator(values), right_loop(values)
    mine = {at: sums[at] for at in wanted}
    beyond = {at: total for at, total in sums.items() if at not in mine}
    case = Case(values, shape, mine, beyond)
    # Outputs that are wrong, and late ones, tell loops apart soonest.
    order = sorted(mine, key=lambda at: (simulator.gives(right, at, mine[at]), [-i for i in at]))

    def fits(loop: Loop) -> bool:
        return all(simulator.gives(loop, at, mine[at]) for at in order) and (
            not loop.everywhere or all(simulator.gives(loop, *one) for one in beyond.items())
        )

    if fits(right):
        return Found(right, (), case)
    known = [(row, change) for row in WRONG_LOOPS for change in row.ways(case)]
    usual = [(row, change) for row, change in known if "sums" not in change]
    for count, tried in ((1, known), (2, known), (3, usual)):
        for chosen in combinations(tried, count):
            settings = [name for _, change in chosen for name in change]
            if len(set(settings)) < len(settings):
                continue
            loop = right
            for _, change in chosen:
                loop = loop._replace(**change)
            if fits(loop):
                return Found(loop, tuple(row for row, _ in chosen), case)
    return None
