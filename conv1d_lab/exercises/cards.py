"""Small cards: HTML in a notebook, plain text everywhere else."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from importlib.resources import files
from typing import TypeAlias

ICONS = {
    "correct": "✓",
    "not yet": "↻",
    "not attempted": "…",
    "hint": "?",
    "solution": "=",
    "progress": "▸",
}
# Okabe-Ito's green, vermilion and blue, darkened until white on them can be read.
COLOURS = {
    "correct": "#007d5a",
    "not yet": "#b84d00",
    "hint": "#0069a3",
    "solution": "#0069a3",
    "progress": "#0069a3",
    "not attempted": "#6b6b6b",
}
CSS = files("conv1d_lab").joinpath("static", "css", "cards.css").read_text("utf-8")


@dataclass(frozen=True)
class Text:
    """A paragraph; `this` is code."""

    content: str

    def plain(self) -> str:
        """Return the paragraph as it stands."""
        return self.content

    def html(self) -> str:
        """Return a paragraph."""
        return f"<p>{inline(self.content)}</p>"


@dataclass(frozen=True)
class Code:
    """Lines of code."""

    content: str

    def plain(self) -> str:
        """Return the lines indented."""
        return "\n".join("    " + line for line in self.content.split("\n"))

    def html(self) -> str:
        """Return a block."""
        return f"<pre>{escape(self.content)}</pre>"


@dataclass(frozen=True)
class Sides:
    """Two or more things side by side, each with a label; >this< is marked as different."""

    columns: Sequence[tuple[str, str]]

    def plain(self) -> str:
        """Return one below the other, aligned."""
        width = max(len(label) for label, _ in self.columns) + 2
        lines = []
        for label, content in self.columns:
            first, *rest = content.split("\n")
            lines.append(f"{label + ':':<{width}}{first}")
            lines += [(" " * width + line).rstrip() for line in rest]
        return "\n".join(lines)

    def html(self) -> str:
        """Return columns that wrap where it is narrow."""
        cells = "".join(
            f"<div><span>{escape(label)}</span><pre>{_marked(content)}</pre></div>"
            for label, content in self.columns
        )
        return f'<div class="c1d-sides">{cells}</div>'


@dataclass(frozen=True)
class Table:
    """Rows under column heads."""

    head: Sequence[str]
    rows: Sequence[Sequence[str]]

    def plain(self) -> str:
        """Return columns of equal width."""
        widths = [max(map(len, column)) for column in zip(self.head, *self.rows, strict=True)]
        lines = [
            "  ".join(f"{cell:<{width}}" for cell, width in zip(row, widths, strict=True)).rstrip()
            for row in [self.head, *self.rows]
        ]
        return "\n".join(lines)

    def html(self) -> str:
        """Return a table."""
        head = "".join(f'<th scope="col">{inline(cell)}</th>' for cell in self.head)
        rows = "".join(
            "<tr>" + "".join(f"<td>{inline(cell)}</td>" for cell in row) + "</tr>"
            for row in self.rows
        )
        table = f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"
        return f'<div class="c1d-wide">{table}</div>'


Part: TypeAlias = Text | Code | Sides | Table


@dataclass(frozen=True, eq=False)
class Card:
    """A word on the outcome, what it is about, and what helps."""

    outcome: str
    """"correct", "not yet", "not attempted", "hint", "solution" or "progress"."""
    heading: str
    about: str = ""
    parts: tuple[Part, ...] = ()

    def __str__(self) -> str:
        about = f" ({self.about})" if self.about else ""
        head = f"{ICONS[self.outcome]} {self.heading}{about}"
        return "\n\n".join([head, *(part.plain() for part in self.parts)])

    def __repr__(self) -> str:
        return str(self)

    def _repr_html_(self) -> str:
        icon = f'<span class="c1d-icon" aria-hidden="true">{ICONS[self.outcome]}</span>'
        about = f'<span class="c1d-of">{inline(self.about)}</span>' if self.about else ""
        head = f'<div class="c1d-head">{icon}<span>{inline(self.heading)}</span>{about}</div>'
        body = "".join(part.html() for part in self.parts)
        style = f"--c1d-c:{COLOURS[self.outcome]}"
        return f'<style>{CSS}</style><div class="conv1d-card" style="{style}">{head}{body}</div>'


def inline(text: str) -> str:
    """Return a text as HTML; `this` is code and **this** is bold."""
    parts = re.split(r"(`[^`]+`)", escape(text, quote=False))
    return "".join(
        f"<code>{part[1:-1]}</code>"
        if part.startswith("`")
        else re.sub(r"\*\*([^*]+)\*\*", r"<b>\1</b>", part)
        for part in parts
    )


def _marked(text: str) -> str:
    space = "" if text.startswith("(") else " "  # where unmarked cells have one, too
    mark = rf"{space}<mark>\1</mark>{space}"
    return re.sub(r"&gt;(\S+?)&lt;", mark, escape(text, quote=False))
