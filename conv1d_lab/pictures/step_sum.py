"""The second step of a drawing: the channels' sums and the bias, added up."""

from __future__ import annotations

from conv1d_lab.pictures.pen import HEADING, Pen
from conv1d_lab.pictures.plan import MARGIN, SIGN, text_width
from conv1d_lab.pictures.surface import BIAS, GREY, NO_BIAS, OUT, SUM

_STYLES = {"sum": SUM, "bias": BIAS, "no bias": NO_BIAS, "out": OUT}


def draw_sum(pen: Pen, top: float) -> None:
    """Draw a box for each term, with signs between them."""
    e, plan = pen.e, pen.plan
    head = "2   Add the channels" if len(e.channels) > 1 else "2   Take the channel's sum"
    pen.heading("step 2", top, head + (", then the bias" if e.has_bias else ""))
    terms, (widths, _) = plan.terms(e), plan.box_widths(e)
    scale, x, y = plan.box_scale, MARGIN, top + HEADING + 0.16
    for place, ((name, value, kind), full) in enumerate(zip(terms, widths, strict=True)):
        width, last = full * scale, place == len(terms) - 1
        if place:
            sign = "=" if last else "+"
            middle = x + SIGN * scale / 2
            pen.on.write(f"sign {place}", middle, y + 0.17, sign, 12 * scale, ha="center")
            x += SIGN * scale
        pen.on.write(f"term name {place}", x + width / 2, y - 0.1, name, 8 * scale, ha="center")
        style, size = _STYLES["no bias" if value == "no bias" else kind], 10 * scale
        pen.on.cell(f"term {place}", x, y, value, style, width=width, height=0.34, size=size)
        x += width
        if place == len(terms) - 3:
            _draw_brace(pen, MARGIN, x, y + 0.41)


def _draw_brace(pen: Pen, start: float, end: float, y: float) -> None:
    """Under the channel sums: what they add up to before the bias."""
    e = pen.e
    if len(e.channels) == 1:
        return
    names = [f"a{i + 1}" for i in range(len(e.channels))]
    names = names if len(names) <= 4 else [names[0], "…", names[-1]]
    label = f"{' + '.join(names)} = {pen.plan.text(e.channel_sums.sum())}".replace("\n", "")
    corners = [(start, y), (start, y + 0.06), (end, y + 0.06), (end, y)]
    pen.on.line("brace", corners, GREY, 1.1)
    middle = max((start + end) / 2, MARGIN + text_width(label, 8.5) / 2)
    pen.on.write("total", middle, y + 0.17, label, 8.5, ha="center")
