"""Templates of static/html/teaching, filled in: pages that need nothing else."""

from __future__ import annotations

from functools import cache
from typing import Any

from jinja2 import Environment
from markupsafe import Markup

from conv1d_lab.content_policy import content_policy
from conv1d_lab.page_templates import templates
from conv1d_lab.static_files import read, stylesheet
from conv1d_lab.teaching.html_text import blocks, inline


def page(
    template: str, title: str, *, sheet: str = "paper", script: str = "", **values: Any
) -> str:
    """Return one HTML page; its policy allows this style sheet and this script, and no request."""
    style = stylesheet("teaching/colours") + stylesheet(f"teaching/{sheet}")
    code = read(f"js/{script}") if script else ""
    return (
        _environment()
        .get_template(f"{template}.html")
        .render(
            title=title,
            style=Markup(style),
            script=Markup(code),
            policy=content_policy(style, code),
            **values,
        )
    )


@cache
def _environment() -> Environment:
    return templates(
        "teaching",
        inline=lambda text: Markup(inline(text)),
        blocks=lambda text: Markup(blocks(text)),
    )
