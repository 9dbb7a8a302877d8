"""Worksheets to print, one for each notebook, and their answers on sheets apart."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import Any

from conv1d_lab.exercises.catalogue import all_predictions
from conv1d_lab.teaching.asked import Asked, of_prediction, values
from conv1d_lab.teaching.rendered import page


def worksheets(number: int | None = None) -> Iterator[tuple[str, str]]:
    """Yield the sheets and their answers, as (file name, page)."""
    predicted = {asked.id for asked in all_predictions()}
    everything = [*map(of_prediction, all_predictions()), *values(number)]
    everything.sort(key=lambda asked: asked.notebook)
    sheets: list[tuple[str, list[Asked]]] = [
        (name, list(asked)) for name, asked in groupby(everything, lambda asked: asked.notebook)
    ]
    given: dict[str, Any] = {"sheets": sheets, "predicted": predicted}
    yield "worksheets.html", page("worksheets", "Worksheets", answers=False, **given)
    yield (
        "worksheets_answers.html",
        page("worksheets", "Worksheets: answers", answers=True, **given),
    )
