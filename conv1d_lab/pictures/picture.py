"""One output element as a figure: inputs, kernel, products, channel sums, bias, output."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from conv1d_lab.explanation import Explanation
from conv1d_lab.pictures.plan import BESIDE, MARGIN, SIGN, Plan, output_name, text_width
from conv1d_lab.pictures.sheet import (
    BIAS,
    BLUE,
    GREY,
    INK,
    NO_BIAS,
    OUT,
    PADDING,
    PADDING_TAP,
    PLAIN,
    PRODUCT,
    QUIET,
    SUM,
    TAP,
    UNREAD,
    WEIGHT,
    Sheet,
    Style,
    fit,
)
from conv1d_lab.snapshot import Snapshot

GAP, HEADING, NOTE, SLIT = 0.14, 0.34, 0.17, 0.05
"""Inches below a channel, for a heading, for a note, and above the products."""
_STYLES = {"sum": SUM, "bias": BIAS, "no bias": NO_BIAS, "out": OUT}
_FILLING = {"zeros": "zeros", "reflect": "mirrored", "replicate": "repeated", "circular": "wrapped"}


class Surface(Protocol):
    """What a drawing is put on: a matplotlib figure, or an image."""

    def cell(
        self,
        name: str,
        x: float,
        y: float,
        text: str,
        style: Style,
        *,
        width: float | None = None,
        height: float | None = None,
        size: float | None = None,
    ) -> None:
        """Put a box with its upper left corner at x, y, and a value in its middle."""

    def write(
        self,
        name: str,
        x: float,
        y: float,
        text: str,
        size: float,
        *,
        ink: str = INK,
        bold: bool = False,
        ha: str = "left",
    ) -> None:
        """Put a text at x, vertically centred at y."""

    def line(
        self,
        name: str,
        points: Sequence[tuple[float, float]],
        ink: str,
        width: float,
        line: str = "-",
    ) -> None:
        """Join points."""


class Drawing:
    """Can put any of the elements it was planned for on a surface; all of one size."""

    def __init__(
        self, values: Snapshot, explanations: Sequence[Explanation], footnote: str = ""
    ) -> None:
        self._plan = Plan(values, explanations)
        self._values, self._footnote, self._row = values, footnote, self._plan.cell_height
        self._has_input_note = any(map(self._plan.inputs_left_out, explanations))
        self._has_output_note = any(map(self._plan.outputs_left_out, explanations))
        self._measure(explanations[0])
        self.size = (self._plan.width, self._height)
        self.cell_size = (self._plan.cell_width, self._row)
        self.font_size = self._plan.font_size
        self.terms = self._plan.terms

    def show(self, surface: Surface, e: Explanation) -> None:
        """Put the element that ``e`` takes apart on the surface."""
        self._on = surface
        self._draw_head(e)
        self._draw_inputs(e)
        self._draw_sum(e)
        self._draw_output(e)

    def _measure(self, e: Explanation) -> None:
        """Set the heights at which the parts begin; they are the same for every element."""
        channels = self._plan.channels(e)
        read = sum(c is not None and c in e.channels for c in channels)
        rows = read * (3 * self._row + SLIT + GAP)
        rows += sum(c not in e.channels for c in channels) * (self._row + GAP)
        self._top = 0.97
        self._rows_top = self._top + HEADING + NOTE * self._has_input_note + 0.42
        self._sum_top = self._rows_top + rows + 0.2 * bool(sum(self._values.sides)) + 0.08
        several = len(e.channels) > 1
        self._out_top = self._sum_top + HEADING + 0.62 + 0.3 * several + 0.1
        self._grid_top = self._out_top + HEADING + NOTE * self._has_output_note + 0.2
        end = self._grid_top + len(self._plan.out_rows(e)) * self._row + 0.2
        self._height = end + 0.22 * bool(self._footnote)

    def _draw_head(self, e: Explanation) -> None:
        plan, v = self._plan, self._values
        value = self._plan.terms(e)[-1][1]
        self._on.write("title", MARGIN, 0.3, f"{output_name(e)} = {value}", 15, bold=True)
        room = plan.width - 2 * MARGIN
        where = f"batch item n = {self._item(e)} of N = {len(v.x)}, " if len(v.x) > 1 else ""
        place = f"{where}output channel o = {e.at[-2]}, window t = {e.at[-1]}"
        self._on.write("place", MARGIN, 0.57, place, fit(place, 9.5, room))
        shape = tuple(map(int, v.x.shape if v.batched else v.x.shape[1:]))
        made = f"{v.layer_text} of x with the shape {shape}"
        self._on.write("layer", MARGIN, 0.76, made, fit(made, 8, room), ink=QUIET)
        if self._footnote:
            size = fit(self._footnote, 7.5, room)
            self._on.write("footnote", MARGIN, self._height - 0.17, self._footnote, size, ink=QUIET)

    def _draw_inputs(self, e: Explanation) -> None:
        plan, y = self._plan, self._top
        self._head(
            "step 1", y, "1   Multiply each weight by the input it meets; add up each channel"
        )
        if self._has_input_note:
            y += NOTE
            self._note("input note", y, plan.inputs_left_out(e))
        self._draw_window(e, self._rows_top)
        y, i = self._rows_top, 0
        for row, channel in enumerate(plan.channels(e)):
            if channel is None:
                self._on.write(f"gap {row}", self._x(0), y + self._row / 2, "⋮", 11, ink=QUIET)
                y += self._row + GAP
            elif channel in e.channels:
                self._draw_read_channel(e, row, channel, i, y)
                y, i = y + 3 * self._row + SLIT + GAP, i + 1
            else:
                self._draw_input_row(e, row, channel, y)
                x = self._x(plan.columns) + BESIDE + plan.sum_width / 2
                self._on.write(
                    f"unread {row}", x, y + self._row / 2, "not read", 7.5, ink=QUIET, ha="center"
                )
                y += self._row + GAP
        if any(self._values.sides):
            left, right = self._values.sides
            mode = self._values.padding_mode
            count = f"{left} on each side" if left == right else f"{left} left, {right} right"
            what = "zeros" if mode == "zeros" else f"{_FILLING[mode]} elements, {mode!r}"
            self._note("padding", y - 0.08, f"Dashed cells: padding, {count} ({what})")

    def _draw_window(self, e: Explanation, y: float) -> None:
        """Above the rows: the positions, and a comb with a tooth for each tap."""
        plan, taps = self._plan, self._taps(e)
        self._on.write(
            "position", self._x(0) - 0.1, y - 0.09, "position", 7.5, ink=QUIET, ha="right"
        )
        for column, position in enumerate(plan.columns_of(e)):
            label = "…" if position is None else str(position - plan.left)
            x = self._x(column + 0.5)
            in_window = column in taps.values()
            ink = BLUE if in_window else QUIET
            size = min(7.5, 7.5 * plan.cell_width * 0.9 / text_width(label, 7.5, True))
            self._on.write(
                f"position {column}", x, y - 0.09, label, size, ink=ink, ha="center", bold=in_window
            )
        xs = [self._x(column + 0.5) for column in taps.values()]
        level, teeth = y - 0.24, y - 0.175
        comb = [point for x in xs for point in ((x, level), (x, teeth), (x, level))]
        self._on.line("comb", comb, BLUE, 1.4)
        label = f"window t = {e.at[-1]}"
        half = text_width(label, 8, True) / 2
        middle = min(max((xs[0] + xs[-1]) / 2, MARGIN + half), plan.width - MARGIN - half)
        self._on.write("window", middle, level - 0.1, label, 8, ink=BLUE, bold=True, ha="center")

    def _draw_input_row(self, e: Explanation, row: int, channel: int, y: float) -> None:
        plan = self._plan
        read = channel in e.channels
        item = f"{e.at[0]}, " if self._values.batched else ""
        name = f"x[{item}{channel}]"
        self._name_row(f"input label {row}", y, name, ink=INK if read else QUIET)
        values = self._values.x[self._item(e), channel]
        taps = set(self._taps(e).values()) if read else set()
        for column, position in enumerate(plan.columns_of(e)):
            if position is None:
                self._on.write(
                    f"dots {row}",
                    self._x(column + 0.5),
                    y + self._row / 2,
                    "···",
                    9,
                    ink=QUIET,
                    ha="center",
                )
                continue
            source = int(plan.source[position])
            outside = not 0 <= position - plan.left < self._values.length
            style = PADDING if outside else PLAIN if read else UNREAD
            if column in taps:
                style = PADDING_TAP if outside else TAP
            text = self._plan.text(values[source], padding=source < 0)
            self._on.cell(f"x {row} {column}", self._x(column), y, text, style)

    def _draw_read_channel(self, e: Explanation, row: int, channel: int, i: int, y: float) -> None:
        plan = self._plan
        index = channel - int(e.channels[0])
        self._draw_input_row(e, row, channel, y)
        y_weight, y_product = y + self._row, y + 2 * self._row + SLIT
        self._name_row(f"weight label {i}", y_weight, f"× weight[{e.at[-2]}, {index}]")
        self._name_row(f"product label {i}", y_product, "= products")
        for k, column in self._taps(e).items():
            x = self._x(column)
            self._on.cell(
                f"weight {i} {k}", x, y_weight, self._plan.text(e.weights[index, k]), WEIGHT
            )
            self._on.cell(
                f"product {i} {k}", x, y_product, self._plan.text(e.products[index, k]), PRODUCT
            )
        if None in plan.columns_of(e):
            x = self._x(plan.columns_of(e).index(None) + 0.5)
            for part, top in (("weight", y_weight), ("product", y_product)):
                name = f"{part} dots {i}"
                self._on.write(name, x, top + self._row / 2, "···", 9, ink=QUIET, ha="center")
        x_sum = self._x(plan.columns) + BESIDE
        middle = y_product + self._row / 2
        x_last = self._x(max(self._taps(e).values()) + 1)
        self._on.line(
            f"leader {i}", [(x_last + 0.03, middle), (x_sum - 0.03, middle)], GREY, 0.9, ":"
        )
        name = f"a{index + 1}"
        self._on.write(
            f"sum name {i}",
            x_sum + plan.sum_width / 2,
            y_weight + self._row * 0.62,
            name,
            8.5,
            bold=True,
            ha="center",
        )
        self._on.cell(
            f"sum {i}",
            x_sum,
            y_product,
            self._plan.text(e.channel_sums[index]),
            SUM,
            width=plan.sum_width,
            size=8,
        )

    def _draw_sum(self, e: Explanation) -> None:
        plan = self._plan
        head = "2   Add the channels" if len(e.channels) > 1 else "2   Take the channel's sum"
        self._head("step 2", self._sum_top, head + (", then the bias" if e.has_bias else ""))
        terms, (widths, _) = plan.terms(e), plan.box_widths(e)
        scale, x, y = plan.box_scale, MARGIN, self._sum_top + HEADING + 0.16
        for place, ((name, value, kind), full) in enumerate(zip(terms, widths, strict=True)):
            width, last = full * scale, place == len(terms) - 1
            if place:
                sign = "=" if last else "+"
                middle = x + SIGN * scale / 2
                self._on.write(f"sign {place}", middle, y + 0.17, sign, 12 * scale, ha="center")
                x += SIGN * scale
            self._on.write(
                f"term name {place}", x + width / 2, y - 0.1, name, 8 * scale, ha="center"
            )
            style = _STYLES["no bias" if value == "no bias" else kind]
            self._on.cell(
                f"term {place}", x, y, value, style, width=width, height=0.34, size=10 * scale
            )
            x += width
            if place == len(terms) - 3:
                self._brace(e, MARGIN, x, y + 0.41)

    def _brace(self, e: Explanation, start: float, end: float, y: float) -> None:
        """Under the channel sums: what they add up to before the bias."""
        if len(e.channels) == 1:
            return
        names = [f"a{i + 1}" for i in range(len(e.channels))]
        names = names if len(names) <= 4 else [names[0], "…", names[-1]]
        label = f"{' + '.join(names)} = {self._plan.text(e.channel_sums.sum())}".replace("\n", "")
        self._on.line(
            "brace", [(start, y), (start, y + 0.06), (end, y + 0.06), (end, y)], GREY, 1.1
        )
        half = text_width(label, 8.5) / 2
        middle = max((start + end) / 2, MARGIN + half)
        self._on.write("total", middle, y + 0.17, label, 8.5, ha="center")

    def _draw_output(self, e: Explanation) -> None:
        plan, y = self._plan, self._out_top
        n, o, t = self._item(e), e.at[-2], e.at[-1]
        _, channels, windows = self._values.output_shape
        heading = f"3   Its place in the output, C_out × L_out = {channels} × {windows}"
        self._head("step 3", y, heading)
        if self._has_output_note:
            self._note("output note", y + NOTE, plan.outputs_left_out(e))
        y = self._grid_top
        self._on.write("t", self._x(0) - 0.1, y - 0.09, "t", 7.5, ink=QUIET, ha="right")
        columns = plan.out_columns(e)
        for column, window in enumerate(columns):
            x, here = self._x(column + 0.5), window == t
            self._on.write(
                f"t {column}",
                x,
                y - 0.09,
                str(window),
                7.5 if plan.cell_width > 0.3 else 6.5,
                ink="#00745a" if here else QUIET,
                bold=here,
                ha="center",
            )
        for row, channel in enumerate(plan.out_rows(e)):
            item = f"{e.at[0]}, " if self._values.batched else ""
            self._name_row(f"out label {row}", y, f"out[{item}{channel}]", bold=channel == o)
            for column, window in enumerate(columns):
                here = (channel, window) == (o, t)
                text = self._plan.text(
                    e.products.dtype.type(e.value) if here else plan.output(n, channel, window)
                )
                style = OUT if here else PLAIN
                self._on.cell(f"out {row} {column}", self._x(column), y, text, style)
            y += self._row

    def _item(self, e: Explanation) -> int:
        return e.at[0] if self._values.batched else 0

    def _x(self, column: float) -> float:
        return MARGIN + self._plan.label_width + column * self._plan.cell_width

    def _taps(self, e: Explanation) -> dict[int, int]:
        """In which column tap k is drawn, for the taps that are."""
        columns = {p: i for i, p in enumerate(self._plan.columns_of(e)) if p is not None}
        places = (int(position) + self._plan.left for position in e.positions)
        return {k: columns[p] for k, p in enumerate(places) if p in columns}

    def _head(self, name: str, y: float, text: str) -> None:
        self._on.write(name, MARGIN, y + 0.1, text, 10, bold=True)

    def _note(self, name: str, y: float, text: str) -> None:
        room = self._plan.width - 2 * MARGIN
        self._on.write(name, MARGIN, y + 0.1, text, fit(text, 8, room), ink=QUIET)

    def _name_row(self, name: str, y: float, text: str, ink: str = INK, bold: bool = False) -> None:
        x = self._x(0) - 0.1
        self._on.write(name, x, y + self._row / 2, text, 7.5, ink=ink, bold=bold, ha="right")


class Picture(Sheet):
    """One element as a matplotlib figure; begins with the first."""

    def __init__(
        self, values: Snapshot, explanations: Sequence[Explanation], footnote: str = ""
    ) -> None:
        self.drawing = Drawing(values, explanations, footnote)
        super().__init__(self.drawing.size, self.drawing.cell_size, self.drawing.font_size)
        self.show_element(explanations[0])

    def show_element(self, e: Explanation) -> None:
        """Move everything to the element that ``e`` takes apart."""
        self.explanation = e
        self.drawing.show(self, e)
        self.hide_unused()

    def short_text(self) -> str:
        """Return the sum that the figure shows, in a line."""
        *terms, (name, value, _) = self.drawing.terms(self.explanation)
        return f"{name} = {value}, from {', '.join(f'{a} = {b}' for a, b, _ in terms)}"

    def full_text(self) -> str:
        """Return the same arithmetic as text."""
        return str(self.explanation)
