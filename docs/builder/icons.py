"""The theme's icons, drawn into each page.

The script and the fonts that it would load weigh more than all else; and a picture in a style sheet
is a document of its own to the browser, which it reads before the first explorer.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from xml.etree import ElementTree

FILE = Path(__file__).resolve().parents[1] / "static" / "icons.svg"
ICON = re.compile(r'(<(i|span) class="fa-solid fa-([\w-]+)[^>]*>)(</\2>)')


def drawn(html: str) -> str:
    """Return a page with its icons drawn. Raises ValueError for one that is not in icons.svg."""
    return ICON.sub(lambda icon: f"{icon[1]}{_picture(icon[3])}{icon[4]}", html)


def _picture(name: str) -> str:
    if name not in _paths():
        raise ValueError(f"the theme shows an icon {name!r}: draw it in docs/static/icons.svg")
    return f'<svg viewBox="0 0 24 24" aria-hidden="true"><path d="{_paths()[name]}"/></svg>'


@cache
def _paths() -> dict[str, str]:
    paths = ElementTree.parse(FILE).iter("{http://www.w3.org/2000/svg}path")
    return {path.attrib["id"]: path.attrib["d"] for path in paths}
