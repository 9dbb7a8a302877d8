"""The catalogue of misconceptions as one page to print, and how to cite it."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version
from itertools import groupby

from conv1d_lab.exercises.misconceptions import all_misconceptions
from conv1d_lab.teaching.rendered import page


def catalogue_page() -> str:
    """Return every belief with its wrong answers, what helps, and the name it is cited by."""
    found = all_misconceptions()
    sets = [(name, list(beliefs)) for name, beliefs in groupby(found, lambda each: each.notebook)]
    return page("misconceptions", "Misconceptions about Conv1d", sets=sets, version=own_version())


def own_version() -> str:
    """Return the version of this package, "" where it runs from its sources."""
    try:
        return version("conv1d_lab")
    except PackageNotFoundError:
        return ""
