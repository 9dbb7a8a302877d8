"""The worked example: the layer and the input of the article "Conv1d原理解析".

The article prints four decimals of most of these numbers and none of weight[1]. All of them were
found again, to the last bit of float32: PyTorch's CPU generator is MT19937 seeded with 32 bits, and
of all 2**32 seeds exactly one gives the printed digits (see ``notebooks/12_the_missing_weights``).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from conv1d_lab.snapshot import make_layer

if TYPE_CHECKING:
    import torch

SEED = 2478606714
"""What ``torch.manual_seed`` was given: the one seed that matches the article's printed digits."""

SKIP = 129
"""Uniform numbers drawn after seeding and before the layer was made, for reasons unknown."""

WEIGHT = (
    (
        (-0.1468468, -0.005706048, 0.09255965, 0.026313232),
        (0.1041745, 0.01579346, 0.24084046, -0.011596205),
        (0.022293203, -0.21037245, 0.19713572, -0.031798832),
    ),
    (
        (0.1520049, 0.12384601, -0.025267636, 0.24558458),
        (0.023344858, 0.26020935, -0.08958491, -0.057074316),
        (0.14145724, 0.11984927, 0.27033943, -0.28491747),
    ),
)
"""(C_out, C_in, K) = (2, 3, 4), recovered from the seed; the article prints weight[0] only."""

BIAS = (0.065487444, -0.10949606)
"""(C_out,) = (2,), recovered from the seed; the article prints four decimals."""

X = (
    (
        (
            0.45349938,
            0.66596514,
            0.10773587,
            0.7335389,
            0.8431392,
            0.24072719,
            0.22668529,
            0.1635263,
            0.8009733,
            0.5360265,
        ),
        (
            0.5334212,
            0.70200384,
            0.7539983,
            0.719369,
            0.9104834,
            0.24946123,
            0.3046394,
            0.3893748,
            0.68126553,
            0.066011846,
        ),
        (
            0.5395568,
            0.6200269,
            0.70673877,
            0.9654042,
            0.82202536,
            0.88939524,
            0.51999956,
            0.9174889,
            0.68738925,
            0.88306653,
        ),
    ),
)
"""(N, C_in, L) = (1, 3, 10), recovered from the seed; the article prints four decimals."""

PRINTED = {
    "x[0, 0]": (0.4535, 0.6660, 0.1077, 0.7335, 0.8431, 0.2407, 0.2267, 0.1635, 0.8010, 0.5360),
    "x[0, 1]": (0.5334, 0.7020, 0.7540, 0.7194, 0.9105, 0.2495, 0.3046, 0.3894, 0.6813, 0.0660),
    "x[0, 2]": (0.5396, 0.6200, 0.7067, 0.9654, 0.8220, 0.8894, 0.5200, 0.9175, 0.6874, 0.8831),
    "weight[0, 0]": (-0.1468, -0.0057, 0.0926, 0.0263),
    "weight[0, 1]": (0.1042, 0.0158, 0.2408, -0.0116),
    "weight[0, 2]": (0.0223, -0.2104, 0.1971, -0.0318),
    "bias": (0.0655, -0.1095),
    "out[0, 0]": (0.2545, 0.3342, 0.3826, 0.1345, 0.0378, 0.2512, 0.2467),
    "out[0, 1, 2]": (0.3290,),
    "a1 + a2 + a3 for out[0, 0, 0]": (0.1890,),
    "a1 + a2 + a3 for out[0, 1, 2]": (0.4385,),
}
"""Every number the article prints, four decimals each, under the name of what it shows."""


def layer() -> torch.nn.Conv1d:
    """Make the article's ``nn.Conv1d(3, 2, 4)``; no random number is drawn.

    >>> from conv1d_lab import article
    >>> article.layer()
    Conv1d(3, 2, kernel_size=(4,), stride=(1,))

    Returns
    -------
    torch.nn.Conv1d
        A new one each time.
    """
    return make_layer(np.array(WEIGHT, np.float32), np.array(BIAS, np.float32))


def kernel() -> torch.nn.Conv1d:
    """Make a layer of the article's first kernel alone, without a bias.

    >>> from conv1d_lab import article
    >>> article.kernel()
    Conv1d(3, 1, kernel_size=(4,), stride=(1,), bias=False)

    Returns
    -------
    torch.nn.Conv1d
        A new one each time.
    """
    return make_layer(np.array(WEIGHT[:1], np.float32))


def x() -> torch.Tensor:
    """Make the article's input.

    >>> from conv1d_lab import article
    >>> article.x().shape
    torch.Size([1, 3, 10])

    Returns
    -------
    torch.Tensor, (N, C_in, L) = (1, 3, 10)
        A new one each time.
    """
    import torch

    return torch.tensor(X)
