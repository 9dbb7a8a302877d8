"""The question bank in Moodle's GIFT: each wrong answer with its own feedback."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import groupby

from conv1d_lab.teaching.asked import Asked
from conv1d_lab.teaching.html_text import blocks, inline

CATEGORY = "$CATEGORY: $course$/conv1d_lab/"
SPECIAL = re.compile(r"([\\~=#{}:])")


def gift(bank: Iterable[Asked]) -> str:
    """Return a file that Moodle imports: a category for each notebook and each form."""
    parts = []
    for notebook, questions in groupby(bank, lambda asked: asked.notebook):
        parts.append(CATEGORY + notebook.replace("_", " "))
        parts += ["\n".join(_question(asked)) for asked in questions]
    return "\n\n".join(parts) + "\n"


def _question(asked: Asked) -> Iterator[str]:
    name = f"{asked.id}_{asked.notebook[-1]}" if " " in asked.notebook else asked.id
    beliefs = sorted({choice.belief for choice in asked.wrong})
    tags = "".join(f" [tag:belief {belief}]" for belief in beliefs)
    yield f"// [id:{name}]{tags}"
    yield f"::{escaped(name)}::[html]{escaped(blocks(asked.text))}{{"
    for choice in asked.choices:
        mark = "=" if choice.is_right else "~"
        reply = f"#{escaped(inline(choice.reply))}" if choice.reply else ""
        yield f"{mark}{escaped(inline(choice.text))}{reply}"
    yield f"####{escaped(blocks(asked.explanation))}"
    yield "}"


def escaped(text: str) -> str:
    r"""Return a text in which no sign means anything to GIFT, on one line.

    >>> print(escaped("x = {1: 2}"))
    x \= \{1\: 2\}
    """
    return SPECIAL.sub(r"\\\1", text).replace("\n", "\\n")
