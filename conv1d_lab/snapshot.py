"""An ``nn.Conv1d`` and its input, checked against each other and copied to NumPy."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from conv1d_lab.arithmetic import (
    Array,
    check_padding_mode,
    conv1d,
    count_windows,
    padded_source,
    padding_sides,
    quietly,
)
from conv1d_lab.checks import check_input, integer
from conv1d_lab.layer_values import (
    check_replaced,
    check_same_dtype,
    check_tensors,
    padding_of,
    parameters,
    values_of,
)
from conv1d_lab.numbers import DIGITS, WHOLE, all_whole

if TYPE_CHECKING:
    from torch import nn

DEFAULTS = {"stride": 1, "padding": 0, "dilation": 1, "groups": 1, "padding_mode": "zeros"}
SETTINGS = tuple(DEFAULTS)
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
    dtype: str = "float32"
    """Of the layer; half precision is held and added up as float32."""
    stale: bool = False
    """Whether the layer makes its weight anew in its next forward."""

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
    def digits(self) -> int:
        """Decimals that its numbers need: none where all of them are whole."""
        return WHOLE if all_whole(self.x, self.weight, self.bias) else DIGITS

    @property
    def layer_text(self) -> str:
        """The layer as a person would write it, defaults left out."""
        out_channels, channels, kernel_size = self.weight.shape
        parts = [str(channels * self.groups), str(out_channels), f"kernel_size={kernel_size}"]
        for name, value in self.settings.items():
            if value != DEFAULTS[name]:
                parts.append(f"{name}={value!r}")
        parts += [] if self.has_bias else ["bias=False"]
        return f"Conv1d({', '.join(parts)})"

    @cached_property
    def output(self) -> Array:
        """The whole output, (N, C_out, L_out)."""
        out: Array = self.rounded(conv1d(self.x, self.weight, self.bias, **self.settings))
        return out

    def inputs(self, n: int, o: int, t: int) -> Array:
        """Read what the taps of window t meet for output channel o: (C_in / groups, K)."""
        source = self.source(t)
        read = self.x[n][self.channels(o)][:, source]
        return np.asarray(np.where(source >= 0, read, self.x.dtype.type(0)))

    @quietly
    def value(self, n: int, o: int, t: int) -> np.floating[Any]:
        """One output element; of a large layer the whole output is too much to compute."""
        sums = (self.inputs(n, o, t) * self.weight[o]).sum(axis=1)
        value: np.floating[Any] = self.rounded(sums.sum() + self.bias[o])
        return value

    def rounded(self, value: Any) -> Any:
        """Round to the layer's dtype, as PyTorch does once everything is added up."""
        if self.dtype not in ("float16", "bfloat16"):
            return value
        import torch

        half = torch.from_numpy(np.array(value)).to(getattr(torch, self.dtype))
        return half.float().numpy()[()]

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

    The layer itself is asked, too: what it gives must be what weight, bias and settings say. Both
    are left as they are; tensors that require a gradient or sit on another device are fine.
    Raises TypeError or ValueError that names the argument, its value and what was expected.
    """
    import torch

    from conv1d_lab.agreement import check_agreement, part_to_ask
    from conv1d_lab.look_alikes import check_layer
    from conv1d_lab.real_forward import forward, unseen, working_copy

    check_layer(layer, x)
    check_tensors(layer)
    trial = working_copy(layer)
    with unseen(trial):
        read = _read(trial, x)
        given = torch.from_numpy(read.x if read.batched else read.x[0])
        part = part_to_ask(read, given.to(trial.weight))
        real = forward(trial, part)
        # Some layers make their weight in forward: weight_norm, prune, spectral_norm.
        weight, bias = trial.weight, trial.bias
        after = replace(read, **parameters(weight, bias))
        check_agreement(layer, after, part, weight, bias, real)
    kept = vars(layer).get("weight")  # where these hooks put it
    stale = isinstance(kept, torch.Tensor) and not torch.equal(kept, weight)
    return replace(after, stale=stale)


def _read(layer: Any, x: Any) -> Snapshot:
    """Copy weight, bias, settings and x, checked against each other."""
    shape = tuple(getattr(layer.weight, "shape", ()))
    if len(shape) != 3:
        got = shape if layer.weight is not None else None
        raise ValueError(f"layer.weight must have the shape (C_out, C_in / groups, K); got {got}")
    read = parameters(layer.weight, layer.bias)
    weight = read["weight"]
    if 0 in weight.shape:
        raise ValueError(f"layer.weight must have no axis of size 0; got {weight.shape}")
    groups = integer("layer.groups", layer.groups, 1)
    values = values_of("x", x)
    check_input(values, weight.shape[1] * groups)  # forward() asks the weight, too
    check_same_dtype(x, values, layer.weight)
    if 0 in values.shape:
        raise ValueError(f"x must hold at least one batch item; got the shape {values.shape}")
    batched = values.ndim == 3
    check_replaced(layer, weight, read["bias"])
    return Snapshot(
        x=values if batched else values[np.newaxis],
        **read,
        stride=integer("layer.stride", layer.stride, 1),
        padding=padding_of(layer, weight.shape[2]),
        dilation=integer("layer.dilation", layer.dilation, 1),
        groups=groups,
        padding_mode=layer.padding_mode,
        batched=batched,
        dtype=str(layer.weight.dtype).removeprefix("torch."),
    )


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
