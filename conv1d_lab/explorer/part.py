"""A part of a layer and its input that is small enough to look at; its numbers stay the whole's.

Inputs that are left out keep their share: what they add to an output stands in one more row of x,
which the kernel reads with a weight of 1.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any, NamedTuple

import numpy as np

from conv1d_lab.arithmetic import Array, conv1d, pad
from conv1d_lab.checks import integer
from conv1d_lab.numbers import plural
from conv1d_lab.snapshot import Snapshot

MOST_ITEMS, MOST_OUT_CHANNELS, MOST_COLUMNS = 64, 256, 8192
MOST_TAPS = 4096
"""Taps in sight, channels times K."""
MOST_CHANNELS = 64
MOST_NUMBERS = 2**20
MOST_PRODUCTS = 2**28  # a browser multiplies so many in a third of a second
CHANNELS, COLUMNS = 16, 256
"""How much is taken where there is too much."""


class Part(NamedTuple):
    """Its own layer and input, where ``at`` lies in it, and a sentence that says what it is."""

    values: Snapshot
    at: tuple[int, int, int]
    note: str
    is_fixed: bool = True
    """Whether other settings would no longer show the whole layer's numbers."""


def too_large(values: Snapshot) -> list[str]:
    """Say of everything that is too much to look at how much it is."""
    items, channels, _ = values.x.shape
    columns = values.length + sum(values.sides)
    products = values.weight.size * values.output_shape[2]
    sizes = (
        ("batch items", items, MOST_ITEMS),
        ("input channels", channels, MOST_CHANNELS),
        ("output channels", values.out_channels, MOST_OUT_CHANNELS),
        ("positions, padding counted", columns, MOST_COLUMNS),
        ("taps, C_in * K", channels * values.kernel_size, MOST_TAPS),
        ("numbers in x", values.x.size, MOST_NUMBERS),
        ("products", products, MOST_PRODUCTS),
    )
    return [f"{size} {what} (at most {most})" for what, size, most in sizes if size > most]


def take_part(
    values: Snapshot, at: tuple[int, int, int], channels: Any = None, window: Any = None
) -> Part:
    """Take the channels and positions that are asked for, or the neighbourhood of ``at``.

    Everything, where that is small enough. Raises TypeError or ValueError for a bad channels or
    window, and for a kernel that is too long to look at.
    """
    if channels is None and window is None and not too_large(values):
        return Part(values, at, _precision(values), is_fixed=False)
    if values.kernel_size > MOST_TAPS:
        raise ValueError(
            f"layer must have a kernel_size of at most {MOST_TAPS} to look at; got "
            f"{values.kernel_size}: draw(layer, x) shows a part of it"
        )
    n, o, t = at
    items = range(n, n + 1) if _many(values) else range(len(values.x))
    outs, inputs, hidden = _channels(values, o, channels)
    first, last = _windows(values, t, window)
    if t == 0:
        t = first
    if not first <= t <= last:
        raise ValueError(f"at must lie in the window, t from {first} to {last}; got t = {t}")
    left, right = values.sides
    everywhere = last - first + 1 == values.output_shape[2] and not len(hidden)
    span = values.dilation * (values.kernel_size - 1) + 1
    start, stop = first * values.stride, last * values.stride + span
    x, padding = values.x[items.start : items.stop], values.padding
    if not everywhere:
        x, padding = pad(x, left, right, values.padding_mode)[:, :, start:stop], 0
    per_group = values.out_channels // values.groups
    own = values.channels(o)[0]
    part = replace(
        values,
        x=x[:, inputs],
        weight=values.weight[outs][:, inputs - own] if len(hidden) else values.weight[outs],
        bias=values.bias[outs],
        padding=padding,
        groups=int(outs[-1] // per_group - outs[0] // per_group) + 1,
        stale=False,
    )
    if len(hidden):
        part = _with_rest(part, x[:, hidden], values.weight[[o]][:, hidden - own])
    said = [
        _shown("batch item", items, len(values.x)),
        _shown("output channel", outs, values.out_channels),
        _shown("input channel", inputs, values.x.shape[1]),
    ]
    if not everywhere:
        positions = range(start - left, stop - left)
        padded = positions[0] < 0 or positions[-1] >= values.length
        shown = _shown("position", positions, values.length)
        said.append(shown + ", padding written out" * padded)
    note = _note(values, [one for one in said if one], len(hidden))
    return Part(part, (n - items.start, o - int(outs[0]), t - first), note)


def _many(values: Snapshot) -> bool:
    return len(values.x) > MOST_ITEMS or values.x.size > MOST_NUMBERS


def _channels(values: Snapshot, o: int, wanted: Any) -> tuple[Array, Array, Array]:
    """Choose output channels, the input channels they read, and those of o that are left out."""
    size, each = values.x.shape[1], values.weight.shape[1]
    per_group = values.out_channels // values.groups
    own, group = values.channels(o), o // per_group
    room = min(MOST_CHANNELS, MOST_TAPS // values.kernel_size)
    few = min(room, CHANNELS)
    windows = min(values.output_shape[2], MOST_COLUMNS)
    if wanted is not None:
        seen = np.arange(*_bounds("channels", wanted, size, "C_in"))
        if len(seen) > room or not np.isin(own, seen).any():
            raise ValueError(
                f"channels must hold at most {room} input channels, some of those that output "
                f"channel {o} reads, {own[0]} to {own[-1]}; got {wanted!r}"
            )
    elif size <= room and values.weight.size * windows <= MOST_PRODUCTS:
        seen = np.arange(size)
    elif each > few:
        seen = own[: max(1, few - 1)]
    else:
        count = min(few // each, values.groups)
        low = min(max(group - count // 2, 0), values.groups - count)
        seen = np.arange(low * each, (low + count) * each)
    hidden = np.setdiff1d(own, seen)
    if len(hidden):
        return np.array([o]), np.intersect1d(own, seen), hidden
    outs = np.arange(-(-seen[0] // each) * per_group, (seen[-1] + 1) // each * per_group)
    if len(outs) > MOST_OUT_CHANNELS:
        outs = np.arange(per_group) + group * per_group
        low = min(max(o - CHANNELS // 2, outs[0]), max(outs[0], outs[-1] + 1 - CHANNELS))
        outs = outs[(outs >= low) & (outs < low + CHANNELS)]
    groups = np.arange(outs[0] // per_group, outs[-1] // per_group + 1)
    return outs, np.arange(groups[0] * each, (groups[-1] + 1) * each), hidden


def _windows(values: Snapshot, t: int, wanted: Any) -> tuple[int, int]:
    """Choose the first and the last window t."""
    left, right = values.sides
    span = values.dilation * (values.kernel_size - 1) + 1
    count = values.output_shape[2]
    if wanted is None:
        if values.length + left + right <= MOST_COLUMNS:
            return 0, count - 1
        shown = min(count, max(1, (max(COLUMNS, span) - span) // values.stride + 1))
        first = min(max(t - shown // 2, 0), count - shown)
        return first, first + shown - 1
    start, stop = _bounds("window", wanted, values.length, "L")
    first = 0 if start == 0 else -(-(start + left) // values.stride)
    end = values.length + right if stop == values.length else stop
    last = min((end + left - span) // values.stride, count - 1)
    if last < first:
        raise ValueError(
            f"window must hold at least one whole kernel, which spans {span} positions; "
            f"got {wanted!r}"
        )
    if (last - first) * values.stride + span > MOST_COLUMNS:
        raise ValueError(f"window must hold at most {MOST_COLUMNS} positions; got {wanted!r}")
    return first, last


def _bounds(name: str, value: Any, size: int, letter: str) -> tuple[int, int]:
    """Read (first, behind the last), as a slice has them."""
    expected = f"(start, stop) with 0 <= start < stop <= {size} ({letter} = {size})"
    pair = (value.start, value.stop) if isinstance(value, (range, slice)) else value
    if isinstance(value, (range, slice)) and value.step not in (None, 1):
        raise ValueError(f"{name} must be {expected}, without a step; got {value!r}")
    if not isinstance(pair, (tuple, list)) or len(pair) != 2:
        raise TypeError(f"{name} must be {expected}; got {value!r}")
    start = 0 if pair[0] is None else integer(name, pair[0], 0, expected)
    stop = size if pair[1] is None else integer(name, pair[1], 1, expected)
    if not start < stop <= size:
        raise ValueError(f"{name} must be {expected}; got {value!r}")
    return start, stop


def _with_rest(part: Snapshot, x: Array, weight: Array) -> Snapshot:
    """Add a row to x that holds, where each window begins, what x and weight here add up to."""
    rest = conv1d(x, weight, stride=part.stride, dilation=part.dilation)
    if not np.isfinite(rest).all():
        raise ValueError("x must be finite where channels are left out: choose other channels")
    row = np.zeros((len(x), 1, part.length), rest.dtype)
    row[:, :, np.arange(rest.shape[2]) * part.stride] = rest
    tap = np.zeros((1, 1, part.kernel_size), rest.dtype)
    tap[0, 0, 0] = 1
    return replace(
        part,
        x=np.concatenate([part.x, row], axis=1),
        weight=np.concatenate([part.weight, tap], axis=1),
    )


def _shown(what: str, places: Any, size: int) -> str:
    """Name the places that are shown; nothing where all are."""
    if len(places) == size and places[0] == 0:
        return ""
    first, last = int(places[0]), int(places[-1])
    which = str(first) if first == last else f"{first} to {last}"
    return f"{plural(what, len(places))} {which} of {size}"


def _note(values: Snapshot, said: list[str], hidden: int) -> str:
    shape = tuple(map(int, values.x.shape if values.batched else values.x.shape[1:]))
    note = (
        f"A part of {values.layer_text} on an x of shape {shape}: {'; '.join(said)}. "
        "Here each counts from 0. The results are those of the whole layer."
    )
    if hidden:
        others = f"the other {hidden} input {plural('channel', hidden)}"
        note += (
            f" The last row of x stands for {others}: where a window begins it holds what they "
            "add to the output."
        )
    return " ".join(filter(None, [note, _precision(values)]))


def _precision(values: Snapshot) -> str:
    if values.dtype == "float32":
        return ""
    return f"Computed in float32; the layer itself computes in {values.dtype}."
