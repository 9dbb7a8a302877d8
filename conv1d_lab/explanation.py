"""One output element of an ``nn.Conv1d``, taken apart."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from conv1d_lab import explanation_text
from conv1d_lab.arithmetic import Array, quietly
from conv1d_lab.numbers import DIGITS
from conv1d_lab.snapshot import Snapshot, snapshot


@dataclass(frozen=True, eq=False)
class Explanation:
    """How out[n, o, t] comes about: products, a sum for each channel, the bias, the value.

    C = C_in / groups: the input channels this output reads. Arrays have the layer's dtype;
    in half precision float32, in which PyTorch adds up, too.
    """

    at: tuple[int, ...]
    """(n, o, t), or (o, t) for an input without a batch: out[at] is the element explained."""
    channels: Array
    """(C,) the input channels that are read, counted from 0 in x."""
    positions: Array
    """(K,) where the taps lie in the unpadded x; outside 0..L-1 they lie in the padding."""
    source: Array
    """(K,) which element of x each tap reads; -1 for a zero of the padding."""
    inputs: Array
    """(C, K) what the taps read."""
    weights: Array
    """(C, K) weight[o]."""
    products: Array
    """(C, K) inputs * weights."""
    channel_sums: Array
    """(C,) the products of each channel added up: a1, a2, a3 ..."""
    bias: float
    """bias[o]; 0.0 for a layer without bias."""
    value: float
    """channel_sums added up, plus the bias: out[at]."""
    code: str
    """PyTorch lines over ``layer`` and ``x``; the last one evaluates to the value."""
    has_bias: bool
    """Whether the layer has a bias at all."""
    digits: int = DIGITS
    """Decimals that the numbers of this layer need: 0 where all of them are whole."""

    def text(self, digits: int | None = DIGITS) -> str:
        """Return the arithmetic as a person writes it, with so many decimals; None shows all.

        Whole numbers stay without decimals where the layer and its input hold no others.
        """
        return explanation_text.text(self, digits)

    def __str__(self) -> str:
        return self.text()

    def __repr__(self) -> str:
        return self.text()

    def _repr_html_(self) -> str:
        return explanation_text.html(self)


def explain(layer: Any, x: Any, at: tuple[int, ...] = (0, 0, 0)) -> Explanation:
    """Take out[n, o, t] of ``layer(x)`` apart: products, a sum for each channel, the bias.

    >>> from conv1d_lab import article
    >>> explain(article.layer(), article.x(), at=(0, 1, 2))
    out[0, 1, 2] = 0.3290
    <BLANKLINE>
    a1 = 0.1520·0.1077 + 0.1238·0.7335 - 0.0253·0.8431 + 0.2456·0.2407 = 0.1450
    a2 = 0.0233·0.7540 + 0.2602·0.7194 - 0.0896·0.9105 - 0.0571·0.2495 = 0.1090
    a3 = 0.1415·0.7067 + 0.1198·0.9654 + 0.2703·0.8220 - 0.2849·0.8894 = 0.1845
    <BLANKLINE>
    a1 + a2 + a3 = 0.1450 + 0.1090 + 0.1845 = 0.4385
    + bias[1] = 0.4385 - 0.1095
    out[0, 1, 2] = 0.3290

    Parameters
    ----------
    layer : torch.nn.Conv1d
        Any of them; it is tried on a copy and stays as it is.
    x : array or tensor, (N, C_in, L), or (C_in, L) without a batch
        Any input that the layer accepts.
    at : tuple of int, default (0, 0, 0)
        (n, o, t), or (o, t) for an x without a batch: which output element.

    Returns
    -------
    Explanation
        Shows itself as text and as a table; ``code`` holds the same in lines of PyTorch.

    Raises
    ------
    TypeError, ValueError
        For a bad argument, and for a layer that gives something else than its weight, bias and
        settings say; the message tells the way out.
    """
    return explain_snapshot(snapshot(layer, x), at)


@quietly
def explain_snapshot(values: Snapshot, at: tuple[int, ...]) -> Explanation:
    """Like ``explain``, for a layer and an input that have been read before."""
    n, o, t = values.index(at)
    inputs, weights = values.inputs(n, o, t), values.weight[o]
    products = inputs * weights
    channel_sums = products.sum(axis=1)
    bias = values.bias[o]
    return Explanation(
        at=(n, o, t) if values.batched else (o, t),
        channels=values.channels(o),
        positions=values.positions(t),
        source=values.source(t),
        inputs=inputs,
        weights=weights,
        products=products,
        channel_sums=channel_sums,
        bias=float(bias),
        value=float(values.rounded(channel_sums.sum() + bias)),
        code=explanation_text.code(values, n, o, t),
        has_bias=values.has_bias,
        digits=values.digits,
    )
