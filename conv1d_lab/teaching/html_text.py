"""The texts of exercises and predictions as HTML: paragraphs, code, **bold**."""

from __future__ import annotations

import re
from html import escape

from conv1d_lab.exercises import cards

FENCE = re.compile(r"^```\w*\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def inline(text: str) -> str:
    """Return a line as HTML; `this` is code and **this** is bold."""
    return cards.inline(" ".join(text.split()))


def blocks(text: str) -> str:
    """Return paragraphs as HTML; code is fenced, or indented by four spaces."""
    text = FENCE.sub(lambda found: re.sub("^", "    ", found[1], flags=re.MULTILINE), text)
    found = []
    for block in filter(str.strip, re.split(r"\n\s*\n(?!    )|\n\s*\n(?=    \S)", text)):
        if block.startswith("    "):
            code = "\n".join(line[4:] for line in block.rstrip().split("\n"))
            found.append(f"<pre>{escape(code, quote=False)}</pre>")
        else:
            found.append(f"<p>{inline(block)}</p>")
    return "\n".join(found)
