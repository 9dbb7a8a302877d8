"""How a value differs from the one expected: type, dtype, dimensions, shape, value, in that order.

Shapes are compared exactly, nothing is broadcast. A torch tensor, a NumPy array and a Python number
that mean the same are the same.
"""

from __future__ import annotations

import ast
import contextlib
from dataclasses import dataclass
from typing import Any

import numpy as np

from conv1d_lab.arithmetic import Array
from conv1d_lab.exercises import sentences
from conv1d_lab.exercises.values import KINDS, as_array, describe, in_short, without_point

NO_RETURN = " Does the function end with a `return`?"
NEAR, FAR = 0.05, 2.0
"""Up to so much of the right number an answer is a little off; from so much on it is far off."""


SINGLE = 5e-7
"""How far off a right number in float32 may be: it has no more digits."""


@dataclass(frozen=True)
class Finding:
    """The first thing that is wrong."""

    stage: str
    """"type", "dtype", "dimensions", "shape", "value", or "exception" before all of them."""
    message: str
    where: tuple[int, ...] | None = None
    """The first element that differs."""
    almost: bool = False
    """Whether the value is right, and only its type is not."""


def compare(expected: Any, got: Any, tolerance: float) -> Finding | None:
    """Return what is wrong with ``got``, or None."""
    finding = _compare(expected, got, tolerance)
    if finding is None or finding.stage == "value":
        return finding
    bare, problem = _unwrapped(got)
    if not problem or _compare(expected, bare, tolerance) is not None:
        return finding
    right = sentences.ALL_RIGHT if isinstance(expected, tuple) else sentences.ONE_RIGHT
    words = sentences.IN_DISGUISE.format(right=right, short=in_short(got), problem=problem)
    return Finding(finding.stage, words, almost=True)


def _unwrapped(got: Any) -> tuple[Any, str]:
    """Return the number that is meant by '8', [8] or 8.0, and what to say of its wrapping."""
    if isinstance(got, str):
        with contextlib.suppress(Exception):  # anything may be in a text
            return without_point(ast.literal_eval(got.strip())), sentences.TEXT
    if isinstance(got, (list, tuple, set, frozenset)) and len(got) == 1:
        inner = next(iter(got))
        which = "outer " if isinstance(inner, (list, tuple)) else ""
        words = sentences.BRACKETS.format(type=type(got).__name__, outer=which)
        if isinstance(got, tuple):  # a torch.Size was not written with a comma
            of_a_kind = sentences.INSIDE.format(type=type(got).__name__)
            words = sentences.LAST_COMMA if type(got) is tuple else of_a_kind
        return without_point(inner), words
    array = as_array(got)
    if array is not None and array.ndim and array.size == 1:
        return without_point(array.item()), sentences.ONE_ELEMENT
    if array is not None and array.ndim > 1 and array.size == max(array.shape):
        return without_point([*array.flat]), sentences.MORE_AXES
    bare = without_point(got)
    if bare is got:
        return got, ""
    if isinstance(got, (list, tuple)) or (array is not None and array.ndim):
        return bare, sentences.OF_FLOATS
    return bare, sentences.FLOAT_TYPE.format(whole=sentences.WHOLE)


def _compare(expected: Any, got: Any, tolerance: float) -> Finding | None:
    if isinstance(expected, tuple):
        return _compare_tuple(expected, got)
    wanted = as_array(expected)
    assert wanted is not None
    array = as_array(got)
    if array is None:
        return Finding("type", _wrong_type(wanted, got))
    if isinstance(got, (bool, np.bool)):
        words = sentences.YES_OR_NO.format(short=got, wanted=_in_words(wanted))
        return Finding("type", words)
    if wanted.ndim and not hasattr(got, "shape"):
        return Finding("type", _wrong_type(wanted, got))
    return (
        _compare_dtype(wanted, array, got)
        or _compare_shape(wanted, array)
        or _compare_values(wanted, array, tolerance)
    )


def _compare_tuple(expected: tuple[int, ...], got: Any) -> Finding | None:
    """Shapes and indices: whole numbers in order; a list or a torch.Size means the same."""
    wanted = sentences.WHOLE_NUMBERS
    array = as_array(got) if hasattr(got, "shape") else None
    items = list(array) if array is not None and array.ndim == 1 else got
    if len(expected) > 1 and getattr(got, "shape", None) == expected:
        return Finding("type", "That is the tensor itself; its shape is asked for.")
    if not isinstance(items, (tuple, list, range)):
        advice = sentences.QUOTED if isinstance(got, str) else ""
        if isinstance(got, (set, frozenset)):
            advice = sentences.UNORDERED
        if got is None:
            advice = NO_RETURN
        return Finding("type", _expected(wanted, got, advice))
    for item in items:
        number = as_array(item)
        if len(items) == 1 and number is not None and number.ndim:
            return Finding("type", _expected(wanted, got, " Take the array in it, by [0]."))
        if number is None or number.ndim or number.dtype.kind not in "iu":
            whole = without_point(item) if number is not None and not number.ndim else item
            problem = sentences.TEXT if isinstance(item, str) else sentences.ITEM_NOT_WHOLE
            if whole is not item:
                problem = sentences.ITEM_IS_FLOAT.format(number=int(whole))
            words = sentences.ITEM.format(wanted=wanted, short=in_short(item), problem=problem)
            return Finding("dtype", words)
    if len(items) != len(expected):
        begun = bool(items) and [int(item) for item in items] == list(expected[: len(items)])
        few = sentences.NOT_ALL if begun else sentences.TOO_FEW
        return Finding("shape", few if len(items) < len(expected) else sentences.TOO_MANY)
    mine = [int(item) for item in items]
    if mine == list(expected):
        return None
    words = sentences.SOME_DIFFER
    if sorted(mine) == sorted(expected):
        words = sentences.OTHER_ORDER
    elif [abs(item) for item in mine] == [abs(item) for item in expected]:
        words = sentences.OTHER_SIGNS
    place = next(i for i, right in enumerate(expected) if right != mine[i])
    return Finding("value", words, (place,))


def _compare_dtype(wanted: Array, array: Array, got: Any) -> Finding | None:
    kind = KINDS[array.dtype.kind]
    if wanted.dtype.kind == "i" and array.ndim != wanted.ndim:
        return None  # a whole tensor, where one number is asked for: that is said first
    if wanted.dtype.kind == "i" and kind == "floating" and without_point(got) is got:
        return Finding("dtype", sentences.NOT_WHOLE.format(short=in_short(got)))
    if wanted.dtype.kind == "i" and kind != "integer":
        words = sentences.NO_INT.format(short=in_short(got), kind=_kind_of(array, got))
        return Finding("dtype", words)
    if wanted.dtype.kind == "f" and kind in ("complex", "bool"):
        return Finding("dtype", f"Expected real floating numbers; got {_kind_of(array, got)}.")
    if wanted.dtype.kind == "f" and wanted.ndim and kind == "integer":
        return Finding(
            "dtype",
            f"The result has dtype {array.dtype}: whole numbers, so everything after the decimal "
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
    if array.dtype == np.float32:
        tolerance = max(tolerance, SINGLE)
    with np.errstate(all="ignore"):
        off = np.abs(array.astype(np.float64) - wanted)
        close = array == wanted if exact else off <= how_far_off(wanted, tolerance)
    close |= (array != array) & (wanted != wanted)  # two nan: a mistake gives the very same
    if close.all():
        return None
    if not wanted.ndim:
        words = sentences.IT_DIFFERS.format(how=_how_it_differs(wanted, array))
        return Finding("value", words, ())
    first = tuple(int(i) for i in np.argwhere(~close)[0])
    if close.size == 1:
        words = f"The shape is right. Its only number {_how_it_differs(wanted, array)}."
        return Finding("value", words, first)
    with np.errstate(all="ignore"):
        if (np.abs(array + wanted.astype(np.float64)) <= tolerance).all():
            return Finding("value", "The shape is right, and all signs are wrong.", first)
        ordered = np.abs(np.sort(array, axis=None) - np.sort(wanted, axis=None))
    index = ", ".join(map(str, first))
    words = f"The shape is right. {int((~close).sum())} of {close.size} elements differ"
    if (ordered <= tolerance).all():
        words = "The shape is right, and so are the numbers, but they stand in another order"
    return Finding("value", f"{words}; the first is [{index}].", first)


def how_far_off(wanted: Array, tolerance: float) -> Any:
    """Return how far off an answer may be, for each number that is wanted."""
    return tolerance * np.maximum(1, np.abs(wanted)) * (1 + 1e-9)


def _how_it_differs(wanted: Array, array: Array) -> str:
    """Say in which direction, and how far, a number is off; the right one stays unsaid."""
    right, mine = wanted.item(), array.item()
    if not np.isfinite(mine):
        return "is not a finite number"
    if right and abs(right + mine) <= 1e-9 + NEAR / 10 * abs(right):
        return sentences.WRONG_SIGN
    off = abs(mine - right)
    far = sentences.FAR_OFF if off > FAR * abs(right) else ""
    if off <= max(NEAR * abs(right), 1 if wanted.dtype.kind == "i" else 0):
        far = sentences.A_LITTLE_OFF
    way = sentences.TOO_LARGE if mine > right else sentences.TOO_SMALL
    return sentences.OFF.format(far=far, way=way)


def _wrong_type(wanted: Array, got: Any) -> str:
    advice = ""
    if isinstance(got, (list, tuple)) and wanted.ndim and _makes_an_array(got, wanted.ndim):
        of_tensors = hasattr(got[0], "detach") if got else False
        made, kind = ("torch.stack", "a tensor") if of_tensors else ("np.array", "an array")
        advice = f" {made}(...) makes {kind} of it."
    if isinstance(got, tuple) and hasattr(got, "values"):  # what torch.max(x, dim) gives
        advice = " Take the array in it, by `.values`."
    if isinstance(got, str):
        advice = sentences.QUOTED
    if not wanted.ndim and wanted.dtype.kind == "f" and _has_a_comma(got):
        advice = sentences.COMMA.format(point=f"{got[0]}.{got[1]}")
    if got is None:
        advice = NO_RETURN
    return _expected(_in_words(wanted), got, advice)


def _expected(wanted: str, got: Any, advice: str) -> str:
    return sentences.EXPECTED.format(wanted=wanted, what=describe(got), advice=advice)


def _has_a_comma(got: Any) -> bool:
    """Tell whether 0,329 was meant as one number."""
    return type(got) is tuple and [type(n) for n in got] == [int, int] and got[1] >= 0


def _makes_an_array(items: list[Any] | tuple[Any, ...], axes: int) -> bool:
    arrays = [array for array in map(as_array, items) if array is not None]
    try:
        made = np.array(arrays if len(arrays) == len(items) else items)
    except Exception:  # rows of different lengths, or items that are no numbers
        return False
    return made.dtype.kind in KINDS and made.ndim == axes


def _in_words(wanted: Array) -> str:
    if wanted.ndim:
        return f"an array of shape {wanted.shape}"
    return sentences.A_WHOLE_NUMBER if wanted.dtype.kind == "i" else sentences.A_NUMBER


def _kind_of(array: Array, got: Any) -> str:
    if isinstance(got, float):
        return sentences.FLOAT.format(whole=sentences.WHOLE)
    return f"{KINDS[array.dtype.kind]} ({array.dtype})"


def _dimensions(count: int) -> str:
    return f"{count} dimension" + "s" * (count != 1)
