"""A picture on a page of the site: a file, with an alt text of its own."""

from __future__ import annotations

from typing import Any

import nbformat

from conv1d_lab import article, draw
from docs.builder.notebook_page import page_of


def test_a_picture_is_a_file_that_says_what_it_shows() -> None:
    v4: Any = nbformat.v4
    data, metadata = draw(article.layer(), article.x())._repr_mimebundle_()
    shown = v4.new_output("display_data", metadata=metadata, data=data | {"image/png": "iVBORw0="})
    notebook = v4.new_notebook(cells=[v4.new_code_cell("draw(...)", outputs=[shown])])
    cell = page_of("01_the_formula", notebook).cells[0]
    assert cell.metadata["mystnb"]["image"]["alt"] == metadata["image/png"]["alt"]
    assert set(cell.outputs[0].data) == {"image/png", "text/plain"}
