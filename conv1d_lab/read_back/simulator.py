"""A loop over c and k with settings, simulated: which products it would add up for each output."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import product
from typing import NamedTuple, TypeAlias

from conv1d_lab.arithmetic import padded_source
from conv1d_lab.read_back.terms import Index, Sum, Term
from conv1d_lab.snapshot import Snapshot


class Place:
    """The loop variables where one product is added, and the sizes of the case."""

    __slots__ = ("C", "C_out", "K", "L_out", "N", "c", "groups", "k", "n", "o", "t")

    n: int
    o: int
    t: int
    c: int
    k: int

    def __init__(self, values: Snapshot) -> None:
        self.N, self.C_out, self.L_out = values.output_shape
        self.C, self.K = values.weight.shape[1:]
        """C is the number of channels that a kernel reads: C_in / groups."""
        self.groups = values.groups

    @property
    def group(self) -> int:
        """The group of output channel o."""
        return self.o // (self.C_out // self.groups)


IndexRule: TypeAlias = Callable[[Place], int]
IndicesRule: TypeAlias = Callable[[Place], "int | range"]
"""A range where the element meets more than one weight, or the weight more than one element."""


class Loop(NamedTuple):
    """The settings of a right or wrong loop.

    The numbers count elements. The rules say which index is read where the loop variables are
    n, o, t, c and k; a negative index counts from the end, as in Python.
    """

    stride: int
    dilation: int
    left: int
    """Zeros before x."""
    right: int = 0
    """Zeros behind x, where it is said how many."""
    shift: int = 0
    spread: bool = False
    """The dilation multiplies the whole position: (t * stride + k) * dilation."""
    wrap: str = ""
    """What a negative position counts from the end of: "x", or "row", x with its padding; with
    "around" what lies beyond the end of x counts from its start."""
    padded: bool = True
    padding_mode: str = "zeros"
    backwards: bool = False
    """Whether x is read from its end."""
    swapped: bool = False
    """Whether x is read as x[n, i, c]: time before the channels."""
    axes: int = 0
    """Zeros before the first batch item and the first channel."""
    item: IndexRule = lambda p: p.n
    x_channel: IndicesRule = lambda p: p.group * p.C + p.c
    kernel: IndexRule = lambda p: p.o
    weight_channel: IndexRule = lambda p: p.c
    tap: IndicesRule = lambda p: p.k
    taps: Sequence[int] | None = None
    channels: Sequence[int] | None = None
    """The taps and the channels that the loop runs over; None for all."""
    sums: Callable[[Index], Sequence[Index]] = lambda at: (at,)
    """The outputs whose sums are added up in out[at]: only its own, if the loop is right."""
    order: tuple[int, ...] = (0, 1, 2)
    """The order in which the axes of the output lay before it was reshaped."""
    everywhere: bool = False
    """Whether it must fit the outputs that should not be there, too."""

    def start(self, t: int) -> int:
        """Return where window t starts, counted in x without its padding."""
        place = t * self.stride * (self.dilation if self.spread else 1)
        return place - self.left + self.shift


def right_loop(values: Snapshot) -> Loop:
    """Return the loop without a mistake."""
    return Loop(
        stride=values.stride,
        dilation=values.dilation,
        left=values.sides[0],
        padding_mode=values.padding_mode,
    )


class LoopSimulator:
    """Adds up the products of a loop, for the sizes and settings of one case."""

    def __init__(self, values: Snapshot) -> None:
        self.values = values
        self._place = Place(values)
        self._rows: dict[str, list[int]] = {}

    def products(self, loop: Loop, at: Index) -> Sum | None:
        """Add up the products for out[at]; None where this loop would raise an IndexError."""
        total: Sum = {}
        for term in self._terms(loop, at):
            if term is None:
                return None
            total[term] = total.get(term, 0.0) + 1.0
        return total

    def gives(self, loop: Loop, at: Index, total: Sum) -> bool:
        """Whether the loop gives this sum for out[at]; it ends at the first other product."""
        left = dict(total)
        for term in self._terms(loop, at):
            factor = left.get(term) if term else None
            if term is None or factor is None:
                return False
            left[term] = factor - 1.0
        return not any(left.values())

    def _terms(self, loop: Loop, at: Index) -> Iterator[Term | None]:
        p, in_channels = self._place, self.values.x.shape[1]
        channels = range(p.C) if loop.channels is None else loop.channels
        taps = range(p.K) if loop.taps is None else loop.taps
        for n, o, t in loop.sums(at):
            p.n, p.o, p.t = n, o, t
            for c, k in product(channels, taps):
                p.c, p.k = c, k
                item, source = loop.item(p) - loop.axes * self.values.batched, self._source(loop, p)
                row, column = loop.kernel(p), loop.weight_channel(p)
                for channel, tap in product(_each(loop.x_channel(p)), _each(loop.tap(p))):
                    met, place = channel - loop.axes, source
                    if loop.swapped and place is not None and place >= 0:
                        met, place = place, met
                    inside = row < p.C_out and column < p.C and tap < p.K and met < in_channels
                    if place is None or not inside:
                        yield None
                    elif place >= 0 and (not loop.axes or min(item, met) >= 0):
                        yield Term(
                            (item % p.N, met % in_channels, place),
                            (row % p.C_out, column % p.C, tap % p.K),
                        )

    def _source(self, loop: Loop, p: Place) -> int | None:
        """Find the element of x that a tap reads; -1 for a zero, None where there is nothing.

        Beyond the padding there are zeros, too: the learner may have put more of them there, or
        leave out what lies outside.
        """
        position, length = loop.start(p.t) + p.k * loop.dilation, self.values.length
        if loop.backwards:
            position = length - 1 - position
        if 0 <= position < length:
            return position
        if loop.wrap == "x" and -length <= position < 0:
            return position + length
        if loop.wrap == "around" and position >= length:
            return position % length
        if not loop.padded:
            return None
        row = self._padded(loop.padding_mode)
        place = position + self.values.sides[0]
        if (-len(row) if loop.wrap == "row" else 0) <= place < len(row):
            return row[place]
        return -1 if loop.padding_mode == "zeros" else None

    def _padded(self, mode: str) -> list[int]:
        """Return which element of x stands at each place of the padded x; -1 for a zero."""
        if mode not in self._rows:
            source = padded_source(self.values.length, *self.values.sides, mode)
            self._rows[mode] = source.tolist()
        return self._rows[mode]


def _each(index: int | range) -> Sequence[int]:
    return index if isinstance(index, range) else (index,)
