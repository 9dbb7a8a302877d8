"""How a function wants to be called: which of its arguments is x, the weight, the bias, a setting.

Names are read first, in the ways people write them; then places: x, weight, bias.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from conv1d_lab.learner_code.failure import code_of

NAMES: dict[str, tuple[str, ...]] = {
    "x": ("x", "input", "inputs", "inp", "signal", "sig", "data", "a", "seq", "sequence", "series"),
    "weight": ("weight", "weights", "w", "kernel", "kernels", "filter", "filters", "filt", "h"),
    "bias": ("bias", "biases", "b", "beta"),
    "stride": ("stride", "strides", "s", "step"),
    "padding": ("padding", "pad", "p", "pads"),
    "dilation": ("dilation", "d", "dil", "rate", "dilation_rate"),
    "groups": ("groups", "g", "group", "n_groups"),
    "padding_mode": ("padding_mode", "mode", "pad_mode"),
    "kernel_size": ("kernel_size", "k", "ksize"),
    "in_channels": ("in_channels", "c_in", "cin", "in_ch"),
    "out_channels": ("out_channels", "c_out", "cout", "out_ch"),
    "length": ("length", "l"),
    "output_length": ("output_length", "out_length", "out_len", "l_out", "lout", "t_out"),
    "batch_size": ("batch_size", "batch", "n"),
    "conv_param": ("conv_param", "conv_params", "params", "param", "config", "options"),
}
ROLES = {name: role for role, names in NAMES.items() for name in names}
OPERANDS = ("x", "weight", "bias")
SETTINGS = ("stride", "padding", "dilation", "groups", "padding_mode")
SIZES = ("conv_param", "kernel_size", "output_length")
"""What a third argument by such a name is, and no bias."""


@dataclass
class Signature:
    """Which role each argument plays; ``other`` takes settings by PyTorch's names."""

    name: str
    placed: list[tuple[str, str]] = field(default_factory=list)
    """(name, role) of what is handed over in place."""
    named: list[tuple[str, str]] = field(default_factory=list)
    """(name, role) of what is handed over by name, if it is wanted or has no default."""
    required: frozenset[str] = frozenset()
    other: bool = False
    kinds: tuple[str, ...] = ()
    """The kinds of input it takes, "numpy" or "torch", where that is known."""
    one_signal: bool = False
    """Whether its names and its code tell that it takes a signal (L,) and a kernel (K,)."""
    holds: bool = False
    """Whether it is an object that holds its weight, and so brings its own sizes and settings."""

    @property
    def roles(self) -> set[str]:
        """All roles that some argument plays."""
        return {role for _, role in (*self.placed, *self.named)}

    def lacks(self, settings: Iterable[str]) -> str | None:
        """Return the first setting that the function has no argument for."""
        if self.other or self.holds or "conv_param" in self.roles:
            return None
        return next((name for name in settings if name not in self.roles), None)


def signature(function: Callable[..., Any]) -> Signature:
    """Read the arguments of a function; one that can't be read is called as torch.conv1d is."""
    name = getattr(function, "__name__", None) or "your_function"
    name = "your function" if name == "<lambda>" else name
    try:
        parameters = list(inspect.signature(function).parameters.values())
    except (TypeError, ValueError):
        return Signature(name, [(role, role) for role in OPERANDS], other=True)
    found = Signature(name)
    in_line = [p for p in parameters if p.kind in (p.POSITIONAL_ONLY, p.POSITIONAL_OR_KEYWORD)]
    for place, (p, role) in enumerate(zip(in_line, _roles(in_line), strict=True)):
        if role in OPERANDS and len(found.placed) == place:
            found.placed.append((p.name, role))
        elif role is not None and role not in found.roles:
            found.named.append((p.name, role))
    for p in parameters:
        if p.kind is p.VAR_KEYWORD:
            found.other = True
        elif p.kind is p.VAR_POSITIONAL:
            found.placed += [(role, role) for role in OPERANDS if role not in found.roles]
        elif p.kind is p.KEYWORD_ONLY and p.name.lower() in ROLES:
            found.named.append((p.name, ROLES[p.name.lower()]))
    if found.other:
        found.named += [(role, role) for role in OPERANDS if role not in found.roles]
    code = code_of(function)
    called = set(getattr(code, "co_names", ()))
    found.one_signal = "len" in called and "shape" not in called
    found.required = frozenset(
        p.name
        for p in parameters
        if p.default is p.empty and p.kind not in (p.VAR_POSITIONAL, p.VAR_KEYWORD)
    )
    return found


def _roles(parameters: list[inspect.Parameter]) -> list[str | None]:
    """Return the role of each argument: by the names, if they tell x and weight, or by the places.

    In f(a, b) the second is the kernel, whatever its name; in f(x, b, w) it is the bias.
    """
    roles = [ROLES.get(p.name.lower()) for p in parameters]
    by_name = {"x", "weight"} <= set(roles)
    if not by_name:
        roles[:2] = ("x", "weight")[: len(roles)]
    if by_name and "bias" in roles:
        return roles
    for place, (p, role) in enumerate(zip(parameters, roles, strict=True)):
        third = (
            place == 2
            and role not in (*SETTINGS, *SIZES)
            and (p.default is p.empty or p.default is None)
        )
        if third or (by_name and role is None and p.default is p.empty):
            roles[place] = "bias"
            break
    return roles
