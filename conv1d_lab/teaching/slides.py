"""Slides for the lesson: one question a slide, voted on twice, then answered."""

from __future__ import annotations

from dataclasses import replace

from conv1d_lab.teaching.asked import LETTERS, Asked
from conv1d_lab.teaching.lesson import timed
from conv1d_lab.teaching.rendered import page

MOST = 5
"""A hand has five fingers to vote with."""


def slides(number: int | None = None) -> str:
    """Return the slides as one page: no network, and the keyboard is enough."""
    asked = [
        (start, step, at_most_five(question))
        for start, step in timed()
        for question in step.questions(number)
    ]
    title = "Conv1d: what do you think?"
    return page("slides", title, sheet="slides", script="slides.js", asked=asked)


def at_most_five(asked: Asked) -> Asked:
    """Leave the right choice and the first wrong ones, as many as can be voted on."""
    kept = [*asked.wrong[: MOST - 1], asked.right]
    chosen = [choice for choice in asked.choices if choice in kept]
    lettered = (replace(each, letter=letter) for letter, each in zip(LETTERS, chosen, strict=False))
    return replace(asked, choices=tuple(lettered))
