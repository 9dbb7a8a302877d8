"""A place on a page: what it shows without JavaScript, and the state that a module brings alive.

The module is ``docs/static/js/site.js``, which knows what to mount for each kind.
"""

from __future__ import annotations

import json
from typing import Any

from docs.builder.said_here import said_here

KINDS = ("explorer", "chain", "prediction", "exercise", "progress", "quiz")


def place(kind: str, state: Any, fallback: str) -> str:
    """Return the HTML of a place.

    kind: one of those that site.js mounts. state: plain JSON. fallback: HTML, what a reader
    without JavaScript sees; finish.py takes it out of its tag where it is to be found and printed
    before the place is alive.
    """
    # "<" could end the script, and an empty line would end Markdown's HTML: neither is in it.
    data = json.dumps(state, ensure_ascii=False).replace("<", "\\u003c")
    text = "\n".join(line for line in said_here(fallback).splitlines() if line.strip())
    return (
        f'<div class="conv1d-place" data-kind="{kind}">'
        f'<script type="application/json">{data}</script>\n'
        f"<noscript data-still>{text}</noscript>\n</div>"
    )
