"""A strict reader of the part of Moodle's GIFT that a question bank needs.

After Moodle's question/format/gift/format.php: a comment line may carry an id and tags; backslashes
are read first; questions are set apart by blank lines; "=" begins the right answer and "~" a wrong
one, "#" its feedback, "####" the general one. What Moodle would take otherwise is refused.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

SPECIAL = "\\~=#{}:"
ID = re.compile(r"\[id:([^\[\]]+)\]")
TAG = re.compile(r"\[tag:([^\[\]<>`]+)\]")


@dataclass
class Read:
    """One question, as Moodle would have it."""

    category: str
    id: str
    tags: list[str]
    title: str
    text: str
    right: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    feedback: dict[str, str] = field(default_factory=dict)
    general: str = ""


def read_gift(source: str) -> list[Read]:
    """Read a whole file."""
    category, found = "", []
    for block in re.split(r"\n{2,}", source.strip()):
        if block.startswith("$CATEGORY: "):
            assert "\n" not in block, "a category stands alone"
            category = block.removeprefix("$CATEGORY: ")
        else:
            found.append(_question(category, block))
    return found


def _question(category: str, block: str) -> Read:
    comments = [line for line in block.split("\n") if line.startswith("//")]
    rest = "\n".join(line for line in block.split("\n") if not line.startswith("//"))
    tokens = _tokens(rest)
    said = "\n".join(comments)
    title, tokens = _until_title(tokens)
    opens = tokens.index(("{", True))
    assert tokens[-1] == ("}", True)
    assert sum(token in [("{", True), ("}", True)] for token in tokens) == 2
    text = _text(tokens[:opens])
    assert text.startswith("[html]")
    [name] = ID.findall(said)
    made = Read(category, name, TAG.findall(said), title, text.removeprefix("[html]"))
    _answers(made, tokens[opens + 1 : -1])
    return made


def _tokens(text: str) -> list[tuple[str, bool]]:
    """Each sign, and whether it is one of GIFT's own; a backslash takes that away."""
    found, i = [], 0
    while i < len(text):
        if text[i] == "\\":
            following = text[i + 1]
            assert following in SPECIAL + "n", f"a backslash before {following!r}"
            found.append(("\n" if following == "n" else following, False))
            i += 2
        else:
            found.append((text[i], text[i] in SPECIAL))
            i += 1
    return found


def _until_title(tokens: list[tuple[str, bool]]) -> tuple[str, list[tuple[str, bool]]]:
    colon = (":", True)
    assert tokens[:2] == [colon, colon]
    end = next(i for i in range(2, len(tokens)) if tokens[i : i + 2] == [colon, colon])
    assert colon not in tokens[end + 2 :], "a colon that was not escaped"
    return _text(tokens[2:end]), tokens[end + 2 :]


def _answers(made: Read, tokens: list[tuple[str, bool]]) -> None:
    parts: list[list[tuple[str, bool]]] = []
    for token in tokens:
        if token in [("=", True), ("~", True)]:
            parts.append([])
        if parts:
            parts[-1].append(token)
        else:
            assert token[0].isspace(), f"text before the first answer: {token[0]!r}"
    hash_sign = ("#", True)
    ends = [i for i in range(len(parts[-1])) if parts[-1][i : i + 4] == [hash_sign] * 4]
    if ends:
        made.general = _text(parts[-1][ends[0] + 4 :])
        parts[-1] = parts[-1][: ends[0]]
    for mark, *rest in parts:
        cut = rest.index(hash_sign) if hash_sign in rest else len(rest)
        answer, feedback = _text(rest[:cut]), _text(rest[cut + 1 :])
        assert answer
        assert not re.match(r"%-?\d", answer), "read as a weight"
        assert answer not in made.feedback, "the same answer twice"
        (made.right if mark == ("=", True) else made.wrong).append(answer)
        made.feedback[answer] = feedback


def _text(tokens: list[tuple[str, bool]]) -> str:
    assert not any(is_mark and sign != "\\" for sign, is_mark in tokens), "a sign not escaped"
    return "".join(sign for sign, _ in tokens).strip()
