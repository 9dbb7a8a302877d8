"""Every number in a notebook's prose is claimed, and every claim is checked against the code.

A claim is a piece of prose with Python expressions in it: "L_out = {len(starts)}". Its expressions
are evaluated, and the text that comes out must stand in the notebook, word for word. A number that
lies in no claim has nothing behind it: a failure.
"""

from __future__ import annotations

import io
import re
import tokenize
from collections.abc import Iterable, Mapping
from string import Formatter
from typing import Any

from conv1d_lab.exercises import all_exercises

from .reading import cells

NUMBER = re.compile(r"\d+(?:[.,]\d+)*")

# Digits that say which, not how much: they are names, and no code computes them.
NAMES_WITH_DIGITS = re.compile(
    r"""
    \]\([^)]*\)                         # the target of a link
    | \b[^\W\d][\w.]*\[[^][\n]*\]       # an element: x[0, 1, 2:6], layer.weight[0]
    | \b[^\W\d]\w*\d\w*                 # a word with a digit in it: a1, Conv1d, float32
    | ^\#+[ ]\d\d[ ]·                   # the notebook's own number in its title
    | \[\d\d[ ]·[^]]*(?=\])             # and in the words of a link
    | \b[Nn]otebooks?[ ]\d\d\b          # notebook 02
    | ^[ ]*\d+\.[ ]                     # a numbered list
    | ^\*\*Time:\*\*.*                    # how long it takes: test_format.py looks at it
    """,
    re.VERBOSE | re.MULTILINE,
)


def prose(notebook: Any) -> str:
    """All that a learner reads: the text cells, and the comments in the code.

    Not the statements of the exercises: their numbers are made by the exercises, and tested there.
    """
    statements = {exercise.statement() for exercise in all_exercises()}
    texts = [text for text in cells(notebook, "markdown") if text not in statements]
    comments = [comment for code in cells(notebook, "code") for comment in _comments(code)]
    return "\n\n".join([*texts, *comments])


def _comments(code: str) -> list[str]:
    plain = "\n".join(
        "" if line.lstrip().startswith(("%", "!")) else line for line in code.split("\n")
    )
    tokens = tokenize.generate_tokens(io.StringIO(plain).readline)
    return [token.string for token in tokens if token.type == tokenize.COMMENT]


def render(template: str, numbers: Mapping[str, Any]) -> str:
    """Fill in a claim: "{out[0, 1, 2]:.4f}" is an expression and, behind the colon, its format."""
    text = ""
    for literal, expression, form, _ in Formatter().parse(template):
        text += literal
        if expression is not None:
            text += format(eval(expression, dict(numbers)), form or "")
    return text


def rendered(claims: Iterable[str], plain: Iterable[str], numbers: Mapping[str, Any]) -> list[str]:
    """Every piece of prose that may hold a number, with its numbers in it."""
    return [*(render(template, numbers) for template in claims), *plain]


def problems(text: str, pieces: Iterable[str]) -> list[str]:
    """What is wrong with the numbers in `text`; nothing, if all is well."""
    found = []
    behind = [match.span() for match in NAMES_WITH_DIGITS.finditer(text)]
    for piece in pieces:
        places = [match.span() for match in _whole(piece).finditer(text)]
        behind += places
        if not re.search(r"[^\W\d_]{2}|[^\s\d.,]{3}", NUMBER.sub(" ", piece)):
            found.append(f"a claim needs words around its number, or it claims too much: {piece!r}")
        elif not places:
            found.append(f"not in the notebook: {piece!r}")
    for number in NUMBER.finditer(text):
        if not any(start <= number.start() and number.end() <= end for start, end in behind):
            around = text[max(0, number.start() - 40) : number.end() + 40]
            found.append(f"no claim for {number[0]} in {' '.join(around.split())!r}")
    return found


def _whole(piece: str) -> re.Pattern[str]:
    """`piece` as it stands, and not as part of a longer number: 0.32 is not in 0.3290 or -0.32."""
    before = r"(?<![\w.\-])" if piece[:1].isdigit() else r"(?<![\w.])"
    after = r"(?!\w|\.\d)" if piece[-1:].isdigit() else ""
    return re.compile(before * bool(re.match(r"[-\w]", piece)) + re.escape(piece) + after)
