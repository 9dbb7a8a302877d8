"""A module, or another object that holds its weight, as a function of x, weight and bias.

The weight that is probed with is put into a copy; the learner's own object stays as it is.
"""

from __future__ import annotations

import copy
import inspect
import sys
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np

from conv1d_lab.arithmetic import Array
from conv1d_lab.checks import integer
from conv1d_lab.read_back.answers import AnswerError
from conv1d_lab.read_back.example import example
from conv1d_lab.read_back.signature import SETTINGS, Signature, signature
from conv1d_lab.snapshot import Snapshot


def is_module(thing: Any) -> bool:
    """Whether it is an ``nn.Module``, or a class of them; torch is not loaded for it."""
    torch: Any = sys.modules.get("torch")
    kind = thing if isinstance(thing, type) else type(thing)
    return torch is not None and issubclass(kind, torch.nn.Module)


def adapt(
    function: Any, values: Snapshot, settings: dict[str, Any]
) -> tuple[Callable[..., Any], Snapshot, Signature]:
    """Return what is to be called, the case it is called with, and how.

    An object that holds a weight brings its own sizes and settings. Raises AnswerError for a
    module without one weight of three axes.
    """
    if isinstance(function, type):
        wanted = {name: settings[name] for name in SETTINGS if name in settings}
        sizes = values.weight.shape[1] * values.groups, values.out_channels, values.kernel_size
        function = function() if _takes_nothing(function) else function(*sizes, **wanted)
    method = ""
    if inspect.ismethod(function) and len(inspect.signature(function).parameters) == 1:
        method, function = function.__name__, function.__self__
    if not method and not is_module(function) and "self" in _arguments(function)[:1]:
        raise AnswerError(
            f"{function.__name__} is a method and wants self: make an object first, and hand over "
            f"its method, as in expand(Model().{function.__name__})."
        )
    names = _names(function)
    if names is None:
        whole = getattr(function, method) if method else function
        return whole, values, signature(whole)
    weight, bias = names
    held = np.shape(_get(function, weight))
    own = {name: _setting(function, weight, name, getattr(values, name)) for name in SETTINGS}
    case = example(
        channels=(held[1] * own["groups"], held[0]),
        kernel_size=held[2],
        length=max(values.length, own["dilation"] * (held[2] - 1) + 1 + 3 * own["stride"]),
        bias=bias is not None,
        **{name: own[name] for name in ("stride", "padding", "dilation", "groups")},
    )
    case = replace(case, padding_mode=own["padding_mode"])
    holder = copy.deepcopy(function)
    method = method or ("__call__" if callable(holder) else "forward")
    if is_module(holder):
        import torch

        holder.eval().to("cpu", torch.float32)

    def call(x: Any, new_weight: Array, new_bias: Array | None = None) -> Any:
        _put(holder, weight, new_weight)
        if bias is not None and new_bias is not None:
            _put(holder, bias, new_bias)
        return getattr(holder, method)(x)

    call.__wrapped__ = function  # type: ignore[attr-defined]
    name = type(function).__name__.lower()
    roles = [("x", "x"), (weight, "weight"), *([(bias, "bias")] if bias else [])]
    kinds = ("torch",) if is_module(function) else ()
    return call, case, Signature(name, roles, kinds=kinds, holds=True)


def _names(holder: Any) -> tuple[str, str | None] | None:
    """Find the names under which an object holds its weight and its bias."""
    if is_module(holder):
        arrays: dict[str, Any] = dict(holder.named_parameters())
        for name, value in arrays.items():
            _check_numbers(name, value)
    elif type(holder).__module__ in ("builtins", "torch", "numpy") or hasattr(holder, "__code__"):
        return None
    else:
        arrays = {name: value for name, value in vars(holder).items() if hasattr(value, "shape")}
    weights = [name for name, value in arrays.items() if len(value.shape) == 3]
    if not weights and not is_module(holder):
        return None
    if len(weights) != 1:
        counted = ", ".join(weights) or "none"
        raise AnswerError(
            "expand reads one convolution: of your module's parameters just one may have the three "
            f"axes (C_out, C_in / groups, K). It has: {counted}."
        )
    (weight,) = weights
    size, owner = (arrays[weight].shape[0],), weight.rpartition(".")[0]
    biases = [name for name, value in arrays.items() if tuple(value.shape) == size]
    biases = [name for name in biases if name.rpartition(".")[0] == owner] or biases
    return weight, biases[0] if len(biases) == 1 else None


def _check_numbers(name: str, parameter: Any) -> None:
    """Raise AnswerError for a parameter that has no numbers yet."""
    import torch

    if isinstance(parameter, torch.nn.parameter.UninitializedParameter):
        raise AnswerError(
            f"Your module's {name} has no shape before its first call: call the module once with "
            "an x, and expand it then."
        )
    if parameter.is_meta:
        raise AnswerError(
            f"Your module's {name} is on the device 'meta', where tensors hold no numbers: make "
            "the module without device='meta'."
        )


def _arguments(function: Any) -> list[str]:
    try:
        return list(inspect.signature(function).parameters)
    except (TypeError, ValueError):
        return []


def _takes_nothing(made: type) -> bool:
    """Whether a class of the learner's own is made without any sizes."""
    return "__init__" in vars(made) and not _arguments(made)


def _get(holder: Any, name: str) -> Any:
    for part in name.split("."):
        holder = getattr(holder, part)
    return holder


def _put(holder: Any, name: str, value: Any) -> None:
    path, _, last = name.rpartition(".")
    owner = _get(holder, path) if path else holder
    held = getattr(owner, last)
    if hasattr(held, "detach"):
        import torch

        with torch.no_grad():
            held.copy_(torch.as_tensor(value))
    else:
        setattr(owner, last, np.array(value))


def _setting(holder: Any, weight: str, name: str, usual: Any) -> Any:
    """Return a setting that the owner of the weight keeps, or the whole object."""
    path = weight.rpartition(".")[0]
    for owner in (_get(holder, path) if path else holder, holder):
        value = getattr(owner, name, None)
        if isinstance(value, str):
            return value
        if isinstance(value, (int, tuple)) and not isinstance(value, bool):
            return integer(name, value, 0 if name == "padding" else 1)
    return usual
