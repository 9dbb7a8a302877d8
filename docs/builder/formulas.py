"""Formulas as MathML: the browser draws them, and nothing is loaded for it."""

from __future__ import annotations

from html import escape
from typing import Any

from latex2mathml.converter import convert


def mathml(tex: str, *, block: bool) -> str:
    """Return a formula in TeX as MathML."""
    made = convert(tex, display="block" if block else "inline")
    return str(made).replace("<math ", f'<math alttext="{escape(tex.strip())}" ', 1)


def visit_inline(self: Any, node: Any) -> None:
    """Write a formula in a line."""
    from docutils import nodes

    self.body.append(mathml(node.astext(), block=False))
    raise nodes.SkipNode


def visit_block(self: Any, node: Any) -> None:
    """Write a formula that stands alone, in a box that scrolls where it is too wide."""
    from docutils import nodes

    formula = mathml(node.astext(), block=True)
    # Not the class "math": the theme would align it to the right and cut it.
    self.body.append(f'<div class="conv1d-formula" tabindex="0">{formula}</div>')
    raise nodes.SkipNode
