"""The names that cells of a notebook leave, for claims about what they compute."""

from __future__ import annotations

import contextlib
import io
from typing import Any

import matplotlib.pyplot as plt
import torch

from tools.notebook_files import read
from tools.notebook_runs import executed


def left_by_the_run(notebook: str, *names: str) -> dict[str, Any]:
    """What the notebook's one run left in these names, as lists: it may have taken seconds."""
    left = executed(notebook).left
    return {name: left[name] for name in names}


def names_after(notebook: str, *cell_ids: str, **given: Any) -> dict[str, Any]:
    """Run these cells of the notebook itself, without what they print and draw.

    given: names that other cells would have left.
    """
    sources = {cell.id: cell.source for cell in read(notebook).cells}
    names = dict(given)
    threads = torch.get_num_threads()
    with contextlib.redirect_stdout(io.StringIO()), plt.rc_context():
        for cell_id in cell_ids:
            exec(sources[cell_id], names)
    plt.close("all")
    torch.set_num_threads(threads)
    torch.set_printoptions(profile="default")  # type: ignore[no-untyped-call]
    return names
