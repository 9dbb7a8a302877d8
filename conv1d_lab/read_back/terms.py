"""Sums of products as data: which element of x meets which weight, and how often."""

from __future__ import annotations

from typing import NamedTuple, TypeAlias

from conv1d_lab.snapshot import Snapshot


class Term(NamedTuple):
    """weight[o, c, k] · x[n, c, i], both indexed as the learner would; or a bias[o] alone."""

    x: tuple[int, int, int] | None
    weight: tuple[int, ...]


Sum: TypeAlias = dict[Term, float]
"""Each term with its coefficient."""
Index: TypeAlias = tuple[int, int, int]
"""(n, o, t)"""
Finding: TypeAlias = tuple[str, str]
"""A short name for what is wrong, and the sentence that says it."""


def right_sum(values: Snapshot, at: Index) -> Sum:
    """Return what ``nn.Conv1d`` adds up for out[at]; a zero of the padding adds nothing."""
    n, o, t = at
    total: Sum = {}
    for j, channel in enumerate(values.channels(o)):
        for k, source in enumerate(values.source(t)):
            if source >= 0:
                total[Term((n, int(channel), int(source)), (o, j, k))] = 1.0
    if values.has_bias:
        total[Term(None, (o,))] = 1.0
    return total


def products(total: Sum) -> Sum:
    """Only the products, without the bias."""
    return {term: factor for term, factor in total.items() if term.x is not None}


def biases(total: Sum) -> Sum:
    """Only the bias terms."""
    return {term: factor for term, factor in total.items() if term.x is None}


def same(mine: Sum, other: Sum) -> bool:
    """Whether two sums have the same terms, as often, within what float32 can tell."""
    return mine.keys() == other.keys() and all(
        abs(factor - other[term]) < 1e-3 for term, factor in mine.items()
    )
