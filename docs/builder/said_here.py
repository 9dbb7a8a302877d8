"""What a text says in the notebook, and what it says on the site, where no cell is run."""

from __future__ import annotations

import re

TWO_WAYS = re.compile(r"<!-- in the notebook -->(.*?)<!-- on the site:(.*?)-->", re.DOTALL)
"""Both stand in the notebook, where a comment is not shown."""


def said_here(text: str) -> str:
    """Return what a text says on the site.

    >>> said_here("See. <!-- in the notebook -->Run it.<!-- on the site: Open it. --> Go on.")
    'See. Open it. Go on.'
    """
    return TWO_WAYS.sub(lambda found: found[2].strip(), text).strip()
