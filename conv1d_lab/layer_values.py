"""What stands in an ``nn.Conv1d``, read and checked: weight, bias, dtype, padding."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

import numpy as np

from conv1d_lab.arithmetic import Array, padding_sides
from conv1d_lab.checks import floating_array, integer

_METHODS = {"float32": "float()", "float64": "double()", "float16": "half()"}
_METHODS["bfloat16"] = "bfloat16()"


def parameters(weight: Any, bias: Any) -> dict[str, Any]:
    """Copy weight and bias as a ``Snapshot`` holds them: zeros for no bias."""
    numbers = values_of("layer.weight", weight)
    zeros = np.zeros(len(numbers), numbers.dtype)
    kept = zeros if bias is None else values_of("layer.bias", bias)
    return {"weight": numbers, "bias": kept, "has_bias": bias is not None}


def check_same_dtype(x: Any, values: Array, weight: Any) -> None:
    """Refuse an x of another dtype than the layer's; torch does not mix them either."""
    import torch

    has, wanted = str(x.dtype).removeprefix("torch."), str(weight.dtype).removeprefix("torch.")
    if has == wanted:
        return
    made = f"torch.from_numpy(x).{_METHODS.get(wanted, f'to(torch.{wanted})')}"
    if isinstance(x, torch.Tensor):
        made = f"x.{_METHODS.get(wanted, f'to(torch.{wanted})')}"
    elif wanted in ("float32", "float64"):
        made = f"x.astype(np.{wanted})"
    raise TypeError(f"x must have the dtype of the layer, {wanted}; got {has}: {made} converts it")


def check_tensors(layer: Any) -> None:
    """Refuse a weight or bias that is no dense tensor: neither a copy nor PyTorch takes it."""
    import torch

    for name in ("weight", "bias"):
        own = layer._parameters.get(name, vars(layer).get(name))
        if own is None:
            continue
        if not isinstance(own, torch.Tensor):
            raise TypeError(
                f"layer.{name} must be a torch tensor; got {type(own).__name__}: "
                f"torch.nn.Parameter(torch.as_tensor(layer.{name})) is one"
            )
        if own.layout != torch.strided:
            floating_array(f"layer.{name}", own)


def check_replaced(layer: Any, weight: Array, bias: Array) -> None:
    """Refuse a weight or bias that was put in the place of the layer's own and does not fit."""
    if bias.shape != weight.shape[:1]:
        expected = f"(C_out,) = ({len(weight)},)"
        raise ValueError(f"layer.bias must have the shape {expected}; got {bias.shape}")
    if layer.bias is not None and layer.bias.dtype != layer.weight.dtype:
        has, wanted = (str(own.dtype).removeprefix("torch.") for own in (layer.bias, layer.weight))
        raise TypeError(
            f"layer.bias must have the dtype of layer.weight, {wanted}; got {has}: "
            f"layer.to(torch.{wanted}) converts all of the layer"
        )
    if len(weight) % layer.groups:
        raise ValueError(
            f"layer.weight must have a multiple of groups={layer.groups} kernels; "
            f"got the shape {weight.shape}"
        )


def values_of(name: str, value: Any) -> Array:
    """Copy, so that later training steps can't change what was read.

    Half precision is read as float32, in which PyTorch adds it up, too.
    """
    import torch

    if isinstance(value, torch.Tensor) and value.dtype == torch.bfloat16:
        value = value.float()
    array = floating_array(name, value)
    return array.astype(np.float32 if array.dtype == np.float16 else array.dtype)


def padding_of(layer: Any, kernel_size: int) -> int | str:
    """Return the padding that ``forward`` uses.

    With a padding mode it is the one that was worked out when the layer was made, whatever
    ``layer.padding`` has become.
    """
    said = layer.padding
    if not isinstance(said, str):
        said = integer("layer.padding", said, 0)
    if layer.padding_mode == "zeros":
        return said  # type: ignore[no-any-return]
    left, right = layer._reversed_padding_repeated_twice
    dilation = integer("layer.dilation", layer.dilation, 1)
    for padding in (said, left):
        with suppress(ValueError):
            if padding_sides(padding, kernel_size, dilation=dilation) == (left, right):
                return padding  # type: ignore[no-any-return]
    raise ValueError(
        f"layer.padding must still be what it was when the layer was made: with "
        f"padding_mode={layer.padding_mode!r} PyTorch keeps the {left} and {right} elements of "
        f"then; got padding={said!r} and K = {kernel_size}"
    )
