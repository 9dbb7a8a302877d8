"""What Sphinx has to know to make the reference of our docstrings."""

from __future__ import annotations

from typing import Any

from sphinx.application import Sphinx

SETTINGS = {
    "autodoc_typehints": "none",  # the docstrings say it in the words of the field
    "add_module_names": False,
    "napoleon_google_docstring": False,
    "napoleon_use_rtype": False,
}


def keep_whole(
    app: Sphinx, what: str, name: str, obj: object, options: object, lines: list[str]
) -> None:
    """Keep a colon in what is said of an attribute.

    numpydoc's reader takes the words before it for the type, unless there are none.
    """
    if what in ("attribute", "data", "property") and lines:
        lines[0] = f": {lines[0]}"


def setup(app: Sphinx) -> dict[str, Any]:
    """Tell Sphinx."""
    for extension in ("sphinx.ext.autodoc", "sphinx.ext.napoleon"):
        app.setup_extension(extension)
    for name, value in SETTINGS.items():
        app.config[name] = value
    app.connect("autodoc-process-docstring", keep_whole, priority=400)  # napoleon comes at 500
    return {"parallel_read_safe": True, "parallel_write_safe": True}
