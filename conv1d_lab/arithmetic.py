"""What ``torch.nn.Conv1d`` computes, in NumPy: one window at a time, one matrix product.

    out[n, o, t] = bias[o] + the sum over c and k of
                   weight[o, c, k] * x[n, c, t * stride + k * dilation]

Sizes are N, C_in, C_out, L, K, L_out; indices are n, o, c, t, k.
Source of the definition: the documentation of ``torch.nn.Conv1d``.
"""

from __future__ import annotations

import operator
from typing import Any, Literal, TypeAlias, get_args

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

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
    x, weight, bias, groups = _operands(x, weight, bias, groups)
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


def integer(name: str, value: object, minimum: int, expected: str = "") -> int:
    """Return ``value`` as an int of at least ``minimum``; a 1-tuple counts as its element."""
    expected = expected or f"an integer >= {minimum}"
    single: Any = value[0] if isinstance(value, (tuple, list)) and len(value) == 1 else value
    try:
        number = operator.index(single)
    except TypeError:
        raise TypeError(f"{name} must be {expected}; got {value!r}") from None
    if isinstance(single, (bool, np.bool)):
        raise TypeError(f"{name} must be {expected}; got {value!r}")
    if number < minimum:
        raise ValueError(f"{name} must be {expected}; got {value!r}")
    return number


def floating_array(name: str, value: Any) -> Array:
    """Return an array or tensor of real floating numbers as a NumPy array, gradient left behind."""
    if hasattr(value, "detach"):
        value = _from_tensor(name, value)
    if not isinstance(value, np.ndarray):
        makes = isinstance(value, (list, tuple, int, float))
        raise TypeError(
            f"{name} must be a NumPy array or a torch tensor; got {type(value).__name__}"
            + f": np.array({name}, dtype=np.float32) makes one" * makes
        )
    if not np.issubdtype(value.dtype, np.floating):
        converts = value.dtype.kind in "iub"
        raise TypeError(
            f"{name} must hold real floating numbers; got dtype {value.dtype}"
            + f": {name}.astype(np.float32) converts it" * converts
        )
    return value


def _from_tensor(name: str, tensor: Any) -> Array:
    """Name only conversions that work and lose nothing."""
    dtype, way = str(tensor.dtype).removeprefix("torch."), ""
    if tensor.is_meta:
        raise TypeError(f"{name} must hold values; got a tensor on the device 'meta', without any")
    if tensor.is_nested:
        raise TypeError(
            f"{name} must have one shape; got a nested tensor: {name}.unbind()[0] is the first"
        )
    if tensor.is_quantized:
        raise TypeError(
            f"{name} must hold real floating numbers; got dtype {dtype}: {name}.dequantize() "
            "gives them"
        )
    if str(tensor.layout) != "torch.strided":
        raise TypeError(
            f"{name} must be a dense tensor; got the layout {tensor.layout}: {name}.to_dense() "
            "makes it one"
        )
    if not tensor.is_floating_point():
        way = "" if tensor.is_complex() else f": {name}.float() converts it"
        raise TypeError(f"{name} must hold real floating numbers; got dtype {dtype}{way}")
    try:
        return np.asarray(tensor.detach().cpu().resolve_conj().resolve_neg().numpy())
    except (TypeError, RuntimeError, NotImplementedError) as error:
        narrow = tensor.element_size() < 4  # bfloat16, float8: NumPy has none of them
        raise TypeError(
            f"{name} must be a tensor that NumPy can read; got one of dtype {dtype}"
            + f": {name}.float() is one" * narrow
        ) from error


def _operands(
    x: Any, weight: Any, bias: Any, groups: int
) -> tuple[Array, Array, Array | None, int]:
    """Check x, weight, bias and groups against each other; return them as arrays."""
    x, weight, groups = (
        floating_array("x", x),
        floating_array("weight", weight),
        integer("groups", groups, 1),
    )
    bias = None if bias is None else floating_array("bias", bias)
    check_parameters(weight, bias)
    out_channels, channels_per_group, _ = weight.shape
    if out_channels % groups:
        raise ValueError(f"groups must divide C_out = {out_channels}; got groups={groups}")
    check_input(x, channels_per_group * groups)
    check_dtype("weight", weight, x)
    if bias is not None:
        check_dtype("bias", bias, x)
    return x, weight, bias, groups


def check_parameters(weight: Any, bias: Any) -> None:
    """Refuse a weight that is not (C_out, C_in / groups, K), a bias not (C_out,) or None."""
    shape = tuple(weight.shape)
    if len(shape) != 3 or 0 in shape:
        raise ValueError(
            f"weight must have the shape (C_out, C_in / groups, K), none of them 0; got {shape}"
        )
    if bias is not None and tuple(bias.shape) != shape[:1]:
        raise ValueError(
            f"bias must have the shape (C_out,) = ({shape[0]},); got {tuple(bias.shape)}"
        )


def check_input(x: Array, in_channels: int) -> None:
    """Refuse an input that is not (N, C_in, L) or (C_in, L) with L at least 1."""
    if x.ndim not in (2, 3) or x.shape[-2] != in_channels:
        raise ValueError(
            f"x must have the shape (N, C_in, L) or (C_in, L) with C_in = {in_channels}; "
            f"got {x.shape}{_missing_axis(x.shape, in_channels)}"
        )
    if x.shape[-1] == 0:
        raise ValueError(f"x must have at least one element along L; got {x.shape}")


def _missing_axis(shape: tuple[int, ...], in_channels: int) -> str:
    """Say which axis is missing, swapped or too many, and the line that mends it."""
    extra = [i for i, size in enumerate(shape) if size == 1 and len(shape) == 4]
    for axis in extra:
        if (shape[:axis] + shape[axis + 1 :])[1] == in_channels:
            return f": x.squeeze({axis}) takes away the axis that is too many"
    if len(shape) in (2, 3) and shape[-1] == in_channels:
        return ": x.swapaxes(-2, -1) swaps them back, if channels and time are swapped"
    if len(shape) == 1 and in_channels == 1:
        return ": x[None, None] adds the missing axes N and C_in"
    if len(shape) == 1 and shape[0] == in_channels:
        return ": x[None, :, None] adds the missing axes N and L"
    if len(shape) == 2 and in_channels == 1:
        return ": x[:, None] adds the missing axis C_in, if this is (N, L)"
    return ""


def check_dtype(name: str, array: Array, x: Array) -> None:
    """Refuse an operand whose dtype is not that of x; torch does not mix them either."""
    if array.dtype != x.dtype:
        raise TypeError(f"{name} must have the dtype of x, {x.dtype}; got {array.dtype}")
