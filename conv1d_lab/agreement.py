"""Does a layer give what its weight, bias and settings say? If not: where, why, and a way out."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import torch
from torch import nn
from torch.nn import functional

from conv1d_lab.look_alikes import class_name
from conv1d_lab.numbers import number, plural
from conv1d_lab.real_forward import hooks

if TYPE_CHECKING:
    from conv1d_lab.snapshot import Snapshot

MOST_PRODUCTS = 2**29
"""A layer with more of them is asked for a part of its output only."""


def part_to_ask(read: Snapshot, x: torch.Tensor) -> torch.Tensor:
    """Return x, or as many of its windows as the real forward can do without being felt."""
    items, _, windows = read.output_shape
    if read.weight.size * items * windows <= MOST_PRODUCTS:
        return x
    few = max(1, MOST_PRODUCTS // read.weight.size)
    span = read.dilation * (read.kernel_size - 1) + 1
    length = max((few - 1) * read.stride + span, *(side + 1 for side in read.sides))
    return x[:1, :, :length] if read.batched else x[:, :length]


def check_agreement(
    layer: nn.Conv1d,
    read: Snapshot,
    x: torch.Tensor,
    weight: torch.Tensor,
    bias: torch.Tensor | None,
    real: Any,
) -> None:
    """Raise ValueError unless ``real``, which the layer made of x, is the plain convolution."""
    plain = _plain(read, x, weight, bias)
    if not isinstance(real, torch.Tensor):
        found = f"it returns a {class_name(real)}"
    elif real.shape != plain.shape:
        found = (
            f"its output has the shape {(*real.shape,)}, a plain convolution's {(*plain.shape,)}"
        )
    elif (apart := _apart(real, plain, read, x, weight, bias)) is None:
        return
    else:
        found = _largest(real, plain, apart)
    raise ValueError(
        f"layer must give what its weight, bias and settings say; got a {class_name(layer)} that "
        f"does not: {found}. {_why(layer, read, x, weight, bias, real)}"
    )


def _plain(
    read: Snapshot, x: torch.Tensor, weight: torch.Tensor, bias: torch.Tensor | None
) -> torch.Tensor:
    mode = "constant" if read.padding_mode == "zeros" else read.padding_mode
    padded = functional.pad(x, read.sides, mode) if any(read.sides) else x
    settings = (read.stride, 0, read.dilation, read.groups)
    with torch.autocast(x.device.type, enabled=False):
        return functional.conv1d(padded, weight, bias, *settings)


def _apart(
    real: torch.Tensor,
    plain: torch.Tensor,
    read: Snapshot,
    x: torch.Tensor,
    weight: torch.Tensor,
    bias: torch.Tensor | None,
) -> torch.Tensor | None:
    """Find where two outputs differ by more than rounding; None if nowhere.

    What is finite in neither counts as equal: inf or nan depends on the processor.
    """
    if torch.equal(real, plain):
        return None
    sizes = _plain(read, x.abs(), weight.abs(), None if bias is None else bias.abs()).double()
    terms = 4 * math.sqrt(weight[0].numel() + 1)
    info, (one, other) = torch.finfo(plain.dtype), (real.double(), plain.double())
    apart = (one - other).abs() > info.eps * terms * sizes + info.tiny
    apart |= one.isfinite() != other.isfinite()
    apart &= one.isfinite() | other.isfinite()
    return apart if apart.any() else None


def _largest(real: torch.Tensor, plain: torch.Tensor, apart: torch.Tensor) -> str:
    gap = torch.where(apart, (real.double() - plain.double()).abs().nan_to_num(torch.inf), -1)
    at = tuple(int(i) for i in torch.unravel_index(gap.argmax(), gap.shape))
    gives, say = (number(float(values[at])) for values in (real, plain))
    count = int(apart.sum())
    more = f" ({count} of {apart.numel()} {plural('output', apart.numel())} differ)"
    name = f"out[{', '.join(map(str, at))}]"
    return f"its {name} is {gives}, a plain convolution's {say}{more}"


def _why(
    layer: nn.Conv1d,
    read: Snapshot,
    x: torch.Tensor,
    weight: torch.Tensor,
    bias: torch.Tensor | None,
    real: Any,
) -> str:
    """Name the likely reason, and lines that show the convolution in it."""
    given = type(layer)
    if given.__module__.startswith("torch.ao"):
        return "It rounds its weight, as quantization will. Without that:\n" + _as_plain(read)
    patched = [name for name in ("forward", "_conv_forward") if name in vars(layer)]
    if patched:
        return f"Its {patched[0]} was replaced. This brings PyTorch's back: del layer.{patched[0]}"
    for name in ("__call__", "forward", "_conv_forward"):
        if getattr(given, name) is not getattr(nn.Conv1d, name):
            said = f"Its class has a {name} of its own. The convolution in it, alone:\n"
            return said + _as_plain(read) + _padded_first(read, x, weight, bias, real)
    strange = [hook for hook in hooks(layer) if not type(hook).__module__.startswith("torch.")]
    if strange:
        kind = "forward_pre_hook" if strange[0] in layer._forward_pre_hooks.values() else ""
        kind = kind or "forward_hook"
        return (
            f"It has a {kind.replace('_', ' ')}. Take it off, handle.remove(), where handle is "
            f"what register_{kind} returned; or show the convolution without it:\n"
        ) + _as_plain(read)
    if torch.is_autocast_enabled(x.device.type):
        dtype = torch.get_autocast_dtype(x.device.type)
        return f"torch.autocast is on, in which PyTorch computes in {dtype}: ask outside of it"
    if nn.modules.module._global_forward_hooks or nn.modules.module._global_forward_pre_hooks:
        return (
            "A forward hook of all modules changes it. Take it off, handle.remove(), where handle "
            "is what register_module_forward_hook returned"
        )
    return "The convolution alone:\n" + _as_plain(read)


def _as_plain(read: Snapshot) -> str:
    """Write the lines that make a plain layer with the same weight and settings."""
    lines = [
        f"    plain = torch.nn.{read.layer_text}",
        "    plain.weight.data = layer.weight.detach()",
    ]
    if read.has_bias:
        lines.append("    plain.bias.data = layer.bias.detach()")
    return "\n".join(lines)


def _padded_first(
    read: Snapshot, x: torch.Tensor, weight: torch.Tensor, bias: torch.Tensor | None, real: Any
) -> str:
    """Look for the padding that a forward of its own adds, as causal layers do."""
    span = read.dilation * (read.kernel_size - 1) + 1
    whole = max((math.ceil(read.length / read.stride) - 1) * read.stride + span - read.length, 0)
    for left, right in ((span - 1, 0), (whole // 2, whole - whole // 2), (whole, 0), (0, span - 1)):
        padded = functional.pad(x, (left, right))
        plain = _plain(read, padded, weight, bias)
        alike = isinstance(real, torch.Tensor) and real.shape == plain.shape
        if alike and _apart(real, plain, read, padded, weight, bias) is None:
            pad = f"torch.nn.functional.pad(x, ({left}, {right}))"
            return f"\n    x = {pad}  # what its forward does first"
    return ""
