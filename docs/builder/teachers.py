"""The page for teachers: docs/teachers.md, with the lesson's table, and three more."""

from __future__ import annotations

import re
from pathlib import Path

from conv1d_lab.teaching.lesson import Step, timed
from tools.notebook_files import read

TEXT = Path(__file__).resolve().parents[1] / "teachers.md"
TIME = re.compile(r"\*\*Time:\*\* about (\d+) minutes, and (\d+) more for the exercises\.")
HALF = re.compile(r"The first half, [^.]*, takes about (\d+)\.")
LESSONS = (
    (
        ("00_start_here", "lesson"),
        ("00_start_here", "exercises"),
        ("01_the_formula", "lesson"),
        ("01_the_formula", "exercises"),
        ("02_the_worked_example", "lesson"),
        ("02_the_worked_example", "exercises"),
    ),
    (
        ("03_sliding_the_kernel", "lesson"),
        ("03_sliding_the_kernel", "exercises"),
        ("04_channels_and_groups", "first half"),
    ),
    (
        ("04_channels_and_groups", "second half"),
        ("04_channels_and_groups", "exercises"),
        ("05_which_axis_is_time", "lesson"),
        ("06_stride_padding_dilation", "lesson"),
    ),
)
"""What fits into three lessons of 90 minutes each, by the notebooks' own times."""


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


def minutes_of(notebook: str) -> dict[str, int]:
    """Return how long the parts of a notebook take, as its first cell says."""
    first = read(notebook).cells[0].source
    times = TIME.search(first)
    assert times, f"{notebook} says no time"
    minutes = {"lesson": int(times[1]), "exercises": int(times[2])}
    if half := HALF.search(first):
        minutes["first half"] = int(half[1])
        minutes["second half"] = minutes["lesson"] - minutes["first half"]
    return minutes
