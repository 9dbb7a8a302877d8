"""The pages that are written from the package's own objects, as Markdown."""

from __future__ import annotations

from collections.abc import Callable

from docs.builder.inventory import inventory_page
from docs.builder.misconceptions import misconceptions_page
from docs.builder.teachers import teachers_page

PAGES: dict[str, Callable[[], str]] = {
    "inventory": inventory_page,
    "misconceptions": misconceptions_page,
    "teachers": teachers_page,
}
"""The name of each page, as "misconceptions", and what returns its text."""
