"""Call a learner's function with the kind of input that it can take."""

from __future__ import annotations

import copy
import inspect
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from conv1d_lab.arithmetic import Array
from conv1d_lab.learner_code import sandbox
from conv1d_lab.learner_code.failure import Failure, code_of, failure_of
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


class LearnerError(Exception):
    """The function raised an exception."""

    def __init__(self, failure: Failure, cause: BaseException) -> None:
        super().__init__(str(failure))
        self.failure, self.cause = failure, cause


@dataclass
class Caller:
    """Calls ``function(x, weight, bias, **settings)`` and checks what comes back.

    ``kind`` is "numpy" or "torch"; without ``batched`` x goes in as (C_in, L).
    """

    function: Callable[..., Any]
    values: Snapshot
    settings: dict[str, Any]
    kind: str = "numpy"
    batched: bool = True
    changed: set[str] = field(default_factory=set)
    calls: int = 0
    called_at: float = 0.0
    """When the last call began, a ``time.monotonic()``."""

    def __post_init__(self) -> None:
        self.takes_bias = _takes(self.function, "bias")
        self.names_bias = _by_name_only(self.function)

    def __call__(self, x: Array, weight: Array, bias: Array) -> Array:
        """Return the output as (N, C_out, L_out), whatever the kind."""
        given = {"x": x if self.batched else x[0], "weight": weight}
        if self.takes_bias:
            given["bias"] = bias
        handed = {name: self._made(value) for name, value in given.items()}
        if self.takes_bias and not self.values.has_bias:
            handed["bias"] = None
        named = {"bias": handed["bias"]} if self.names_bias and self.takes_bias else {}
        placed = [value for name, value in handed.items() if name not in named]
        before = {name: _copied(value) for name, value in handed.items()}
        self.calls += 1
        self.called_at = time.monotonic()
        try:
            answer = self.function(*placed, **named, **self.settings)
        except BaseException as error:
            raise LearnerError(failure_of(error, self.function), error) from error
        self.changed |= {name for name in handed if not sandbox.same(before[name], handed[name])}
        out = self._checked(answer)
        return out if self.batched else out[np.newaxis]

    def _made(self, value: Array) -> Any:
        if self.kind == "numpy":
            return value.astype(np.float64)
        import torch

        return torch.tensor(value, dtype=torch.float32)

    def _checked(self, answer: Any) -> Array:
        """Diagnose in order: type, dtype, number of dimensions, shape."""
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
        if not isinstance(answer, np.ndarray):
            name = type(answer).__name__
            kind = f"{'an' if name[0] in 'aeiou' else 'a'} {name}"
            raise AnswerError(
                f"Your function returns {kind}; it should return an array or a tensor of "
                f"shape {self._shape()}."
            )
        if not np.issubdtype(answer.dtype, np.floating):
            what = DTYPES.get(answer.dtype.kind, "which is no floating dtype: make it float32.")
            raise AnswerError(f"Your output has the dtype {answer.dtype}, {what}")
        mine, right = answer.shape, self._sizes()
        if len(mine) != len(right) or mine[:-1] != right[:-1]:
            rest = self._difference(mine, right)
            raise AnswerError(f"Your output has the shape {mine}, not {self._shape()}{rest}.")
        if mine[-1] == 0:
            raise AnswerError(f"Your output is empty: {mine}, not {self._shape()}.")
        return np.asarray(answer, np.float64)

    def _difference(self, mine: tuple[int, ...], right: tuple[int, ...]) -> str:
        if len(right) != 3 or len(mine) != 3:
            return ""
        if mine == (right[0], right[2], right[1]):
            return ": the last two axes are swapped"
        if mine[:2] == (right[1], right[0]):
            return ": the first two axes are swapped"
        more = 2 * self.values.sides[0]
        if more and mine[0] == right[0] + more:
            return ". Is the batch axis padded, too? np.pad(x, padding) pads every axis"
        return ""

    def _sizes(self) -> tuple[int, ...]:
        shape = self.values.output_shape
        return shape if self.batched else shape[1:]

    def _shape(self) -> str:
        letters = "(N, C_out, L_out)" if self.batched else "(C_out, L_out)"
        return f"{letters} = {self._sizes()}"


def refused_setting(function: Callable[..., Any], settings: dict[str, Any]) -> str | None:
    """Return the first setting that the function has no argument for."""
    return next((name for name in settings if not _takes(function, name)), None)


def _copied(value: Any) -> Any:
    return value.clone() if hasattr(value, "clone") else copy.copy(value)


def choose(callers: list[Caller], inputs: tuple[Array, Array, Array]) -> Caller:
    """Return the first caller that works; if none does, raise what went wrong first.

    An IndexError or a wrong answer is worth more than "this is not a tensor".
    """
    problems: list[tuple[int, Exception]] = []
    for caller in callers:
        try:
            caller(*inputs)
            return caller
        except AnswerError as problem:
            problems.append((0, problem))
        except LearnerError as problem:
            telling = isinstance(problem.cause, (TypeError, AttributeError))
            problems.append((2 if telling else 1, problem))
    raise min(problems, key=lambda pair: pair[0])[1]


def callers(
    function: Callable[..., Any],
    values: Snapshot,
    settings: dict[str, Any],
    batched: bool | None,
) -> list[Caller]:
    """One caller for each kind of input, the likeliest first."""
    code = code_of(function)
    names = set(getattr(code, "co_names", ()))
    kinds = ["numpy", "torch"]
    if code is None or {"torch", "F", "nn", "functional"} & names:
        kinds.reverse()
    shapes = (True, False) if batched is None else (batched,)
    return [Caller(function, values, settings, kind, shape) for shape in shapes for kind in kinds]


def _by_name_only(function: Callable[..., Any]) -> bool:
    """Whether the bias has no place in line, as in f(x, weight, *, bias) or f(x, weight, **s)."""
    try:
        parameters = inspect.signature(function).parameters.values()
    except (TypeError, ValueError):
        return False
    kinds = [p.kind for p in parameters]
    one = inspect.Parameter
    places = kinds.count(one.POSITIONAL_ONLY) + kinds.count(one.POSITIONAL_OR_KEYWORD)
    return places < 3 and one.VAR_POSITIONAL not in kinds


def _takes(function: Callable[..., Any], name: str) -> bool:
    """Whether the function has such an argument; a third place in line counts for the bias."""
    try:
        parameters = inspect.signature(function).parameters.values()
    except (TypeError, ValueError):
        return True
    if any(p.kind is p.VAR_KEYWORD or p.name == name for p in parameters):
        return True
    places = [
        p
        for p in parameters
        if p.kind in (p.POSITIONAL_ONLY, p.POSITIONAL_OR_KEYWORD, p.VAR_POSITIONAL)
    ]
    settings = {"stride", "padding", "dilation", "groups", "padding_mode"}
    return name == "bias" and (
        any(p.kind is p.VAR_POSITIONAL for p in places)
        or (len(places) > 2 and places[2].name not in settings)
    )
