"""Call a learner's function so that nothing of theirs changes, and nothing of it is left behind."""

from __future__ import annotations

import contextlib
import copy
import functools
import io
import random
import sys
import types
import warnings
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

DATA = frozenset({"__main__", "builtins", "collections", "numpy", "torch"})
"""Whose objects are copied. The copy of a widget, say, would be a second one on the page."""


@contextlib.contextmanager
def quiet() -> Iterator[io.StringIO]:
    """Collect what is printed, drop warnings, and give the random generators their state back.

    Numbers are float32 inside and gradients are kept, whatever the notebook has set torch to; and
    what is set inside does not last.

    A graded cell that writes to stderr scores nothing, so that not even a warning may get through.
    """
    printed = io.StringIO()
    torch = sys.modules.get("torch")
    states = random.getstate(), np.random.get_state(), torch and torch.get_rng_state()
    dtype = torch and torch.get_default_dtype()
    try:
        if torch is not None:
            torch.set_default_dtype(torch.float32)
        with (
            torch.enable_grad() if torch else contextlib.nullcontext(),
            contextlib.redirect_stdout(printed),
            contextlib.redirect_stderr(io.StringIO()),
            warnings.catch_warnings(),
        ):
            warnings.simplefilter("ignore")
            yield printed
    finally:
        random.setstate(states[0])
        np.random.set_state(states[1])
        if torch is not None:
            torch.set_rng_state(states[2])
            torch.set_default_dtype(dtype)


def isolated(function: Callable[..., Any]) -> Callable[..., Any]:
    """Return the function over copies of the variables that it and its helpers use."""
    if isinstance(function, types.FunctionType):
        owner = str(function.__globals__.get("__name__")).partition(".")[0]
        return function if owner == "numpy" else _Copier(function.__globals__).function(function)
    if isinstance(function, functools.partial):
        arguments = _copied((function.args, function.keywords))
        return functools.partial(isolated(function.func), *arguments[0], **arguments[1])
    if isinstance(function, types.MethodType):
        return types.MethodType(isolated(function.__func__), _copied(function.__self__))
    return _copied(function) if _is_data(function) else function


class _Copier:
    """Copies the functions of one namespace, and the data that they name."""

    def __init__(self, namespace: dict[str, Any]) -> None:
        self.original = namespace
        self.namespace = dict(namespace)
        self.seen: dict[int, types.FunctionType] = {}

    def function(self, function: types.FunctionType) -> types.FunctionType:
        if id(function) in self.seen:
            return self.seen[id(function)]
        closure = function.__closure__
        cells = None if closure is None else tuple(types.CellType() for _ in closure)
        made = types.FunctionType(function.__code__, self.namespace, function.__name__, None, cells)
        self.seen[id(function)] = made
        made.__defaults__ = self.value(function.__defaults__)
        made.__kwdefaults__ = self.value(function.__kwdefaults__)
        for cell, old in zip(cells or (), closure or (), strict=True):
            with contextlib.suppress(ValueError):  # a cell may be empty
                cell.cell_contents = self.value(old.cell_contents)
        for name in _names(function.__code__):
            if name in self.original:
                self.namespace[name] = self.value(self.original[name])
        return made

    def value(self, value: Any) -> Any:
        if isinstance(value, types.FunctionType):
            return self.function(value) if value.__globals__ is self.original else value
        return _copied(value) if _is_data(value) else value


def _is_data(value: Any) -> bool:
    owner = type(value).__module__.partition(".")[0]
    decorator = hasattr(value, "__enter__")  # @np.errstate, @torch.no_grad: a copy may be empty
    return owner in DATA and not isinstance(value, (types.ModuleType, type)) and not decorator


def _copied(value: Any) -> Any:
    try:
        return copy.deepcopy(value)
    except Exception:  # not everything can be copied: an open file, a generator
        return value


def _names(code: types.CodeType) -> set[str]:
    inner = [_names(const) for const in code.co_consts if isinstance(const, types.CodeType)]
    return set(code.co_names).union(*inner)


def same(before: Any, after: Any) -> bool:
    """Tell whether an argument is what it was, to the last bit."""
    if type(before) is not type(after):
        return False
    if isinstance(before, (tuple, list)):
        return len(before) == len(after) and all(map(same, before, after))
    if hasattr(before, "state_dict"):
        return same(list(before.state_dict().values()), list(after.state_dict().values()))
    if hasattr(before, "detach"):
        before, after = before.detach().cpu().numpy(), after.detach().cpu().numpy()
    if isinstance(before, np.ndarray):
        if before.shape != after.shape or before.dtype != after.dtype:
            return False
        if before.dtype.hasobject:
            return same(before.tolist(), after.tolist())
        return bool(before.tobytes() == after.tobytes())
    return bool(before == after) or bool(before != before and after != after)  # nan is nan
