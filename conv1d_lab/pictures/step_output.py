"""The third step of a drawing: where the element stands in the output."""

from __future__ import annotations

from conv1d_lab.pictures.pen import NOTE, Pen
from conv1d_lab.pictures.surface import OUT, PLAIN, QUIET


def draw_output(pen: Pen, top: float, grid_top: float, note: str | None) -> None:
    """Draw the heading at ``top``, all rows from ``grid_top`` on; None where no note is due."""
    e, plan, y = pen.e, pen.plan, grid_top
    o, t = e.at[-2], e.at[-1]
    _, channels, windows = pen.values.output_shape
    heading = f"3   Its place in the output, C_out × L_out = {channels} × {windows}"
    pen.heading("step 3", top, heading)
    if note is not None:
        pen.note("output note", top + NOTE, note)
    pen.on.write("t", pen.x(0) - 0.1, y - 0.09, "t", 7.5, ink=QUIET, ha="right")
    columns = plan.out_columns(e)
    size = 7.5 if plan.cell_width > 0.3 else 6.5
    for column, window in enumerate(columns):
        x, here = pen.x(column + 0.5), window == t
        ink, label = "#00745a" if here else QUIET, str(window)
        pen.on.write(f"t {column}", x, y - 0.09, label, size, ink=ink, bold=here, ha="center")
    for row, channel in enumerate(plan.out_rows(e)):
        pen.name_row(f"out label {row}", y, f"out[{pen.item}{channel}]", bold=channel == o)
        for column, window in enumerate(columns):
            here = (channel, window) == (o, t)
            exact = e.products.dtype.type(e.value) if here else plan.output(pen.n, channel, window)
            style = OUT if here else PLAIN
            pen.on.cell(f"out {row} {column}", pen.x(column), y, plan.text(exact), style)
        y += pen.row
