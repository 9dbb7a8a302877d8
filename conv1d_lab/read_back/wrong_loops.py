"""Usual ways to write the loop wrong, as one formula with dials.

A recipe says which products a loop with certain mistakes would add up. ``find`` looks for the
fewest mistakes that give exactly the sums a function computes, at every output. What it names is
therefore what the function does; where nothing fits it names nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import combinations
from typing import Any

from conv1d_lab.arithmetic import padded_source
from conv1d_lab.read_back.terms import Index, Sum, Term
from conv1d_lab.snapshot import Snapshot


@dataclass(frozen=True)
class Recipe:
    """A right or wrong loop. Dials that are numbers count elements; the rest are choices."""

    stride: int
    dilation: int
    left: int
    shift: int = 0
    spread: bool = False  # (t * stride + k) * dilation
    wrap: str = ""  # what x[-1] is the last element of: "x", or "row", x with its padding
    padded: bool = True
    axes: int = 0  # zeros before the first batch item and the first channel
    flip: bool = False
    batch: str = "own"  # or "first"
    kernel: str = "own"  # or "first", "last", "batch"
    x_channel: str = "own"  # or "first", "relative", "interleaved", "remainder", "kernel"
    weight_channel: str = "own"  # or "first", "swapped"
    tap: str = "own"  # or "first", "channel"
    taps: tuple[int, ...] | None = None
    channels: tuple[int, ...] | None = None
    piled: str = ""  # "t", "o" or "n": a sum that is not set back to 0

    def start(self, t: int) -> int:
        """Where window t starts, counted in the unpadded x."""
        place = t * self.stride * (self.dilation if self.spread else 1)
        return place - self.left + self.shift


@dataclass(frozen=True)
class Mistake:
    """One dial or two turned away from right; mistakes that share a slot exclude each other."""

    name: str
    slot: str
    change: dict[str, Any]


def right_recipe(values: Snapshot) -> Recipe:
    """Return the recipe without a mistake."""
    return Recipe(stride=values.stride, dilation=values.dilation, left=values.sides[0])


class Kitchen:
    """Makes the sums of a recipe, for one case."""

    def __init__(self, values: Snapshot) -> None:
        self.values = values
        sources = padded_source(values.length, *values.sides, values.padding_mode)
        self._sources: list[int] = sources.tolist()

    def products(self, recipe: Recipe, at: Index) -> Sum | None:
        """Add up the products for out[at]; None where this loop would raise an IndexError."""
        if not recipe.piled:
            return self._one(recipe, at)
        total: Sum = {}
        axis = "not".index(recipe.piled)
        for earlier in range(at[axis] + 1):
            place = [*at]
            place[axis] = earlier
            one = self._one(recipe, (place[0], place[1], place[2]))
            if one is None:
                return None
            for term, factor in one.items():
                total[term] = total.get(term, 0.0) + factor
        return total

    def _one(self, recipe: Recipe, at: Index) -> Sum | None:
        n, o, t = at
        values, r = self.values, recipe
        total: Sum = {}
        out_channels, per_group, kernel_size = values.weight.shape
        kernels_per_group = out_channels // values.groups
        group = o // kernels_per_group
        batch = (n if r.batch == "own" else 0) - r.axes * values.batched
        kernel = {"own": o, "first": 0, "last": out_channels - 1 - o, "batch": n}[r.kernel]
        for j in range(per_group) if r.channels is None else r.channels:
            channel = (
                -r.axes
                + {
                    "own": group * per_group + j,
                    "first": 0,
                    "relative": j,
                    "interleaved": j * values.groups + group,
                    "remainder": o % values.groups * per_group + j,
                    "kernel": o,
                }[r.x_channel]
            )
            for k in range(kernel_size) if r.taps is None else r.taps:
                place = t * r.stride + k * r.dilation
                if r.spread:
                    place = (t * r.stride + k) * r.dilation
                source = self._source(place - r.left + r.shift, r)
                if source is None or not -r.axes <= channel < values.x.shape[1]:
                    return None
                row, column = (kernel, {"own": j, "first": 0}.get(r.weight_channel, j))
                if r.weight_channel == "swapped":
                    row, column = column, row
                tap = {"own": k, "first": 0, "channel": j}[r.tap]
                tap = kernel_size - 1 - tap if r.flip else tap
                if row >= out_channels or column >= per_group or tap >= kernel_size:
                    return None
                if min(source, batch, channel) >= 0:
                    term = Term((batch, channel, source), (row, column, tap))
                    total[term] = total.get(term, 0.0) + 1.0
        return total

    def _source(self, position: int, r: Recipe) -> int | None:
        """Find the element of x at a position; -1 for a zero, None where there is nothing.

        Beyond the padding there are zeros, too: the learner may have put more of them there, or
        leave out what lies outside.
        """
        length, row = self.values.length, len(self._sources)
        if 0 <= position < length:
            return position
        if r.wrap == "x" and -length <= position < 0:
            return position + length
        if not r.padded:
            return None
        place = position + self.values.sides[0]
        if (-row if r.wrap == "row" else 0) <= place < row:
            return self._sources[place]
        return -1 if self.values.padding_mode == "zeros" else None


def mistakes(values: Snapshot, observed: dict[Index, Sum]) -> Iterator[Mistake]:
    """Every mistake that this case can show, the likely ones first."""
    s, d, left = values.stride, values.dilation, values.sides[0]
    per_group, kernel_size = values.weight.shape[1:]
    terms = {term for total in observed.values() for term in total}
    taps = tuple(sorted({term.weight[2] for term in terms}))
    columns = tuple(sorted({term.weight[1] for term in terms}))
    rows = tuple(sorted({term.x[1] % per_group for term in terms if term.x}))
    if s > 1:
        yield Mistake("stride ignored", "stride", {"stride": 1})
        yield Mistake("stride in the taps", "stride", {"stride": 1, "dilation": s * d})
        yield Mistake("stride in both", "stride", {"dilation": s * d})
    if d > 1:
        yield Mistake("dilation ignored", "dilation", {"dilation": 1})
        yield Mistake("dilation spreads windows", "dilation", {"spread": True})
        yield Mistake("dilation off by one", "dilation", {"dilation": d + 1})
        yield Mistake("dilation off by one", "dilation", {"dilation": d - 1})
    if left:
        yield Mistake("padding ignored", "shift", {"left": 0, "padded": False})
        yield Mistake("padding wraps", "left", {"wrap": "x"})
        yield Mistake("every axis padded", "axes", {"axes": left})
    for shift in _shifts(values, observed):
        yield Mistake("window shifted", "shift", {"shift": shift})
        wraps = (["row"] if shift < 0 else []) + (["x"] if shift < left else [])
        for wrap in wraps if left else wraps[:1]:
            change = {"shift": shift, "wrap": wrap}
            yield Mistake("window shifted and wraps", "shift", change)
    yield Mistake("window never moves", "stride", {"stride": 0})
    yield Mistake("taps on one element", "dilation", {"dilation": 0})
    yield Mistake("kernel flipped", "tap", {"flip": True})
    yield Mistake("swapped weight", "weight_channel", {"weight_channel": "swapped"})
    if 0 < len(columns) < per_group:
        yield Mistake("channels left out", "channels", {"channels": columns})
    if 0 < len(rows) < per_group:
        yield Mistake("channels left out", "channels", {"channels": rows})
    if 0 < len(taps) < kernel_size:
        yield Mistake("taps left out", "taps", {"taps": taps})
    yield Mistake("first kernel for all", "kernel", {"kernel": "first"})
    yield Mistake("kernels in reverse", "kernel", {"kernel": "last"})
    yield Mistake("kernel by batch item", "kernel", {"kernel": "batch"})
    if values.groups > 1:
        yield Mistake("groups ignored", "x_channel", {"x_channel": "relative"})
        yield Mistake("groups interleaved", "x_channel", {"x_channel": "interleaved"})
        yield Mistake("group by remainder", "x_channel", {"x_channel": "remainder"})
    yield Mistake("x channel 0 for all", "x_channel", {"x_channel": "first"})
    yield Mistake("x channel o", "x_channel", {"x_channel": "kernel"})
    yield Mistake("weight channel 0 for all", "weight_channel", {"weight_channel": "first"})
    yield Mistake("tap 0 for all", "tap", {"tap": "first"})
    yield Mistake("tap by channel", "tap", {"tap": "channel"})
    yield Mistake("batch item 0 for all", "batch", {"batch": "first"})
    for axis in "ton":
        yield Mistake("sum not set back", "piled", {"piled": axis})
    for stride in sorted({kernel_size, s * d, s + 1, s - 1, left, 2} - {s, 0, 1}):
        yield Mistake("wrong stride", "stride", {"stride": stride})
    if s == 1 and d == 1:
        yield Mistake("dilated without being asked", "dilation", {"dilation": 2})


def _shifts(values: Snapshot, observed: dict[Index, Sum]) -> list[int]:
    """List the usual shifts, and those by which most products are out of place."""
    seen = Counter(
        term.x[2] - int(values.positions(at[2])[term.weight[2]])
        for at, total in observed.items()
        for term in total
        if term.x
    )
    usual = [-1, 1, -2, 2, 1 - values.kernel_size, values.kernel_size - 1]
    return [shift for shift in dict.fromkeys([*usual, *dict(seen.most_common(2))]) if shift]


def find(
    values: Snapshot, sums: dict[Index, Sum], wanted: list[Index]
) -> tuple[Recipe, tuple[Mistake, ...]] | None:
    """Find the fewest mistakes, at most three, that give exactly ``sums`` at ``wanted``.

    sums hold products only, each with the coefficient 1 where it is read once.
    """
    kitchen, right = Kitchen(values), right_recipe(values)
    # Outputs that are wrong, and late ones, tell recipes apart soonest.
    order = sorted(
        wanted, key=lambda at: (kitchen.products(right, at) == sums[at], [-i for i in at])
    )

    def fits(recipe: Recipe) -> bool:
        return all(kitchen.products(recipe, at) == sums[at] for at in order)

    if fits(right):
        return right, ()
    known = list(mistakes(values, {at: sums[at] for at in wanted}))
    for count in (1, 2, 3):
        for chosen in combinations(known, count):
            if len({mistake.slot for mistake in chosen}) < count:
                continue
            recipe = right
            for mistake in chosen:
                recipe = replace(recipe, **mistake.change)
            if fits(recipe):
                return recipe, chosen
    return None
