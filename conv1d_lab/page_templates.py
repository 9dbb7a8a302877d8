"""Pages made from the templates of static/html: nothing in them is HTML unless a filter says so."""

from __future__ import annotations

from collections.abc import Callable

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from conv1d_lab.static_files import STATIC


def templates(folder: str, **filters: Callable[..., object]) -> Environment:
    """Read the templates of static/html/``folder``, which may use ``filters``."""
    made = Environment(
        loader=FileSystemLoader(STATIC / "html" / folder),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    made.filters.update(filters)
    return made
