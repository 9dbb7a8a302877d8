"""A notebook, run, as the page that Sphinx reads: living places for widgets, answers folded."""

from __future__ import annotations

import re
from copy import deepcopy
from typing import Any

from docs.builder.widget_places import holds_explorer, is_widget, widget_place

ASKS = re.compile(r"^> \*\*Predict\.\*\*|^predict\(", re.MULTILINE)
ANSWERS = re.compile(r"^<details><summary>What (came out|had to change|stayed)", re.MULTILINE)
FOLDED = '<details class="conv1d-output"><summary>See what comes out</summary>\n'


def page_of(notebook: Any) -> Any:
    """Return a copy of a notebook that was run, as a page."""
    page = deepcopy(notebook)
    page.cells = [cell for cell in page.cells if not _is_for_jupyter_only(cell)]
    asked = False
    for cell in page.cells:
        if cell.cell_type == "code":
            asks = bool(ASKS.search(cell.source))
            cell.outputs = [_living(output) for output in cell.outputs]
            if asked and not asks:
                cell.metadata.setdefault("tags", []).append("hide-output")
                asked = False
            asked = asked or asks
        else:
            asked = bool(ASKS.search(cell.source)) or (asked and not ANSWERS.search(cell.source))
    return page


def _is_for_jupyter_only(cell: Any) -> bool:
    return bool(cell.id == "colab" or cell.source.startswith("# hint("))


def _living(output: Any) -> Any:
    if not is_widget(output):
        return output
    kept = deepcopy(output)
    kept.data = {"text/html": widget_place(output)}
    kept.metadata = {"holds_explorer": holds_explorer(output)}
    return kept
