"""How a value differs from the one expected: type, dtype, dimensions, shape, value, in that order.

Shapes are compared exactly, nothing is broadcast. A torch tensor, a NumPy array and a Python number
that mean the same are the same.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np

from conv1d_lab.arithmetic import Array

QUOTED = " Leave out the quotation marks, or `str(...)`."
KINDS = {"b": "bool", "i": "integer", "u": "integer", "f": "floating", "c": "complex"}


@dataclass(frozen=True)
class Finding:
    """The first thing that is wrong."""

    stage: str
    """"type", "dtype", "dimensions", "shape", "value", or "exception" before all of them."""
    message: str
    where: tuple[int, ...] | None = None
    """The first element that differs."""


def compare(expected: Any, got: Any, tolerance: float) -> Finding | None:
    """Return what is wrong with ``got``, or None."""
    if isinstance(expected, tuple):
        return _compare_tuple(expected, got)
    wanted = as_array(expected)
    assert wanted is not None
    array = as_array(got)
    if array is None:
        return Finding("type", _wrong_type(wanted, got))
    if isinstance(got, (bool, np.bool)):
        return Finding("type", f"{got} is a yes or a no; expected {_in_words(wanted)}.")
    if wanted.ndim and not hasattr(got, "shape"):
        return Finding("type", _wrong_type(wanted, got))
    return (
        _compare_dtype(wanted, array, got)
        or _compare_shape(wanted, array)
        or _compare_values(wanted, array, tolerance)
    )


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


def _compare_tuple(expected: tuple[int, ...], got: Any) -> Finding | None:
    """Shapes and indices: whole numbers in order; a list or a torch.Size means the same."""
    want = "whole numbers, such as (0, 1, 2)"  # how many is a part of the answer
    array = as_array(got) if hasattr(got, "shape") else None
    items = list(array) if array is not None and array.ndim == 1 else got
    if not isinstance(items, (tuple, list, range)):
        advice = QUOTED if isinstance(got, str) else ""
        return Finding("type", f"Expected {want}; this is {describe(got)}.{advice}")
    for item in items:
        number = as_array(item)
        if len(items) == 1 and number is not None and number.ndim:
            return Finding(
                "type", f"Expected {want}; this is {describe(got)}. Take the array in it, by [0]."
            )
        if number is None or number.ndim or number.dtype.kind not in "iu":
            whole = without_point(item) if number is not None and not number.ndim else item
            problem = "not a whole number" if whole is item else f"a float: write {int(whole)}"
            return Finding("dtype", f"Expected {want}; {_in_short(item)} is {problem}.")
    if len(items) != len(expected):
        begun = bool(items) and [int(item) for item in items] == list(expected[: len(items)])
        few = "Right so far, but not all." if begun else "There are too few numbers."
        words = few if len(items) < len(expected) else "There are too many numbers."
        return Finding("shape", words)
    for place, (right, item) in enumerate(zip(expected, items, strict=True)):
        if right != int(item):
            return Finding("value", "Not all of these numbers are right.", (place,))
    return None


def _compare_dtype(wanted: Array, array: Array, got: Any) -> Finding | None:
    kind = KINDS[array.dtype.kind]
    if wanted.dtype.kind == "i" and kind == "floating" and without_point(got) is got:
        return Finding("dtype", f"Expected a whole number; {_in_short(got)} is not one.")
    if wanted.dtype.kind == "i" and kind != "integer":
        return Finding(
            "dtype", f"Expected a whole number (int); {_in_short(got)} is {_kind_of(array, got)}."
        )
    if wanted.dtype.kind == "f" and kind in ("complex", "bool"):
        return Finding("dtype", f"Expected real floating numbers; got {_kind_of(array, got)}.")
    if wanted.dtype.kind == "f" and wanted.ndim and kind == "integer":
        return Finding(
            "dtype",
            f"The result has dtype {array.dtype}: whole numbers, so everything behind the decimal "
            "point is cut off. Expected floating numbers.",
        )
    return None


def _compare_shape(wanted: Array, array: Array) -> Finding | None:
    if array.shape == wanted.shape:
        return None
    expected = f"shape {wanted.shape}" if wanted.ndim else "a single number"
    if array.ndim != wanted.ndim:
        return Finding(
            "dimensions",
            f"Expected {expected}, {_dimensions(wanted.ndim)}; "
            f"got shape {array.shape}, {_dimensions(array.ndim)}.",
        )
    if array.ndim > 1 and array.swapaxes(-2, -1).shape == wanted.shape:
        return Finding(
            "shape", f"Expected {expected}; got {array.shape}: the last two axes are swapped."
        )
    return Finding("shape", f"Expected {expected}; got {array.shape}.")


def _compare_values(wanted: Array, array: Array, tolerance: float) -> Finding | None:
    exact = wanted.dtype.kind in "iu"  # a count is right or wrong, however large it is
    with np.errstate(all="ignore"):
        limit = tolerance * np.maximum(1, np.abs(wanted)) * (1 + 1e-9)
        close = array == wanted if exact else np.abs(array.astype(np.float64) - wanted) <= limit
    off = ~close
    if not off.any():
        return None
    if not wanted.ndim:
        broken = "" if np.isfinite(array) else " It is not a finite number."
        return Finding("value", f"The number differs.{broken}", ())
    first = tuple(int(i) for i in np.argwhere(off)[0])
    index = ", ".join(map(str, first))
    many = f"{int(off.sum())} of {off.size} elements differ" if off.size > 1 else "It differs"
    return Finding("value", f"The shape is right. {many}; the first is [{index}].", first)


def describe(value: Any) -> str:
    """Say in a few words what a value is."""
    if value is None:
        return "None, nothing at all"
    if callable(value) and hasattr(value, "__name__"):
        return f"the function {value.__name__}"
    name = type(value).__name__
    vowel = name[0].lower() in "aeiou" or name == "ndarray"  # en-dee-array
    name = f"{'an' if vowel else 'a'} {name}"
    if isinstance(getattr(value, "shape", None), tuple) and hasattr(value, "dtype"):
        return f"{name} of shape {tuple(value.shape)} and dtype {value.dtype}"
    return f"{name}: {_in_short(value)}"


def _wrong_type(wanted: Array, got: Any) -> str:
    advice = ""
    if isinstance(got, (list, tuple)) and wanted.ndim and _makes_an_array(got):
        advice = " np.array(...) makes an array of it."
    if isinstance(got, str):
        advice = QUOTED
    if got is None:
        advice = " Does the function end with a `return`?"
    return f"Expected {_in_words(wanted)}; this is {describe(got)}.{advice}"


def _makes_an_array(items: list[Any] | tuple[Any, ...]) -> bool:
    try:
        return np.array(items).dtype.kind in KINDS
    except Exception:  # rows of different lengths, or items that are no numbers
        return False


def _in_words(wanted: Array) -> str:
    if wanted.ndim:
        return f"an array of shape {wanted.shape}"
    return "a whole number" if wanted.dtype.kind == "i" else "a number"


def _kind_of(array: Array, got: Any) -> str:
    if isinstance(got, float):
        return "a float (`/` and np.floor give one; `//` and int(...) do not)"
    return f"{KINDS[array.dtype.kind]} ({array.dtype})"


def _dimensions(count: int) -> str:
    return f"{count} dimension" + "s" * (count != 1)


def _in_short(value: Any) -> str:
    return written(value, 60)


def written(value: Any, limit: int = 200) -> str:
    """Write a value of the learner's, whatever it is, in so many characters at most."""
    try:
        return cut(repr(value), limit)
    except Exception:  # a learner's own class may have a broken repr
        return f"a {type(value).__name__}"


def cut(text: str, limit: int) -> str:
    """Leave out the end of a text that is too long."""
    return text if len(text) <= limit else text[: limit - 4] + " ..."
