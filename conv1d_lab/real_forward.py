"""One real forward of a layer, on a copy and unseen, so that everything stays as it was."""

from __future__ import annotations

import contextlib
import copy
import io
import random
import warnings
from collections.abc import Iterator
from functools import partial
from types import CellType, CodeType, FunctionType, MethodType
from typing import Any, TypeVar

import numpy as np
import torch
from torch import nn
from torch.nn.utils import parametrize
from torch.overrides import TorchFunctionMode

M = TypeVar("M", bound=nn.Module)
COMPILED = "_compiled_call_impl"
"""Where ``layer.compile()`` leaves its code, which no copy takes over."""
HOOKS = ("_forward_pre_hooks", "_forward_hooks")


class _CopyResults(TorchFunctionMode):
    """Let ``deepcopy`` take tensors that have a history, too: a copy of their values will do."""

    def __torch_function__(
        self, func: Any, types: Any, args: Any = (), kwargs: dict[str, Any] | None = None
    ) -> Any:
        if func is torch.Tensor.__deepcopy__ and not args[0].is_leaf:
            tensor, memo = args
            return memo.setdefault(id(tensor), tensor.detach().clone())
        return func(*args, **(kwargs or {}))


def working_copy(layer: M) -> M:
    """Copy the layer with its hooks, so that a forward of the copy leaves no trace.

    Functions among the hooks get their own copy of the variables they use: what a hook collects
    in a list outside is not collected twice.
    """
    memo: dict[int, Any] = {}
    with _CopyResults(), torch.no_grad():
        try:
            for module in layer.modules():
                own = {k: v for k, v in vars(module).items() if k != COMPILED}
                for value in (*own.values(), *hooks(module)):
                    _separate(value, memo)
            return copy.deepcopy(layer, memo)
        except Exception as error:  # whatever a stranger's class raises
            raise ValueError(
                "layer must be one that copy.deepcopy can copy, with its hooks: it is tried on a "
                f"copy, so that it stays as it is; got {type(error).__name__}: {error}"
            ) from error


def hooks(layer: nn.Module) -> list[Any]:
    """List what PyTorch calls before and after ``forward``."""
    return [hook for name in HOOKS for hook in getattr(layer, name).values()]


def _separate(value: Any, memo: dict[int, Any]) -> Any:
    """Copy a function together with the variables it uses; ``memo`` as ``deepcopy`` has it."""
    if isinstance(value, partial):
        return _separate(value.func, memo)
    if isinstance(value, MethodType):
        return _separate(value.__func__, memo)
    if not isinstance(value, FunctionType) or id(value) in memo:
        return memo.get(id(value), value)
    own_globals = dict(value.__globals__)
    cells = tuple(CellType() for _ in value.__closure__ or ())
    made = FunctionType(
        value.__code__, own_globals, value.__name__, value.__defaults__, cells or None
    )
    made.__kwdefaults__ = value.__kwdefaults__
    memo[id(value)] = made
    for name in _names(value.__code__) & own_globals.keys():
        if not name.startswith("__"):
            own_globals[name] = _copied(own_globals[name], value.__globals__, memo)
    for mine, cell in zip(cells, value.__closure__ or (), strict=True):
        with contextlib.suppress(ValueError):  # an empty cell
            mine.cell_contents = _copied(cell.cell_contents, value.__globals__, memo)
    return made


def _copied(value: Any, home: dict[str, Any], memo: dict[int, Any]) -> Any:
    if isinstance(value, FunctionType):
        return _separate(value, memo) if value.__globals__ is home else value
    return copy.deepcopy(value, memo) if not isinstance(value, type(copy)) else value


def _names(code: CodeType) -> set[str]:
    inner = (part for part in code.co_consts if isinstance(part, CodeType))
    return {*code.co_names}.union(*(_names(part) for part in inner))


@contextlib.contextmanager
def unseen(layer: nn.Module) -> Iterator[None]:
    """Keep what a forward does from being seen: random numbers, printing, warnings, gradients.

    A parametrized weight is made once and stays the same inside.
    """
    devices = {p.device.index for p in layer.parameters() if p.device.type == "cuda"}
    python, numpy = random.getstate(), np.random.get_state()
    printed = io.StringIO()
    try:
        with (
            torch.random.fork_rng(devices=sorted(devices)),
            torch.no_grad(),
            parametrize.cached(),
            warnings.catch_warnings(),
            contextlib.redirect_stdout(printed),
            contextlib.redirect_stderr(printed),
        ):
            warnings.simplefilter("ignore")
            yield
    finally:
        random.setstate(python)
        np.random.set_state(numpy)


def forward(layer: nn.Module, x: torch.Tensor) -> Any:
    """Return what ``layer(x)`` returns; raise ValueError where it raises."""
    try:
        return layer(x)
    except Exception as error:
        shape = tuple(x.shape)
        raise ValueError(
            f"layer must take an x of shape {shape}, and {type(layer).__name__} raises "
            f"{type(error).__name__}: {error}"
        ) from error
