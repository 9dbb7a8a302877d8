"""Random layers and inputs that torch accepts, over every argument of nn.Conv1d."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from typing import Any, get_args

import torch
from hypothesis import strategies as st
from torch import nn

from conv1d_lab.arithmetic import PaddingMode


@dataclass(frozen=True)
class Case:
    layer: nn.Conv1d
    x: torch.Tensor

    @property
    def arguments(self) -> dict[str, Any]:
        """The layer's arguments as conv1d takes them."""
        layer = self.layer
        padding = layer.padding if isinstance(layer.padding, str) else layer.padding[0]
        return {
            "stride": layer.stride[0],
            "padding": padding,
            "dilation": layer.dilation[0],
            "groups": layer.groups,
            "padding_mode": layer.padding_mode,
        }

    def output(self) -> torch.Tensor:
        with torch.no_grad(), warnings.catch_warnings():
            # torch says that "same" with an even kernel costs it a copy.
            warnings.simplefilter("ignore", UserWarning)
            out: torch.Tensor = self.layer(self.x)
        return out


@st.composite
def cases(draw: st.DrawFn, dtypes: tuple[torch.dtype, ...] = (torch.float32,)) -> Case:
    kernel_size = draw(st.integers(1, 5), "kernel_size")
    dilation = draw(st.integers(1, 3), "dilation")
    span = dilation * (kernel_size - 1) + 1
    padding_mode: PaddingMode = draw(st.sampled_from(get_args(PaddingMode)))
    padding: int | str = draw(st.sampled_from(["same", "valid", "int", "int", "int"]))
    same = span - 1 - (span - 1) // 2
    least = {"reflect": same + 1, "circular": same}.get(padding_mode, 1) if padding == "same" else 1
    length = draw(st.integers(max(1, least), 24), "length")
    if padding == "valid" and length < span:
        length = span
    if padding == "int":
        most = {"reflect": length - 1, "circular": length}.get(padding_mode, 8)
        padding = draw(st.integers(0, min(8, most)), "padding")
        length = max(length, span - 2 * padding)
    groups = draw(st.integers(1, 4), "groups")
    dtype = draw(st.sampled_from(dtypes))
    layer = nn.Conv1d(
        in_channels=groups * draw(st.integers(1, 3), "channels per group"),
        out_channels=groups * draw(st.integers(1, 3), "kernels per group"),
        kernel_size=kernel_size,
        stride=1 if padding == "same" else draw(st.integers(1, 4), "stride"),
        padding=padding,
        dilation=dilation,
        groups=groups,
        bias=draw(st.booleans(), "bias"),
        padding_mode=padding_mode,
        dtype=dtype,
    )
    batch = draw(st.sampled_from([(), (1,), (2,), (3,)]), "batch")
    generator = torch.Generator().manual_seed(draw(st.integers(0, 2**32 - 1), "seed"))
    with torch.no_grad():
        for parameter in layer.parameters():
            parameter.copy_(torch.randn(parameter.shape, generator=generator))
    x = torch.randn(*batch, layer.in_channels, length, generator=generator, dtype=dtype)
    return Case(layer, x)
