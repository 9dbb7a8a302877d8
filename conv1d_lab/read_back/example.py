"""The x, weight and bias that ``expand`` probes a function with."""

from __future__ import annotations

import numpy as np

from conv1d_lab.article import BIAS, WEIGHT, X
from conv1d_lab.checks import integer
from conv1d_lab.snapshot import Snapshot


def channels(name: str, given: int | None, usual: int, groups: int) -> int:
    """Return the number given, or the article's, or 2 for each group: 1 would hide mistakes."""
    if given is None:
        return usual if groups == 1 else 2 * groups
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
