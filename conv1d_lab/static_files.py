"""The files under static/: style sheets, scripts, pages and course code, each in its language."""

from __future__ import annotations

from functools import cache
from pathlib import Path

STATIC = Path(__file__).parent / "static"


@cache
def read(name: str) -> str:
    """Return the text of the file ``name``, as "classroom/setup.py"."""
    return (STATIC / name).read_text(encoding="utf-8")


def stylesheet(name: str) -> str:
    """Return css/``name``.css, to stand between <style> and </style>."""
    return read(f"css/{name}.css")


def themed(name: str) -> str:
    """Return the same for what is light or dark as the page around it is."""
    return stylesheet("host") + stylesheet(name)
