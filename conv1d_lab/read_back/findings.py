"""What a reading means, in a teacher's words."""

from __future__ import annotations

from dataclasses import replace
from operator import contains

import numpy as np

from conv1d_lab.read_back.bias import bias_words
from conv1d_lab.read_back.lengths import length_words
from conv1d_lab.read_back.probe import Reading
from conv1d_lab.read_back.search import Found, find
from conv1d_lab.read_back.terms import Finding, Index, Sum, products, right_sum, same
from conv1d_lab.read_back.unexplained import facts, idle, idle_words
from conv1d_lab.read_back.wrong_loops.windows import WINDOWS
from conv1d_lab.snapshot import Snapshot

PROBLEMS = {
    "not repeatable": "Called twice with the same numbers, your function gives two answers. Does "
    "it keep something from the call before, draw random numbers (a new layer, dropout), or read "
    "memory that was never set (np.empty)?",
    "not finite": "Your function returns nan or inf for ordinary numbers: look for a division, a "
    "root or a logarithm, or for memory that was never set (np.empty).",
    "shape depends on values": "The shape of your output depends on the values in x, not only on "
    "the sizes.",
    "x without weight": "With every weight set to 0 your output still follows x: something of x is "
    "added without being multiplied by a weight.",
    "weight without x": "With every element of x set to 0 your output still follows the weights: "
    "something of weight is added without being multiplied by an element of x.",
    "constant varies": "With x, weight and bias all 0 your output is not 0: where does the number "
    "come from?",
    "x never used": "Your output is the same whatever x is: does your code read another variable "
    "in the place of its argument?",
    "weight never used": "Your output is the same whatever the weights are: does your code read "
    "another variable in the place of its argument?",
    "nothing used": "Your output is the same whatever x, weight and bias are: does it keep the "
    "result of the first call, or read other variables in the place of its arguments?",
    "half precision": "Your output is computed in half precision (float16 or bfloat16), which has "
    "about 3 digits, too few to be read back: compute in float32.",
    "not finite at 0": "Where x, weight and bias are all 0 your function returns nan or inf: does "
    "it divide by a norm, a sum or a standard deviation? A convolution divides by nothing.",
    "other products": "Your output is not made of products of an element of x and a weight, plus a "
    "bias: is something else multiplied, such as a bias or a third factor?",
    "not linear": "Your function is not linear in {operand}: a convolution only multiplies an "
    "element of x by a weight and adds such products. Look for abs, max, relu, a square, an if on "
    "a value, or rounding.",
}


def findings(values: Snapshot, reading: Reading) -> list[Finding]:
    """Every defect found, each named once; empty if the function is right."""
    if reading.problem:
        return [(reading.problem, PROBLEMS[reading.problem].format(operand=reading.operand))]
    turned = _turned(reading)
    if turned is not None:
        words = "The first two axes of your output are swapped: it must be (N, C_out, L_out)."
        return [("axes swapped", words), *findings(values, turned)]
    wanted = _overlap(reading.shape, values.output_shape)
    sums = {at: reading.sums[at] for at in wanted}
    if not any(sums.values()):
        number = reading.constant.flat[0]
        words = f"Every output is {number:g}, whatever x, weight and bias are"
        words += ": does your code ever assign to out?" if number == 0 else "."
        return [*length_words(values, reading.shape, False), ("nothing computed", words)]
    scale = _scale({at: products(total) for at, total in sums.items()})
    plain = {at: _divided(products(total), scale) for at, total in reading.sums.items()}
    found: list[Finding] = []
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
            if any(empty) and _in_a_row({t for _, _, t in sums}):
                answer = find(values, reading.shape, plain, sums)
        if answer is None:
            found += facts(values, {at: plain[at] for at in sums})
        else:
            found += answer.findings
        if scale != 1:
            each = all(len(plain[at]) <= values.weight[0].size for at in wanted)
            found.append(_scale_words(scale, values, each))
    else:
        words = "No product of an element of x and a weight reaches your output."
        if any(values.sides):
            words += " Are only zeros read? np.pad(x, padding) pads every axis of x."
        found.append(("no products", words))
    found += bias_words(values, sums, scale, answer.loop.sums if answer else lambda at: (at,))
    asked = answer is not None and not any(row in WINDOWS for row in answer.mistakes)
    return length_words(values, reading.shape, asked) + found + constant_words(reading)


def _in_a_row(windows: set[int]) -> bool:
    """Whether enough neighbouring windows are there to tell how a window moves."""
    return 1 < len(windows) == max(windows) - min(windows) + 1


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
    """Find the factor that every product carries: 1, -1, or 1/4 for a mean of 4.

    Where they differ it is 1 if any has that, and else the commonest.
    """
    factors = [factor for total in sums.values() for factor in total.values()]
    if not factors or any(abs(factor - 1) < 1e-3 for factor in factors):
        return 1.0
    if all(abs(factor / factors[0] - 1) < 1e-3 for factor in factors):
        return factors[0]
    return 1.0


def _scale_words(scale: float, values: Snapshot, each: bool) -> Finding:
    """Say the factor of every product; and whose mean it is, if ``each`` is there but once."""
    per_group, kernel_size = values.weight.shape[1:]
    means = {
        per_group * kernel_size: "the mean of all products",
        kernel_size: "the mean of the K products of a channel",
        per_group: "the mean of the channels' sums",
    }
    if per_group == kernel_size > 1:
        means[per_group] = "a mean"
    for count, what in means.items() if each else ():
        if abs(scale * count - 1) < 1e-3:
            return "mean", (
                f"Every product is divided by {count}: you take {what}, and a convolution takes "
                "the sum."
            )
    if scale == -1:
        return "subtracted", "Every product is subtracted; it should be added."
    return "scaled", f"Every product is multiplied by {scale:g}; it should be added as it is."


def constant_words(reading: Reading) -> list[Finding]:
    """Say what is added whatever x, weight and bias are."""
    constant = reading.constant
    if not constant.any():
        return []
    if np.ptp(constant) == 0:
        words = f"The number {constant.flat[0]:g} is added to every output."
    else:
        words = (
            "Something else is added to each output channel, whatever bias is: out[:, 0] gets "
            f"{constant[0, 0, 0]:g}. Does your code read a variable other than its arguments?"
        )
    return [("constant", words)]
