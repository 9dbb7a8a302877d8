"""The kernel slides: a picture for each window, played as GIF or HTML."""

from __future__ import annotations

import re
from typing import Any

from matplotlib import rc_context
from matplotlib.animation import FuncAnimation

from conv1d_lab.arithmetic import integer
from conv1d_lab.explanation import explain_snapshot
from conv1d_lab.pictures.picture import Picture
from conv1d_lab.snapshot import Snapshot

FRAMES = 60
_ICONS = {
    "minus": "−",
    "fast-backward": "|‹",
    "step-backward": "‹",
    "play fa-flip-horizontal": "◀",
    "pause": "||",
    "play": "▶",
    "step-forward": "›",
    "fast-forward": "›|",
    "plus": "+",
}


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

    def save(self, filename: Any, writer: Any = None, *args: Any, **kwargs: Any) -> None:
        """Save the film; a GIF needs no writer named. See matplotlib's ``Animation.save``."""
        if writer is None and str(filename).lower().endswith((".gif", ".webp", ".png", ".apng")):
            writer = "pillow"
        super().save(filename, writer, *args, **kwargs)

    def to_jshtml(self, *args: Any, **kwargs: Any) -> str:
        """Return an HTML player with all frames in it; see matplotlib's ``to_jshtml``.

        Matplotlib's own page fetches its icons from another server: here they are characters.
        """
        # Above its limit, in megabytes, matplotlib drops frames.
        with rc_context({"animation.embed_limit": 1000, "animation.frame_format": "png"}):
            html: str = super().to_jshtml(*args, **kwargs)
        html = re.sub(r'<link rel="stylesheet"\s+href="http[^>]*>', "", html)
        for icon, character in _ICONS.items():
            html = html.replace(f'<i class="fa fa-{icon}"></i>', character)
        alt = f"Conv1d, window by window, in {len(self.explanations)} frames"
        html = re.sub(
            r'(<img id="_anim_img\w+")>', rf'\1 alt="{alt}" style="max-width:100%">', html
        )
        return html.replace('class="anim-slider"', 'class="anim-slider" aria-label="frame"')

    def _repr_html_(self) -> str:
        return self.to_jshtml()


def _first(count: int) -> str:
    return "0" if count == 1 else f"0 to {count - 1}"


def _index(name: str, value: object, size_name: str, size: int) -> int:
    expected = f"an index from 0 to {size - 1} ({size_name} = {size})"
    index = integer(name, value, 0, expected)
    if index >= size:
        raise ValueError(f"{name} must be {expected}; got {value!r}")
    return index
