"""The built site as files: its pages, what they load, and where their links lead."""

from __future__ import annotations

import gzip
import json
from dataclasses import dataclass, field
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

LOADED = {"script": "src", "link": "href", "img": "src", "iframe": "src", "source": "src"}
VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr"}


@dataclass
class Place:
    """A place of a page, with its state and what a reader without JavaScript sees in it."""

    kind: str
    state: Any
    fallback: str


@dataclass
class Read:
    """What stands in a page's file."""

    ids: set[str] = field(default_factory=set)
    links: list[str] = field(default_factory=list)
    loaded: list[str] = field(default_factory=list)
    formulas: list[str] = field(default_factory=list)
    places: list[Place] = field(default_factory=list)
    open_text: str = ""
    """The text of the article that is in no closed fold and no place."""


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.read = Read()
        self.stack: list[tuple[str, dict[str, str]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if "id" in given:
            self.read.ids.add(given["id"])
        if tag == "a" and "href" in given:
            self.read.links.append(given["href"])
        if tag in LOADED and LOADED[tag] in given:
            self.read.loaded.append(given[LOADED[tag]])
        if tag == "math":
            self.read.formulas.append(given["alttext"])
        if "data-kind" in given:
            self.read.places.append(Place(given["data-kind"], None, ""))
        if tag not in VOID:
            self.stack.append((tag, given))

    def handle_endtag(self, tag: str) -> None:
        while self.stack and self.stack.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        tags = [tag for tag, _ in self.stack]
        in_place = any("data-kind" in given for _, given in self.stack)
        if in_place and tags[-1] == "script":
            self.read.places[-1].state = json.loads(data)
        elif in_place:
            self.read.places[-1].fallback += data
        elif "article" in tags and not {"script", "style"} & set(tags) and not self._is_folded():
            self.read.open_text += data

    def _is_folded(self) -> bool:
        return any(tag == "details" and "open" not in given for tag, given in self.stack)


class Site:
    """A built site."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.pages = sorted(path for path in folder.rglob("*.html"))

    @property
    def names(self) -> list[str]:
        """Each page as its address below the first page."""
        return [page.relative_to(self.folder).as_posix() for page in self.pages]

    def page(self, name: str) -> Read:
        """What stands in a page, as "index.html"."""
        return _read(self.folder / name)

    def target(self, page: Path, link: str) -> tuple[Path, str]:
        """The file that a link of a page leads to, and the id in it."""
        parts = urlsplit(link)
        path = (page.parent / unquote(parts.path)).resolve() if parts.path else page
        return (path / "index.html" if path.is_dir() else path), unquote(parts.fragment)

    def weight(self, name: str) -> int:
        """What a page weighs on its way, as it is sent: all but its pictures."""
        page = self.folder / name
        files = {self.target(page, one)[0] for one in self.page(name).loaded}
        text = {file for file in files if file.suffix in (".js", ".css")}
        return sum(len(gzip.compress(file.read_bytes(), 6)) for file in {page, *text})


@cache
def _read(path: Path) -> Read:
    reader = _Reader()
    reader.feed(path.read_text("utf-8"))
    return reader.read
