"""An explanation written out: as text, as HTML, and as PyTorch lines."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

import numpy as np

from conv1d_lab.arithmetic import quietly
from conv1d_lab.numbers import DIGITS, WHOLE, number, plural, signed
from conv1d_lab.snapshot import Snapshot
from conv1d_lab.static_files import stylesheet

if TYPE_CHECKING:
    from conv1d_lab.explanation import Explanation

SHOWN = 16
"""Channels, and products of a channel, that are written out."""
MOST_LINES = 64
"""Channels that have a line of code each."""


def code(values: Snapshot, n: int, o: int, t: int) -> str:
    """PyTorch lines over ``layer`` and ``x`` whose last one evaluates to out[n, o, t]."""
    left, right = values.sides
    lines = ["layer(x)  # it makes layer.weight anew"] if values.stale else []
    name, start = "x", int(values.positions(t)[0])
    if left or right:
        mode = "" if values.padding_mode == "zeros" else f', mode="{values.padding_mode}"'
        lines.append(f"padded = torch.nn.functional.pad(x, ({left}, {right}){mode})")
        name, start = "padded", start + left
    window = _slice(start, values.kernel_size, values.dilation)
    batch = f"{n}, " if values.batched else ""
    channels = values.channels(o)
    if len(channels) > MOST_LINES:
        read = f"{name}[{batch}{channels[0]}:{channels[-1] + 1}, {window}]"
        lines.append(f"a = torch.sum(layer.weight[{o}] * {read}, dim=1)  # one for each channel")
        lines.append(f"torch.sum(a) + layer.bias[{o}]" if values.has_bias else "torch.sum(a)")
        return "\n".join(lines)
    for i, channel in enumerate(channels):
        read = f"{name}[{batch}{channel}, {window}]"
        lines.append(f"a{i + 1} = torch.sum(layer.weight[{o}, {i}] * {read})")
    total = " + ".join(_sum_names(values.weight.shape[1]))
    lines.append(f"{total} + layer.bias[{o}]" if values.has_bias else total)
    return "\n".join(lines)


@quietly
def text(explanation: Explanation, digits: int | None) -> str:
    """One line a channel, the sum, the bias, the result."""
    o, e = explanation.at[-2], explanation
    digits = _decimals(e, digits)
    lines = [f"{_output(e)} = {number(_exact(e, e.value), digits)}", ""]
    shown, hidden = _shown_channels(e)
    for i in shown:
        taps = list(zip(e.weights[i], e.inputs[i], e.source, strict=True))
        terms = signed([_term(w, x, source, digits) for w, x, source in taps[:SHOWN]])
        if len(taps) > SHOWN:
            terms += f" + ... {len(taps) - SHOWN} more {plural('product', len(taps) - SHOWN)}"
        lines.append(f"a{i + 1} = {terms} = {number(e.channel_sums[i], digits)}")
    if hidden:
        rest = number(e.channel_sums[len(shown) :].sum(), digits)
        lines.append(f"... {hidden} more channels, which add up to {rest}")
    names = " + ".join(_sum_names(len(e.channels), SHOWN))
    sums = signed([number(e.channel_sums[i], digits) for i in shown] + ["..."] * bool(hidden))
    total = number(e.channel_sums.sum(), digits)
    lines += ["", f"{names} = {sums} = {total}" if len(e.channels) > 1 else f"a1 = {total}"]
    if e.has_bias:
        lines.append(f"+ bias[{o}] = {signed([total, number(_exact(e, e.bias), digits)])}")
    else:
        lines.append("+ no bias (bias=False)")
    lines.append(f"{_output(e)} = {number(_exact(e, e.value), digits)}")
    return "\n".join(lines)


@quietly
def line(explanation: Explanation) -> str:
    """Return one line, out[0, 1, 2] = value = a1 + a2 + a3 + bias[1], in numbers.

    The value comes first: a box of widgets cuts its line off.
    """
    e = explanation
    shown, hidden = _shown_channels(e)
    terms = [number(e.channel_sums[i], e.digits) for i in shown] + ["..."] * bool(hidden)
    terms += [number(_exact(e, e.bias), e.digits)] * e.has_bias
    return f"{_output(e)} = {number(_exact(e, e.value), e.digits)} = {signed(terms)}"


@quietly
def html(explanation: Explanation) -> str:
    """Return a small table, and the same with every digit one click away."""
    return (
        f"<style>{stylesheet('explanation')}</style>"
        f'<div class="conv1d-explanation">{_table(explanation, DIGITS)}'
        f"<details><summary>every digit</summary>{_table(explanation, None)}</details></div>"
    )


def _table(e: Explanation, digits: int | None) -> str:
    o, count, digits = e.at[-2], len(e.positions), _decimals(e, digits)
    taps, more = min(count, SHOWN + 1), count - SHOWN
    places = list(zip(e.positions, e.source, strict=True))[:SHOWN]
    head = "".join(
        f"<th>k = {k}<small>{_place(position, source)}</small></th>"
        for k, (position, source) in enumerate(places)
    )
    head += f"<th>{more} more<small>{plural('product', more)}</small></th>" * (more > 0)
    shown, hidden = _shown_channels(e)
    rows = ""
    for i in shown:
        cells = "".join(
            f"<td><small>{_term(w, x, source, digits)}</small>{number(product, digits)}</td>"
            for w, x, source, product in list(
                zip(e.weights[i], e.inputs[i], e.source, e.products[i], strict=True)
            )[:SHOWN]
        )
        if more > 0:
            cells += f"<td>{number(e.products[i, SHOWN:].sum(), digits)}</td>"
        total = number(e.channel_sums[i], digits)
        rows += (
            f"<tr><th>a{i + 1}<small>channel {e.channels[i]}</small></th>{cells}"
            f'<td>=</td><td class="c1d-sum">{total}</td></tr>'
        )
    if hidden:
        rest = number(e.channel_sums[len(shown) :].sum(), digits)
        rows += _foot(f"{hidden} more channels", rest, taps)
    names = " + ".join(_sum_names(len(e.channels), SHOWN))
    bias = number(_exact(e, e.bias), digits) if e.has_bias else "none"
    foot = (
        _foot(names, number(e.channel_sums.sum(), digits), taps)
        + _foot(f"+ bias[{o}]", bias, taps)
        + _foot(_output(e), number(_exact(e, e.value), digits), taps)
    )
    return (
        f"<table><thead><tr><td></td>{head}<td></td><th>sum</th></tr></thead>"
        f"<tbody>{rows}</tbody><tfoot>{foot}</tfoot></table>"
    )


def _foot(label: str, value: str, taps: int) -> str:
    return f'<tr><td colspan="{taps + 1}">{escape(label)}</td><td>=</td><td>{value}</td></tr>'


def _place(position: int, source: int) -> str:
    """Where a tap reads, in words short enough for a column head."""
    if source < 0:
        return "padding"
    return f"x[{source}]" if position == source else f"padding, x[{source}]"


def _term(
    weight: np.floating[Any], value: np.floating[Any], source: int, digits: int | None
) -> str:
    factor = number(value, digits) if source >= 0 else "0"
    return f"{number(weight, digits)}·{f'({factor})' if factor.startswith('-') else factor}"


def _sum_names(count: int, limit: int | None = None) -> list[str]:
    if limit is not None and count > limit:
        return ["a1", "...", f"a{count}"]
    return [f"a{i + 1}" for i in range(count)]


def _shown_channels(explanation: Explanation) -> tuple[range, int]:
    """Which channels are written out, and how many are not."""
    count = len(explanation.channels)
    shown = range(min(count, SHOWN))
    return shown, count - len(shown)


def _decimals(explanation: Explanation, digits: int | None) -> int | None:
    """Decimals to write; where all numbers are whole there are none."""
    return WHOLE if explanation.digits == WHOLE else digits


def _exact(explanation: Explanation, value: float) -> np.floating[Any]:
    """``value`` in the layer's dtype: no digit is shown that the layer does not have."""
    exact: np.floating[Any] = explanation.products.dtype.type(value)
    return exact


def _slice(start: int, kernel_size: int, dilation: int) -> str:
    stop = start + dilation * (kernel_size - 1) + 1
    return f"{start}:{stop}" if dilation == 1 else f"{start}:{stop}:{dilation}"


def _output(explanation: Explanation) -> str:
    return f"out[{', '.join(map(str, explanation.at))}]"
