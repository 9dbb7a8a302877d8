"""What Sphinx has to know of us: formulas, explorers on a page of text, the buttons of a page."""

from __future__ import annotations

from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from docs.builder.formulas import visit_block, visit_inline
from docs.builder.page_places import explorer_place, prediction_place


class ExplorerDirective(SphinxDirective):
    """An explorer on a page of text: the content is the Python that makes it."""

    has_content = True
    option_spec = {"autoplay": lambda _: True}  # noqa: RUF012

    def run(self) -> list[nodes.Node]:
        """Make it, and put its place here."""
        html = explorer_place("\n".join(self.content), autoplay="autoplay" in self.options)
        return [nodes.raw("", html, format="html")]


class PredictionDirective(SphinxDirective):
    """A prediction's card on a page of text."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        """Put its place here."""
        return [nodes.raw("", prediction_place(self.arguments[0]), format="html")]


def setup(app: Sphinx) -> dict[str, Any]:
    """Tell Sphinx."""
    app.add_html_math_renderer("mathml", (visit_inline, None), (visit_block, None))
    app.add_directive("explorer", ExplorerDirective)
    app.add_directive("prediction", PredictionDirective)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
