"""Layers in a row and their input, read, and held against what the model itself gives."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from torch import nn

from conv1d_lab.arithmetic import Array
from conv1d_lab.chain_layers import KNOWN, Values, flat, is_known, plain_output, read_layer
from conv1d_lab.layer_values import check_same_dtype, values_of
from conv1d_lab.look_alikes import check_layer, class_name, path_of
from conv1d_lab.numbers import number
from conv1d_lab.real_forward import unseen, working_copy
from conv1d_lab.snapshot import snapshot

_DROPS = (nn.Dropout, nn.Dropout1d, nn.AlphaDropout, nn.FeatureAlphaDropout)


@dataclass(frozen=True, eq=False)
class ChainSnapshot:
    """The values of a chain and one input at one moment.

    x (N, C, L); of each layer its name in the model, as "1.0", its kind and its settings.
    """

    x: Array
    layers: tuple[Values, ...]
    batched: bool
    dtype: str


def chain_snapshot(model: Any, x: Any) -> ChainSnapshot:
    """Read an ``nn.Sequential`` and an input that it accepts, (N, C, L) or (C, L).

    The model is run on a copy, layer by layer and as a whole: what it gives must be what its
    layers say. Raises TypeError or ValueError that names the layer, its place, and what is wrong.
    """
    places = list(flat(model))
    if not places:
        raise ValueError("layer must hold at least one layer; got an empty Sequential")
    for i, (name, layer) in enumerate(places):
        _check_kind(_place(i, name), layer, _before(model, name))
    values = values_of("x", x)
    if values.ndim not in (2, 3) or 0 in values.shape:
        raise ValueError(f"x must have the shape (N, C, L) or (C, L), none 0; got {values.shape}")
    own = next(model.parameters(), None)
    if own is not None:
        check_same_dtype(x, values, own)
    trial = working_copy(model)
    with unseen(trial):
        signal = torch.from_numpy(values)
        signal = signal if own is None else signal.to(own)
        layers, last = _read_all(trial, signal)
        _check_whole(trial, signal, last)
    batch = values if values.ndim == 3 else values[np.newaxis]
    dtype = str(signal.dtype).removeprefix("torch.")
    return ChainSnapshot(batch, tuple(layers), values.ndim == 3, dtype)


def _read_all(model: nn.Sequential, signal: torch.Tensor) -> tuple[list[Values], torch.Tensor]:
    """Read each layer, and hold it against what it makes of the signal that reaches it."""
    layers = []
    for i, (name, layer) in enumerate(flat(model)):
        place = _place(i, name)
        before = {key: buffer.clone() for key, buffer in layer.named_buffers()}
        try:
            real = layer(signal.clone())
        except Exception as error:  # whatever a stranger's class raises
            shape = tuple(signal.shape)
            raise ValueError(
                f"{place}, {layer}, must take the signal of shape {shape} that reaches it; "
                f"PyTorch says: {error}"
            ) from error
        for key, buffer in layer.named_buffers():
            if not torch.allclose(before[key], buffer, rtol=0, atol=0, equal_nan=True):
                raise ValueError(
                    f"{place}, must stay as it is; got a {class_name(layer)} that changes its "
                    f"{key} whenever it runs: layer.eval() may end that"
                )
        values = _read(place, path_of(model, name), layer, signal)
        plain = plain_output(values, signal)
        _check_alike(f"{place}, {class_name(layer)}, must give what its settings say", real, plain)
        if 0 in real.shape:
            raise ValueError(f"{place}, {layer}, must leave something; its output is empty")
        layers.append({**values, "name": name})
        signal = real
    return layers, signal


def _read(place: str, path: str, layer: nn.Module, signal: torch.Tensor) -> Values:
    try:
        values = read_layer(layer)
        if isinstance(layer, nn.Conv1d):
            # With all that is known of a single layer: weights made in forward, reasons, ways out.
            read = snapshot(layer, signal)
            made = {"weight": read.weight, "bias": read.bias if read.has_bias else None}
            values |= made
    except (TypeError, ValueError) as error:
        # Its own `layer` is the chain's layer[0]: what is to be typed has to say so.
        said = re.sub(r"\blayer(?=\.\w)", path, str(error))
        raise type(error)(f"{place}: {said}") from error
    return values


def _place(i: int, name: str) -> str:
    return f"layer {i}, `{name}`"


def _before(model: nn.Sequential, name: str) -> str:
    """Write the part of the model before a layer, "" where there is none."""
    first = name.partition(".")[0]
    names = list(model._modules)
    return f"layer[:{names.index(first)}]" if names.index(first) else ""


def _check_kind(place: str, layer: nn.Module, before: str) -> None:
    """Refuse what cannot be shown, by its name and its place."""
    kind = class_name(layer).removeprefix("torch.nn.")
    if isinstance(layer, nn.Conv1d):
        try:
            check_layer(layer, None)
        except ValueError as error:
            raise ValueError(f"{place}: {error}") from error
    if isinstance(layer, nn.BatchNorm1d) and layer.running_mean is None:
        raise ValueError(
            f"{place}, is a {kind} that keeps no running statistics: each batch gives other "
            "numbers. BatchNorm1d(..., track_running_stats=True), trained and in eval(), has them"
        )
    drops = isinstance(layer, _DROPS) and layer.p > 0
    if layer.training and (drops or isinstance(layer, nn.BatchNorm1d)):
        why = "drops other numbers each time" if drops else "depends on the rest of the batch"
        raise ValueError(
            f"{place}, is a {kind} in training mode, which {why}: layer.eval() makes the whole "
            "model give the same numbers each time, and layer.train() takes it back"
        )
    if not is_known(layer):
        way = f". Show what comes before it: {before}" if before else ""
        raise TypeError(f"{place}, is of the class {kind}; a chain may hold {KNOWN}{way}")


def _check_whole(model: nn.Sequential, x: torch.Tensor, last: torch.Tensor) -> None:
    """Refuse a model that does more than call its layers, by a forward of its own or a hook."""
    try:
        whole = model(x.clone())
    except Exception as error:
        raise ValueError(
            f"layer must take an x of shape {tuple(x.shape)}, as its layers do one after the "
            f"other; its own forward raises {type(error).__name__}: {error}"
        ) from error
    what = "layer must give what its layers give one after the other"
    more = ". A forward of its own, or a hook, does more: torch.nn.Sequential(*layer) has neither"
    _check_alike(what, whole, last, more)


def _check_alike(what: str, real: Any, plain: torch.Tensor, more: str = "") -> None:
    if not isinstance(real, torch.Tensor):
        raise ValueError(f"{what}; it returns a {class_name(real)}{more}")
    if real.shape != plain.shape:
        shapes = f"the shape {(*real.shape,)}, and not {(*plain.shape,)}"
        raise ValueError(f"{what}; its output has {shapes}{more}")
    tolerance = 64 * torch.finfo(plain.dtype).eps
    close = torch.isclose(real, plain, rtol=tolerance, atol=tolerance, equal_nan=True)
    close |= ~real.isfinite() & ~plain.isfinite()
    if bool(close.all()):
        return
    at = tuple(int(i) for i in (~close).nonzero()[0])
    gives, says = (number(float(one[at])) for one in (real, plain))
    raise ValueError(f"{what}; its out[{', '.join(map(str, at))}] is {gives}, and not {says}{more}")


def too_large(read: ChainSnapshot, shapes: Sequence[tuple[int, ...]]) -> list[str]:
    """Say of everything that is too much to look at how much it is."""
    products = sum(
        values["weight"].size * shape[-1]
        for values, shape in zip(read.layers, shapes[1:], strict=True)
        if values["kind"] == "Conv1d"
    )
    sizes = (
        ("layers", len(read.layers), 32),
        ("batch items", len(read.x), 64),
        ("channels", max(shape[1] for shape in shapes), 64),
        ("positions", max(shape[2] for shape in shapes), 8192),
        ("products", products, 2**27),
    )
    return [f"{size} {what} (at most {most})" for what, size, most in sizes if size > most]
