"""Lessons take the minutes that the notebooks themselves say."""

from __future__ import annotations

import re

from conv1d_lab.teaching.lesson import lesson, script
from tools.notebook_files import read

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


def test_the_minutes_of_the_lesson_are_the_notebooks_own() -> None:
    assert sum(step.minutes for step in lesson()) == 90
    for step in lesson():
        if step.notebook:
            assert step.minutes == minutes_of(step.notebook)[step.part], step.title
    assert f"<td>{90}</td><td></td><td>End</td>" in script()


def test_three_lessons_take_ninety_minutes_each() -> None:
    for parts in LESSONS:
        assert 80 <= sum(minutes_of(name)[part] for name, part in parts) <= 90
