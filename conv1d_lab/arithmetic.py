"""What ``torch.nn.Conv1d`` computes, in NumPy: one window at a time, one matrix product.

    out[n, o, t] = bias[o] + the sum over c and k of
                   weight[o, c, k] * x[n, c, t * stride + k * dilation]

Sizes are N, C_in, C_out, L, K, L_out; indices are n, o, c, t, k.
Source of the definition: the documentation of ``torch.nn.Conv1d``.
"""

from __future__ import annotations

from typing import Any, Literal, TypeAlias, get_args

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from conv1d_lab.checks import integer, operands

Array: TypeAlias = NDArray[Any]
PaddingMode: TypeAlias = Literal["zeros", "reflect", "replicate", "circular"]
PADDING_MODES: tuple[str, ...] = get_args(PaddingMode)
_NUMPY_PAD_MODE = {
    "zeros": "constant",
    "reflect": "reflect",
    "replicate": "edge",
    "circular": "wrap",
}
quietly = np.errstate(invalid="ignore", over="ignore")
"""Infinities are added and multiplied without a warning, as PyTorch does it."""


@quietly
def conv1d(
    x: Any,
    weight: Any,
    bias: Any = None,
    *,
    stride: int = 1,
    padding: int | str = 0,
    dilation: int = 1,
    groups: int = 1,
    padding_mode: str = "zeros",
) -> Array:
    """Slide every kernel over its input channels, as ``torch.nn.Conv1d`` does, in NumPy.

    >>> import numpy as np
    >>> x = np.array([[3.0, 1.0, 4.0, 1.0, 5.0]])
    >>> weight = np.array([[[1.0, 0.0, -1.0]]])
    >>> conv1d(x, weight)
    array([[-1.,  0., -1.]])
    >>> conv1d(x, weight, stride=2, padding=1)
    array([[-1.,  0.,  1.]])

    Parameters
    ----------
    x : array or tensor, (N, C_in, L), or (C_in, L) without a batch
        The input, of a floating dtype.
    weight : array or tensor, (C_out, C_in / groups, K)
        The kernels, in the dtype of x.
    bias : array or tensor, (C_out,), default None
        Added to each output channel.
    stride : int, default 1
        Elements from one window to the next.
    padding : int, "same" or "valid", default 0
        Elements added on each side; "same" makes L_out = L and needs stride 1.
    dilation : int, default 1
        Elements from one tap of the kernel to the next.
    groups : int, default 1
        In how many groups the channels are cut; each kernel reads those of its group.
    padding_mode : "zeros", "reflect", "replicate" or "circular", default "zeros"
        What is added on the sides.

    Returns
    -------
    array, (N, C_out, L_out), or (C_out, L_out) without a batch
        A new array in the dtype of x.

    Raises
    ------
    TypeError, ValueError
        For a bad argument; the message names it, its value and what was expected.
    """
    x, weight, bias, groups = operands(x, weight, bias, groups)
    kernel_size = weight.shape[2]
    stride, dilation = integer("stride", stride, 1), integer("dilation", dilation, 1)
    left, right = padding_sides(padding, kernel_size, stride=stride, dilation=dilation)
    check_padding_mode(padding_mode, x.shape[-1], left, right)
    count_windows(x.shape[-1] + left + right, kernel_size, stride, dilation)

    # Half precision is added up in float32, as PyTorch does it, and rounded once at the end.
    dtype = np.result_type(x.dtype, np.float32)
    batch = (x if x.ndim == 3 else x[np.newaxis]).astype(dtype, copy=False)
    padded = pad(batch, left, right, padding_mode)
    span = dilation * (kernel_size - 1) + 1
    windows = sliding_window_view(padded, span, axis=2)[:, :, ::stride, ::dilation]
    out = _multiply(windows.swapaxes(2, 3), weight.astype(dtype), groups)
    if bias is not None:
        out += bias[:, np.newaxis]
    out = out.astype(x.dtype, copy=False)
    return out if x.ndim == 3 else out[0]


def _multiply(windows: Array, weight: Array, groups: int) -> Array:
    """(N, C_in, K, L_out) windows times (C_out, C_in / groups, K) kernels, group by group.

    One batch item is unfolded at a time, so that the copy stays small enough for the cache.
    """
    n_items, channels, kernel_size, length = windows.shape
    out_channels = weight.shape[0]
    kernels = weight.reshape(groups, out_channels // groups, -1)
    columns = np.empty((channels, kernel_size, length), windows.dtype)
    unfolded = columns.reshape(groups, -1, length)
    out = np.empty((n_items, out_channels, length), windows.dtype)
    for n in range(n_items):
        np.copyto(columns, windows[n])
        np.matmul(kernels, unfolded, out=out[n].reshape(groups, -1, length))
    return out


def output_length(
    length: int, kernel_size: int, *, stride: int = 1, padding: int | str = 0, dilation: int = 1
) -> int:
    """Return L_out: how many windows fit into L elements.

    L_out = floor((L + padding on both sides - dilation * (K - 1) - 1) / stride) + 1, the formula of
    ``torch.nn.Conv1d``.

    >>> output_length(10, 4)
    7
    >>> output_length(10, 4, stride=2, padding=1, dilation=2)
    3

    Parameters
    ----------
    length : int
        L, the elements of a channel.
    kernel_size : int
        K, the taps of a kernel.
    stride : int, default 1
        Elements from one window to the next.
    padding : int, "same" or "valid", default 0
        Elements added on each side; "same" makes L_out = L and needs stride 1.
    dilation : int, default 1
        Elements from one tap of the kernel to the next.

    Returns
    -------
    int
        At least 1.

    Raises
    ------
    TypeError, ValueError
        For a bad argument, and where not even one window fits.
    """
    length, kernel_size = integer("length", length, 1), integer("kernel_size", kernel_size, 1)
    stride, dilation = integer("stride", stride, 1), integer("dilation", dilation, 1)
    left, right = padding_sides(padding, kernel_size, stride=stride, dilation=dilation)
    return count_windows(length + left + right, kernel_size, stride, dilation)


def count_windows(padded_length: int, kernel_size: int, stride: int, dilation: int) -> int:
    """L_out for an input of ``padded_length`` elements, padding counted; at least 1."""
    span = dilation * (kernel_size - 1) + 1
    if span > padded_length:
        raise ValueError(
            f"kernel_size must fit into the padded input: with dilation={dilation} the "
            f"kernel_size={kernel_size} spans {span} elements, but there are only {padded_length}"
        )
    return (padded_length - span) // stride + 1


def padding_sides(
    padding: int | str, kernel_size: int, *, stride: int = 1, dilation: int = 1
) -> tuple[int, int]:
    """How many elements ``padding`` adds on the left and on the right.

    "same" adds dilation * (K - 1) in all; where that is odd, the right side gets one more.
    """
    if not isinstance(padding, str):
        size = integer("padding", padding, 0, 'an integer >= 0, "same" or "valid"')
        return size, size
    if padding == "valid":
        return 0, 0
    if padding != "same":
        raise ValueError(f'padding must be an integer >= 0, "same" or "valid"; got {padding!r}')
    if stride != 1:
        raise ValueError(f'padding="same" needs stride=1; got stride={stride}')
    total = dilation * (kernel_size - 1)
    return total // 2, total - total // 2


def check_padding_mode(padding_mode: str, length: int, left: int, right: int) -> None:
    """Refuse an unknown mode, and a mode that can't fill ``left`` and ``right`` from L elements."""
    if padding_mode not in PADDING_MODES:
        raise ValueError(f"padding_mode must be one of {PADDING_MODES}; got {padding_mode!r}")
    limit = {"reflect": length - 1, "circular": length}.get(padding_mode)
    if limit is not None and max(left, right) > limit:
        raise ValueError(
            f"padding must be at most {limit} with padding_mode={padding_mode!r} "
            f"and an input of length {length}; got {max(left, right)}"
        )


def pad(x: Array, left: int, right: int, padding_mode: str) -> Array:
    """Extend the last axis of ``x`` by ``left`` and ``right`` elements."""
    if left == right == 0:
        return x
    widths = [(0, 0)] * (x.ndim - 1) + [(left, right)]
    return np.pad(x, widths, mode=_NUMPY_PAD_MODE[padding_mode])  # type: ignore[call-overload,no-any-return]


def padded_source(length: int, left: int, right: int, padding_mode: str) -> Array:
    """Which element of x stands at each place of the padded input: (left + L + right,).

    A zero of the padding has no source: -1.
    """
    index = np.arange(length)
    if padding_mode == "zeros":
        return np.pad(index, (left, right), constant_values=-1)
    return pad(index, left, right, padding_mode)
