"""The kernel slides: a picture for each window, played as GIF or HTML."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from io import BytesIO
from string import Template
from typing import Any

from matplotlib.animation import FuncAnimation
from PIL import Image

from conv1d_lab.checks import integer
from conv1d_lab.explanation import explain_snapshot
from conv1d_lab.numbers import plural
from conv1d_lab.pictures.painter import Painter, in_few_colours
from conv1d_lab.pictures.picture import Picture
from conv1d_lab.pictures.surface import DPI
from conv1d_lab.snapshot import Snapshot
from conv1d_lab.static_files import read, stylesheet

FRAMES = 60
IMAGES = (".gif", ".webp", ".png", ".apng")
"""What is painted and saved without a figure."""
MANY = 20
"""Frames from which on a line tells how far it is."""


def film(
    values: Snapshot, n: int, output_channel: int | None, max_frames: int, interval: int
) -> Film:
    """Plan the frames; see ``animate``."""
    max_frames = integer("max_frames", max_frames, 1)
    interval = integer("interval", interval, 1)
    _, out_channels, windows = values.output_shape
    n = _index("n", n, "N", len(values.x))
    first = 0
    if output_channel is not None:
        first = _index("output_channel", output_channel, "C_out", out_channels)
    channels = range(out_channels) if output_channel is None else range(first, first + 1)
    if windows * len(channels) > max_frames:
        channels = channels[: max(max_frames // windows, 1)]
    shown = min(windows, max_frames)
    places = [(n, o, t) for o in channels for t in range(shown)]
    said = []
    if output_channel is None and len(channels) < out_channels:
        said.append(f"o = {_first(len(channels))} of {out_channels} output channels")
    if shown < windows:
        said.append(f"t = {_first(shown)} of {windows} windows")
    footnote = f"This film shows {', '.join(said)} (max_frames={max_frames})." if said else ""
    return Film(values, places, footnote, interval)


class Film(FuncAnimation):
    """A ``FuncAnimation`` that shows itself in a notebook and needs neither ffmpeg nor network."""

    def __init__(
        self, values: Snapshot, places: list[tuple[int, int, int]], footnote: str, interval: int
    ) -> None:
        self.explanations = [explain_snapshot(values, at) for at in places]
        self.picture = Picture(values, self.explanations, footnote)
        self.interval = interval
        super().__init__(
            self.picture,
            self.picture.show_element,
            frames=self.explanations,
            init_func=lambda: None,
            interval=interval,
            cache_frame_data=False,
        )

    def __del__(self) -> None:
        """Go quietly: a film that nobody saved was shown or not needed."""

    def images(self) -> Iterator[Image.Image]:
        """Paint one frame after the other, in the same few colours."""
        drawing = self.picture.drawing
        for e in self.explanations:
            painter = Painter(drawing.size, drawing.cell_size, drawing.font_size)
            drawing.show(painter, e)
            yield in_few_colours(painter.finish())

    def save(self, filename: Any, writer: Any = None, *args: Any, **kwargs: Any) -> None:
        """Save the film; a GIF needs no writer named. See matplotlib's ``Animation.save``."""
        if writer is not None or args or kwargs or not str(filename).lower().endswith(IMAGES):
            super().save(filename, writer, *args, **kwargs)
            return
        first, *others = self.images()
        first.save(filename, save_all=True, append_images=others, duration=self.interval, loop=0)

    def to_jshtml(self, *args: Any, **kwargs: Any) -> str:
        """Return an HTML player with all frames in it; ``fps`` sets its speed."""
        interval = 1000 / kwargs["fps"] if kwargs.get("fps") else self.interval
        frames = [_png(image) for image in self._told(self.images())]
        count = len(frames)
        return Template(read("html/film.html")).substitute(
            style=stylesheet("film"),
            alt=f"Conv1d, window by window, in {count} {plural('frame', count)}",
            first=frames[0],
            width=round(self.picture.drawing.size[0] * DPI),
            last=count - 1,
            count=count,
            frames=json.dumps({"frames": frames, "interval": interval}),
            script=read("js/film.js"),
        )

    def _told(self, images: Iterator[Image.Image]) -> Iterator[Image.Image]:
        """Say of a long film how large it becomes and how far it is."""
        count = len(self.explanations)
        for i, image in enumerate(images):
            if count > MANY:
                if i == 0:
                    size = count * len(_png(image)) / 1e6
                print(f"\r{count} frames, about {size:.1f} MB: {i + 1} painted", end="", flush=True)
            yield image
        if count > MANY:
            print()

    def _repr_html_(self) -> str:
        return self.to_jshtml()


def _png(image: Image.Image) -> str:
    file = BytesIO()
    image.save(file, "png")
    return base64.b64encode(file.getvalue()).decode()


def _first(count: int) -> str:
    return "0" if count == 1 else f"0 to {count - 1}"


def _index(name: str, value: object, size_name: str, size: int) -> int:
    expected = f"an index from 0 to {size - 1} ({size_name} = {size})"
    index = integer(name, value, 0, expected)
    if index >= size:
        raise ValueError(f"{name} must be {expected}; got {value!r}")
    return index
