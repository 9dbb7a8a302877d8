"""Call a learner's function with the kind of input that it can take."""

from __future__ import annotations

import copy
import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from conv1d_lab.arithmetic import Array
from conv1d_lab.learner_code import deadline, sandbox
from conv1d_lab.learner_code.failure import Failure, code_of, failure_of
from conv1d_lab.read_back.answers import AnswerError, output
from conv1d_lab.read_back.layouts import LAYOUTS, Layout
from conv1d_lab.read_back.signature import Signature
from conv1d_lab.snapshot import Snapshot

AXES_ERROR = re.compile(
    r"not enough values to unpack|too many values to unpack|too many indices|"
    r"tuple index out of range|Dimension out of range|object too deep|only integer scalar|"
    r"out of bounds for array of dimension"
)
"""What an array with another number of axes than the function expects makes it raise."""


class LearnerError(Exception):
    """The function raised an exception."""

    def __init__(self, failure: Failure, cause: BaseException) -> None:
        super().__init__(str(failure))
        self.failure, self.cause = failure, cause


@dataclass
class Caller:
    """Calls a function with x, weight, bias and settings, and checks what comes back.

    ``values`` are those of the layout; ``kind`` is "numpy" or "torch".
    """

    function: Callable[..., Any]
    signature: Signature
    values: Snapshot
    settings: dict[str, Any]
    layout: Layout
    kind: str = "numpy"
    changed: set[str] = field(default_factory=set)
    calls: int = 0
    called_at: float = 0.0
    """When the last call began, by ``deadline.clock``."""

    def __post_init__(self) -> None:
        self.takes_bias = "bias" in self.signature.roles

    def __call__(self, x: Array, weight: Array, bias: Array) -> Array:
        """Return the output as (N, C_out, L_out), whatever the kind and the layout."""
        handed = {
            role: self._made(value)
            for role, value in self.layout.given(x, weight, bias).items()
            if role in self.signature.roles
        }
        if self.takes_bias and not self.values.has_bias:
            handed["bias"] = None
        before = {role: _copied(value) for role, value in handed.items()}
        placed, named = self._arguments(handed)
        self.calls += 1
        self.called_at = deadline.clock()
        try:
            answer = self.function(*placed, **named)
        except BaseException as error:
            raise LearnerError(failure_of(error, self.function), error) from error
        self.changed |= {role for role in handed if not sandbox.same(before[role], handed[role])}
        return output(answer, self.values, self.layout, "conv_param" in self.signature.roles)

    def _arguments(self, handed: dict[str, Any]) -> tuple[list[Any], dict[str, Any]]:
        given = handed | self._settings()
        placed = [given[role] for _, role in self.signature.placed]
        named = {
            name: given[role]
            for name, role in self.signature.named
            if role in (*handed, *self.settings, "conv_param") or name in self.signature.required
        }
        if self.signature.other:
            told = {role for _, role in self.signature.named}
            named |= {name: value for name, value in self.settings.items() if name not in told}
        return placed, named

    def _settings(self) -> dict[str, Any]:
        """Return what a function may ask for besides x, weight and bias."""
        v = self.values
        own = {
            **{"stride": v.stride, "padding": v.padding, "dilation": v.dilation},
            **{"groups": v.groups, "padding_mode": v.padding_mode},
        }
        sizes = {
            **{"kernel_size": v.kernel_size, "in_channels": v.x.shape[1], "length": v.length},
            **{"out_channels": v.out_channels, "output_length": v.output_shape[2]},
            "batch_size": len(v.x),
        }
        return {**own, **sizes, "conv_param": {**own, "pad": v.padding}}

    def _made(self, value: Any) -> Any:
        if self.kind == "numpy":
            return np.array(value, np.float64) if np.ndim(value) else float(value)
        import torch

        return torch.tensor(value, dtype=torch.float32)

    @property
    def call(self) -> str:
        """The call in words: the arguments by the function's own names, with their shapes."""
        shapes = self.layout.given(self.values.x, self.values.weight, self.values.bias)
        names = {role: name for name, role in (*self.signature.placed, *self.signature.named)}
        written = [name for name, _ in self.signature.placed]
        handed = self._arguments(dict.fromkeys(shapes))[1]
        written += [
            f"{name}={name if value is None else repr(value)}" for name, value in handed.items()
        ]
        sizes = [
            f"{names[role]} {np.shape(value) or 'a number'}"
            for role, value in shapes.items()
            if role in names
        ]
        if self.takes_bias and not self.values.has_bias:
            sizes[-1] = f"{names['bias']} None"
        kind = "NumPy arrays" if self.kind == "numpy" else "tensors"
        return f"{self.signature.name}({', '.join(written)}), {kind}: {', '.join(sizes)}"


def _copied(value: Any) -> Any:
    return value.clone() if hasattr(value, "clone") else copy.copy(value)


def callers(
    function: Callable[..., Any],
    found: Signature,
    values: Snapshot,
    settings: dict[str, Any],
    tried: list[Layout],
) -> list[Caller]:
    """One caller for each layout and kind of input, the likeliest first."""
    code = code_of(function)
    names = set(getattr(code, "co_names", ()))
    kinds = list(found.kinds) or ["numpy", "torch"]
    if code is None or {"torch", "F", "nn", "functional"} & names:
        kinds.reverse()
    return [
        Caller(function, found, _with_bias(layout.values(values), found), settings, layout, kind)
        for layout in tried
        for kind in kinds
    ]


def _with_bias(values: Snapshot, found: Signature) -> Snapshot:
    if "bias" in found.roles:
        return values
    return replace(values, has_bias=False, bias=np.zeros_like(values.bias))


def telling(caller: Caller, problem: Exception) -> tuple[int, ...]:
    """Return a key by which the problem that tells most of several callers comes first.

    An IndexError or a wrong answer is worth more than "this is not a tensor".
    """
    usual = LAYOUTS.index(caller.layout) < 2
    if caller.signature.one_signal:
        usual = caller.layout.x_axes == 1
    if isinstance(problem, LearnerError):
        cause = problem.cause
        axes = AXES_ERROR.search(str(problem))
        rank = 2 if axes or isinstance(cause, (TypeError, AttributeError)) else 1
    else:
        rank = 0 if isinstance(problem, AnswerError) and usual else 1
    return rank, not usual
