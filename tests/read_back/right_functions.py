"""Right functions in several styles, and the settings that each takes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import torch
from numpy.lib.stride_tricks import sliding_window_view

from conv1d_lab.arithmetic import conv1d

from .wrong_loops import loop


def numpy_loops(x: Any, weight: Any, bias: Any, **s: Any) -> Any:
    return loop()(x, weight, bias, **s)


def numpy_slices(
    x: Any, weight: Any, bias: Any, stride: Any = 1, padding: Any = 0, dilation: Any = 1
) -> Any:
    x = np.pad(x, ((0, 0), (0, 0), (padding, padding)))
    size = weight.shape[2]
    length = (x.shape[2] - dilation * (size - 1) - 1) // stride + 1
    out = np.repeat(np.repeat(bias[None, :, None], len(x), 0), length, 2)
    for k in range(size):
        part = x[:, :, k * dilation : k * dilation + (length - 1) * stride + 1 : stride]
        out += np.einsum("oc,nct->not", weight[:, :, k], part)
    return out


def numpy_windows(x: Any, weight: Any, bias: Any) -> Any:
    return (
        np.einsum("nctk,ock->not", sliding_window_view(x, weight.shape[2], axis=2), weight)
        + (bias[:, None])
    )


def numpy_fft(x: Any, weight: Any, bias: Any) -> Any:
    length = x.shape[2]
    spectrum = np.einsum(
        "ncf,ocf->nof", np.fft.rfft(x), np.conj(np.fft.rfft(weight, length, axis=2))
    )
    return np.fft.irfft(spectrum, length)[:, :, : length - weight.shape[2] + 1] + bias[:, None]


def torch_function(x: Any, weight: Any, bias: Any, **s: Any) -> Any:
    return torch.nn.functional.conv1d(x, weight, bias, **s)


def torch_unfold(x: torch.Tensor, weight: torch.Tensor, bias: torch.Tensor, stride: int = 1) -> Any:
    return torch.tensordot(x.unfold(2, weight.shape[2], stride), weight, ([1, 3], [1, 2])).swapaxes(
        1, 2
    ) + bias.view(-1, 1)


def without_a_batch(x: Any, weight: Any, bias: Any) -> Any:
    length = x.shape[1]
    out = np.zeros((len(weight), length - weight.shape[2] + 1))
    for o in range(len(weight)):
        for t in range(out.shape[1]):
            out[o, t] = (weight[o] * x[:, t : t + weight.shape[2]]).sum() + bias[o]
    return out


STYLES: dict[Callable[..., Any], set[str]] = {
    numpy_loops: {"stride", "padding", "dilation", "groups"},
    numpy_slices: {"stride", "padding", "dilation"},
    numpy_windows: set(),
    numpy_fft: set(),
    torch_function: {"stride", "padding", "dilation", "groups"},
    torch_unfold: {"stride"},
    without_a_batch: set(),
    conv1d: {"stride", "padding", "dilation", "groups"},
}
