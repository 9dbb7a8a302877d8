"""A row of the table of wrong loops, and the case it is tried on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple, TypeAlias

from conv1d_lab.read_back.simulator import Loop
from conv1d_lab.read_back.terms import Index, Sum
from conv1d_lab.snapshot import Snapshot

Change: TypeAlias = Mapping[str, Any]


@dataclass(frozen=True)
class Case:
    """The sizes and settings of a case, and the sums that a function computes for it."""

    values: Snapshot
    shape: tuple[int, ...]
    """The shape of the learner's output."""
    sums: dict[Index, Sum]
    """The products of each output that should be there, each 1.0 where it is read once."""
    beyond: dict[Index, Sum]
    """Those of outputs that should not be there."""

    @cached_property
    def words(self) -> dict[str, Any]:
        """What the sentences can name."""
        v = self.values
        per_group, kernel_size = v.weight.shape[1:]
        windows = sorted({t for _, _, t in self.sums})
        t = windows[min(2, len(windows) - 1)]
        return {
            **{"stride": v.stride, "dilation": v.dilation, "left": v.sides[0]},
            **{"C": per_group, "K": kernel_size, "C_out": v.out_channels, "groups": v.groups},
            **{"t": t, "t_stride": t * v.stride},
            **{"last_tap": kernel_size - 1, "last_t": v.output_shape[2] - 1},
            **{"last_kernel": v.out_channels - 1, "last_channel": per_group - 1},
            "kernels_per_group": v.out_channels // v.groups,
            "window_start": "t * stride" if v.stride > 1 else "t",
            "tap_step": "k * dilation" if v.dilation > 1 else "k",
            "of_group": " of each group" if v.groups > 1 else "",
        }

    def __getitem__(self, word: str) -> int:
        number: int = self.words[word]
        return number

    def used(self, axis: int) -> tuple[int, ...]:
        """Which channels (axis 1) or taps (axis 2) of weight are used anywhere."""
        return tuple(sorted({term.weight[axis] for total in self.sums.values() for term in total}))

    @property
    def read(self) -> tuple[int, ...]:
        """Which channels of x are read anywhere, counted in their group."""
        terms = {term for total in self.sums.values() for term in total}
        return tuple(sorted({term.x[1] % self["C"] for term in terms if term.x}))

    @property
    def shifts(self) -> list[int]:
        """The usual shifts of a window, and those by which most products are out of place."""
        seen = Counter(
            term.x[2] - int(self.values.positions(at[2])[term.weight[2]])
            for at, total in self.sums.items()
            for term in total
            if term.x
        )
        usual = [-1, 1, -2, 2, 1 - self["K"], self["K"] - 1]
        return [shift for shift in dict.fromkeys([*usual, *dict(seen.most_common(2))]) if shift]


class WrongLoop(NamedTuple):
    """A row of the table."""

    name: str
    changes: Change | Callable[[Case], Sequence[Change]]
    sentence: str | Callable[[Loop, Case], str]

    def ways(self, case: Case) -> Sequence[Change]:
        """Return the changes of settings that this case can show."""
        return self.changes(case) if callable(self.changes) else [self.changes]

    def said(self, loop: Loop, case: Case) -> str:
        """Say it of a loop that has this mistake, perhaps with others."""
        if callable(self.sentence):
            return self.sentence(loop, case)
        return self.sentence.format(loop=loop, **case.words)


def only(settings: Change, when: Callable[[Case], bool]) -> Callable[[Case], Sequence[Change]]:
    """Offer the settings in some cases only."""
    return lambda case: [settings] if when(case) else []
