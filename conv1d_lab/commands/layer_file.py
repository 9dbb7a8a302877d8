"""A layer and its input, read from the files of NumPy and PyTorch."""

from __future__ import annotations

import json
import re
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import nn

from conv1d_lab.arithmetic import PADDING_MODES
from conv1d_lab.checks import check_parameters, integer
from conv1d_lab.snapshot import SETTINGS, make_layer

ARRAYS = ("weight", "bias", "x")
TORCH = (".pt", ".pth", ".bin", ".ckpt")
"""What torch.save writes, whatever it is called."""
_STORED = {"F64": torch.float64, "F32": torch.float32, "F16": torch.float16}
_STORED |= {"BF16": torch.bfloat16, "I64": torch.int64, "I32": torch.int32, "I16": torch.int16}
_STORED |= {"I8": torch.int8, "U8": torch.uint8, "BOOL": torch.bool}
_STORED |= {"F8_E4M3": torch.float8_e4m3fn, "F8_E5M2": torch.float8_e5m2}
_MADE_WEIGHT = re.compile(r"(?:^|\.)(?:weight_[gv]|weight_orig|parametrizations\.weight\..*)$")
LENGTH = 16
"""L of an input that is made up; more where the kernel is long."""


def read_layer(path: Path, name: str | None = None) -> dict[str, Any]:
    """Read weight, bias and what else the file says, each under its own name."""
    if path.suffix.lower() == ".npz":
        if name is not None:
            raise ValueError(f"--name is for a file of many layers; got {path}")
        return _read_npz(path)
    if path.suffix.lower() == ".safetensors":
        state = _read_safetensors(path)
    elif path.suffix.lower() in TORCH:
        state = _load_torch(path, "--layer")
    else:
        known = ", ".join((".npz", ".safetensors", *TORCH))
        raise ValueError(f"--layer must be a file that ends in one of {known}; got {path}")
    if not isinstance(state, dict):
        got = type(state).__name__
        raise ValueError(f"--layer must be a state_dict; {path} holds a {got}")
    parts = list(_dictionaries(state))
    found_in = ((part, kernels) for part in parts if (kernels := _kernels(part)))
    state, found = next(found_in, (state, {}))
    if not found:
        made = [key for part in parts for key in part if _MADE_WEIGHT.search(str(key))]
        if made:
            raise ValueError(
                f"--layer must hold a plain weight; {path} holds {made[0]!r}, from which one is "
                "made: remove the weight_norm or parametrization before you save"
            )
        raise ValueError(f"--layer must hold a weight with 3 axes, as Conv1d's; {path} has none")
    if name is None and len(found) > 1:
        raise ValueError(f"--name must say which layer of {path}, one of {', '.join(found)}")
    if name is not None and found.keys() == {""}:
        raise ValueError(
            f"--name is for a file that names its layers; {path} holds one; got {name!r}"
        )
    which = next(iter(found)) if name is None else name
    if which not in found:
        raise ValueError(f"--name must be one of {', '.join(found)}; got {name!r}")
    return {"weight": found[which], "bias": state.get(f"{which}.bias".lstrip("."))}


def _dictionaries(state: dict[Any, Any]) -> Iterator[dict[Any, Any]]:
    """Walk a checkpoint: it holds the state_dict beside an epoch, an optimizer and the like."""
    yield state
    for value in state.values():
        if isinstance(value, dict):
            yield from _dictionaries(value)


def _kernels(state: dict[Any, Any]) -> dict[str, Any]:
    """Weights with three axes, each under the name of its layer."""
    return {
        str(key).rpartition("weight")[0].rstrip("."): value
        for key, value in state.items()
        if str(key).rpartition(".")[2] == "weight" and getattr(value, "ndim", 0) == 3
    }


def layer_of(values: dict[str, Any]) -> nn.Conv1d:
    """Make an ``nn.Conv1d`` of these numbers and settings."""
    weight, bias = _tensor(values, "weight"), _tensor(values, "bias")
    if weight is None:
        raise ValueError("weight must have the shape (C_out, C_in / groups, K); got none")
    if bias is not None and weight.ndim == 3 and tuple(bias.shape) == weight.shape[1:2]:
        turned = bias.shape[0] != weight.shape[0]
        if turned:
            raise ValueError(
                f"weight must have the shape (C_out, C_in / groups, K) with C_out = {len(bias)}, "
                f"the size of bias; got {tuple(weight.shape)}: ConvTranspose1d has its weight so, "
                "and is no Conv1d"
            )
    check_parameters(weight, bias)
    settings = {name: values[name] for name in SETTINGS if name in values}
    settings["padding"] = _padding(settings.get("padding", 0))
    for name in ("stride", "dilation", "groups"):
        settings[name] = integer(name, settings.get(name, 1), 1)
    if weight.shape[0] % settings["groups"]:
        raise ValueError(
            f"groups must divide C_out = {weight.shape[0]}; got groups={settings['groups']}"
        )
    if settings.get("padding_mode", "zeros") not in PADDING_MODES:
        got = settings["padding_mode"]
        raise ValueError(f"padding_mode must be one of {PADDING_MODES}; got {got!r}")
    return make_layer(weight.numpy(), None if bias is None else bias.numpy(), **settings)


def read_input(values: dict[str, Any], layer: nn.Conv1d) -> torch.Tensor:
    """Take x from what was read; without one make random numbers, always the same."""
    given = _tensor(values, "x")
    if given is not None:
        _check_channels(given, layer)
        return given
    span = layer.dilation[0] * (layer.kernel_size[0] - 1) + 1
    generator = torch.Generator().manual_seed(0)
    return torch.randn(1, layer.in_channels, max(LENGTH, span + 4), generator=generator)


def _check_channels(x: torch.Tensor, layer: nn.Conv1d) -> None:
    """Say how an x with other channels fits: its axes are swapped, or --groups was left out."""
    if x.ndim not in (2, 3) or x.shape[-2] == layer.in_channels:
        return
    each, out_channels = layer.weight.shape[1], layer.out_channels

    def groups_for(channels: int) -> int:
        groups, over = divmod(channels, each)
        return 0 if over or not groups or out_channels % groups else groups

    as_it_is, swapped = groups_for(x.shape[-2]), groups_for(x.shape[-1])
    if x.shape[-1] == layer.in_channels or (swapped and not as_it_is):
        more = "" if x.shape[-1] == layer.in_channels else f" and --groups {swapped}"
        raise ValueError(
            f"x must have the shape (N, C_in, L) or (C_in, L); got {tuple(x.shape)}, with the "
            f"channels last: save x.swapaxes(-2, -1){more}"
        )
    if layer.groups == 1 and as_it_is:
        raise ValueError(
            f"x has {x.shape[-2]} channels, and each kernel reads {layer.in_channels}: "
            f"--groups {as_it_is} makes them fit; got --groups 1"
        )


def _padding(value: Any) -> int | str:
    if value in ("same", "valid"):
        return str(value)
    expected = 'an integer >= 0, "same" or "valid"'
    try:
        number = int(str(value))
    except ValueError:
        raise ValueError(f"padding must be {expected}; got {value!r}") from None
    return integer("padding", number, 0, expected)


def _tensor(values: dict[str, Any], name: str) -> torch.Tensor | None:
    value = values.get(name)
    if value is None:
        return None
    try:
        tensor = torch.as_tensor(value).detach()
    except (TypeError, RuntimeError):
        raise TypeError(f"{name} must hold numbers; got {type(value).__name__}") from None
    if tensor.is_complex():
        raise TypeError(f"{name} must hold real numbers; got {tensor.dtype}")
    got = "no values (meta)" if tensor.is_meta else f"{tensor.dtype}, {tensor.layout}"
    refused = TypeError(f"{name} must hold plain numbers, dense and not quantized; got {got}")
    if tensor.is_meta or tensor.layout != torch.strided:
        raise refused
    try:
        return tensor.to(torch.float32)
    except RuntimeError:
        raise refused from None


def _read_npz(path: Path) -> dict[str, Any]:
    wrong = f"--layer must be numbers that numpy.savez wrote; {path} is something else"
    with _refused(wrong), np.load(path, allow_pickle=False) as file:
        arrays = {name: file[name] for name in file.files}
    unknown = sorted(arrays.keys() - {*ARRAYS, *SETTINGS})
    if unknown:
        names = ", ".join((*ARRAYS, *SETTINGS))
        raise ValueError(f"--layer may hold {names}; {path} holds {unknown[0]!r}")
    for name in SETTINGS:
        if name in arrays and arrays[name].size != 1:
            raise ValueError(f"{name} must be one value; got the shape {arrays[name].shape}")
    return {k: v.item() if k in SETTINGS else v for k, v in arrays.items()}


def _read_safetensors(path: Path) -> dict[str, Any]:
    """Read the plain format: the header's length, the header as JSON, the numbers."""
    with _refused(f"--layer must be numbers in the format safetensors; {path} is something else"):
        content = path.read_bytes()
        start = 8 + int.from_bytes(content[:8], "little")
        header = json.loads(content[8:start])
        header.pop("__metadata__", None)
        return {name: _stored(content[start:], **about) for name, about in header.items()}


def _stored(content: bytes, dtype: str, shape: list[int], data_offsets: list[int]) -> torch.Tensor:
    kept = content[slice(*data_offsets)]
    made = torch.frombuffer(bytearray(kept), dtype=_STORED[dtype]) if kept else torch.empty(0)
    return made.reshape(shape)


def read_array(path: Path, option: str) -> Any:
    """Read one tensor from a .npy or .pt file that ``option`` named."""
    if path.suffix.lower() == ".npy":
        with _refused(f"{option} must be numbers that numpy.save wrote; {path} is something else"):
            return np.load(path, allow_pickle=False)
    if path.suffix.lower() not in TORCH:
        known = ", ".join((".npy", *TORCH))
        raise ValueError(f"{option} must be a file that ends in one of {known}; got {path}")
    return _load_torch(path, option)


def _load_torch(path: Path, option: str) -> Any:
    """Read numbers only: a file that would run code is refused."""
    with _refused(
        f"{option} must be numbers that torch.save wrote, as of layer.state_dict(); "
        f"{path} is something else"
    ):
        warnings.simplefilter("ignore")
        return torch.load(path, map_location="cpu", weights_only=True)


@contextmanager
def _refused(message: str) -> Iterator[None]:
    """Say ``message`` for whatever a reader stumbles over, but not for a file that is not there."""
    try:
        with warnings.catch_warnings():
            yield
    except OSError:
        raise
    except Exception:  # a broken file ends in a KeyError, an EOFError, an UnpicklingError, ...
        raise ValueError(message) from None
