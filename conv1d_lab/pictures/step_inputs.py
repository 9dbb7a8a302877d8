"""The first step of a drawing: each weight times the input it meets, channel by channel."""

from __future__ import annotations

from conv1d_lab.pictures.pen import NOTE, Pen
from conv1d_lab.pictures.plan import BESIDE, MARGIN, text_width
from conv1d_lab.pictures.surface import (
    BLUE,
    GREY,
    INK,
    PADDING,
    PADDING_TAP,
    PLAIN,
    PRODUCT,
    QUIET,
    SUM,
    TAP,
    UNREAD,
    WEIGHT,
)

GAP, SLIT = 0.14, 0.05
"""Inches below a channel, and above the products."""
_FILLING = {"zeros": "zeros", "reflect": "mirrored", "replicate": "repeated", "circular": "wrapped"}


def draw_inputs(pen: Pen, top: float, rows_top: float, note: str | None) -> None:
    """Draw the heading at ``top``, all rows from ``rows_top`` on; None where no note is due."""
    e, plan = pen.e, pen.plan
    head = "1   Multiply each weight by the input it meets; add up each channel"
    pen.heading("step 1", top, head)
    if note is not None:
        pen.note("input note", top + NOTE, note)
    _draw_window(pen, rows_top)
    y, i = rows_top, 0
    for row, channel in enumerate(plan.channels(e)):
        middle = y + pen.row / 2
        if channel is None:
            pen.on.write(f"gap {row}", pen.x(0), middle, "⋮", 11, ink=QUIET)
            y += pen.row + GAP
        elif channel in e.channels:
            _draw_read_channel(pen, row, channel, i, y)
            y, i = y + 3 * pen.row + SLIT + GAP, i + 1
        else:
            _draw_row(pen, row, channel, y)
            x = pen.x(plan.columns) + BESIDE + plan.sum_width / 2
            pen.on.write(f"unread {row}", x, middle, "not read", 7.5, ink=QUIET, ha="center")
            y += pen.row + GAP
    if any(pen.values.sides):
        _say_padding(pen, y)


def _say_padding(pen: Pen, y: float) -> None:
    left, right = pen.values.sides
    mode = pen.values.padding_mode
    count = f"{left} on each side" if left == right else f"{left} left, {right} right"
    what = "zeros" if mode == "zeros" else f"{_FILLING[mode]} elements, {mode!r}"
    pen.note("padding", y - 0.08, f"Dashed cells: padding, {count} ({what})")


def _draw_window(pen: Pen, y: float) -> None:
    """Above the rows: the positions, and a comb with a tooth for each tap."""
    plan, columns = pen.plan, pen.taps.values()
    pen.on.write("position", pen.x(0) - 0.1, y - 0.09, "position", 7.5, ink=QUIET, ha="right")
    for column, position in enumerate(pen.columns):
        label = "…" if position is None else str(position - plan.left)
        x, here = pen.x(column + 0.5), column in columns
        ink = BLUE if here else QUIET
        size = min(7.5, 7.5 * plan.cell_width * 0.9 / text_width(label, 7.5, True))
        name = f"position {column}"
        pen.on.write(name, x, y - 0.09, label, size, ink=ink, ha="center", bold=here)
    xs = [pen.x(column + 0.5) for column in columns]
    level, teeth = y - 0.24, y - 0.175
    comb = [point for x in xs for point in ((x, level), (x, teeth), (x, level))]
    pen.on.line("comb", comb, BLUE, 1.4)
    label = f"window t = {pen.e.at[-1]}"
    half = text_width(label, 8, True) / 2
    middle = min(max((xs[0] + xs[-1]) / 2, MARGIN + half), plan.width - MARGIN - half)
    pen.on.write("window", middle, level - 0.1, label, 8, ink=BLUE, bold=True, ha="center")


def _draw_row(pen: Pen, row: int, channel: int, y: float) -> None:
    plan = pen.plan
    read = channel in pen.e.channels
    name = f"x[{pen.item}{channel}]"
    pen.name_row(f"input label {row}", y, name, ink=INK if read else QUIET)
    values = pen.values.x[pen.n, channel]
    taps = set(pen.taps.values()) if read else set()
    for column, position in enumerate(pen.columns):
        if position is None:
            _draw_dots(pen, f"dots {row}", column, y)
            continue
        source = int(plan.source[position])
        outside = not 0 <= position - plan.left < pen.values.length
        style = PADDING if outside else PLAIN if read else UNREAD
        if column in taps:
            style = PADDING_TAP if outside else TAP
        text = plan.text(values[source], padding=source < 0)
        pen.on.cell(f"x {row} {column}", pen.x(column), y, text, style)


def _draw_read_channel(pen: Pen, row: int, channel: int, i: int, y: float) -> None:
    e, plan = pen.e, pen.plan
    index = channel - int(e.channels[0])
    _draw_row(pen, row, channel, y)
    y_weight, y_product = y + pen.row, y + 2 * pen.row + SLIT
    pen.name_row(f"weight label {i}", y_weight, f"× weight[{e.at[-2]}, {index}]")
    pen.name_row(f"product label {i}", y_product, "= products")
    for k, column in pen.taps.items():
        x, weight, product = pen.x(column), e.weights[index, k], e.products[index, k]
        pen.on.cell(f"weight {i} {k}", x, y_weight, plan.text(weight), WEIGHT)
        pen.on.cell(f"product {i} {k}", x, y_product, plan.text(product), PRODUCT)
    if None in pen.columns:
        for part, top in (("weight", y_weight), ("product", y_product)):
            _draw_dots(pen, f"{part} dots {i}", pen.columns.index(None), top)
    _draw_sum(pen, index, i, y_weight, y_product)


def _draw_sum(pen: Pen, index: int, i: int, y_name: float, y: float) -> None:
    """Right of the products, and joined to them by a dotted line."""
    x, width = pen.x(pen.plan.columns) + BESIDE, pen.plan.sum_width
    middle = y + pen.row / 2
    x_last = pen.x(max(pen.taps.values()) + 1)
    pen.on.line(f"leader {i}", [(x_last + 0.03, middle), (x - 0.03, middle)], GREY, 0.9, ":")
    name, y_name = f"a{index + 1}", y_name + pen.row * 0.62
    pen.on.write(f"sum name {i}", x + width / 2, y_name, name, 8.5, bold=True, ha="center")
    value = pen.plan.text(pen.e.channel_sums[index])
    pen.on.cell(f"sum {i}", x, y, value, SUM, width=width, size=8)


def _draw_dots(pen: Pen, name: str, column: int, y: float) -> None:
    middle = y + pen.row / 2
    pen.on.write(name, pen.x(column + 0.5), middle, "···", 9, ink=QUIET, ha="center")
