"""How a number is written: decimals, every digit, whole numbers, signs, and words that count."""

from __future__ import annotations

from collections.abc import Iterable, Sequence, Sized
from typing import Any, TypeAlias

import numpy as np

DIGITS = 4
"""Decimals, as PyTorch prints them."""
WHOLE = 0
"""Decimals where every number is whole: 3, not 3.0000."""
LARGE = 1e6
"""From here on a number is written with an exponent."""
Value: TypeAlias = "np.floating[Any] | float"


def number(value: Value, digits: int | None = DIGITS) -> str:
    """``value`` with so many decimals, as PyTorch prints it; None gives every digit it has.

    A number too small or too large to read that way is written with an exponent.
    """
    if not np.isfinite(value):
        return str(float(value))
    if value == 0:
        return f"{0:.{1 if digits is None else digits}f}"  # without the sign of -0.0
    if digits is None:
        return str(value)
    size = abs(float(value))
    if 0.5 * 10.0**-digits <= size < LARGE:
        return f"{value:.{digits}f}"
    return f"{value:.{digits or DIGITS}e}"


def all_whole(*arrays: Any) -> bool:
    """Whether every number of these arrays is whole and below a million in size."""
    return all(
        bool(np.all((np.abs(array) < LARGE) & (np.trunc(array) == array))) for array in arrays
    )


def signed(terms: Sequence[str]) -> str:
    """Join numbers with plus, or with minus where one brings its own: ["1", "-2"] to "1 - 2"."""
    joined = terms[0]
    for term in terms[1:]:
        joined += f" - {term[1:]}" if term.startswith("-") else f" + {term}"
    return joined


def plural(word: str, items: Sized | int) -> str:
    """``word``, or "words" unless there is exactly one of ``items``."""
    count = items if isinstance(items, int) else len(items)
    return word if count == 1 else f"{word}s"


def joined(items: Iterable[object]) -> str:
    """Write 1, 2 and 3."""
    *names, last = (str(item) for item in items)
    return f"{', '.join(names)} and {last}" if names else last
