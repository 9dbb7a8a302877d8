"""``expand``: the sum a learner's function computes, beside the right one."""

from __future__ import annotations

from collections.abc import Callable
from numbers import Real
from typing import Any

import numpy as np

from conv1d_lab.checks import integer
from conv1d_lab.learner_code import sandbox
from conv1d_lab.read_back.example import channels, example
from conv1d_lab.read_back.expansion import Expansion
from conv1d_lab.read_back.session import Session
from conv1d_lab.snapshot import snapshot

LARGEST = 2000  # elements of x, and of weight: more takes minutes and fills no page


def expand(
    function: Callable[..., Any],
    at: tuple[int, ...] | None = None,
    *,
    layer: Any = None,
    x: Any = None,
    in_channels: int | None = None,
    out_channels: int | None = None,
    kernel_size: int = 4,
    length: int = 10,
    stride: int = 1,
    padding: int | str = 0,
    dilation: int = 1,
    groups: int = 1,
    bias: bool = True,
    seconds: float = 10.0,
) -> Expansion:
    """Read your own conv1d back as a formula, in whatever style it is written.

    The function is called with numbers that tell every product apart, so its code need not be
    looked into. In a notebook the answer is a picture.

    >>> from conv1d_lab import conv1d, expand
    >>> def my_conv1d(x, weight, bias):
    ...     return conv1d(x, weight)
    >>> print(*expand(my_conv1d).sentences)
    The bias is left out: add bias[o] once to each output.

    Parameters
    ----------
    function
        Called as ``function(x, weight, bias)`` with arrays or tensors: x is (N, C_in, L), weight
        is (C_out, C_in / groups, K), bias is (C_out,), and left out if there is no place for it.
        It returns the output as an array or a tensor. What people write is tried, too: x without a
        batch; one signal (L,) and one kernel (K,); other names (w, b, s, p, d); a ``conv_param``
        dictionary; an ``nn.Module`` or an object that holds its weight (a copy is probed).
    at
        The output to show: (n, o, t), or (o, t) for a function that takes x without a batch, or
        (t,) for one that takes a single signal. By default the first that is wrong.
    layer, x
        An ``nn.Conv1d`` and its input: their sizes, settings and numbers are used.
    in_channels, out_channels, kernel_size, length
        The sizes, if no layer is given; by default 3, 2, 4 and 10. With groups, 2 or 3
        channels and 3 or 4 kernels for each group.
    stride, padding, dilation, groups
        Settings, handed to the function by name where they are not 1 (padding: 0).
    bias
        False hands in ``None`` as the bias, as ``nn.Conv1d(bias=False)`` does.
    seconds
        How long all calls together may take, by default 10.

    Returns
    -------
    Expansion
        What is wrong in words, and both sums side by side: as text, and as a picture in a notebook.

    Raises
    ------
    TypeError, ValueError
        For a bad argument of ``expand``; never for what ``function`` does.
    """
    if not callable(function) and not hasattr(function, "forward"):
        raise TypeError(
            f"function must be a function: expand(my_conv1d), without calling it; "
            f"got {type(function).__name__}"
        )
    if isinstance(seconds, bool) or not isinstance(seconds, Real) or not 0 < seconds < np.inf:
        raise ValueError(f"seconds must be a finite number > 0; got {seconds!r}")
    if not isinstance(bias, bool):
        raise TypeError(f"bias must be True or False; got {bias!r}")
    if (layer is None) != (x is None):
        raise TypeError("layer and x go together: give both or neither")
    if layer is not None:
        values = snapshot(layer, x)
    else:
        values = example(
            groups=(groups := integer("groups", groups, 1)),
            channels=(
                channels("in_channels", in_channels, 3, groups),
                channels("out_channels", out_channels, 2, groups),
            ),
            kernel_size=integer("kernel_size", kernel_size, 1),
            length=integer("length", length, 1),
            stride=integer("stride", stride, 1),
            padding=padding if isinstance(padding, str) else integer("padding", padding, 0),
            dilation=integer("dilation", dilation, 1),
            bias=bias,
        )
    if max(values.x.size, values.weight.size) > LARGEST:
        raise ValueError(
            f"expand reads at most {LARGEST} elements of x and of weight; got "
            f"{values.x.size} and {values.weight.size}: the same code reads the same on a small "
            "layer"
        )
    if at is not None:
        at = tuple(at) if isinstance(at, (tuple, list)) and len(at) < 3 else at
        values.index((0,) * (3 - len(at)) + at if isinstance(at, tuple) else at)
    with sandbox.quiet():  # there are hundreds of calls
        return Session(function, values, at, seconds, layer is not None).expansion()
