"""An ``nn.Conv1d`` and its input, checked against each other and copied to NumPy."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from conv1d_lab.arithmetic import (
    Array,
    check_dtype,
    check_input,
    check_padding_mode,
    conv1d,
    count_windows,
    floating_array,
    integer,
    padded_source,
    padding_sides,
)

if TYPE_CHECKING:
    from torch import nn

SETTINGS = ("stride", "padding", "dilation", "groups", "padding_mode")
"""What a layer does with its weight, under the names of ``nn.Conv1d``."""


@dataclass(frozen=True, eq=False)
class Snapshot:
    """The values of one layer and one input at one moment.

    x (N, C_in, L), weight (C_out, C_in / groups, K), bias (C_out,), zeros for ``bias=False``.
    ``batched`` tells whether x came with a batch axis.
    """

    x: Array
    weight: Array
    bias: Array
    has_bias: bool
    stride: int
    padding: int | str
    dilation: int
    groups: int
    padding_mode: str
    batched: bool

    def __post_init__(self) -> None:
        check_padding_mode(self.padding_mode, self.length, *self.sides)
        count_windows(self.length + sum(self.sides), self.kernel_size, self.stride, self.dilation)

    @cached_property
    def length(self) -> int:
        """L, elements in a channel."""
        return int(self.x.shape[2])

    @property
    def kernel_size(self) -> int:
        """K, taps of a kernel."""
        return int(self.weight.shape[2])

    @property
    def out_channels(self) -> int:
        """C_out, kernels in the bank."""
        return int(self.weight.shape[0])

    @cached_property
    def sides(self) -> tuple[int, int]:
        """Elements of padding on the left and on the right."""
        return padding_sides(
            self.padding, self.kernel_size, stride=self.stride, dilation=self.dilation
        )

    @property
    def output_shape(self) -> tuple[int, int, int]:
        """(N, C_out, L_out), also where x came without a batch."""
        padded = self.length + sum(self.sides)
        windows = count_windows(padded, self.kernel_size, self.stride, self.dilation)
        return int(self.x.shape[0]), self.out_channels, windows

    @property
    def settings(self) -> dict[str, Any]:
        """Each setting by its name."""
        return {name: getattr(self, name) for name in SETTINGS}

    @cached_property
    def output(self) -> Array:
        """The whole output, (N, C_out, L_out)."""
        return conv1d(self.x, self.weight, self.bias, **self.settings)

    def channels(self, out_channel: int) -> Array:
        """Which input channels an output channel reads: (C_in / groups,)."""
        size = int(self.weight.shape[1])
        group = out_channel // (self.out_channels // self.groups)
        return np.arange(size) + group * size

    def positions(self, t: int) -> Array:
        """Where the taps of window t lie, counted in the unpadded x: (K,)."""
        return np.arange(self.kernel_size) * self.dilation + t * self.stride - self.sides[0]

    def source(self, t: int) -> Array:
        """Which element of x each tap of window t reads: (K,); -1 for a zero of the padding."""
        left, right = self.sides
        everywhere = padded_source(self.length, left, right, self.padding_mode)
        return np.asarray(everywhere[self.positions(t) + left])

    def index(self, at: Any) -> tuple[int, int, int]:
        """Check ``at`` = (n, o, t), or (o, t) for an input without a batch; return (n, o, t)."""
        wanted = "(n, o, t)" if self.batched else "(o, t) or (0, o, t)"
        if not isinstance(at, (tuple, list)):
            raise TypeError(f"at must be a tuple {wanted}; got {at!r}")
        full = tuple(at)
        if not self.batched and len(full) == 2:
            full = (0, *full)
        if len(full) != 3:
            raise ValueError(f"at must be a tuple {wanted}; got {at!r}")
        places = zip(("n", "o", "t"), full, ("N", "C_out", "L_out"), self.output_shape, strict=True)
        n, o, t = (_place(letter, value, name, size, at) for letter, value, name, size in places)
        return n, o, t


def _place(letter: str, value: object, name: str, size: int, at: object) -> int:
    expected = f"an index from 0 to {size - 1} ({name} = {size})"
    label = f"at={at!r}: {letter}"
    number = integer(label, value, 0, expected)
    if number >= size:
        raise ValueError(f"{label} must be {expected}; got {value!r}")
    return number


def snapshot(layer: Any, x: Any) -> Snapshot:
    """Read an ``nn.Conv1d`` and an input it accepts, (N, C_in, L) or (C_in, L), at least N = 1.

    Tensors that require a gradient or sit on another device are read where they are.
    Raises TypeError or ValueError that names the argument, its value and what was expected.
    """
    from torch import nn

    if not isinstance(layer, nn.Conv1d):
        raise TypeError(f"layer must be a torch.nn.Conv1d; got {type(layer).__name__}")
    if isinstance(layer.weight, nn.parameter.UninitializedParameter):
        raise ValueError("layer must have its weight; got a LazyConv1d that has not seen an input")
    weight = _values("layer.weight", layer.weight)
    if 0 in weight.shape:
        raise ValueError(f"layer.weight must have no axis of size 0; got {weight.shape}")
    values = _values("x", x)
    check_input(values, weight.shape[1] * layer.groups)  # forward() asks the weight, too
    check_dtype("layer.weight", weight, values)
    if 0 in values.shape:
        raise ValueError(f"x must hold at least one batch item; got the shape {values.shape}")
    batched = values.ndim == 3
    _check_replaced(layer, weight)
    bias = None if layer.bias is None else _values("layer.bias", layer.bias)
    if bias is not None and bias.shape != weight.shape[:1]:
        expected = f"(C_out,) = ({len(weight)},)"
        raise ValueError(f"layer.bias must have the shape {expected}; got {bias.shape}")
    return Snapshot(
        x=values if batched else values[np.newaxis],
        weight=weight,
        bias=np.zeros(len(weight), weight.dtype) if bias is None else bias,
        has_bias=bias is not None,
        stride=integer("layer.stride", layer.stride, 1),
        padding=_padding(layer.padding),
        dilation=integer("layer.dilation", layer.dilation, 1),
        groups=layer.groups,
        padding_mode=layer.padding_mode,
        batched=batched,
    )


def _check_replaced(layer: Any, weight: Array) -> None:
    """Refuse a weight that was put in the place of the layer's own and does not go with it."""
    if len(weight) % layer.groups:
        raise ValueError(
            f"layer.weight must have a multiple of groups={layer.groups} kernels; "
            f"got the shape {weight.shape}"
        )
    counted = layer.padding == "same" and layer.padding_mode != "zeros"  # when it was made
    if counted and weight.shape[2:] != layer.kernel_size:
        raise ValueError(
            f'layer.weight must have K = {layer.kernel_size[0]}, for which padding="same" was '
            f"counted out; got the shape {weight.shape}"
        )


def _values(name: str, value: Any) -> Array:
    """Copy, so that later training steps can't change what was read. NumPy has no bfloat16."""
    import torch

    if isinstance(value, torch.Tensor) and value.dtype == torch.bfloat16:
        value = value.float()
    return floating_array(name, value).copy()


def _padding(padding: Any) -> int | str:
    return padding if isinstance(padding, str) else integer("layer.padding", padding, 0)


def make_layer(weight: Any, bias: Any = None, **settings: Any) -> nn.Conv1d:
    """Make an ``nn.Conv1d`` of these numbers and settings; no random number is drawn.

    weight is an array (C_out, C_in / groups, K), bias one of (C_out,), or None.
    """
    import torch
    from torch.nn.utils import skip_init

    out_channels, channels, kernel_size = weight.shape
    made: nn.Conv1d = skip_init(  # type: ignore[no-untyped-call]
        torch.nn.Conv1d,
        in_channels=channels * settings.get("groups", 1),
        out_channels=out_channels,
        kernel_size=kernel_size,
        bias=bias is not None,
        **settings,
    )
    with torch.no_grad():
        made.weight.copy_(torch.from_numpy(np.array(weight)))
        if made.bias is not None:
            made.bias.copy_(torch.from_numpy(np.array(bias)))
    return made
