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


class Loop(NamedTuple):
    """The settings of a right or wrong loop.

    The numbers count elements. The rules say which index is read where the loop variables are
    n, o, t, c and k; a negative index counts from the end, as in Python.
    """

    stride: int
    dilation: int
    left: int
    """Zeros before x."""
    shift: int = 0
    spread: bool = False
    """The dilation multiplies the whole position: (t * stride + k) * dilation."""
    wrap: str = ""
    """What a negative position counts from the end of: "x", or "row", x with its padding."""
    padded: bool = True
    axes: int = 0
    """Zeros before the first batch item and the first channel."""
    item: IndexRule = lambda p: p.n
    x_channel: IndexRule = lambda p: p.group * p.C + p.c
    kernel: IndexRule = lambda p: p.o
    weight_channel: IndexRule = lambda p: p.c
    tap: IndexRule = lambda p: p.k
    taps: Sequence[int] | None = None
    channels: Sequence[int] | None = None
    """The taps and the channels that the loop runs over; None for all."""
    sums: Callable[[Index], Sequence[Index]] = lambda at: (at,)
    """The outputs whose sums are added up in out[at]: only its own, if the loop is right."""
    everywhere: bool = False
    """Whether it must fit the outputs that should not be there, too."""

    def start(self, t: int) -> int:
        """Return where window t starts, counted in x without its padding."""
        place = t * self.stride * (self.dilation if self.spread else 1)
        return place - self.left + self.shift


def right_loop(values: Snapshot) -> Loop:
    """Return the loop without a mistake."""
    return Loop(stride=values.stride, dilation=values.dilation, left=values.sides[0])


class LoopSimulator:
    """Adds up the products of a loop, for the sizes and settings of one case."""

    def __init__(self, values: Snapshot) -> None:
        self.values = values
        sources = padded_source(values.length, *values.sides, values.padding_mode)
        self._sources: list[int] = sources.tolist()
        self._place = Place(values)

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
                item = loop.item(p) - loop.axes * self.values.batched
                channel = loop.x_channel(p) - loop.axes
                row, column, tap = loop.kernel(p), loop.weight_channel(p), loop.tap(p)
                source = self._source(loop, p)
                inside = row < p.C_out and column < p.C and tap < p.K and channel < in_channels
                if source is None or not inside:
                    yield None
                elif source >= 0 and (not loop.axes or min(item, channel) >= 0):
                    yield Term(
                        (item % p.N, channel % in_channels, source),
                        (row % p.C_out, column % p.C, tap % p.K),
                    )

    def _source(self, loop: Loop, p: Place) -> int | None:
        """Find the element of x that a tap reads; -1 for a zero, None where there is nothing.

        Beyond the padding there are zeros, too: the learner may have put more of them there, or
        leave out what lies outside.
        """
        position = loop.start(p.t) + p.k * loop.dilation
        length, row = self.values.length, len(self._sources)
        if 0 <= position < length:
            return position
        if loop.wrap == "x" and -length <= position < 0:
            return position + length
        if not loop.padded:
            return None
        place = position + self.values.sides[0]
        if (-row if loop.wrap == "row" else 0) <= place < row:
            return self._sources[place]
        return -1 if self.values.padding_mode == "zeros" else None
