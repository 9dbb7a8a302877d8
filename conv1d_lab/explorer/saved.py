"""What every explorer can do: stand in a page of its own, and in a notebook that is exported."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import anywidget
import traitlets

from conv1d_lab.explorer.page import write_page
from conv1d_lab.static_files import read

EXPORT = "CONV1D_LAB_EXPORT"
"""The environment variable that keeps explorers and predictions alive in an exported notebook."""


def exports() -> bool:
    """Tell whether what is shown is to stay alive in an exported notebook."""
    return os.environ.get(EXPORT, "0") not in ("", "0")


class SavedWidget(anywidget.AnyWidget):
    """A widget whose picture and state can be taken along."""

    _export = traitlets.Bool(False)

    def html(self) -> str:
        """Return it as it stands as HTML for a page of one's own."""
        raise NotImplementedError

    def page_html(self, title: str = "") -> str:
        """Return it as it stands as one HTML page that needs no Jupyter and no network."""
        raise NotImplementedError

    def save(self, path: str | Path, title: str | None = None) -> Path:
        """Write the explorer as it stands as one HTML page that needs no Jupyter and no network.

        Parameters
        ----------
        path : str or Path
            Where to; a file that is there is replaced.
        title : str, default None
            The heading of the page.

        Returns
        -------
        Path
            The path.

        Raises
        ------
        ValueError
            Unless the path ends in .html or .htm: browsers show other files as text.
        """
        return write_page(path, lambda: self.page_html(*([] if title is None else [title])))

    def _page_state(self) -> dict[str, Any]:
        """Collect what the view starts from."""
        raise NotImplementedError

    def _text(self) -> str:
        """Say what is on the screen."""
        raise NotImplementedError

    def _still(self) -> str:
        """Return the HTML that stands where no JavaScript runs."""
        return f"<p>{self._text()}</p>"

    def _repr_mimebundle_(self, **kwargs: Any) -> tuple[dict[str, Any], dict[str, Any]]:
        """Add what a front end without widgets shows; ``export`` shows nothing else.

        A view beside it would win in a saved notebook, and is blank there or an error.
        """
        if self._export:
            return {"text/plain": self._text(), "text/html": self.html()}, {}
        data, metadata = super()._repr_mimebundle_(**kwargs) or ({}, {})
        html = self._still() + read("html/back.html")
        return {**data, "text/plain": self._text(), "text/html": html}, metadata
