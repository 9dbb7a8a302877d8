"""The page for teachers: docs/teachers.md, with the lesson's table, and three more."""

from __future__ import annotations

from pathlib import Path

from conv1d_lab.teaching.lesson import Step, timed

TEXT = Path(__file__).resolve().parents[1] / "teachers.md"


def teachers_page() -> str:
    """Return the whole page."""
    return TEXT.read_text("utf-8").replace("{{lesson}}", table())


def table() -> str:
    """Return the steps of the lesson in short, as a table in Markdown."""
    rows = [
        f"| {start} | {step.minutes} | {_linked(step)} | {step.do} |" for start, step in timed()
    ]
    return "\n".join(["| From | Minutes | What | What they do |", "|---|---|---|---|", *rows])


def _linked(step: Step) -> str:
    if not step.notebook:
        return step.title
    return f"[{step.title}](/notebooks/{step.notebook}.ipynb)"
