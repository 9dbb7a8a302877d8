"""What is wrong with the bias."""

from __future__ import annotations

from conv1d_lab.read_back.terms import Finding, Index, Sum, biases
from conv1d_lab.snapshot import Snapshot


def bias_words(values: Snapshot, sums: dict[Index, Sum], scale: float) -> list[Finding]:
    """Say how often each output has its own bias, and whether it has another one."""
    per_group, kernel_size = values.weight.shape[1:]
    own: set[float] = set()
    other: set[tuple[int, int]] = set()
    for at, total in sums.items():
        found = {term.weight[0]: factor for term, factor in biases(total).items()}
        own.add(round(found.pop(at[1], 0.0), 4))
        other |= {(at[1], o) for o in found}
    factor = next(iter(own)) if len(own) == 1 else None
    if not values.has_bias or (factor == 1 and not other):
        return []
    if factor == 0 and not other:
        return [("bias missing", "The bias is left out: add bias[o] once to each output.")]
    if other:
        if all(set(_owners(total)) == {at[0]} for at, total in sums.items()):
            words = "You choose the bias by the batch item: bias[n]. It is bias[o]."
            return [("bias by batch item", words)]
        if {o for _, o in other} == {0}:
            words = "Every output channel adds bias[0]; output channel o adds its own, bias[o]."
            return [("bias 0 for all", words)]
        o, mine = min(other)
        words = f"out[:, {o}] adds bias[{mine}]; it should add bias[{o}], and only that."
        return [("wrong bias", words)]
    counts = {
        float(kernel_size * per_group): ("bias per product", "for every product"),
        float(kernel_size): ("bias per tap", "for every tap"),
        float(per_group): ("bias per channel", "for every input channel"),
        2.0: ("bias twice", "twice"),
    }
    if factor in counts and factor != 1:
        name, when = counts[factor]
        times = "" if factor == 2 and when == "twice" else f": {factor:g} times"
        return [(name, f"The bias is added {when}{times}. It belongs to the output, once.")]
    if factor is not None and factor > 2 and factor - 1 in counts:
        name, when = counts[factor - 1]
        words = f"The bias is added {when}, and once more. It belongs to the output, once."
        return [(name, words)]
    if factor == -1:
        return [("bias subtracted", "The bias is subtracted; add it, whatever its sign.")]
    if factor is not None and abs(factor - round(scale, 4)) < 1e-3:
        return [("bias scaled", "The bias is scaled as the products are: add it last, as it is.")]
    if factor is not None:
        return [("bias scaled", f"The bias is added {factor:g} times; once is right.")]
    words = "Some outputs have their bias once and some have not: add bias[o] once to each."
    return [("bias uneven", words)]


def _owners(total: Sum) -> list[int]:
    """Return whose biases are in a sum."""
    return [term.weight[0] for term in biases(total)]
