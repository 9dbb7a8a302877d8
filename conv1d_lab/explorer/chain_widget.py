"""What a chain and a stack have in common: a layer of it, and an element of its output."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import traitlets

from conv1d_lab.checks import integer
from conv1d_lab.explorer.module import joined, style
from conv1d_lab.explorer.page import chain_fragment_html, chain_page_html
from conv1d_lab.explorer.saved import SavedWidget
from conv1d_lab.explorer.traits import Checked, RefusedError, whole

LETTERS = ("n", "o", "t")


def _place(name: str, value: Any) -> tuple[int, int, int]:
    if not isinstance(value, (tuple, list)) or len(value) != 3:
        raise TypeError(f"{name} must be (n, o, t); got {value!r}")
    letters = zip(LETTERS, value, strict=True)
    n, o, t = (integer(f"{name}={value!r}: {letter}", one, 0) for letter, one in letters)
    return n, o, t


class ChainWidget(SavedWidget):
    """Layers in a row, of which one element is chosen."""

    _esm = joined("chain_jupyter.js")
    _css = style("explorer/chain", "explorer/stack")
    _title = "Layers in a row"

    layer = whole(-1, 0)
    """The layer whose output is chosen, counted from 0; -1 for x itself."""
    position = Checked((0, 0, 0), _place)
    """(n, o, t): the chosen element of that output."""

    def html(self) -> str:
        """Return it as it stands as HTML for a page of your own: one ``<div>``.

        It brings all that it needs. Without JavaScript it is a sentence.
        """
        return chain_fragment_html(self._page_state(), self._still())

    def page_html(self, title: str | None = None) -> str:
        """Return it as it stands as one HTML page that needs no Jupyter and no network.

        Raises TypeError unless title is a string.
        """
        wanted = self._title if title is None else title
        return chain_page_html(self._page_state(), self._text(), wanted)

    def _shapes(self) -> Sequence[tuple[int, ...]]:
        """Return the shape of each signal, x first, as far as there are any."""
        raise NotImplementedError

    @traitlets.validate("layer")
    def _is_there(self, proposal: Any) -> int:
        last = len(self._shapes()) - 2
        if proposal.value > last:
            raise RefusedError(
                f"layer must be an index from 0 to {last}, or -1 for x; got {proposal.value}"
            )
        return proposal.value  # type: ignore[no-any-return]

    @traitlets.validate("position")
    def _lies_inside(self, proposal: Any) -> tuple[int, int, int]:
        shape = self._shapes()[self.layer + 1]
        for letter, value, size in zip(LETTERS, proposal.value, shape, strict=True):
            if value >= size:
                raise RefusedError(
                    f"position={proposal.value!r}: {letter} must be an index from 0 to "
                    f"{size - 1}; got {value}"
                )
        return proposal.value  # type: ignore[no-any-return]

    def _nearest(self, layer: int) -> tuple[int, ...]:
        """Return the place of that layer's output that is nearest to the chosen one."""
        shape = self._shapes()[layer + 1]
        return tuple(min(i, size - 1) for i, size in zip(self.position, shape, strict=True))

    def set_state(self, sync_data: dict[str, Any]) -> None:
        """Take what the browser says, which has lists for tuples."""
        data = {k: tuple(v) if isinstance(v, list) else v for k, v in sync_data.items()}
        super().set_state(data)

    def __repr__(self) -> str:
        return f"<{type(self).__name__}: {self._text()}>"
