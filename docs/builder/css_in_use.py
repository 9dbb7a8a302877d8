"""All style sheets of the site in one, without the rules that can match nothing on it.

A quarter of 470 kB is left, so that the first explorer is alive sooner. A rule goes only if it asks
for a class or an id that stands in no page and is a word of no script.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path
from typing import Any

from tinycss2 import parse_blocks_contents, parse_stylesheet, serialize

NAMED = re.compile(r"""\b(?:class|id)=(?:"([^"]*)"|'([^']*)')""")
WORD = re.compile(r"[\w-]+")
IMPORT = re.compile(r'^@import "([^"]+)";$', re.MULTILINE)
HOLDS_RULES = ("layer", "media", "supports")
NO_RULES = ("charset", "font-face")
"""The one cannot stand in the middle; the other loads the theme's icons, which icons.py draws."""


def names_in_use(site: Path) -> set[str]:
    """Return all classes and ids of the pages of a site, and all words of its scripts."""
    names: set[str] = set()
    for page in site.rglob("*.html"):
        for groups in NAMED.findall(page.read_text("utf-8")):
            names.update(*map(str.split, groups))
    for script in site.rglob("*.js"):
        if script.name != "searchindex.js":
            names.update(WORD.findall(script.read_text("utf-8")))
    return names


def joined_sheet(paths: Iterable[Path], names: Collection[str]) -> str:
    """Return the style sheets in one, with the rules that can match where ``names`` are used."""
    return "\n".join(in_use(_read(path), names) for path in paths)


def in_use(css: str, names: Collection[str]) -> str:
    """Return a style sheet without the rules that ask for other classes and ids than ``names``."""
    return "\n".join(_kept(parse_stylesheet(css, skip_whitespace=True), names))


def _read(path: Path) -> str:
    """Read a style sheet, and those that it imports."""
    return IMPORT.sub(lambda found: _read(path.parent / found[1]), path.read_text("utf-8"))


def _kept(rules: Iterable[Any], names: Collection[str]) -> Iterator[str]:
    for rule in rules:
        if rule.type == "qualified-rule":
            asked = [part for part in _selectors(rule.prelude) if _can_match(part, names)]
            if asked:
                selector = ",".join(map(serialize, asked)).strip()
                yield f"{selector}{{{serialize(rule.content).strip()}}}"
        elif rule.type == "at-rule" and rule.lower_at_keyword in HOLDS_RULES and rule.content:
            inside = parse_blocks_contents(rule.content, skip_whitespace=True)
            if kept := "\n".join(_kept(inside, names)):
                yield f"@{rule.at_keyword}{serialize(rule.prelude)}{{\n{kept}\n}}"
        elif rule.type == "at-rule":
            yield "" if rule.lower_at_keyword in NO_RULES else rule.serialize()
        elif rule.type == "comment" and rule.value.startswith("!"):  # whose it is
            yield rule.serialize()


def _selectors(prelude: list[Any]) -> Iterator[list[Any]]:
    """Give the selectors between the commas; those inside :is() and the like stay together."""
    part: list[Any] = []
    for token in prelude:
        if token.type == "literal" and token.value == ",":
            yield part
            part = []
        else:
            part.append(token)
    yield part


def _can_match(selector: list[Any], names: Collection[str]) -> bool:
    """Tell whether all classes and ids are used that stand in no brackets."""
    for before, token in zip([None, *selector], selector, strict=False):
        is_class = token.type == "ident" and before is not None and before == "."
        if (is_class or token.type == "hash") and token.value not in names:
            return False
    return True
