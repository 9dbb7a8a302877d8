"""An explorer as HTML, a whole page or a part of one: no Jupyter, no server, no network."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Callable, Mapping
from html import escape
from pathlib import Path
from string import Template
from typing import Any

import numpy as np

from conv1d_lab.arithmetic import Array
from conv1d_lab.content_policy import content_hash, content_policy
from conv1d_lab.explorer.module import STATIC, joined, style

TITLE = "A kernel that slides: torch.nn.Conv1d"


def page_html(state: Mapping[str, Any], text: str, title: str = TITLE) -> str:
    """Write an explorer as one HTML page that needs nothing else.

    state: what the explorer shows, as ``Explorer.state`` returns it.
    text: what a reader without JavaScript sees instead.
    The address of the page keeps what is changed on it, as in ``page.html#t=2&o=1&stride=2``; a
    value that the layer cannot have goes to the nearest.
    Raises TypeError unless title is a string.
    """
    if not isinstance(title, str):
        raise TypeError(f"title must be a string; got {title!r}")
    return _page(state, text, title, joined("page_link.js"), style("page"), state["controls"])


def chain_page_html(state: Mapping[str, Any], text: str, title: str) -> str:
    """Write layers in a row as one HTML page that needs nothing else, as ``page_html`` does."""
    if not isinstance(title, str):
        raise TypeError(f"title must be a string; got {title!r}")
    sheet = style("explorer/chain", "explorer/stack", "page")
    return _page(state, text, title, joined("chain_page.js"), sheet, "chain")


def _page(
    state: Mapping[str, Any], text: str, title: str, script: str, sheet: str, how: str
) -> str:
    return Template(_html("page")).substitute(
        policy=content_policy(sheet, script),
        title=escape(title),
        style=sheet,
        how=_html(f"how/{how}").strip(),
        text=escape(text),
        state=_json(state),
        script=script,
    )


def write_page(path: str | Path, make: Callable[[], str]) -> Path:
    """Write what ``make`` returns, unless no browser opens a file of that name as a page."""
    target = Path(path)
    if target.suffix.lower() not in (".html", ".htm"):
        raise ValueError(f"path must end in .html, to open as a page; got {str(path)!r}")
    # Half of a surrogate pair has no UTF-8; it reads as "?".
    target.write_bytes(make().encode("utf-8", "replace"))
    return target


def fragment_html(state: Mapping[str, Any], still: str) -> str:
    """Write an explorer as a part of a page, which it needs nothing of.

    state: as for ``page_html``. still: the HTML that stands there without JavaScript.
    """
    return _fragment(state, still, "conv1d-fragment", joined("fragment.js"), style())


def chain_fragment_html(state: Mapping[str, Any], still: str) -> str:
    """Write layers in a row as a part of a page, as ``fragment_html`` does."""
    sheet = style("explorer/chain", "explorer/stack")
    return _fragment(state, still, "conv1d-chain-fragment", joined("chain_fragment.js"), sheet)


def _fragment(state: Mapping[str, Any], still: str, place: str, script: str, sheet: str) -> str:
    sheets = [sheet, *re.findall("<style>(.*?)</style>", still, re.DOTALL)]
    return Template(_html("fragment")).substitute(
        place=place,
        scripts=content_hash(script),
        styles=" ".join(map(content_hash, sheets)),
        style=sheet,
        still=still,
        state=_json(state),
        script=script,
    )


def _json(state: Mapping[str, Any]) -> str:
    """Write a state to stand in a script, which a "<" could end."""
    return json.dumps(state, default=packed).replace("<", "\\u003c")


def _html(name: str) -> str:
    return (STATIC / "html" / f"{name}.html").read_text(encoding="utf-8")


def packed(array: Array) -> dict[str, Any]:
    """Base64 of the float32 bytes, for JSON has neither nan nor inf."""
    data = base64.b64encode(np.ascontiguousarray(array, "<f4").tobytes()).decode()
    return {"shape": list(array.shape), "data": data}
