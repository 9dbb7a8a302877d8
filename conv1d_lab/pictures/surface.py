"""What a drawing is put on, how its cells look, and the size at which a text fits."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from conv1d_lab.pictures.plan import text_width

DPI = 96
INK, QUIET, GREY = "#1a1a1a", "#5f5f5f", "#6b6b6b"
BLUE, AMBER, GREEN, PINK = "#0072B2", "#E69F00", "#009E73", "#CC79A7"
"""Of the input, the weight, the output and the bias, here as everywhere."""


class Style(NamedTuple):
    """How a cell looks; no two kinds differ by colour alone."""

    face: str
    edge: str
    width: float
    line: Any = "-"
    ink: str = INK
    bold: bool = False
    layer: int = 2


PLAIN = Style("white", "#a8a8a8", 0.7)
PADDING = Style("white", "#8c8c8c", 0.8, (0, (3, 2)), QUIET)
UNREAD = Style("#f6f6f6", "#dcdcdc", 0.7, "-", "#707070")
TAP = Style("#d9ebf7", BLUE, 1.8, layer=4)
PADDING_TAP = Style("#d9ebf7", BLUE, 1.8, (0, (3, 1.5)), layer=4)
WEIGHT = Style("#fdf0d0", AMBER, 1.4, layer=3)
PRODUCT = Style("white", GREY, 1.2, (0, (1, 1.2)), layer=3)
SUM = Style("#f0f0f0", GREY, 1.4, bold=True, layer=3)
BIAS = Style("#f8e9f1", PINK, 1.4, bold=True, layer=3)
NO_BIAS = Style("white", "#8c8c8c", 0.8, (0, (3, 2)), QUIET, layer=3)
OUT = Style("#c9efe2", "#00745a", 2.6, bold=True, layer=4)


class Surface:
    """A matplotlib figure or an image, measured in inches from its upper left corner."""

    _cell_size: tuple[float, float]
    _font_size: float

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
        width, height = width or self._cell_size[0], height or self._cell_size[1]
        self._box(name, (x, y, width, height), style)
        size = fit_cell(text, style, width, height, size or self._font_size)
        ink, bold = style.ink, style.bold
        self.write(name, x + width / 2, y + height / 2, text, size, ink=ink, bold=bold, ha="center")

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
        raise NotImplementedError

    def line(
        self,
        name: str,
        points: Sequence[tuple[float, float]],
        ink: str,
        width: float,
        line: str = "-",
    ) -> None:
        """Join points."""
        raise NotImplementedError

    def _box(self, name: str, bounds: tuple[float, float, float, float], style: Style) -> None:
        """Put an empty box: x, y, width, height."""
        raise NotImplementedError


def fit_cell(text: str, style: Style, width: float, height: float, size: float) -> float:
    """Return the font size, at most ``size``, at which ``text`` fits into a cell."""
    size = min(size, height * 72 / (1.2 * (1 + text.count("\n"))))
    # A cell is as wide as the numbers need; bold, between thick lines, they need a little more.
    room = width - style.width / 72 - 0.03
    return min(size, size * room / text_width(text, size, style.bold))


def fit(text: str, size: float, room: float) -> float:
    """Return the font size, at most ``size``, at which ``text`` fits into ``room`` inches."""
    # On a coarse screen every character takes whole pixels: up to a tenth more than it measures.
    return min(size, size * 0.88 * room / text_width(text, size))
