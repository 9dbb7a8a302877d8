"""What a learner's function returned: an output, or what is wrong with it."""

from __future__ import annotations

import inspect
from typing import Any

import numpy as np

from conv1d_lab.arithmetic import Array
from conv1d_lab.read_back.layouts import Layout
from conv1d_lab.snapshot import Snapshot

CUTS = "which cuts the decimals off: make it with a floating dtype."
DTYPES = {
    "i": CUTS,
    "u": CUTS,
    "b": "which holds only True and False: make it with a floating dtype.",
    "c": "so it is complex: take the real part of it, with .real.",
    "O": "so it is an array of Python objects and not of numbers: make it with a floating dtype.",
}
"""What to say of an output by the kind of its dtype."""


class AnswerError(Exception):
    """The function came back with something that is no output; the message says what."""


def output(answer: Any, values: Snapshot, layout: Layout, pair: bool = False) -> Array:
    """Return what a function returned as (N, C_out, L_out).

    With ``pair`` it may be (out, cache), as functions with a conv_param return it. Raises
    AnswerError for what is no output; looked at in order: type, dtype, number of axes, shape.
    """
    if pair and isinstance(answer, tuple) and answer:
        answer = answer[0]
    array = _array(answer, layout, f"{layout.letters('out')} = {layout.shape(values.output_shape)}")
    mine, right = array.shape, layout.shape(values.output_shape)
    wanted = f"{layout.letters('out')} = {right}"
    if len(mine) != len(right) or mine[:-1] != right[:-1]:
        rest = _difference(mine, right, values)
        raise AnswerError(f"Your output has the shape {mine}, not {wanted}{rest}.")
    if mine[-1] == 0:
        raise AnswerError(f"Your output is empty: {mine}, not {wanted}.")
    # A copy: the function may write into the same array again, the next time it is called.
    return np.array(array, np.float64).reshape((1,) * (3 - len(mine)) + mine)


def _array(answer: Any, layout: Layout, wanted: str) -> Array:
    if answer is None:
        raise AnswerError("Your function returns nothing: its last line should be return out.")
    if inspect.iscoroutine(answer):
        answer.close()
        raise AnswerError(
            "Your function returns a coroutine, as an async def does: write def alone."
        )
    if getattr(getattr(answer, "dtype", None), "itemsize", 4) == 2:
        raise AnswerError(
            f"Your output has the dtype {answer.dtype}, with too few digits to be read back: "
            "make it float32."
        )
    if hasattr(answer, "detach"):
        try:
            answer = answer.detach().cpu().resolve_conj().resolve_neg().numpy()
        except (TypeError, RuntimeError, NotImplementedError):
            raise AnswerError(
                f"Your function returns a {answer.layout} tensor on {str(answer.device)!r}, "
                "which NumPy can't read: return a dense one."
            ) from None
    if isinstance(answer, list) and layout.x_axes == 1:  # one signal is often a list of numbers
        answer = _from_list(answer)
    if not isinstance(answer, np.ndarray):
        name = type(answer).__name__
        kind = f"{'an' if name[0] in 'aeiou' else 'a'} {name}"
        raise AnswerError(
            f"Your function returns {kind}; it should return an array or a tensor of shape "
            f"{wanted}."
        )
    if not np.issubdtype(answer.dtype, np.floating):
        what = DTYPES.get(answer.dtype.kind, "which is no floating dtype: make it float32.")
        raise AnswerError(f"Your output has the dtype {answer.dtype}, {what}")
    return answer


def _from_list(answer: list[Any]) -> Any:
    try:
        return np.array([float(number) for number in answer])
    except (TypeError, ValueError):
        return answer


def _difference(mine: tuple[int, ...], right: tuple[int, ...], values: Snapshot) -> str:
    if len(right) != 3 or len(mine) != 3:
        return ""
    if mine == (right[0], right[2], right[1]):
        return ": the last two axes are swapped"
    if mine[:2] == (right[1], right[0]):
        return ": the first two axes are swapped"
    more = 2 * values.sides[0]
    if more and mine[0] == right[0] + more:
        return ". Is the batch axis padded, too? np.pad(x, padding) pads every axis"
    return ""
