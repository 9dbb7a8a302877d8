"""What every explorer can do: stand in a page of its own."""

from __future__ import annotations

from pathlib import Path
from typing import Any, ClassVar

import traitlets

from conv1d_lab.explorer.in_notebook import NotebookWidget
from conv1d_lab.explorer.page import write_page
from conv1d_lab.static_files import read


class SavedWidget(NotebookWidget):
    """A widget whose picture and state can be taken along."""

    _export = traitlets.Bool(False)
    _way_back: ClassVar[str] = read("html/back.html")

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

    def _is_exported(self) -> bool:
        return self._export
