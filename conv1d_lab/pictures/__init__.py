"""Pictures of a convolution: one output element as a figure, all of them as a film.

``plan`` chooses what fits, ``drawing`` draws it in three steps on a ``surface``: a ``picture`` is a
figure, and the ``painter`` makes the images of a ``film``, in which the kernel slides.
"""

from __future__ import annotations

from typing import Any

from conv1d_lab.explanation import explain_snapshot
from conv1d_lab.pictures.film import FRAMES, Film, film
from conv1d_lab.pictures.picture import Picture
from conv1d_lab.snapshot import snapshot

__all__ = ["Film", "Picture", "animate", "draw"]


def draw(layer: Any, x: Any, at: tuple[int, ...] = (0, 0, 0)) -> Picture:
    """Draw how out[n, o, t] of ``layer(x)`` comes about.

    Up to 8 channels by about 24 positions are drawn in full; of more, the neighbourhood of the
    window, and the figure says what it leaves out.

    >>> from conv1d_lab import article
    >>> figure = draw(article.layer(), article.x(), at=(0, 1, 2))
    >>> figure.savefig("out_0_1_2.png")

    Parameters
    ----------
    layer : torch.nn.Conv1d
        Any of them; it is tried on a copy and stays as it is.
    x : array or tensor, (N, C_in, L), or (C_in, L) without a batch
        Any input that the layer accepts.
    at : tuple of int, default (0, 0, 0)
        (n, o, t), or (o, t) for an x without a batch: which output element.

    Returns
    -------
    matplotlib.figure.Figure
        At most 10.4 inches wide. It stays out of pyplot, and shows itself in a notebook.

    Raises
    ------
    TypeError, ValueError
        As ``explain`` does.
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
    """Slide the kernel over every window t, one picture for each.

    >>> from conv1d_lab import article
    >>> film = animate(article.layer(), article.x(), output_channel=1)
    >>> film.save("sliding.gif")

    Parameters
    ----------
    layer : torch.nn.Conv1d
        Any of them; it is tried on a copy and stays as it is.
    x : array or tensor, (N, C_in, L), or (C_in, L) without a batch
        Any input that the layer accepts.
    n : int, default 0
        Which item of the batch.
    output_channel : int, default None
        The only one to play; None plays all of them, one after the other.
    max_frames : int, default 60
        Where the film stops; every frame says so then.
    interval : int, default 700
        Milliseconds a frame.

    Returns
    -------
    matplotlib.animation.FuncAnimation
        Shows itself in a notebook; ``save("conv.gif")`` and ``to_jshtml()`` need neither ffmpeg
        nor a network.

    Raises
    ------
    TypeError, ValueError
        As ``explain`` does.
    """
    return film(snapshot(layer, x), n, output_channel, max_frames, interval)
