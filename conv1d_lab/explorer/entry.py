"""``explore``: one layer, layers in a row, or a playground of either."""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Any, Protocol, cast, overload

from conv1d_lab.explorer.in_notebook import exports
from conv1d_lab.explorer.one_layer import explore as explore_layer
from conv1d_lab.explorer.widget import Explorer

if TYPE_CHECKING:
    from torch import nn

    from conv1d_lab.explorer.chain import ChainExplorer
    from conv1d_lab.explorer.stack import StackExplorer


class Explore(Protocol):
    """The type of ``explore``, which has a playground of stacks as an attribute."""

    stack: Callable[..., StackExplorer]

    @overload
    def __call__(
        self, layer: nn.Sequential, x: Any, *, at: tuple[int, ...] = ..., export: bool | None = ...
    ) -> ChainExplorer: ...
    @overload
    def __call__(
        self,
        layer: Any = None,
        x: Any = None,
        *,
        at: tuple[int, ...] = ...,
        controls: str = ...,
        predict: bool = ...,
        show: str | None = ...,
        signal: str | None = ...,
        kernel: str | None = ...,
        channels: tuple[int, int] | None = ...,
        window: tuple[int, int] | None = ...,
        export: bool | None = ...,
    ) -> Explorer: ...


@wraps(explore_layer)
def _explore(layer: Any = None, x: Any = None, **options: Any) -> Any:
    torch = sys.modules.get("torch")
    if torch is None or not isinstance(layer, torch.nn.Sequential):
        return explore_layer(layer, x, **options)
    from conv1d_lab.explorer.chain import explore_chain

    if x is None:
        raise TypeError("explore needs both layer and x, or neither of them; x is missing")
    for name in options:
        if name not in ("at", "export"):
            raise TypeError(f"{name} is for one layer, and layer is a Sequential: leave it out")
    return explore_chain(layer, x, options.get("at"), _exports(options.get("export")))


def stack(
    layers: int | None = None,
    *,
    kernel_size: Any = 3,
    dilation: Any = 1,
    stride: Any = 1,
    pool: Any = 1,
    out_channels: Any = 1,
    in_channels: Any = None,
    padding: str = "none",
    channels: int = 1,
    length: int = 32,
    relu: Any = True,
    export: bool | None = None,
) -> StackExplorer:
    """Show a stack of layers to play with: what an output sees, how long it is, what it costs.

    A setting that is one value holds for all layers; a sequence gives each layer its own.

    >>> explore.stack(dilation=(1, 2, 4, 8), padding="causal")
    <StackExplorer: out[0, 0, 31] sees x[1] to x[31]: 31 of 32>

    Parameters
    ----------
    layers : int, default None
        1 to 6; None: as many as the longest sequence has, or 3.
    kernel_size, dilation, stride, pool, out_channels : int or sequence of int
        Of each convolution; pool is the kernel_size of the MaxPool1d after it, 1 for none.
    in_channels : int or sequence of int, default None
        What each convolution is made for. None: what reaches it. Others show an error at its place.
    padding : "none", "same" or "causal", default "none"
        "causal" puts all of it in front, so that no output sees what comes later.
    channels, length : int
        Of x.
    relu : bool or sequence of bool, default True
        Whether a ReLU follows.
    export : bool, default None
        As for ``explore``.

    Returns
    -------
    StackExplorer
        A widget; ``stack``, ``layer`` and ``position`` are what it shows.

    Raises
    ------
    TypeError, ValueError
        For a bad argument. Sizes that do not fit are no error: they are shown.
    """
    from conv1d_lab.explorer.stack import make_stack

    each = {
        "kernel_size": kernel_size,
        "dilation": dilation,
        "stride": stride,
        "pool": pool,
        "out_channels": out_channels,
        "in_channels": in_channels,
        "relu": relu,
    }
    shown = _exports(export)
    made = make_stack(layers, channels, shown, each, padding=padding, length=length)
    return cast("StackExplorer", made)


def _exports(export: Any) -> bool:
    if not isinstance(export, bool | None):
        raise TypeError(f"export must be True, False or None; got {export!r}")
    return exports() if export is None else export


explore = cast("Explore", _explore)
explore.stack = stack
