from __future__ import annotations

import re
from typing import Any

from conv1d_lab import article
from tools.notebook_files import read

from ..reading import markdown


def numbers() -> dict[str, Any]:
    return {"out": article.kernel()(article.x()).detach()}


# The rows of the map: test_format.py compares them with the notebooks.
MAP = re.findall(r"^\| \d\d \| .* \| \d+ \+ \d+ \|$", markdown(read("00_start_here")), re.MULTILINE)

CLAIMS = (
    "The result is {out[0, 0, 0]:.4f}. It is called `out[0, 0, 0]`: example 0, output row 0, "
    "position 0.",
    "is the count: **{out.shape[2]}** places, so the output row is {out.shape[2]} long.",
    "The {out.shape[1]} in the middle",
    "The {out.shape[0]} in front",
)

PLAIN = (
    "at position 0.",
    "We count from 0,",
    "Position 0 is the first place, channel 0 the first row.",
    "Take 00, 02 and 03.",
    *MAP,
)
