"""One example of a mistake, that may be shown in class: no comment in it, and nobody's name."""

from __future__ import annotations

import builtins
import io
import keyword
import re
import tokenize
from collections.abc import Collection, Iterable

LINES = 16
"""An example with more is cut."""
ELLIPSIS = "…"


def example_of(sources: Iterable[str], names: Collection[str]) -> str:
    r"""Return the shortest of these cells, without comments, checks and names.

    >>> example_of(["# by Ada\nlength = 3  # ada's\ncheck(length=length)"], ["ada"])
    'length = 3'
    """
    found = {anonymous(source, names) for source in sources}
    return min(found, key=lambda text: (not text, len(text), text), default="")


def anonymous(source: str, names: Collection[str]) -> str:
    """Return a cell without comments and checks, the names of students left out."""
    lines = [line.rstrip() for line in _without_comments(source).split("\n")]
    kept = [line for line in lines if line and not line.startswith("check(")]
    cut = [*kept[:LINES], ELLIPSIS] if len(kept) > LINES else kept
    text = "\n".join(cut)
    for part in sorted(_parts(names), key=len, reverse=True):
        text = re.sub(rf"(?<![A-Za-z]){re.escape(part)}(?![A-Za-z])", ELLIPSIS, text, flags=re.I)
    return text


def _without_comments(source: str) -> str:
    lines = source.split("\n")
    try:
        for token in tokenize.generate_tokens(io.StringIO(source).readline):
            if token.type == tokenize.COMMENT:
                row, column = token.start
                lines[row - 1] = lines[row - 1][:column]
    except (tokenize.TokenError, SyntaxError):  # no Python: what stands behind a # goes
        lines = [line.partition("#")[0] for line in lines]
    return "\n".join(lines)


def _parts(names: Collection[str]) -> set[str]:
    """Return the names, and what they are made of; not what is a word of Python's."""
    parts = {part for name in names for part in [name, *re.split(r"[\W_\d]+", name)]}
    python = {*keyword.kwlist, *dir(builtins)}
    return {part for part in parts if len(part) > 2 and part.casefold() not in python}
