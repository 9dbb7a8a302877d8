"""What a reading means, in a teacher's words."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from operator import contains

import numpy as np

from conv1d_lab.read_back.bias import bias_words
from conv1d_lab.read_back.probe import Reading
from conv1d_lab.read_back.search import Found, find
from conv1d_lab.read_back.terms import Finding, Index, Sum, products, right_sum, same
from conv1d_lab.read_back.unexplained import facts, idle, idle_words
from conv1d_lab.snapshot import Snapshot

PROBLEMS = {
    "not repeatable": "Called twice with the same numbers, your function gives two answers. Does "
    "it keep something from the call before, or read memory that was never set (np.empty)?",
    "not finite": "Your function returns nan or inf for ordinary numbers: look for a division, or "
    "for memory that was never set (np.empty).",
    "shape depends on values": "The shape of your output depends on the values in x, not only on "
    "the sizes.",
    "x without weight": "With every weight set to 0 your output still follows x: something of x is "
    "added without being multiplied by a weight.",
    "weight without x": "With every element of x set to 0 your output still follows the weights: "
    "something of weight is added without being multiplied by an element of x.",
    "constant varies": "With x, weight and bias all 0 your output is not 0: where does the number "
    "come from?",
    "not linear": "Your function is not linear: a convolution only multiplies an element of x by a "
    "weight and adds such products. Look for abs, max, relu, a square, an if on a value, "
    "or rounding.",
}


def findings(values: Snapshot, reading: Reading) -> list[Finding]:
    """Every defect found, each named once; empty if the function is right."""
    if reading.problem:
        return [(reading.problem, PROBLEMS[reading.problem])]
    turned = _turned(reading)
    if turned is not None:
        words = "The first two axes of your output are swapped: it must be (N, C_out, L_out)."
        return [("axes swapped", words), *findings(values, turned)]
    wanted = _overlap(reading.shape, values.output_shape)
    sums = {at: reading.sums[at] for at in wanted}
    if not any(sums.values()):
        words = (
            f"Every output is {reading.constant:g}, whatever x, weight and bias are: is anything "
            "put in?"
        )
        return [*_length(values, reading.shape), ("nothing computed", words)]
    scale = _scale({at: products(total) for at, total in sums.items()})
    plain = {at: _divided(products(total), scale) for at, total in reading.sums.items()}
    found: list[Finding] = _length(values, reading.shape)
    answer: Found | None = None
    if any(plain[at] for at in wanted):
        answer = find(values, reading.shape, plain, wanted)
        if answer is None:
            empty = idle(values, reading, wanted)
            zeros = any(values.sides) or reading.shape != values.output_shape
            found += [
                idle_words(axis, lost, values, zeros) for axis, lost in enumerate(empty) if lost
            ]
            sums = {at: total for at, total in sums.items() if not any(map(contains, empty, at))}
            answer = find(values, reading.shape, plain, sums) if any(empty) else None
        if answer is None:
            found += facts(values, {at: plain[at] for at in sums})
        else:
            found += answer.findings
        if scale != 1:
            found.append(_scale_words(scale, values))
    else:
        words = "No product of an element of x and a weight reaches your output."
        if any(values.sides):
            words += " Are only zeros read? np.pad(x, padding) pads every axis of x."
        found.append(("no products", words))
    if answer is None or len(answer.loop.sums((1, 1, 1))) == 1:
        found += bias_words(values, sums, scale)
    if reading.constant:
        found.append(("constant", f"The number {reading.constant:g} is added to every output."))
    return found


def _turned(reading: Reading) -> Reading | None:
    """Exchange n and o, where N = C_out and every sum shows that the function has done it."""
    if reading.shape[0] != reading.shape[1]:
        return None
    apart = False
    for (n, o, _), total in reading.sums.items():
        for term in total:
            if term.weight[0] != n or (term.x and term.x[0] != o):
                return None
            apart = apart or (n != o and term.x is not None)
    turned = {(o, n, t): total for (n, o, t), total in reading.sums.items()}
    return replace(reading, sums=turned) if apart else None


def _divided(total: Sum, scale: float) -> Sum:
    return {term: float(round(factor / scale, 3)) for term, factor in total.items()}


def telling_output(values: Snapshot, reading: Reading, found: list[Finding]) -> Index:
    """Return the output that shows best what is wrong: of which the words speak, or the first."""
    wrong = [
        at
        for at in _overlap(reading.shape, values.output_shape)
        if not same(reading.sums.get(at, {}), right_sum(values, at))
    ]
    named = (0, 0, min(2, values.output_shape[2] - 1))
    if named in wrong and any(name.startswith("window shifted") for name, _ in found):
        return named
    return wrong[0] if wrong else (0, 0, 0)


def _overlap(shape: tuple[int, ...], wanted: tuple[int, int, int]) -> list[Index]:
    sizes = [min(mine, right) for mine, right in zip(shape, wanted, strict=True)]
    return [(n, o, t) for n, o, t in np.ndindex(*sizes)]


def _scale(sums: dict[Index, Sum]) -> float:
    """Find the factor that every product carries: 1, -1, or 1/4 for a mean of 4."""
    counted = Counter(round(f, 6) for total in sums.values() for f in total.values())
    if not counted or all(abs(f - 1) < 1e-3 for f in counted):
        return 1.0
    smallest = min(counted, key=abs)
    usual = all(abs(f / smallest - round(f / smallest)) < 1e-3 for f in counted)
    return smallest if usual and len(counted) == 1 else (1.0 if 1.0 in counted else smallest)


def _scale_words(scale: float, values: Snapshot) -> Finding:
    per_group, kernel_size = values.weight.shape[1:]
    means = {
        per_group * kernel_size: "all products",
        kernel_size: "the K products of a channel",
        per_group: "the channels' sums",
    }
    for count, what in means.items():
        if abs(scale * count - 1) < 1e-3:
            return "mean", (
                f"Every product is divided by {count}: you take the mean of {what}, "
                "and a convolution takes the sum."
            )
    if scale == -1:
        return "subtracted", "Every product is subtracted; it should be added."
    return "scaled", f"Every product is multiplied by {scale:g}; it should be added as it is."


def _length(values: Snapshot, shape: tuple[int, ...]) -> list[Finding]:
    mine, right = shape[2], values.output_shape[2]
    if mine == right:
        return []
    way = "longer" if mine > right else "shorter"
    words = (
        f"Your output is {abs(mine - right)} {way} than it should be: L_out = {mine}, and {right} "
        "windows fit."
    )
    return [(f"output {way}", words)]
