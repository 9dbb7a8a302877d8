"""What is wrong with the bias."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from conv1d_lab.read_back.terms import Finding, Index, Sum, biases
from conv1d_lab.snapshot import Snapshot

Biases: TypeAlias = dict[int, float]
"""How often each bias[o] is added."""
OTHER_BIASES: tuple[tuple[str, Callable[[Index], Biases], str], ...] = (
    (
        "bias missing",
        lambda at: {},
        "The bias is left out: add bias[o] once to each output.",
    ),
    (
        "bias by batch item",
        lambda at: {at[0]: 1},
        "You choose the bias by the batch item: bias[n]. It is bias[o].",
    ),
    (
        "bias 0 for all",
        lambda at: {0: 1},
        "Every output channel adds bias[0]; output channel o adds its own, bias[o].",
    ),
    (
        "bias subtracted",
        lambda at: {at[1]: -1},
        "The bias is subtracted; add it, whatever its sign.",
    ),
)


def bias_words(values: Snapshot, sums: dict[Index, Sum], scale: float) -> list[Finding]:
    """Say how often each output has its own bias, and whether it has another one.

    ``scale`` is the factor that every product carries.
    """
    if not values.has_bias:
        return []
    mine = {
        at: {term.weight[0]: round(factor, 4) for term, factor in biases(total).items()}
        for at, total in sums.items()
    }
    if all(found == {at[1]: 1} for at, found in mine.items()):
        return []
    for name, rule, words in OTHER_BIASES:
        if all(found == rule(at) for at, found in mine.items()):
            return [(name, words)]
    others = [(at[1], o) for at, found in mine.items() for o in found if o != at[1]]
    if others:
        o, other = min(others)
        words = f"out[:, {o}] adds bias[{other}]; it should add bias[{o}], and only that."
        return [("wrong bias", words)]
    factors = {found.get(at[1], 0.0) for at, found in mine.items()}
    if len(factors) > 1:
        words = "Some outputs have their bias once and some have not: add bias[o] once to each."
        return [("bias uneven", words)]
    return [_times(factors.pop(), values, scale)]


def _times(factor: float, values: Snapshot, scale: float) -> Finding:
    """Say that every output adds its own bias so many times."""
    per_group, kernel_size = values.weight.shape[1:]
    counts = {
        float(kernel_size * per_group): ("bias per product", "for every product"),
        float(kernel_size): ("bias per tap", "for every tap"),
        float(per_group): ("bias per channel", "for every input channel"),
        2.0: ("bias twice", "twice"),
    }
    once = "It belongs to the output, once."
    name, when = counts.get(factor, ("", ""))
    if name:
        times = "" if when == "twice" else f": {factor:g} times"
        return name, f"The bias is added {when}{times}. {once}"
    name, when = counts.get(factor - 1, ("", ""))
    if name and factor > 2:
        return name, f"The bias is added {when}, and once more. {once}"
    if abs(factor - scale) < 1e-3:
        words = "The bias is scaled as the products are: add it last, as it is."
    else:
        words = f"The bias is added {factor:g} times; once is right."
    return "bias scaled", words
