"""The texts of exercises and predictions as HTML: paragraphs, code, **bold**, *italics*."""

from __future__ import annotations

import re
from html import escape

from conv1d_lab.exercises import cards

CODE = re.compile(r"(<code>.*?</code>)")
ITALICS = re.compile(r"(?<![\w*])\*(\w(?:[^*]*\w)?)\*(?!\*)")
FENCE = re.compile(r"^```\w*\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def inline(text: str) -> str:
    """Return a line as HTML; `this` is code, **this** is bold and *this* in italics.

    >>> inline("*so* 3 * K, `*so*`")
    '<i>so</i> 3 * K, <code>*so*</code>'
    """
    parts = CODE.split(cards.inline(" ".join(text.split())))
    return "".join(part if CODE.match(part) else ITALICS.sub(r"<i>\1</i>", part) for part in parts)


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
