"""What an output of a chain sees of the input: positions, whatever the weights are."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import torch

from conv1d_lab.arithmetic import padded_source, padding_sides
from conv1d_lab.chain_layers import Values, plain_output


def seen(layers: Sequence[Values], lengths: Sequence[int], layer: int, t: int) -> list[int]:
    """List the positions of x that output t of a layer depends on; lengths: of every signal."""
    places = {t}
    for i in range(layer, -1, -1):
        reads = _reads(layers[i], lengths[i])
        places = {p for place in places for p in reads(place) if p >= 0}
    return sorted(places)


def sees_text(name: str, places: Sequence[int], length: int) -> str:
    """Write "out[0, 0, 9] sees x[2] to x[9]: 8 of 16", as the picture does."""
    if not places:
        return f"{name} sees nothing of x"
    first, last = places[0], places[-1]
    ends = f"x[{first}]" if first == last else f"x[{first}] to x[{last}]"
    gaps = "" if len(places) == last - first + 1 else ", with gaps"
    return f"{name} sees {ends}{gaps}: {len(places)} of {length}"


def _reads(values: Values, length: int) -> Callable[[int], list[int]]:
    """Return a function that lists what an output reads, -1 for padding."""
    kind = values["kind"]
    if kind == "Pad":
        numbered = torch.arange(1.0, length + 1)[None]
        source = plain_output({**values, "value": 0.0}, numbered)[0].long() - 1
        return lambda t: [int(source[t])]
    if kind not in ("Conv1d", "MaxPool1d", "AvgPool1d"):
        return lambda t: [t]
    stride, dilation = values["stride"], values["dilation"]
    if kind == "Conv1d":
        taps, mode = values["weight"].shape[2], values["padding_mode"]
        left, right = padding_sides(values["padding"], taps, dilation=dilation)
    else:
        taps, mode, left = values["kernel_size"], "zeros", values["padding"]
        right = left + stride + dilation * taps  # ceil_mode lets a window hang over
    source_of = padded_source(length, left, right, mode)
    return lambda t: [int(source_of[t * stride + k * dilation]) for k in range(taps)]
