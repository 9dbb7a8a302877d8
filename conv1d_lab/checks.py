"""What can be computed with: whole numbers, arrays, and operands that fit each other.

An error names the argument, its value and what was expected, and a way out that works.
"""

from __future__ import annotations

import operator
from typing import Any

import numpy as np
from numpy.typing import NDArray


def written(value: Any, limit: int = 200) -> str:
    """Write a value, whatever it is, in so many characters at most."""
    try:
        return cut(repr(value), limit)
    except Exception:  # a learner's own class may have a broken repr
        return f"a {type(value).__name__}"


def cut(text: str, limit: int) -> str:
    """Leave out the end of a text that is too long."""
    return text if len(text) <= limit else text[: limit - 4] + " ..."


def integer(name: str, value: object, minimum: int, expected: str = "") -> int:
    """Return ``value`` as an int of at least ``minimum``; a 1-tuple counts as its element."""
    expected = expected or f"an integer >= {minimum}"
    single: Any = value[0] if isinstance(value, (tuple, list)) and len(value) == 1 else value
    try:
        number = operator.index(single)
    except TypeError:
        raise TypeError(f"{name} must be {expected}; got {written(value)}") from None
    if isinstance(single, (bool, np.bool)):
        raise TypeError(f"{name} must be {expected}; got {written(value)}")
    if number < minimum:
        raise ValueError(f"{name} must be {expected}; got {written(value)}")
    return number


def floating_array(name: str, value: Any) -> NDArray[Any]:
    """Return an array or tensor of real floating numbers as a NumPy array, gradient left behind."""
    if hasattr(value, "detach"):
        value = _from_tensor(name, value)
    if not isinstance(value, np.ndarray):
        makes = isinstance(value, (list, tuple, int, float))
        raise TypeError(
            f"{name} must be a NumPy array or a torch tensor; got {type(value).__name__}"
            + f": np.array({name}, dtype=np.float32) makes one" * makes
        )
    if isinstance(value, np.ma.MaskedArray) and value.mask.any():
        raise TypeError(
            f"{name} must not be masked; got {value.mask.sum()} masked of {value.size} elements: "
            f"{name}.filled(0) puts a 0 there"
        )
    if not np.issubdtype(value.dtype, np.floating):
        converts = value.dtype.kind in "iub"
        raise TypeError(
            f"{name} must hold real floating numbers; got dtype {value.dtype}"
            + f": {name}.astype(np.float32) converts it" * converts
        )
    return value


def _from_tensor(name: str, tensor: Any) -> NDArray[Any]:
    """Name only conversions that work and lose nothing."""
    dtype, way = str(tensor.dtype).removeprefix("torch."), ""
    if tensor.is_meta:
        raise TypeError(
            f"{name} must hold values; got a tensor on the device 'meta', without any: make it on "
            "another device, such as 'cpu'"
        )
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


def operands(
    x: Any, weight: Any, bias: Any, groups: int
) -> tuple[NDArray[Any], NDArray[Any], NDArray[Any] | None, int]:
    """Check x, weight, bias and groups against each other; return them as arrays."""
    own_weight, own_bias = weight, bias
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
    check_dtype("weight", weight, x, own_weight)
    if bias is not None:
        check_dtype("bias", bias, x, own_bias)
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


def check_input(x: NDArray[Any], in_channels: int) -> None:
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


def check_dtype(name: str, array: NDArray[Any], x: NDArray[Any], own: Any) -> None:
    """Refuse an operand whose dtype is not that of x; torch does not mix them either.

    ``own`` is the operand as it was given, a tensor perhaps.
    """
    if array.dtype != x.dtype:
        made = f"to(torch.{x.dtype})" if hasattr(own, "detach") else f"astype(np.{x.dtype})"
        raise TypeError(
            f"{name} must have the dtype of x, {x.dtype}; got {array.dtype}: {name}.{made} "
            "converts it"
        )
