"""A drawing as an image, without matplotlib: a film has many, and each takes a moment only."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import matplotlib
from PIL import Image, ImageColor, ImageDraw, ImageFont

from conv1d_lab.pictures import surface
from conv1d_lab.pictures.surface import BLUE, DPI, INK, QUIET, Style, Surface

STEPS = 8
"""From the colour of a cell to that of the ink."""
FONTS = Path(matplotlib.get_data_path()) / "fonts" / "ttf"


class Painter(Surface):
    """What ``Sheet`` does with artists that can be moved, this does once, in pixels."""

    def __init__(
        self, size: tuple[float, float], cell: tuple[float, float], font_size: float
    ) -> None:
        pixels = tuple(round(inches * DPI) for inches in size)
        self.image = Image.new("RGB", (pixels[0], pixels[1]), "white")
        self._pen = ImageDraw.Draw(self.image)
        self._cell_size, self._font_size = cell, font_size
        self._boxes: list[tuple[int, tuple[float, ...], Style]] = []
        self._texts: list[Any] = []

    def _box(self, name: str, bounds: tuple[float, float, float, float], style: Style) -> None:
        x, y, width, height = bounds
        self._boxes.append((style.layer, (x, y, x + width, y + height), style))

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
        self._texts.append((x * DPI, y * DPI, text, size * DPI / 72, ink, bold, ha))

    def line(
        self,
        name: str,
        points: Sequence[tuple[float, float]],
        ink: str,
        width: float,
        line: str = "-",
    ) -> None:
        """Join points."""
        dashes = (width, 1.7 * width) if line == ":" else None
        for start, end in pairwise(points):
            self._stroke((*start, *end), ink, width, dashes)

    def finish(self) -> Image.Image:
        """Paint the boxes, the frames of the strongest last, and the texts on them."""
        for _, corners, style in sorted(self._boxes, key=lambda box: box[0]):
            self._paint(corners, style)
        for text in self._texts:
            self._text(*text)
        return self.image

    def _paint(self, corners: tuple[float, ...], style: Style) -> None:
        x0, y0, x1, y1 = corners
        self._pen.rectangle([round(inches * DPI) for inches in corners], fill=style.face)
        dashes = None
        if style.line != "-":
            on, off = style.line[1]
            dashes = (on * style.width, off * style.width)
        for side in ((x0, y0, x1, y0), (x1, y0, x1, y1), (x0, y1, x1, y1), (x0, y0, x0, y1)):
            self._stroke(side, style.edge, style.width, dashes)

    def _stroke(
        self,
        ends: tuple[float, float, float, float],
        ink: str,
        width: float,
        dashes: tuple[float, float] | None,
    ) -> None:
        """Draw a line between two points; its width and dashes are in points."""
        x0, y0, x1, y1 = (inches * DPI for inches in ends)
        thick = max(1, round(width * DPI / 72))
        if dashes is None:
            self._pen.line([(round(x0), round(y0)), (round(x1), round(y1))], ink, thick)
            return
        length = max(abs(x1 - x0), abs(y1 - y0))
        on, off = (max(1.0, points * DPI / 72) for points in dashes)
        place = 0.0
        while place < length:
            parts = (place / length, min(place + on, length) / length)
            self._pen.line([(x0 + (x1 - x0) * p, y0 + (y1 - y0) * p) for p in parts], ink, thick)
            place += on + off

    def _text(
        self, x: float, y: float, text: str, size: float, ink: str, bold: bool, ha: str
    ) -> None:
        font, lines = _font(round(size * 4) / 4, bold), text.split("\n")
        for i, line in enumerate(lines):
            # Digits are 0.73 of the size high; their middle stands at y.
            base = y + 0.365 * size + (i - (len(lines) - 1) / 2) * size
            anchor = {"left": "ls", "center": "ms", "right": "rs"}[ha]
            self._pen.text((x, base), line, ink, font, anchor)


def in_few_colours(image: Image.Image) -> Image.Image:
    """Keep the colours of the drawing as they are; only the edges of letters are rounded."""
    return image.quantize(palette=_palette(), dither=Image.Dither.NONE)


@cache
def _palette() -> Image.Image:
    """Hold each colour of a cell, and the steps from it to the inks that are written on it."""
    styles = [value for value in vars(surface).values() if isinstance(value, Style)]
    faces = {ImageColor.getrgb(style.face) for style in styles}
    strokes = {ImageColor.getrgb(style.edge) for style in styles}
    inks = [ImageColor.getrgb(ink) for ink in (INK, QUIET, BLUE)]
    steps = {
        tuple(round(a + (b - a) * part / STEPS) for a, b in zip(face, ink, strict=False))
        for face in faces
        for ink in inks
        for part in range(STEPS + 1)
    }
    colours = [*faces, *strokes, *(steps - faces - strokes)][:256]
    palette = Image.new("P", (1, 1))
    palette.putpalette([value for colour in colours for value in colour[:3]])
    return palette


@cache
def _font(size: float, bold: bool) -> ImageFont.FreeTypeFont:
    name = "DejaVuSans-Bold.ttf" if bold else "DejaVuSans.ttf"
    return ImageFont.truetype(FONTS / name, size, layout_engine=ImageFont.Layout.BASIC)
