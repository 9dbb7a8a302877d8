"""The script for 90 minutes, read from static/teaching/lesson.toml."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from conv1d_lab.static_files import read
from conv1d_lab.teaching.asked import Asked, find
from conv1d_lab.teaching.rendered import page


@dataclass(frozen=True)
class Stop:
    """A place where the class stops and says something."""

    at: str
    """The heading in the notebook."""
    say: str


@dataclass(frozen=True)
class Step:
    """One part of the lesson. `this` is code in the texts."""

    title: str
    minutes: int
    do: str
    """What they do."""
    project: str
    late: str
    """What to leave out where the clock is behind."""
    offline: str
    notebook: str = ""
    part: str = ""
    """Which of the minutes on the notebook's Time line: "lesson", "exercises" or "first half"."""
    ask: tuple[str, ...] = ()
    """What the slides ask here: ids of predictions, or "A biased" of the inventory."""
    answered: bool = True
    """Whether the slides have the answers, too."""
    stops: tuple[Stop, ...] = field(default=())

    def questions(self, number: int | None = None) -> tuple[Asked, ...]:
        """Return what is asked here."""
        return tuple(find(name, number) for name in self.ask)


@cache
def lesson() -> tuple[Step, ...]:
    """Return the steps of the lesson, in order."""
    found = tomllib.loads(read("teaching/lesson.toml"))
    return tuple(Step(**_step(each)) for each in found["step"])


def _step(each: dict[str, Any]) -> dict[str, Any]:
    stops = tuple(Stop(**stop) for stop in each.pop("stops", []))
    return {**each, "ask": tuple(each.get("ask", [])), "stops": stops}


def timed() -> Iterator[tuple[int, Step]]:
    """Yield each step with the minute that it begins at."""
    start = 0
    for step in lesson():
        yield start, step
        start += step.minutes


def script(number: int | None = None) -> str:
    """Return the script as a page."""
    total = sum(step.minutes for step in lesson())
    title = f"One lesson of {total} minutes"
    return page("lesson", title, steps=list(timed()), total=total, number=number)
