"""Pictures of a convolution: one output element as a figure, all of them as a film.

Three files: ``plan`` chooses what fits, ``picture`` draws it, ``film`` slides the kernel.
"""

from __future__ import annotations

from typing import Any

from conv1d_lab.explanation import explain_snapshot
from conv1d_lab.pictures.film import FRAMES, Film, film
from conv1d_lab.pictures.picture import Picture
from conv1d_lab.snapshot import snapshot

__all__ = ["Film", "Picture", "animate", "draw"]


def draw(layer: Any, x: Any, at: tuple[int, ...] = (0, 0, 0)) -> Picture:
    """Draw how out[n, o, t] of ``layer(x)`` comes about, as one matplotlib ``Figure``.

    x is (N, C_in, L) with at=(n, o, t), or (C_in, L) with at=(o, t). Up to 8 channels by about 24
    positions are drawn in full; of more, the neighbourhood of the window, and the figure says what
    it leaves out. The figure is at most 10 inches wide and stays out of pyplot.
    Raises TypeError or ValueError that names the argument, its value and what was expected.
    """
    values = snapshot(layer, x)
    return Picture(values, [explain_snapshot(values, at)])


def animate(
    layer: Any,
    x: Any,
    *,
    n: int = 0,
    output_channel: int | None = None,
    max_frames: int = FRAMES,
    interval: int = 700,
) -> Film:
    """Slide the kernel over every window t of batch item ``n``, as a matplotlib ``FuncAnimation``.

    x is (N, C_in, L), or (C_in, L) with n = 0. ``output_channel`` None plays all output channels,
    one after the other. ``interval`` is milliseconds a frame. Beyond ``max_frames`` frames the film
    stops, and every frame says so. It shows in a notebook by itself; ``save("conv.gif")`` and
    ``to_jshtml()`` work without ffmpeg and without a network.
    Raises TypeError or ValueError that names the argument, its value and what was expected.
    """
    return film(snapshot(layer, x), n, output_channel, max_frames, interval)
