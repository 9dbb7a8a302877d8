"""What fits into a picture: which rows and columns are drawn, how wide, and what is left out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from itertools import pairwise

import numpy as np
from matplotlib.font_manager import FontProperties
from matplotlib.textpath import text_to_path

from conv1d_lab.arithmetic import padded_source
from conv1d_lab.explanation import Explanation
from conv1d_lab.numbers import number
from conv1d_lab.snapshot import Snapshot

FONT = "DejaVu Sans"  # matplotlib brings it along: pictures look the same on every machine
CHANNELS, OUT_CHANNELS = 8, 8
WIDEST, NARROWEST = 10.4, 6.4
MARGIN, BESIDE, SIGN = 0.2, 0.2, 0.26
"""Inches around everything, left of the sums, and for a plus sign between two boxes of the sum."""
LARGE, SMALL, SMALLEST = 9.0, 6.5, 5.4
"""Font sizes of a cell in points; the smallest only where everything is drawn that way."""


def text_width(text: str, size: float, bold: bool = False) -> float:
    """Inches that the widest line of ``text`` takes at ``size`` points."""
    return max(sum(_advance(c, bold) for c in line) for line in text.split("\n")) * size / 72


@cache
def _advance(character: str, bold: bool) -> float:
    """How far a character moves the pen, in ems: measuring each whole text anew takes 1.5 ms."""
    font = FontProperties(family=FONT, size=100, weight="bold" if bold else "normal")
    with_it, without = (
        text_to_path.get_text_width_height_descent(text, font, ismath=False)[0]
        for text in (f"0{character}0", "00")
    )
    return float(with_it - without) / 100


def widest(texts: Iterable[str], size: float, *, bold: bool = False) -> float:
    """Inches that the widest of ``texts`` takes."""
    return max((text_width(text, size, bold) for text in texts), default=0.0)


def neighbourhood(first: int, last: int, size: int, room: int) -> list[int | None]:
    """Choose ``room`` of 0..size-1 around first..last; None stands for what is left out between."""
    if size <= room:
        return list(range(size))
    if last - first < room:
        start = min(max(first - (room - (last - first + 1)) // 2, 0), size - room)
        return list(range(start, start + room))
    head = room // 2
    return [*range(first, first + head), None, *range(last - (room - head) + 2, last + 1)]


def left_out(shown: Sequence[int | None], size: int) -> str:
    """Write the indices of 0..size-1 that are not shown, as "0 to 2 and 9 to 15"."""
    edges = [-1, *sorted(i for i in set(shown) if i is not None and 0 <= i < size), size]
    runs = [(before + 1, after - 1) for before, after in pairwise(edges) if after - before > 1]
    return " and ".join(str(i) if i == j else f"{i} to {j}" for i, j in runs)


class Plan:
    """The measures of a picture that can show every one of ``explanations``."""

    def __init__(self, values: Snapshot, explanations: Sequence[Explanation]) -> None:
        self.values = values
        self.output = cache(values.value)
        self.left, self.right = values.sides
        self.padded_length = values.length + self.left + self.right
        self.source = padded_source(values.length, self.left, self.right, values.padding_mode)
        self.label_width = widest(self._labels(explanations), 7.5) + 0.12
        sums = (self.text(v) for e in explanations for v in e.channel_sums)
        self.sum_width = max(widest(sums, 8, bold=True), text_width("not read", 7.5)) + 0.14

        across = WIDEST - 2 * MARGIN - self.label_width - self.sum_width - BESIDE
        per_point = self._widest_number(explanations) / 0.86  # a little air beside the digits
        fitting = int(across / (per_point * SMALL) + 1e-9)
        everything = self.padded_length * per_point * SMALLEST <= across
        self.columns = self.padded_length if everything else min(fitting, self.padded_length)
        self.cell_width = min(per_point * LARGE, across / self.columns)
        self.font_size = min(LARGE, self.cell_width / per_point)
        self.cell_height = 0.09 + 0.02 * self.font_size
        self.grid_width = self.columns * self.cell_width
        self.boxes_width = max(self.box_widths(e)[1] for e in explanations)
        wanted = self.label_width + self.grid_width + BESIDE + self.sum_width
        self.width = min(max(wanted + 2 * MARGIN, self.boxes_width + 2 * MARGIN, NARROWEST), WIDEST)
        self.box_scale = min(1.0, (self.width - 2 * MARGIN) / self.boxes_width)

    def text(self, value: float | np.floating, *, padding: bool = False) -> str:
        """``value`` as PyTorch prints it, an exponent on a line of its own; a padding zero is 0."""
        return "0" if padding else number(value, self.values.digits).replace("e", "\ne")

    def _labels(self, explanations: Sequence[Explanation]) -> list[str]:
        largest = max(e.at[-2] for e in explanations)
        labels = [f"× weight[{largest}, {self.values.weight.shape[1] - 1}]"]
        labels.append(f"out[{len(self.values.x) - 1}, {self.values.out_channels - 1}]")
        return [*labels, f"x[{len(self.values.x) - 1}, {self.values.x.shape[1] - 1}]", "position"]

    def _widest_number(self, explanations: Sequence[Explanation]) -> float:
        """Inches a point of the widest number among the cells, extremes standing for arrays."""
        v, texts = self.values, {"-0.00"} if self.values.digits else {"-00"}
        arrays = [a for e in explanations for a in (e.weights, e.products)]
        items = {e.at[0] if v.batched else 0 for e in explanations}
        # How many columns fit is not known before the widest number is: look at more than enough.
        room = int(WIDEST / (text_width("-0", 1) * SMALLEST))
        shown = {
            (e.at[0] if v.batched else 0, o, t)
            for e in explanations
            for o in self.out_rows(e)
            for t in _whole(neighbourhood(e.at[-1], e.at[-1], v.output_shape[2], room))
        }
        out = np.array([self.output(*at) for at in shown])
        for array in (*arrays, *(v.x[n] for n in items), out):
            readable = array[np.abs(array) < 1e6]
            if readable.size:
                texts |= {self.text(readable.min()), self.text(readable.max())}
            if readable.size < array.size:
                texts.add("-0.0000")
        return widest(texts, 1)

    def channels(self, e: Explanation) -> list[int | None]:
        """Input channels that are drawn for ``e``, None for a gap among those it reads."""
        first, last = int(e.channels[0]), int(e.channels[-1])
        room = CHANNELS if len(e.channels) <= CHANNELS else CHANNELS - 1
        size = self.values.x.shape[1]
        return neighbourhood(first, last, size, CHANNELS if size <= CHANNELS else room)

    def columns_of(self, e: Explanation) -> list[int | None]:
        """Positions of the padded input that are drawn, counted from 0 at its left end."""
        first, last = int(e.positions[0]) + self.left, int(e.positions[-1]) + self.left
        return neighbourhood(first, last, self.padded_length, self.columns)

    def out_rows(self, e: Explanation) -> list[int]:
        """Output channels that are drawn."""
        size = self.values.out_channels
        room = OUT_CHANNELS if size <= OUT_CHANNELS else 5
        return _whole(neighbourhood(e.at[-2], e.at[-2], size, room))

    def out_columns(self, e: Explanation) -> list[int]:
        """Windows t that are drawn in the output."""
        size = self.values.output_shape[2]
        return _whole(neighbourhood(e.at[-1], e.at[-1], size, self.columns))

    def terms(self, e: Explanation) -> list[tuple[str, str, str]]:
        """List the boxes of the sum, (name, value, kind); channels not drawn share one."""
        channels, v = self.channels(e), self.values
        start, boxes = int(e.channels[0]), []
        for place, channel in enumerate(channels):
            if channel is None:
                # There is a gap only where nothing but read channels is drawn.
                i, j = place, len(e.channels) - (len(channels) - place - 1)
                rest = e.channel_sums[i:j].sum()
                boxes.append((f"a{i + 1} … a{j}", number(rest, v.digits), "sum"))
            elif channel in e.channels:
                i = channel - start
                boxes.append((f"a{i + 1}", number(e.channel_sums[i], v.digits), "sum"))
        exact = e.products.dtype.type
        bias = number(exact(e.bias), v.digits) if e.has_bias else "no bias"
        boxes.append((f"bias[{e.at[-2]}]" if e.has_bias else "bias=False", bias, "bias"))
        return [*boxes, (output_name(e), number(exact(e.value), v.digits), "out")]

    def box_widths(self, e: Explanation) -> tuple[list[float], float]:
        """Inches of each box of the sum, and of the whole row with its signs."""
        boxes = [
            max(text_width(name, 8), text_width(value, 10, True)) + 0.2
            for name, value, _ in self.terms(e)
        ]
        return boxes, sum(boxes) + SIGN * (len(boxes) - 1)

    def inputs_left_out(self, e: Explanation) -> str:
        """Say which channels, positions and taps of the input are not drawn; empty for none."""
        said = []
        channels, columns = self.channels(e), self.columns_of(e)
        size = self.values.x.shape[1]
        if missing := left_out(channels, size):
            said.append(f"channels {missing} of {size}")
        inside = [None if c is None else c - self.left for c in columns]
        if missing := left_out(inside, self.values.length):
            said.append(f"positions {missing} of {self.values.length}")
        edges = [*range(self.left), *range(self.left + self.values.length, self.padded_length)]
        if not set(edges) <= set(columns):
            said.append("padding outside them" if said else "some of the padding")
        taps = [k if p + self.left in columns else None for k, p in enumerate(e.positions)]
        if missing := left_out(taps, len(taps)):
            said.append(f"taps k = {missing} of {len(taps)}")
        return f"Not drawn: {'; '.join(said)}." if said else ""

    def outputs_left_out(self, e: Explanation) -> str:
        """Say which output channels and windows are not drawn; empty for none."""
        said = []
        _, out_channels, windows = self.values.output_shape
        if missing := left_out(self.out_rows(e), out_channels):
            said.append(f"output channels {missing} of {out_channels}")
        if missing := left_out(self.out_columns(e), windows):
            said.append(f"t = {missing} of {windows}")
        return f"Not drawn: {'; '.join(said)}." if said else ""


def output_name(e: Explanation) -> str:
    """``out[n, o, t]`` with its numbers."""
    return f"out[{', '.join(map(str, e.at))}]"


def _whole(places: list[int | None]) -> list[int]:
    return [place for place in places if place is not None]
