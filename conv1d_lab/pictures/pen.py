"""What every part of a drawing needs: its element and plan, a surface, and a place for a word."""

from __future__ import annotations

from conv1d_lab.explanation import Explanation
from conv1d_lab.pictures.plan import MARGIN, Plan
from conv1d_lab.pictures.surface import INK, QUIET, Surface, fit

HEADING, NOTE = 0.34, 0.17
"""Inches for a heading, for a note below it."""


class Pen:
    """Puts what one element needs on one surface."""

    def __init__(self, surface: Surface, plan: Plan, e: Explanation) -> None:
        self.on, self.plan, self.e, self.values = surface, plan, e, plan.values
        self.row = plan.cell_height
        self.n = e.at[0] if self.values.batched else 0
        self.item = f"{e.at[0]}, " if self.values.batched else ""
        """How an index begins: with n, where there is a batch."""
        self.columns = plan.columns_of(e)
        place = {p: i for i, p in enumerate(self.columns) if p is not None}
        padded = (int(position) + plan.left for position in e.positions)
        self.taps = {k: place[p] for k, p in enumerate(padded) if p in place}
        """In which column tap k is drawn, for the taps that are."""

    def x(self, column: float) -> float:
        """Where a column begins."""
        return MARGIN + self.plan.label_width + column * self.plan.cell_width

    def heading(self, name: str, y: float, text: str) -> None:
        """Say what a step does."""
        self.on.write(name, MARGIN, y + 0.1, text, 10, bold=True)

    def note(self, name: str, y: float, text: str) -> None:
        """Say something small, in one line."""
        room = self.plan.width - 2 * MARGIN
        self.on.write(name, MARGIN, y + 0.1, text, fit(text, 8, room), ink=QUIET)

    def name_row(self, name: str, y: float, text: str, ink: str = INK, bold: bool = False) -> None:
        """Say at its left what a row of cells is."""
        middle = y + self.row / 2
        self.on.write(name, self.x(0) - 0.1, middle, text, 7.5, ink=ink, bold=bold, ha="right")
