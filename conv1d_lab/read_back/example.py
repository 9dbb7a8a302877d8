"""The x, weight and bias that ``expand`` probes a function with."""

from __future__ import annotations

import numpy as np

from conv1d_lab.article import BIAS, WEIGHT, X
from conv1d_lab.checks import integer
from conv1d_lab.snapshot import Snapshot

PER_GROUP = {2: (3, 4), 3: (2, 4)}
"""Channels and kernels in each group, else 2 and 3: were two of these numbers the same, or the
same as groups, then a function that takes one for the other would look right."""


def channels(name: str, given: int | None, usual: int, groups: int) -> int:
    """Return the number given, or the article's, or so many for each group."""
    if given is None:
        per_group = PER_GROUP.get(groups, (2, 3))[name == "out_channels"]
        return usual if groups == 1 else per_group * groups
    number = integer(name, given, 1)
    if number % groups:
        raise ValueError(f"groups must divide {name} = {number}; got groups={groups}")
    return number


def example(
    *,
    channels: tuple[int, int],
    kernel_size: int,
    length: int,
    stride: int,
    padding: int | str,
    dilation: int,
    groups: int,
    bias: bool,
) -> Snapshot:
    """Make two batch items, with the article's numbers where its sizes are asked for."""
    random = np.random.default_rng(0)
    in_channels, out_channels = channels
    x = random.uniform(0, 1, (2, in_channels, length))
    weight = random.uniform(-0.3, 0.3, (out_channels, in_channels // groups, kernel_size))
    biases = random.uniform(-0.3, 0.3, out_channels)
    article = np.array(X), np.array(WEIGHT), np.array(BIAS)
    if (x[:1].shape, weight.shape) == (article[0].shape, article[1].shape):
        x[:1], weight, biases = article
    return Snapshot(
        x=x,
        weight=weight,
        bias=biases if bias else np.zeros(out_channels),
        has_bias=bias,
        stride=stride,
        padding=padding,
        dilation=dilation,
        groups=groups,
        padding_mode="zeros",
        batched=True,
    )
