"""What every explorer of a chain can do: stand in a page of its own, or in somebody else's."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import anywidget
import traitlets

from conv1d_lab.explorer.module import joined, style
from conv1d_lab.explorer.page import chain_fragment_html, chain_page_html, write_page
from conv1d_lab.static_files import read


class SavedChain(anywidget.AnyWidget):
    """A widget whose picture and state can be taken along."""

    _esm = joined("chain_jupyter.js")
    _css = style("explorer/chain", "explorer/stack")
    _title = "Layers in a row"
    _export = traitlets.Bool(False)

    def html(self) -> str:
        """Return it as it stands as HTML for a page of your own: one ``<div>``.

        It brings all that it needs. Without JavaScript it is a sentence.
        """
        return chain_fragment_html(self._page_state(), f"<p>{self._text()}</p>")

    def page_html(self, title: str | None = None) -> str:
        """Return it as it stands as one HTML page that needs no Jupyter and no network.

        Raises TypeError unless title is a string.
        """
        wanted = self._title if title is None else title
        return chain_page_html(self._page_state(), self._text(), wanted)

    def save(self, path: str | Path, title: str | None = None) -> Path:
        """Write that page to a file that ends in .html or .htm; a file that is there is replaced.

        Raises ValueError for another ending.
        """
        return write_page(path, lambda: self.page_html(title))

    def _page_state(self) -> dict[str, Any]:
        """Collect what the view starts from."""
        raise NotImplementedError

    def _text(self) -> str:
        """Say what is on the screen."""
        raise NotImplementedError

    def __repr__(self) -> str:
        return f"<{type(self).__name__}: {self._text()}>"

    def _repr_mimebundle_(self, **kwargs: Any) -> tuple[dict[str, Any], dict[str, Any]]:
        """Add what a front end without widgets shows; ``export`` shows nothing else."""
        if self._export:
            return {"text/plain": self._text(), "text/html": self.html()}, {}
        data, metadata = super()._repr_mimebundle_(**kwargs) or ({}, {})
        html = f"<p>{self._text()}</p>" + read("html/back.html")
        return {**data, "text/plain": self._text(), "text/html": html}, metadata
