"""What is wrong with the bias."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from typing import TypeAlias

from conv1d_lab.read_back.terms import Finding, Index, Sum, biases
from conv1d_lab.snapshot import Snapshot

Biases: TypeAlias = dict[int, float]
"""How often each bias[o] is added."""
BIAS_MISSING: Finding = (
    "bias missing",
    "The bias is left out: add bias[o] once to each output.",
)
OTHER_BIASES: tuple[tuple[str, Callable[[Index, int], Biases], str], ...] = (
    (BIAS_MISSING[0], lambda at, count: {}, BIAS_MISSING[1]),
    (
        "bias by batch item",
        lambda at, count: {at[0]: 1},
        "You choose the bias by the batch item: bias[n]. It is bias[o].",
    ),
    (
        "bias 0 for all",
        lambda at, count: {0: 1},
        "Every output channel adds bias[0]; output channel o adds its own, bias[o].",
    ),
    (
        "last bias for all",
        lambda at, count: {count - 1: 1},
        "Every output channel adds the last bias; output channel o adds its own, bias[o].",
    ),
    (
        "bias along time",
        lambda at, count: {at[2]: 1},
        "The bias runs along time: out[:, :, t] adds bias[t]. It is bias[o]: give it the shape "
        "(C_out, 1), with bias[:, None].",
    ),
    (
        "all biases",
        lambda at, count: dict.fromkeys(range(count), 1),
        "Every output adds all of bias; output channel o adds its own, bias[o].",
    ),
    (
        "bias subtracted",
        lambda at, count: {at[1]: -1},
        "The bias is subtracted; add it, whatever its sign.",
    ),
)


def bias_words(
    values: Snapshot,
    sums: dict[Index, Sum],
    scale: float,
    added: Callable[[Index], Sequence[Index]],
) -> list[Finding]:
    """Say how often each output has its own bias, and whether it has another one.

    ``scale`` is the factor that every product carries; ``added`` tells which outputs' sums are
    found in an output: they may have brought their bias along.
    """
    if not values.has_bias:
        return []
    mine = {
        at: {term.weight[0]: round(factor, 4) for term, factor in biases(total).items()}
        for at, total in sums.items()
    }
    right: list[Callable[[Index], Biases]] = [
        lambda at: {at[1]: 1},
        lambda at: dict(Counter(o for _, o, _ in added(at))),
        lambda at: {at[1]: len(added(at))} if added(at) else {},
    ]
    if any(all(found == rule(at) for at, found in mine.items()) for rule in right):
        return []
    for name, rule, words in OTHER_BIASES:
        if all(found == rule(at, values.out_channels) for at, found in mine.items()):
            return [(name, words)]
    others = [at for at, found in mine.items() if found.keys() - {at[1]}]
    if others:
        return [("wrong bias", _other_bias(min(others, key=lambda at: at[1:]), mine))]
    factors = {found.get(at[1], 0.0) for at, found in mine.items()}
    if factors == {0.0, 1.0}:
        words = "Some outputs have their bias once and some have not: add bias[o] once to each."
        return [("bias uneven", words)]
    if len(factors) > 1:
        words = "Not every output has its bias once: add bias[o] once to each."
        return [("bias uneven", words)]
    return [_times(factors.pop(), values, scale)]


def _other_bias(at: Index, mine: dict[Index, Biases]) -> str:
    """Say which bias is added at one output, or in a whole channel where it is the same."""
    o = at[1]
    alike = all(found == mine[at] for other, found in mine.items() if other[1] == o)
    place = f"out[:, {o}]" if alike else f"out{[*at]}"
    other = min(mine[at].keys() - {o})
    times = "" if mine[at][other] == 1 else f" {mine[at][other]:g} times"
    return f"{place} adds bias[{other}]{times}; it should add bias[{o}], and only that."


def _times(factor: float, values: Snapshot, scale: float) -> Finding:
    """Say that every output adds its own bias so many times."""
    per_group, kernel_size = values.weight.shape[1:]
    counts = {
        float(kernel_size * per_group): ("bias per product", "for every product"),
        float(kernel_size): ("bias per tap", "for every tap"),
        float(per_group): ("bias per channel", "for every input channel"),
        2.0: ("bias twice", "twice"),
    }
    if kernel_size == per_group > 2:
        counts[float(kernel_size)] = ("bias per tap", "for every tap, or for every channel")
    once = "It belongs to the output, once."
    name, when = counts.get(factor, ("", ""))
    if name:
        times = "" if when == "twice" else f": {factor:g} times"
        return name, f"The bias is added {when}{times}. {once}"
    name, when = counts.get(factor - 1, ("", ""))
    if name and factor > 2:
        return name, f"The bias is added {when}, and once more. {once}"
    if abs(factor - scale) < 1e-3:
        words = "The bias is scaled along with the products: add it last, as it is."
    else:
        words = f"The bias is added {factor:g} times; once is right."
    return "bias scaled", words
