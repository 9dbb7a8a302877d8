"""The layers that a chain may hold: each read as plain values, under the names of torch."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import torch
from torch import nn
from torch.nn import functional

from conv1d_lab.arithmetic import padding_sides
from conv1d_lab.checks import integer
from conv1d_lab.layer_values import padding_of, values_of

Values = dict[str, Any]
"""``kind`` and the settings of one layer; arrays are NumPy's."""
_DROPOUTS = (nn.Dropout, nn.Dropout1d, nn.AlphaDropout, nn.FeatureAlphaDropout)
_PADS = {"Zero": "zeros", "Constant": "zeros", "Reflection": "reflect"}
_PADS |= {"Replication": "replicate", "Circular": "circular"}
NONLINEAR = ("ReLU", "LeakyReLU", "GELU", "Tanh", "Sigmoid")
"""The kinds that can be switched off."""
KNOWN = (
    "Conv1d, ReLU, LeakyReLU, GELU, Tanh, Sigmoid, MaxPool1d, AvgPool1d, BatchNorm1d, ZeroPad1d, "
    "ConstantPad1d, ReflectionPad1d, ReplicationPad1d, CircularPad1d, Dropout, Identity and "
    "Sequential"
)
"""What a chain may be made of."""


def flat(model: nn.Sequential, prefix: str = "") -> Iterator[tuple[str, nn.Module]]:
    """Walk the layers of a Sequential and of those inside it: ("1.0", its layer)."""
    for name, layer in model._modules.items():  # named_children() skips one that is used twice
        assert layer is not None
        if isinstance(layer, nn.Sequential):
            yield from flat(layer, f"{prefix}{name}.")
        else:
            yield prefix + name, layer


def is_known(layer: nn.Module) -> bool:
    """Tell whether a chain may hold such a layer."""
    return any(isinstance(layer, kind) for kind in _READERS)


def read_layer(layer: nn.Module) -> Values:
    """Read a layer of a known kind."""
    reader = next(reader for kind, reader in _READERS.items() if isinstance(layer, kind))
    return {**reader(layer), "label": f"{type(layer).__name__}({layer.extra_repr()})"}


def plain_output(values: Values, x: torch.Tensor) -> torch.Tensor:
    """Compute what a layer that was read gives for a signal (N, C, L), or (C, L)."""
    made: torch.Tensor = _PLAIN.get(values["kind"], _same)(values, x)
    return made


def plain_signals(
    layers: Sequence[Values], x: torch.Tensor, off: Sequence[int] = ()
) -> list[torch.Tensor]:
    """Compute every signal of a chain, x first; the layers ``off`` hand on what reaches them."""
    signals = [x]
    for i, values in enumerate(layers):
        signals.append(signals[-1] if i in off else plain_output(values, signals[-1]))
    return signals


def _same(values: Values, x: torch.Tensor) -> torch.Tensor:
    return x


def _tensors(values: Values, x: torch.Tensor, *names: str) -> list[torch.Tensor | None]:
    found = (values[name] for name in names)
    return [None if one is None else torch.from_numpy(one).to(x) for one in found]


def _conv_output(values: Values, x: torch.Tensor) -> torch.Tensor:
    weight, bias = _tensors(values, x, "weight", "bias")
    assert weight is not None
    sides = padding_sides(values["padding"], weight.shape[2], dilation=values["dilation"])
    padded = _padded(x, sides, values["padding_mode"])
    settings = (values["stride"], 0, values["dilation"], values["groups"])
    return functional.conv1d(padded, weight, bias, *settings)


def _norm_output(values: Values, x: torch.Tensor) -> torch.Tensor:
    mean, variance, weight, bias = _tensors(values, x, "mean", "var", "weight", "bias")
    return functional.batch_norm(x, mean, variance, weight, bias, eps=values["eps"])


def _pad_output(values: Values, x: torch.Tensor) -> torch.Tensor:
    return _padded(x, (values["left"], values["right"]), values["mode"], values["value"])


def _padded(x: torch.Tensor, sides: tuple[int, int], mode: str, value: float = 0.0) -> torch.Tensor:
    if mode == "zeros":
        return functional.pad(x, sides, value=value)
    return functional.pad(x, sides, mode)


def _max_output(values: Values, x: torch.Tensor) -> torch.Tensor:
    names = ("kernel_size", "stride", "padding", "dilation", "ceil_mode")
    made: torch.Tensor = functional.max_pool1d(x, *(values[name] for name in names))
    return made


def _mean_output(values: Values, x: torch.Tensor) -> torch.Tensor:
    names = ("kernel_size", "stride", "padding", "ceil_mode", "count_include_pad")
    return functional.avg_pool1d(x, *(values[name] for name in names))


_PLAIN: dict[str, Callable[[Values, torch.Tensor], torch.Tensor]] = {
    "Conv1d": _conv_output,
    "BatchNorm1d": _norm_output,
    "Pad": _pad_output,
    "MaxPool1d": _max_output,
    "AvgPool1d": _mean_output,
    "ReLU": lambda values, x: functional.relu(x),
    "LeakyReLU": lambda values, x: functional.leaky_relu(x, values["negative_slope"]),
    "GELU": lambda values, x: functional.gelu(x, approximate=values["approximate"]),
    "Tanh": lambda values, x: torch.tanh(x),
    "Sigmoid": lambda values, x: torch.sigmoid(x),
}


def _conv(layer: Any) -> Values:
    return {
        "kind": "Conv1d",
        "weight": values_of("weight", layer.weight),
        "bias": _optional("bias", layer.bias),
        "stride": integer("stride", layer.stride, 1),
        "padding": padding_of(layer, layer.weight.shape[2]),
        "dilation": integer("dilation", layer.dilation, 1),
        "groups": layer.groups,
        "padding_mode": layer.padding_mode,
    }


def _pool(layer: Any) -> Values:
    size = integer("kernel_size", layer.kernel_size, 1)
    return {
        "kind": "MaxPool1d" if isinstance(layer, nn.MaxPool1d) else "AvgPool1d",
        "kernel_size": size,
        "stride": integer("stride", layer.stride, 1),
        "padding": integer("padding", layer.padding, 0),
        "dilation": integer("dilation", getattr(layer, "dilation", 1), 1),
        "ceil_mode": layer.ceil_mode,
        "count_include_pad": getattr(layer, "count_include_pad", True),
    }


def _norm(layer: Any) -> Values:
    return {
        "kind": "BatchNorm1d",
        "mean": values_of("running_mean", layer.running_mean),
        "var": values_of("running_var", layer.running_var),
        "eps": layer.eps,
        "weight": _optional("weight", layer.weight),
        "bias": _optional("bias", layer.bias),
    }


def _pad(layer: Any) -> Values:
    left, right = layer.padding
    mode = next(mode for start, mode in _PADS.items() if _is_pad(layer, start))
    value = float(getattr(layer, "value", 0))
    if mode == "circular" and min(left, right) < 0:
        raise ValueError(f"a circular padding must not crop here; got {left} and {right}")
    return {"kind": "Pad", "left": left, "right": right, "value": value, "mode": mode}


def _is_pad(layer: nn.Module, start: str) -> bool:
    return isinstance(layer, getattr(nn, f"{start}Pad1d"))


def _optional(name: str, value: Any) -> Any:
    return None if value is None else values_of(name, value)


def _plain(kind: str, *settings: str) -> Callable[[Any], Values]:
    return lambda layer: {"kind": kind, **{name: getattr(layer, name) for name in settings}}


_READERS: dict[Any, Callable[[Any], Values]] = {
    nn.Conv1d: _conv,
    nn.ReLU: _plain("ReLU"),
    nn.LeakyReLU: _plain("LeakyReLU", "negative_slope"),
    nn.GELU: _plain("GELU", "approximate"),
    nn.Tanh: _plain("Tanh"),
    nn.Sigmoid: _plain("Sigmoid"),
    nn.MaxPool1d: _pool,
    nn.AvgPool1d: _pool,
    nn.BatchNorm1d: _norm,
    tuple(getattr(nn, f"{start}Pad1d") for start in _PADS): _pad,
    (nn.Identity, *_DROPOUTS): _plain("Identity"),
}
