"""Random operands that are easy to read in a failing case: one decimal each, and never -0."""

from __future__ import annotations

from typing import Any

import numpy as np

from conv1d_lab.arithmetic import Array


def array(rng: np.random.Generator, *shape: int) -> Array:
    """Return a float32 array of ``shape`` with numbers from -2.0 to 2.0."""
    return (np.round(rng.uniform(-2, 2, shape), 1) + 0.0).astype(np.float32)


def tensor(rng: np.random.Generator, *shape: int) -> Any:
    """Return the same as a torch tensor."""
    import torch

    return torch.from_numpy(array(rng, *shape))


def layer(rng: np.random.Generator, channels: int, kernels: int, taps: int) -> Any:
    """Make an ``nn.Conv1d`` of such numbers, frozen like the article's.

    PyTorch's own generator stays where it is.
    """
    import torch
    from torch.nn.utils import skip_init

    made = skip_init(torch.nn.Conv1d, channels, kernels, taps)  # type: ignore[no-untyped-call]
    with torch.no_grad():
        made.weight.copy_(tensor(rng, kernels, channels, taps))
        made.bias.copy_(tensor(rng, kernels))
    return made.requires_grad_(False)
