"""One layer and its input, or the playground, made the explorer that shows them."""

from __future__ import annotations

from typing import Any

from conv1d_lab.explorer.choices import KERNEL_NAMES, SIGNAL_NAMES
from conv1d_lab.explorer.in_notebook import exports
from conv1d_lab.explorer.lists import ARTICLE, OWN, tables
from conv1d_lab.explorer.part import take_part
from conv1d_lab.explorer.playground import new_pool, playground
from conv1d_lab.explorer.traits import one_of
from conv1d_lab.explorer.widget import CONTROLS, SHOWN_AS, Explorer
from conv1d_lab.snapshot import SETTINGS, snapshot

MOST_AS_NUMBERS = 64
"""Positions of x; more of them are curves, unless another ``show`` is chosen."""


def explore(
    layer: Any = None,
    x: Any = None,
    *,
    at: tuple[int, ...] = (0, 0, 0),
    controls: str = "all",
    predict: bool = False,
    show: str | None = None,
    signal: str | None = None,
    kernel: str | None = None,
    channels: tuple[int, int] | None = None,
    window: tuple[int, int] | None = None,
    export: bool | None = None,
) -> Explorer:
    """Show how ``layer`` turns ``x`` into its output, with a kernel that slides as you drag.

    >>> from conv1d_lab import article
    >>> explore(article.layer(), article.x(), at=(0, 1, 2))
    <Explorer: out[0, 1, 2] = 0.3290 = 0.1450 + 0.1090 + 0.1845 - 0.1095; Conv1d(3, 2, 4)>

    Parameters
    ----------
    layer : torch.nn.Conv1d, default None
        Any of them; it is tried on a copy and stays as it is. Without layer and x: the playground,
        which has sliders for the sizes, too. A ``torch.nn.Sequential``: the layers in a row, and
        what each sees; only ``at`` and ``export`` are for it.
    x : array or tensor, (N, C_in, L), or (C_in, L) without a batch, default None
        Any input that the layer accepts. Layer and x are copied, as float32.
    at : tuple of int, default (0, 0, 0)
        (n, o, t), or (o, t) for an x without a batch: what is shown first.
    controls : "position", "channel", "play" or "all", default "all"
        "position" is a slider; "channel" adds the output channel; "play" the transport, reset and
        editing; "all" stride, padding, dilation, padding mode and batch item.
    predict : bool, default False
        Ask which numbers stay when the kernel moves, then for each result before it is shown.
    show : "numbers", "curves" or None, default None
        "curves" draws every row, and writes a number only where you point. None takes numbers for
        an x of up to 64 positions, and curves for a longer one. A button changes it.
    signal, kernel : str, default None
        What the playground begins with, by the names of its two lists: "step", "sine", "noise",
        "heart beat" ...; "difference", "moving average", "edge" ... None: as in the article.
    channels : (start, stop), default None
        Show only these input channels. What the others add stands in a row of its own.
    window : (start, stop), default None
        Show only these positions of x.
    export : bool, default None
        Stay alive where the notebook is exported to HTML, or opened again without its kernel. This
        adds about 130 kB to the notebook, and Python and the picture no longer follow each other.
        None: as the environment variable ``CONV1D_LAB_EXPORT`` says, 1 or nothing. Show it by
        itself: inside a box of ipywidgets only one line of text is left of it in the export.

    Returns
    -------
    Explorer
        A widget; its traits are what it shows. Of a layer or an x that is too large to look at it
        shows the neighbourhood of ``at``, with the numbers of the whole, and says so. Of a
        Sequential: a ``ChainExplorer``.

    Raises
    ------
    TypeError, ValueError
        As ``explain`` does.
    """
    one_of(*CONTROLS)("controls", controls)
    if show is not None:
        one_of(*SHOWN_AS)("show", show)
    if not isinstance(predict, bool):
        raise TypeError(f"predict must be True or False; got {predict!r}")
    if not isinstance(export, bool | None):
        raise TypeError(f"export must be True, False or None; got {export!r}")
    if (layer is None) != (x is None):
        missing = "layer" if layer is None else "x"
        raise TypeError(f"explore needs both layer and x, or neither of them; {missing} is missing")
    names = {"signal": (signal, SIGNAL_NAMES), "kernel": (kernel, KERNEL_NAMES)}
    for name, (chosen, known) in names.items():
        if chosen is not None:
            one_of(*known)(name, chosen)
            if layer is not None:
                raise TypeError(f"{name} is for the playground, explore() without layer and x")
    pool = new_pool() if layer is None else None
    values = playground(pool, signal or ARTICLE, kernel or ARTICLE) if pool else snapshot(layer, x)
    part = take_part(values, values.index(at), channels, window)
    values, (n, o, t) = part.values, part.at
    return Explorer(
        x=values.x,
        weight=values.weight,
        bias=values.bias if values.has_bias else None,
        **{name: getattr(values, name) for name in SETTINGS},
        batch_item=n,
        output_channel=o,
        position=t,
        controls="play" if part.is_fixed and controls == "all" else controls,
        predict=predict,
        show=show or ("curves" if values.length > MOST_AS_NUMBERS else "numbers"),
        _batched=values.batched,
        signal=(signal or ARTICLE) if pool else OWN,
        kernel=(kernel or ARTICLE) if pool else OWN,
        _pool=pool,
        _lists=tables() if pool else None,
        _note=part.note,
        _export=exports() if export is None else export,
    )
