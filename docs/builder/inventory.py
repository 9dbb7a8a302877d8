"""The page of the inventory: docs/inventory.md, both forms to answer, and the key."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from conv1d_lab.exercises.inventory import FORMS, Item, items
from conv1d_lab.exercises.misconceptions import all_misconceptions
from docs.builder.answers import inventory_place
from docs.builder.misconceptions import anchor, plain
from docs.builder.places_asked import address_of, title_of

INTRODUCTION = Path(__file__).resolve().parents[1] / "inventory.md"
NOTEBOOK = re.compile(r"\d\d_\w+")


def inventory_page() -> str:
    """Return the whole page."""
    parts = [INTRODUCTION.read_text("utf-8").rstrip()]
    for form in FORMS:
        parts += [f"## Form {form}", inventory_place(form)]
    parts += ["## The key", "For those who teach: what each wrong choice comes from."]
    parts += ["<details><summary>Show the key</summary>", "\n".join(_key()), "</details>"]
    return "\n\n".join(parts) + "\n"


def _key() -> Iterator[str]:
    yield "| Question | A wrong choice | The belief behind it | Read again |\n|---|---|---|---|"
    beliefs = {each.id: each.belief for each in all_misconceptions()}
    for item in items():
        for number, choice in enumerate(c for c in item.choices if not c.is_right):
            title = f"{item.title} (`{item.id}`)" if not number else ""
            belief = f"[{plain(beliefs[choice.belief])}](#{anchor(choice.belief)})"
            again = _read_again(item) if not number else ""
            yield f"| {title} | {plain(choice.said)} | {belief} | {again} |"


def _read_again(item: Item) -> str:
    return NOTEBOOK.sub(
        lambda name: f"[{title_of(name[0])}]({address_of(name[0])})", item.read_again
    )
