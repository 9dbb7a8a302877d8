"""One output element as a matplotlib figure."""

from __future__ import annotations

from collections.abc import Sequence

from conv1d_lab.explanation import Explanation
from conv1d_lab.pictures.drawing import Drawing
from conv1d_lab.pictures.sheet import Sheet
from conv1d_lab.snapshot import Snapshot


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
