"""The page of misconceptions: docs/misconceptions.md, and the catalogue made of the exercises."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape
from itertools import groupby
from pathlib import Path

from conv1d_lab.exercises.misconceptions import Misconception, Question, Sign, all_misconceptions
from conv1d_lab.numbers import plural
from docs.builder.places_asked import address_of, title_of

INTRODUCTION = Path(__file__).resolve().parents[1] / "misconceptions.md"
CODE = re.compile(r"(`[^`]+`)")
NOTEBOOK = re.compile(r"\d\d_\w+")


def misconceptions_page() -> str:
    """Return the whole page: the introduction, then the beliefs by notebook."""
    found = all_misconceptions()
    answers = sum(len(asked.signs) for each in found for asked in each.questions)
    introduction = INTRODUCTION.read_text("utf-8").rstrip()
    parts = [introduction, f"There are {len(found)} beliefs here, behind {answers} wrong answers."]
    for notebook, beliefs in groupby(found, lambda each: each.notebook):
        parts.append(f"## {title_of(notebook)}")
        parts += [_entry(each) for each in beliefs]
    return "\n\n".join(parts) + "\n"


def anchor(question: str) -> str:
    """Return the label at which a belief is cited, by the id of what asks for it."""
    return f"belief-{question}".replace("_", "-")


def _entry(found: Misconception) -> str:
    labels = [f"({anchor(asked.id)})=" for asked in found.questions]
    heading = f"### {plain(found.belief.removesuffix('.'))}"
    questions = ["\n\n".join(_question(found, asked)) for asked in found.questions]
    return "\n\n".join(["\n".join([*labels, heading]), *questions])


def _question(found: Misconception, asked: Question) -> Iterator[str]:
    kind = "Prediction" if asked.is_prediction else "Question" if asked.read_again else "Exercise"
    count = f"{len(asked.signs)} wrong {plural('answer', asked.signs)}"
    title = re.sub(r"`([^`]+)`", r"<code>\1</code>", escape(asked.title, quote=False))
    yield f"<details><summary><b>{kind}:</b> {title} <small>{count}</small></summary>"
    yield "\n".join(_signs(asked.signs))
    yield "\n".join(_help(asked))
    yield _where(found, asked)
    yield "</details>"


def _signs(signs: tuple[Sign, ...]) -> Iterator[str]:
    if not any(sign.answer for sign in signs):
        yield "What is said to each:\n"
        yield from (f"- {plain(sign.told)}" for sign in signs)
        return
    yield "| Answer | What is said to it |\n|---|---|"
    yield from (f"| {_cell(sign.answer)} | {_cell(sign.told)} |" for sign in signs)


def _help(asked: Question) -> Iterator[str]:
    if asked.is_prediction:
        yield f"**What helps:** {plain(asked.helps[0])}"
        return
    yield "**What helps,** from gentle to nearly the answer:\n"
    yield from (f"{number}. {plain(hint)}" for number, hint in enumerate(asked.helps, start=1))


def _where(found: Misconception, asked: Question) -> str:
    if asked.read_again:
        read_again = NOTEBOOK.sub(lambda name: _link(name[0]), asked.read_again)
        return f"**Taught in** {read_again}."
    return f"**Taught in** {_link(found.notebook, asked.id)}, asked as `{asked.id}`."


def _link(notebook: str, question: str = "") -> str:
    return f"[{title_of(notebook)}]({address_of(notebook, question)})"


def _cell(text: str) -> str:
    return plain(text).replace("|", "\\|").replace("\n", " ")


def plain(text: str) -> str:
    """Return a text as Markdown in which only `code` means something."""
    parts = CODE.split(text)
    return "".join(
        part if CODE.fullmatch(part) else re.sub(r"([\\*_<>\[\]#$~])", r"\\\1", part)
        for part in parts
    )
