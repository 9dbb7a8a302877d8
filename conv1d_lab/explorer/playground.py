"""The values of the playground: its sliders cut them to the sizes that they stand at."""

from __future__ import annotations

import numpy as np

from conv1d_lab import article
from conv1d_lab.arithmetic import Array
from conv1d_lab.snapshot import Snapshot

POOL_SEED = 2021
POOL_SIZES = {"channels": 8, "kernel_size": 8, "length": 24}


def new_pool() -> dict[str, Array]:
    """All values the playground can show; the worked example lies in its corner."""
    random = np.random.default_rng(POOL_SEED)
    channels, taps, length = POOL_SIZES.values()
    pool = {
        "x": random.uniform(0, 1, (1, channels, length)),
        "weight": random.uniform(-0.3, 0.3, (channels, channels, taps)),
        "bias": random.uniform(-0.3, 0.3, channels),
    }
    pool["x"][:, :3, :10] = article.X
    pool["weight"][:2, :3, :4] = article.WEIGHT
    pool["bias"][:2] = article.BIAS
    return {name: array.astype(np.float32) for name, array in pool.items()}


def playground(pool: dict[str, Array]) -> Snapshot:
    """Cut the worked example from the pool."""
    return Snapshot(
        x=pool["x"][:, :3, :10],
        weight=pool["weight"][:2, :3, :4],
        bias=pool["bias"][:2],
        has_bias=True,
        stride=1,
        padding=0,
        dilation=1,
        groups=1,
        padding_mode="zeros",
        batched=True,
    )
