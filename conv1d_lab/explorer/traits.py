"""What a trait of the explorer may hold; each check names the trait, the value and the way out."""

from __future__ import annotations

from collections.abc import Callable
from numbers import Real
from typing import Any

import numpy as np
import traitlets

from conv1d_lab.arithmetic import Array
from conv1d_lab.checks import integer

SPEEDS = (1.0, 30.0)


class RefusedError(traitlets.TraitError, ValueError):
    """A value that this layer and this input cannot have; everything stays as it was."""


class Checked(traitlets.TraitType[Any, Any]):
    """A trait with one check, ``check(name, value)``, that returns the value to keep.

    No echo: it could arrive after the next step of a drag, and the picture would jump back.
    """

    def __init__(self, default: Any, check: Callable[[str, Any], Any], **metadata: Any) -> None:
        super().__init__(default)
        self.check = check
        self.tag(sync=True, echo_update=False, **metadata)

    def validate(self, obj: Any, value: Any) -> Any:
        """Keep what the check returns, or raise RefusedError."""
        try:
            return self.check(self.name or "value", value)
        except (TypeError, ValueError) as error:
            raise RefusedError(str(error)) from None


def whole(minimum: int, default: int) -> Checked:
    """Make a trait for an integer no less than ``minimum``."""
    return Checked(default, lambda name, value: integer(name, value, minimum))


def tensor(*shape: int, optional: bool = False) -> Checked:
    """float32 numbers, sent as bytes with their shape; kept read-only, so no edit is missed."""

    def check(name: str, value: Any) -> Array | None:
        return None if optional and value is None else _frozen(name, value)

    return Checked(
        np.zeros(shape, np.float32),
        check,
        to_json=lambda value, widget: packed(value),
        from_json=lambda value, widget: unpacked(value),
    )


def _frozen(name: str, value: Any) -> Array:
    own = isinstance(value, np.ndarray) and value.base is None and not value.flags.writeable
    if own and value.dtype == np.float32:
        return value  # type: ignore[no-any-return]
    values = value.detach().cpu() if hasattr(value, "detach") else value
    got = type(value).__name__ + (f" of {value.dtype}" if hasattr(value, "dtype") else "")
    expected = f"{name} must hold real numbers of one shape; got {got}"
    try:
        real = values if hasattr(values, "is_complex") else np.asarray(values)
        if real.is_complex() if hasattr(real, "is_complex") else real.dtype.kind not in "fiub":
            raise TypeError(expected)
        with np.errstate(over="ignore"):  # too large for float32: inf, as tensor.float() makes it
            read: Any = real
            if hasattr(read, "numpy"):  # a tensor: NumPy has no bfloat16
                read = read.float().numpy()
            array = np.array(read, dtype=np.float32)
    except (TypeError, ValueError, RuntimeError):
        raise TypeError(expected) from None
    array.flags.writeable = False
    return array


def packed(array: Array | None) -> dict[str, Any] | None:
    """Shape and float32 bytes, as the browser gets them."""
    if array is None:
        return None
    return {"shape": list(array.shape), "data": array.astype("<f4").tobytes()}


def unpacked(message: Any) -> Any:
    """Read what ``packed`` has written, or the browser."""
    if message is None:
        return None
    return np.frombuffer(message["data"], "<f4").reshape(message["shape"])


def padding_value(name: str, value: Any) -> int | str:
    """Check what ``padding`` may be."""
    if isinstance(value, str) and value in ("same", "valid"):
        return value
    expected = 'an integer >= 0, "same" or "valid"'
    if isinstance(value, str):
        raise ValueError(f"{name} must be {expected}; got {value!r}")
    return integer(name, value, 0, expected)


def one_of(*choices: str) -> Callable[[str, Any], str]:
    """Return a check that lets only these choices pass."""

    def check(name: str, value: Any) -> str:
        if not isinstance(value, str) or value not in choices:
            raise ValueError(f"{name} must be one of {choices}; got {value!r}")
        return value

    return check


def speed_value(name: str, value: Any) -> float:
    """Check what ``speed`` may be."""
    low, high = SPEEDS
    number = isinstance(value, Real | np.number) and not isinstance(value, bool)
    if not number or not low <= value <= high:
        raise ValueError(f"{name} must be from {low:g} to {high:g} steps a second; got {value!r}")
    return float(value)
