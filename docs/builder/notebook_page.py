"""A notebook, run, as the page that Sphinx reads: living places for widgets, answers folded."""

from __future__ import annotations

import re
from copy import deepcopy
from typing import Any

from docs.builder.answer_cells import with_answers
from docs.builder.said_here import said_here
from docs.builder.widget_places import holds_explorer, is_widget, widget_place

ASKS = re.compile(r"^> \*\*Predict\.\*\*|^predict\(|, and a question</summary>", re.MULTILINE)
CARD = re.compile(r"predict\(.*\)")
"""A cell that is there for its card alone."""
ENDS = re.compile(r"^<details><summary>|^#", re.MULTILINE)
"""What ends the wait for an answer: its explanation, which is folded, or a new heading."""
STYLE = re.compile(r"<style>.*?</style>\s*", re.DOTALL)
ALT = "The picture that the code above draws"


def page_of(name: str, notebook: Any) -> Any:
    """Return a copy of the notebook ``name``, which was run, as a page.

    What comes out after a prediction is folded, but for an explorer: it is there to be moved.
    """
    page = deepcopy(notebook)
    page.metadata.pop("run", None)
    for cell in page.cells:
        if cell.cell_type == "markdown":
            cell.source = said_here(cell.source)
    page.cells = [cell for cell in page.cells if not _is_for_jupyter_only(cell)]
    asked = False
    for cell in page.cells:
        asks = bool(ASKS.search(cell.source))
        if cell.cell_type == "markdown":
            asked = asks or (asked and not ENDS.search(cell.source))
            continue
        gives_away = cell.outputs and not asks and not any(map(holds_explorer, cell.outputs))
        if asked and gives_away:
            cell.metadata.setdefault("tags", []).append("hide-output")
            cell.metadata["mystnb"] = {
                "code_prompt_show": "See what comes out",
                "code_prompt_hide": "What comes out",
            }
        if CARD.fullmatch(cell.source):
            cell.metadata.setdefault("tags", []).append("remove-input")
        cell.metadata.setdefault("mystnb", {})["image"] = {"alt": _alt(cell.outputs)}
        cell.outputs = [_for_a_page(output) for output in cell.outputs]
        asked = asked or asks
    page.cells = with_answers(name, page.cells)
    return page


def _is_for_jupyter_only(cell: Any) -> bool:
    tagged = "only-in-the-notebook" in cell.metadata.get("tags", [])
    return tagged or cell.id == "colab" or cell.source.startswith("# hint(")


def _alt(outputs: list[Any]) -> str:
    """Return the text for who cannot see the pictures of a cell, of which myst-nb takes one."""
    texts = [output.get("metadata", {}).get("image/png", {}).get("alt") for output in outputs]
    return ". ".join(text for text in texts if text) or ALT


def _for_a_page(output: Any) -> Any:
    """Bring a widget to life; leave the rest, but for styles: the site has them once.

    A picture becomes a file beside the page, not a part of it.
    """
    if "image/png" in output.get("data", {}):
        output.data.pop("text/html", None)
        return output
    html = widget_place(output) if is_widget(output) else output.get("data", {}).get("text/html")
    if html:
        output.data = {"text/html": STYLE.sub("", html)}
        output.metadata = {}
    return output
