"""Small cards: HTML in a notebook, plain text everywhere else."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
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
# The class stands twice in each rule, so that it wins over Jupyter's own rules for output.
STYLE = """<style>
.conv1d-card.conv1d-card{border:1px solid var(--jp-border-color2,#c8c8c8);
border-left:5px solid var(--c);border-radius:4px;padding:.6em .9em .7em;margin:.2em 0;
max-width:54em;color:var(--jp-content-font-color1,inherit);
background:var(--jp-layout-color1,transparent);
font-family:var(--jp-content-font-family,system-ui,sans-serif);font-size:14px;line-height:1.5}
.conv1d-card.conv1d-card .head{display:flex;flex-wrap:wrap;gap:.1em .6em;align-items:center;
font-weight:600}
.conv1d-card.conv1d-card .icon{flex:none;width:1.5em;height:1.5em;border-radius:50%;
background:var(--c);color:#fff;display:grid;place-items:center;font-weight:700;line-height:1}
.conv1d-card.conv1d-card .of{font-weight:400;opacity:.8}
.conv1d-card.conv1d-card p{margin:.5em 0 0}
.conv1d-card.conv1d-card :is(pre,code){font-family:var(--jp-code-font-family,monospace);
font-size:13px;line-height:1.45;color:inherit;background:var(--jp-layout-color2,rgba(128,128,128,.13));
border:0;border-radius:3px}
.conv1d-card.conv1d-card code{padding:.05em .3em;white-space:normal}
.conv1d-card.conv1d-card pre{padding:.45em .7em;margin:.5em 0 0;overflow-x:auto;white-space:pre}
.conv1d-card.conv1d-card .sides{display:flex;flex-wrap:wrap;gap:.7em;margin-top:.5em}
.conv1d-card.conv1d-card .sides>div{flex:1 1 12em;min-width:0}
.conv1d-card.conv1d-card .sides span{font-size:12px;opacity:.85}
.conv1d-card.conv1d-card .sides pre{margin-top:.1em}
.conv1d-card.conv1d-card mark{background:none;color:inherit;font-weight:700;
border-bottom:2px solid var(--c)}
.conv1d-card.conv1d-card table{border-collapse:collapse;margin:.5em 0 0;font-size:14px}
.conv1d-card.conv1d-card :is(th,td){text-align:left;vertical-align:top;padding:.25em 1.2em .25em 0;
border:0;background:none;white-space:normal;max-width:none}
.conv1d-card.conv1d-card :is(th,td):not(:last-child){white-space:nowrap}
.conv1d-card.conv1d-card :is(thead,tbody) tr:nth-child(n){background:none}
.conv1d-card.conv1d-card tbody tr:nth-child(n){border-top:1px solid var(--jp-border-color2,#c8c8c8)}
</style>"""


@dataclass(frozen=True)
class Text:
    """A paragraph; `this` is code."""

    content: str

    def plain(self) -> str:
        """Return the paragraph as it stands."""
        return self.content

    def html(self) -> str:
        """Return a paragraph."""
        return f"<p>{_inline(self.content)}</p>"


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
        return f'<div class="sides">{cells}</div>'


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
        head = "".join(f'<th scope="col">{_inline(cell)}</th>' for cell in self.head)
        rows = "".join(
            "<tr>" + "".join(f"<td>{_inline(cell)}</td>" for cell in row) + "</tr>"
            for row in self.rows
        )
        return f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"


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
        icon = f'<span class="icon" aria-hidden="true">{ICONS[self.outcome]}</span>'
        about = f'<span class="of">{_inline(self.about)}</span>' if self.about else ""
        head = f'<div class="head">{icon}<span>{_inline(self.heading)}</span>{about}</div>'
        body = "".join(part.html() for part in self.parts)
        style = f"--c:{COLOURS[self.outcome]}"
        return f'{STYLE}<div class="conv1d-card" style="{style}">{head}{body}</div>'


def _inline(text: str) -> str:
    return re.sub(r"`([^`]+)`", r"<code>\1</code>", escape(text, quote=False))


def _marked(text: str) -> str:
    space = "" if text.startswith("(") else " "  # where unmarked cells have one, too
    mark = rf"{space}<mark>\1</mark>{space}"
    return re.sub(r"&gt;(\S+?)&lt;", mark, escape(text, quote=False))
