"""One output element, drawn: inputs, kernel, products, channel sums, bias, output."""

from __future__ import annotations

from collections.abc import Sequence

from conv1d_lab.explanation import Explanation
from conv1d_lab.pictures.pen import HEADING, NOTE, Pen
from conv1d_lab.pictures.plan import MARGIN, Plan, output_name
from conv1d_lab.pictures.step_inputs import GAP, SLIT, draw_inputs
from conv1d_lab.pictures.step_output import draw_output
from conv1d_lab.pictures.step_sum import draw_sum
from conv1d_lab.pictures.surface import QUIET, Surface, fit
from conv1d_lab.snapshot import Snapshot


class Drawing:
    """Can put any of the elements it was planned for on a surface; all of one size."""

    def __init__(
        self, values: Snapshot, explanations: Sequence[Explanation], footnote: str = ""
    ) -> None:
        self._plan = Plan(values, explanations)
        self._values, self._footnote = values, footnote
        self._has_input_note = any(map(self._plan.inputs_left_out, explanations))
        self._has_output_note = any(map(self._plan.outputs_left_out, explanations))
        self._measure(explanations[0])
        self.size = (self._plan.width, self._height)
        self.cell_size = (self._plan.cell_width, self._plan.cell_height)
        self.font_size = self._plan.font_size
        self.terms = self._plan.terms

    def show(self, surface: Surface, e: Explanation) -> None:
        """Put the element that ``e`` takes apart on the surface."""
        pen = Pen(surface, self._plan, e)
        inputs = self._plan.inputs_left_out(e) if self._has_input_note else None
        outputs = self._plan.outputs_left_out(e) if self._has_output_note else None
        self._draw_head(pen)
        draw_inputs(pen, self._top, self._rows_top, inputs)
        draw_sum(pen, self._sum_top)
        draw_output(pen, self._out_top, self._grid_top, outputs)

    def _measure(self, e: Explanation) -> None:
        """Set the heights at which the parts begin; they are the same for every element."""
        row, channels = self._plan.cell_height, self._plan.channels(e)
        read = sum(c is not None and c in e.channels for c in channels)
        rows = read * (3 * row + SLIT + GAP)
        rows += sum(c not in e.channels for c in channels) * (row + GAP)
        self._top = 0.97
        self._rows_top = self._top + HEADING + NOTE * self._has_input_note + 0.42
        self._sum_top = self._rows_top + rows + 0.2 * bool(sum(self._values.sides)) + 0.08
        several = len(e.channels) > 1
        self._out_top = self._sum_top + HEADING + 0.62 + 0.3 * several + 0.1
        self._grid_top = self._out_top + HEADING + NOTE * self._has_output_note + 0.2
        end = self._grid_top + len(self._plan.out_rows(e)) * row + 0.2
        self._height = end + 0.22 * bool(self._footnote)

    def _draw_head(self, pen: Pen) -> None:
        e, v, room = pen.e, self._values, self._plan.width - 2 * MARGIN
        value = self._plan.terms(e)[-1][1]
        pen.on.write("title", MARGIN, 0.3, f"{output_name(e)} = {value}", 15, bold=True)
        where = f"batch item n = {pen.n} of N = {len(v.x)}, " if len(v.x) > 1 else ""
        place = f"{where}output channel o = {e.at[-2]}, window t = {e.at[-1]}"
        pen.on.write("place", MARGIN, 0.57, place, fit(place, 9.5, room))
        shape = tuple(map(int, v.x.shape if v.batched else v.x.shape[1:]))
        made = f"{v.layer_text} of x with the shape {shape}"
        pen.on.write("layer", MARGIN, 0.76, made, fit(made, 8, room), ink=QUIET)
        if self._footnote:
            size = fit(self._footnote, 7.5, room)
            pen.on.write("footnote", MARGIN, self._height - 0.17, self._footnote, size, ink=QUIET)
