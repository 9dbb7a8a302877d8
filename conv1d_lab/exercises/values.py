"""A learner's value, whatever it is: as an array, and in words."""

from __future__ import annotations

import contextlib
import sys
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np

from conv1d_lab.arithmetic import Array
from conv1d_lab.checks import written
from conv1d_lab.exercises import sentences

KINDS = {"b": "bool", "i": "integer", "u": "integer", "f": "floating", "c": "complex"}


def as_array(value: Any) -> Array | None:
    """Return a number, an array or a tensor as a NumPy array of its own; None for other things."""
    torch = sys.modules.get("torch")
    if torch is not None and isinstance(value, torch.Tensor):
        try:
            tensor = value.detach().cpu().resolve_conj().resolve_neg()
            plain = tensor.float() if tensor.dtype == torch.bfloat16 else tensor
            return np.array(plain.numpy())
        except (TypeError, RuntimeError, NotImplementedError):
            return None
    if isinstance(value, (Fraction, Decimal)):
        value = float(value)
    if isinstance(value, int) and not -(2**63) <= value < 2**63:
        value = 2**63 - 1  # NumPy knows no larger one, and no answer is as large
    if isinstance(value, (bool, int, float, complex, np.ndarray, np.generic)):
        array = np.array(value)
        return array if array.dtype.kind in KINDS else None
    return None


def without_point(value: Any) -> Any:
    """Return floating numbers that stand for whole ones, such as 8.0, as those; others as is."""
    if isinstance(value, (tuple, list)):
        return [without_point(item) for item in value]
    array = as_array(value)
    if array is None or array.dtype.kind != "f" or not np.isfinite(array).all():
        return value
    whole = np.round(array)
    return whole.astype(np.int64) if np.abs(array - whole).max(initial=0) <= 1e-5 else value


def describe(value: Any) -> str:
    """Say in a few words what a value is."""
    try:
        return _described(value)
    except Exception:  # whatever is asked of an object of the learner's own may raise
        return f"a {type(value).__name__}"


def _described(value: Any) -> str:
    if value is None:
        return "None, nothing at all"
    if callable(value) and hasattr(value, "__name__"):
        return f"the function {value.__name__}"
    name = type(value).__name__
    vowel = name[0].lower() in "aeiou" or name == "ndarray"  # en-dee-array
    article = "an" if vowel else "a"
    with contextlib.suppress(Exception):  # a nested tensor has no shape to tell
        if isinstance(value.shape, tuple):
            return f"{article} {name} of shape {tuple(value.shape)} and dtype {value.dtype}"
    return sentences.WHAT.format(article=article, type=name, short=in_short(value))


def in_short(value: Any) -> str:
    """Write a value in 60 characters at most."""
    return written(value, 60)
