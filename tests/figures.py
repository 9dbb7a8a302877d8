"""What a picture says, and whether all of it can be read."""

from __future__ import annotations

import numpy as np
import torch
from matplotlib.backends.backend_agg import FigureCanvasAgg

from conv1d_lab.pictures import Picture


def random_input(*shape: int) -> torch.Tensor:
    return torch.randn(*shape, generator=torch.Generator().manual_seed(1))


def texts(picture: Picture) -> dict[str, str]:
    """Everything the figure says, by the name of the place."""
    visible = (text for text in picture.axes[0].texts if text.get_visible())
    return {str(text.get_gid()): text.get_text() for text in visible}


def assert_legible(picture: Picture) -> None:
    """No text leaves the figure or its cell, none touches another, none is tiny."""
    canvas = picture.canvas
    assert isinstance(canvas, FigureCanvasAgg)
    renderer = canvas.get_renderer()  # type: ignore[no-untyped-call]
    axes = picture.axes[0]
    shown = [text for text in axes.texts if text.get_visible() and text.get_text()]
    boxes = {text.get_gid(): text.get_window_extent(renderer) for text in shown}
    cells = {p.get_gid(): p.get_window_extent(renderer) for p in axes.patches if p.get_visible()}
    names, extents = list(boxes), np.array([box.extents for box in boxes.values()])
    width, height = picture.bbox.size
    assert (extents[:, :2] >= 1).all()
    assert (extents[:, 2] <= width - 1).all(), names[extents[:, 2].argmax()]
    assert (extents[:, 3] <= height - 1).all(), names[extents[:, 3].argmax()]
    for name, box in boxes.items():
        if cell := cells.get(f"{name} box"):
            assert box.x0 >= cell.x0 - 0.5, name
            assert box.x1 <= cell.x1 + 0.5, name
            assert box.y0 >= cell.y0 - 1.5, name
            assert box.y1 <= cell.y1 + 1.5, name
    # A box reaches below the baseline, where digits have nothing: two pixels may be shared.
    x0, y0, x1, y1 = extents.T
    across = np.minimum(x1[:, None], x1) - np.maximum(x0[:, None], x0)
    down = np.minimum(y1[:, None], y1) - np.maximum(y0[:, None], y0)
    touching = np.argwhere(np.triu((across > 1) & (down > 2), 1))
    assert not len(touching), [(names[i], names[j]) for i, j in touching]
    assert min(float(text.get_fontsize()) for text in shown) >= 4.5
