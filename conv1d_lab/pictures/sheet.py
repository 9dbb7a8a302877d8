"""A figure measured in inches from its top left corner, with cells, texts and lines to move."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from html import escape
from io import BytesIO
from string import Template
from typing import Any

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle
from matplotlib.text import Text
from PIL import Image

from conv1d_lab.pictures.plan import FONT
from conv1d_lab.pictures.surface import DPI, INK, Style, Surface
from conv1d_lab.static_files import read


class _Canvas(FigureCanvasAgg):
    """Nobody watches it between two frames of a film: drawing then would double the time."""

    def draw_idle(self, *args: Any, **kwargs: Any) -> None:
        pass


class Sheet(Surface, Figure):
    """Every artist has a name; drawing under a name again moves what is there.

    It shows itself once where a notebook cell returns it, whether pyplot is in use or not.
    """

    def __init__(
        self, size: tuple[float, float], cell: tuple[float, float], font_size: float
    ) -> None:
        width, height = size
        super().__init__(figsize=(width, height), dpi=DPI, facecolor="white")
        # A card of its own, also on a dark page.
        self.patch.set(edgecolor="#c8c8c8", linewidth=2)
        _Canvas(self)
        self._cell_size, self._font_size = cell, font_size
        self._paper = self.add_axes((0, 0, 1, 1))
        self._paper.set_axis_off()
        self._paper.set_xlim(0, width)
        self._paper.set_ylim(height, 0)
        self._boxes: dict[str, Rectangle] = {}
        self._texts: dict[str, Text] = {}
        self._lines: dict[str, Line2D] = {}
        self._used: set[str] = set()

    def hide_unused(self) -> None:
        """Hide what has not been drawn since the last call."""
        for artists in (self._boxes, self._texts, self._lines):
            for name, artist in artists.items():
                artist.set_visible(name in self._used)
        self._used = set()

    def _box(self, name: str, bounds: tuple[float, float, float, float], style: Style) -> None:
        box = self._boxes.get(name)
        if box is None:
            x, y, width, height = bounds
            box = Rectangle((x, y), width, height, gid=f"{name} box")
            self._paper.add_patch(box)
            self._boxes[name] = box
        box.set_bounds(*bounds)
        box.set(facecolor=style.face, edgecolor=style.edge, linewidth=style.width)
        box.set(linestyle=style.line, zorder=style.layer)

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
        self._used.add(name)
        artist = self._texts.get(name)
        if artist is None:
            # Numbers have no descenders: centred on the digits they sit still and in the middle.
            artist = self._paper.text(
                x, y, text, gid=name, va="center_baseline" if "\n" not in text else "center",
                family=FONT, parse_math=False, usetex=False, zorder=5, linespacing=1.0,
            )  # fmt: skip
            self._texts[name] = artist
        artist.set_position((x, y))
        artist.set(text=text, fontsize=size, color=ink, fontweight="bold" if bold else "normal")
        artist.set(ha=ha, va="center" if "\n" in text else "center_baseline")

    def line(
        self,
        name: str,
        points: Sequence[tuple[float, float]],
        ink: str,
        width: float,
        line: str = "-",
    ) -> None:
        """Join points."""
        self._used.add(name)
        artist = self._lines.get(name)
        if artist is None:
            artist = self._paper.add_line(Line2D([], [], gid=name, zorder=1))
            self._lines[name] = artist
        xs, ys = zip(*points, strict=True)
        artist.set(xdata=xs, ydata=ys, color=ink, linewidth=width, linestyle=line)
        artist.set_solid_joinstyle("miter")

    def short_text(self) -> str:
        """Return what the figure shows in a sentence, for who can't see it."""
        raise NotImplementedError

    def full_text(self) -> str:
        """Return what the figure shows, all of it, for where no image can be shown."""
        raise NotImplementedError

    def _repr_mimebundle_(self, **_: Any) -> tuple[dict[str, Any], dict[str, Any]]:
        # Twice as fine as the page shows it; 256 colours halve what a slow link has to carry.
        file = BytesIO()
        self.savefig(file, format="png", dpi=2 * DPI)
        with Image.open(file) as image:
            small, smaller = BytesIO(), image.convert("RGB").quantize(256)
            smaller.save(small, "png", optimize=True)
        width, height = (round(float(inches) * DPI) for inches in self.get_size_inches())
        shown = {"width": width, "height": height, "alt": self.short_text()}
        # JupyterLab gives an image no alt text; it prefers HTML, which has one.
        html = Template(read("html/picture.html")).substitute(
            image=base64.b64encode(small.getvalue()).decode(),
            alt=escape(self.short_text()),
            width=width,
        )
        return {
            "text/html": html,
            "image/png": small.getvalue(),
            "text/plain": self.full_text(),
        }, {"image/png": shown}

    def _ipython_display_(self) -> None:
        # Comes before the formatter that pyplot's inline backend registers for every Figure.
        from IPython.display import display

        data, metadata = self._repr_mimebundle_()
        display(data, metadata=metadata, raw=True)  # type: ignore[no-untyped-call]
