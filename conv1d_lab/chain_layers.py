"""The layers that a chain may hold: each read as plain values, under the names of torch."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from torch import nn

from conv1d_lab.arithmetic import integer
from conv1d_lab.layer_values import padding_of, values_of

Values = dict[str, Any]
"""``kind`` and the settings of one layer; arrays are NumPy's."""
_DROPOUTS = (nn.Dropout, nn.Dropout1d, nn.AlphaDropout, nn.FeatureAlphaDropout)
_PADS = {"Zero": "zeros", "Constant": "zeros", "Reflection": "reflect"}
_PADS |= {"Replication": "replicate", "Circular": "circular"}
KNOWN = (
    "Conv1d, ReLU, LeakyReLU, GELU, Tanh, Sigmoid, MaxPool1d, AvgPool1d, BatchNorm1d, ZeroPad1d, "
    "ConstantPad1d, ReflectionPad1d, ReplicationPad1d, CircularPad1d, Dropout, Identity and "
    "Sequential"
)
"""What a chain may be made of."""


def flat(model: nn.Sequential, prefix: str = "") -> Iterator[tuple[str, nn.Module]]:
    """Walk the layers of a Sequential and of those inside it: ("1.0", its layer)."""
    for name, layer in model.named_children():
        if isinstance(layer, nn.Sequential):
            yield from flat(layer, f"{prefix}{name}.")
        else:
            yield prefix + name, layer


def read_layer(layer: nn.Module) -> Values | None:
    """Read one layer; None for a kind that is not known."""
    for kind, reader in _READERS.items():
        if isinstance(layer, kind):
            return {**reader(layer), "label": _label(layer)}
    return None


def _label(layer: nn.Module) -> str:
    return f"{type(layer).__name__}({layer.extra_repr()})"


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
