"""The signals and kernels that the playground offers by name; the browser gets their numbers here.

All are whole or simple numbers. Conv1d never flips a kernel, so neither does this.
"""

from __future__ import annotations

from collections.abc import Callable
from math import comb, pi, sin
from typing import Any

import numpy as np

from conv1d_lab.arithmetic import Array

LENGTH, MOST_TAPS = 24, 8
ARTICLE, OWN = "article", "own"
"""What the playground begins with, and what somebody has edited."""
PULSE = (3.0, 2.0, 1.0)
BEAT = (0, 0, 1, 0, -1, 8, -3, 0, 1, 2, 1, 0)
STEP_AT = 6
_NOISE = np.random.default_rng(7).normal(size=LENGTH)

Taps = Callable[[int], list[float] | None]


def _wave(period: int, place: int) -> float:
    return sin(2 * pi * place / period)


def _row(value: Callable[[int], float]) -> list[float]:
    return [round(float(value(place)), 1) + 0.0 for place in range(LENGTH)]


SIGNALS: dict[str, list[float]] = {
    "step": _row(lambda p: p >= STEP_AT),
    "pulse": _row(lambda p: (0, 0, 0, 0, *PULSE)[p] if p < 7 else 0),
    "ramp": _row(lambda p: p),
    "sine": _row(lambda p: _wave(12, p)),
    "two sines": _row(lambda p: _wave(12, p) + _wave(3, p) / 2),
    "noise": _row(lambda p: _NOISE[p]),
    "heart beat": _row(lambda p: BEAT[p % len(BEAT)]),
    "noisy step": _row(lambda p: 2 * (p >= STEP_AT) + _NOISE[-1 - p] / 3),
}
"""What channel 0 holds."""


def _padded(*taps: float) -> Taps:
    """Give the same kernel a longer row: weights of 0 read nothing."""
    return lambda size: [*taps, *[0.0] * (size - len(taps))] if size >= len(taps) else None


def _half(size: int) -> list[float] | None:
    side, middle = size // 2, size % 2
    return [-1.0] * side + [0.0] * middle + [1.0] * side if side else None


KERNELS: dict[str, tuple[int, Taps]] = {
    "identity": (3, lambda size: [float(k == (size - 1) // 2) for k in range(size)]),
    "shift": (3, lambda size: [float(k == 0) for k in range(size)] if size > 1 else None),
    "moving average": (4, lambda size: [1 / size] * size),
    "difference": (2, _padded(-1, 1)),
    "second difference": (3, _padded(1, -2, 1)),
    "smoothing": (3, lambda size: [comb(size - 1, k) / 2 ** (size - 1) for k in range(size)]),
    "edge": (4, _half),
    "matched to the pulse": (3, _padded(*PULSE)),
}
"""The kernel size that each begins with, and its weights for a size: None where it needs more."""


def signal_input(name: str, channels: int) -> Array:
    """Fill x with a signal: each channel is one step later than the one before."""
    row = np.array(SIGNALS[name], np.float32)
    places = np.arange(LENGTH) - np.arange(channels)[:, np.newaxis]
    filled: Array = row[np.maximum(places, 0)][np.newaxis]
    return filled


def kernel_weight(name: str, out_channels: int, per_group: int, size: int = 0) -> Array:
    """Fill weight with a kernel: output channel o reads one input channel, o mod its number.

    Raises ValueError where the kernel does not fit into ``size``; 0 is the size it begins with.
    """
    first, taps = KERNELS[name]
    row = taps(size or first)
    if row is None:
        raise ValueError(f"kernel {name!r} needs a kernel_size of more than {size}")
    weight = np.zeros((out_channels, per_group, len(row)), np.float32)
    weight[np.arange(out_channels), np.arange(out_channels) % per_group] = row
    return weight


def is_signal(name: str, x: Array) -> bool:
    """Tell whether x is a signal of the list, or its beginning."""
    whole = signal_input(name, x.shape[1])
    return len(x) == 1 and x.shape[2] <= LENGTH and bool((whole[..., : x.shape[2]] == x).all())


def is_kernel(name: str, weight: Array) -> bool:
    """Tell whether weight is a kernel of the list, in its size."""
    try:
        return bool((kernel_weight(name, *weight.shape) == weight).all())
    except ValueError:
        return False


def tables() -> dict[str, Any]:
    """All numbers, as the browser needs them."""
    sizes = range(1, MOST_TAPS + 1)
    return {
        "signals": SIGNALS,
        "kernels": {
            name: {"size": first, "taps": [taps(size) for size in sizes]}
            for name, (first, taps) in KERNELS.items()
        },
    }
