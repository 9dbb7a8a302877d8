"""What a notebook keeps of a widget: HTML beside the view, or instead of it in an export.

A box of ipywidgets keeps nothing but one line about what it holds, and is asked to do the same.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from typing import Any, ClassVar, TypeAlias

import anywidget
import ipywidgets
from IPython import get_ipython

EXPORT = "CONV1D_LAB_EXPORT"
"""The environment variable that keeps explorers and predictions alive in an exported notebook."""

Bundle: TypeAlias = tuple[dict[str, Any], dict[str, Any]]
"""What is shown, by MIME type, and its metadata."""


def exports() -> bool:
    """Tell whether what is shown is to stay alive in an exported notebook."""
    return os.environ.get(EXPORT, "0") not in ("", "0")


class NotebookWidget(anywidget.AnyWidget):
    """A widget that a notebook keeps as HTML, too."""

    _way_back: ClassVar[str] = ""
    """HTML that says, where nothing moves, what helps."""

    def __init__(self, **traits: Any) -> None:
        super().__init__(**traits)
        show_in_boxes()

    def html(self) -> str:
        """Return it as HTML that lives by itself."""
        raise NotImplementedError

    def _text(self) -> str:
        """Say what is on the screen."""
        raise NotImplementedError

    def _still(self) -> str:
        """Return the HTML that stands where no JavaScript runs."""
        return f"<p>{self._text()}</p>"

    def _is_exported(self) -> bool:
        """Tell whether it is to stay alive in an exported notebook."""
        return exports()

    def _repr_mimebundle_(self, **kwargs: Any) -> Bundle:
        return _bundle([self], super()._repr_mimebundle_(**kwargs))


def show_in_boxes() -> None:
    """Let this kernel's boxes keep what they hold, unless somebody has said how to show a box."""
    display = getattr(get_ipython(), "display_formatter", None)  # Solara's shell has none
    if display is not None and display.mimebundle_formatter.for_type(ipywidgets.Box) is None:
        display.mimebundle_formatter.for_type(ipywidgets.Box, box_bundle)


def box_bundle(box: ipywidgets.Box) -> Bundle:
    """Return what a notebook keeps of a box."""
    shown, held = box._repr_mimebundle_() or {}, list(_held(box))
    own = shown if isinstance(shown, tuple) else (shown, {})
    return _bundle(held, own) if any(isinstance(one, NotebookWidget) for one in held) else own


def _held(box: ipywidgets.Box) -> Iterator[NotebookWidget | ipywidgets.HTML]:
    result = getattr(box, "result", None)  # of ``interact``, whose child for it is still empty
    for child in [*box.children, result]:
        if isinstance(child, ipywidgets.Box):
            yield from _held(child)
        elif isinstance(child, (NotebookWidget, ipywidgets.HTML)):
            yield child


def _bundle(held: Sequence[NotebookWidget | ipywidgets.HTML], own: Bundle | None) -> Bundle:
    """Add what a front end without widgets shows; an export shows nothing else.

    A view beside it would win in a saved notebook, and is blank there or an error.
    """
    widgets = [one for one in held if isinstance(one, NotebookWidget)]
    alive = any(one._is_exported() for one in widgets)
    data, metadata = ({}, {}) if alive or own is None else own
    html = [
        one.value if isinstance(one, ipywidgets.HTML) else one.html() if alive else one._still()
        for one in held
    ]
    if not alive:
        html += dict.fromkeys(one._way_back for one in widgets)
    text = "\n\n".join(one._text() for one in widgets)
    return {**data, "text/plain": text, "text/html": "".join(html)}, metadata
