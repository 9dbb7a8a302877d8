"""The inventory on paper: both forms, each with an answer sheet, and the key."""

from __future__ import annotations

from collections.abc import Iterator

from conv1d_lab.exercises.inventory import FORMS
from conv1d_lab.exercises.misconceptions import all_misconceptions
from conv1d_lab.teaching.asked import of_form
from conv1d_lab.teaching.rendered import page


def inventory_sheets(number: int | None = None) -> Iterator[tuple[str, str]]:
    """Yield the two forms and the key, as (file name, page)."""
    forms = [(form, list(of_form(form, number))) for form in FORMS]
    for form, asked in forms:
        title = f"Conv1d: sixteen questions, form {form}"
        yield f"inventory_form_{form}.html", page("inventory", title, form=form, asked=asked)
    beliefs = {each.id: each.belief for each in all_misconceptions()}
    title = "Conv1d: the key to forms A and B"
    yield "inventory_key.html", page("inventory_key", title, forms=forms, beliefs=beliefs)
