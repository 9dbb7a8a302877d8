"""What helps with an exception that many learners meet."""

from __future__ import annotations

import re
from types import CodeType
from typing import Any

from conv1d_lab.exercises.model import FunctionExercise
from conv1d_lab.learner_code.failure import message

ERRORS = (
    (
        r"expected np\.ndarray \(got Tensor\)",
        "from_numpy",
        "`torch.from_numpy` makes a tensor of a NumPy array. The arguments of this function are "
        "tensors already, so leave it out.",
    ),
    (
        r"\btuple\b",
        "kernel_size",
        "`layer.kernel_size` is a tuple, such as (4,). The number in it is `layer.kernel_size[0]`.",
    ),
    (
        r"Can't call numpy\(\) on Tensor that requires grad",
        "numpy",
        "PyTorch keeps track of this tensor, to compute gradients. Put `.detach()` before "
        "`.numpy()`.",
    ),
)
"""(what the exception says, a name that the code uses, what helps)."""
MODULES = ("functools", "itertools", "math", "operator")
LETTERS = {
    "N": ("x.shape[0]", "g.shape[0]", "len(lengths)"),
    "C_in": ("layer.in_channels", "in_channels", "x.shape[1]", "weight.shape[1]"),
    "C": ("layer.in_channels", "in_channels", "x.shape[1]", "weight.shape[1]"),
    "C_out": ("layer.out_channels", "out_channels", "weight.shape[0]", "g.shape[1]"),
    "K": ("layer.kernel_size[0]", "kernel_size", "weight.shape[2]"),
    "L": ("length", "x.shape[2]"),
    "L_out": ("out.shape[2]", "g.shape[2]"),
}
"""The text's letters for sizes, and where a function finds them."""


def usual_error(exercise: FunctionExercise, answer: Any, error: BaseException | None) -> str:
    """Return what helps with this exception; "" where nothing is known of it."""
    if isinstance(error, NameError) and not isinstance(error, UnboundLocalError):
        return _unknown_name(exercise, str(error.name))
    code = getattr(answer, "__code__", None)
    names = _names(code) if isinstance(code, CodeType) else set()
    for said, name, helps in ERRORS if error is not None else ():
        if re.search(said, message(error)) and (not name or name in names):
            return helps
    return ""


def _unknown_name(exercise: FunctionExercise, name: str) -> str:
    own = {*exercise.arguments, *exercise.solve.__code__.co_varnames}
    for place in LETTERS.get(name, ()):
        if re.split(r"\W", place.removeprefix("len("))[0] in own:
            return (
                f"`{name}` is a letter of the text, and your function does not know it. In here "
                f"it is `{place}`."
            )
    if name in MODULES:
        return f"`{name}` is a module of Python's. Write `import {name}` above your function."
    return (
        f"`{name}` is not known here. Is it spelt as you meant it? If a cell above defines it, run "
        "that cell first."
    )


def _names(code: CodeType) -> set[str]:
    inner = [_names(const) for const in code.co_consts if isinstance(const, CodeType)]
    return set(code.co_names).union(*inner)
