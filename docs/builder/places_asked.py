"""Where on the site something is asked: the notebook's page, and the heading above the question."""

from __future__ import annotations

import re
from functools import cache

from myst_parser.slugs import github_slugify, unique_slug

from conv1d_lab.exercises.catalogue import QUIZ
from tools.notebook_files import read

HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)
CODE_BLOCK = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)


@cache
def title_of(notebook: str) -> str:
    """Return the title of a notebook, as "02 · The worked example"; "The quiz" for the quiz."""
    if notebook == QUIZ:
        return "The quiz"
    return str(HEADING.findall(read(notebook).cells[0].source)[0])


def address_of(notebook: str, question: str = "") -> str:
    """Return where a notebook's page is, or a question on it, as Markdown links it."""
    page = f"/notebooks/{notebook}.ipynb"
    return f"{page}#{_headings_above(notebook)[question]}" if question else page


@cache
def _headings_above(notebook: str) -> dict[str, str]:
    """Return the anchor of the heading above each exercise and prediction, by its id."""
    slugs: set[str] = set()
    found, here = {}, ""
    for cell in read(notebook).cells:
        if cell.cell_type == "markdown":
            for heading in HEADING.findall(CODE_BLOCK.sub("", cell.source)):
                here = unique_slug(github_slugify(heading.replace("`", "")), slugs)
                slugs.add(here)
            continue
        for name in re.findall(r'\bcheck\((\w+)|\bpredict\("(\w+)"\)', cell.source):
            found["".join(name)] = here
    return found
