"""The values of the playground: its sliders cut them to the sizes that they stand at."""

from __future__ import annotations

import numpy as np

from conv1d_lab import article
from conv1d_lab.arithmetic import Array
from conv1d_lab.explorer.lists import (
    ARTICLE,
    LENGTH,
    MOST_TAPS,
    OWN,
    is_kernel,
    is_signal,
    kernel_weight,
    signal_input,
)
from conv1d_lab.snapshot import Snapshot

POOL_SEED = 2021
CHANNELS = 8
EXAMPLE = {"in_channels": 3, "out_channels": 2, "kernel_size": 4, "length": 10}

Pool = dict[str, Array]


def new_pool() -> Pool:
    """All values the playground can show; the worked example lies in its corner."""
    random = np.random.default_rng(POOL_SEED)
    pool = {
        "x": random.uniform(0, 1, (1, CHANNELS, LENGTH)),
        "weight": random.uniform(-0.3, 0.3, (CHANNELS, CHANNELS, MOST_TAPS)),
        "bias": random.uniform(-0.3, 0.3, CHANNELS),
    }
    pool["x"][:, :3, :10] = article.X
    pool["weight"][:2, :3, :4] = article.WEIGHT
    pool["bias"][:2] = article.BIAS
    return {name: array.astype(np.float32) for name, array in pool.items()}


def chosen_input(pool: Pool, signal: str, channels: int) -> Array:
    """Return the x of a signal, for so many channels."""
    if signal == ARTICLE:
        return pool["x"][:, :channels, : EXAMPLE["length"]]
    return signal_input(signal, channels)


def chosen_weight(pool: Pool, kernel: str, out_channels: int, per_group: int) -> Array:
    """Return the weight of a kernel, for so many channels."""
    if kernel == ARTICLE:
        return pool["weight"][:out_channels, :per_group, : EXAMPLE["kernel_size"]]
    return kernel_weight(kernel, out_channels, per_group)


def chosen_bias(pool: Pool, kernel: str, out_channels: int) -> Array:
    """Return the bias that goes with a kernel: 0, but for the article's."""
    bias = pool["bias"][:out_channels]
    return bias if kernel == ARTICLE else np.zeros_like(bias)


def is_chosen(pool: Pool, kind: str, name: str, tensor: Array) -> bool:
    """Tell whether x or weight (``kind``), in any size, is what a list calls ``name``."""
    if name == OWN:
        return True
    if name != ARTICLE:
        return is_signal(name, tensor) if kind == "x" else is_kernel(name, tensor)
    corner = pool[kind][tuple(slice(size) for size in tensor.shape)]
    return np.array_equal(corner, tensor)


def playground(pool: Pool, signal: str = ARTICLE, kernel: str = ARTICLE) -> Snapshot:
    """Begin with the worked example, or with what is chosen instead."""
    channels, out = EXAMPLE["in_channels"], EXAMPLE["out_channels"]
    return Snapshot(
        x=chosen_input(pool, signal, channels),
        weight=chosen_weight(pool, kernel, out, channels),
        bias=chosen_bias(pool, kernel, out),
        has_bias=True,
        stride=1,
        padding=0,
        dilation=1,
        groups=1,
        padding_mode="zeros",
        batched=True,
    )
