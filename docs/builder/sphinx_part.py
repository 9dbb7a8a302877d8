"""What Sphinx has to know of us: formulas, explorers on a page of text, the buttons of a page."""

from __future__ import annotations

from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from docs.builder.formulas import visit_block, visit_inline
from docs.builder.page_places import explorer_place, prediction_place
from docs.links import ROOT, binder, colab, repository


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


def add_links(app: Sphinx, pagename: str, template: str, context: Any, doctree: Any) -> None:
    """Tell the templates where a page can be run and edited, once the repository has an address."""
    address = repository()
    source = page_source(pagename)
    if "/OWNER/" in address or not source:
        return
    context["edit"] = f"{address}/edit/main/{source}"
    if pagename.startswith("notebooks/"):
        context["launch"] = {"binder": binder(address, source), "colab": colab(address, source)}


def page_source(pagename: str) -> str:
    """Return the file of the repository that a page is written in, or nothing if it is made."""
    path = f"{pagename}.ipynb" if pagename.startswith("notebooks/") else f"docs/{pagename}.md"
    return path if (ROOT / path).is_file() else ""


def setup(app: Sphinx) -> dict[str, Any]:
    """Tell Sphinx."""
    app.add_html_math_renderer("mathml", (visit_inline, None), (visit_block, None))
    app.connect("html-page-context", add_links)
    app.add_directive("explorer", ExplorerDirective)
    app.add_directive("prediction", PredictionDirective)
    # Another number when a place is written otherwise: all pages are read again then.
    return {"env_version": 2, "parallel_read_safe": True, "parallel_write_safe": True}
