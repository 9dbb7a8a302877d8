"""What sums that all look right may still hide: rounding, a small number more, sizes confused."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from conv1d_lab.numbers import number
from conv1d_lab.read_back.altered import convolution
from conv1d_lab.read_back.answers import AnswerError
from conv1d_lab.read_back.caller import Caller, LearnerError
from conv1d_lab.read_back.layouts import BATCHED
from conv1d_lab.read_back.probe import random_operands
from conv1d_lab.read_back.terms import Finding

ROUNDING = 3e-7
"""How far float32 may be off, beside the size of what is added up."""
DECIMALS = (2, 3, 4, 5)


def hidden(caller: Caller) -> list[Finding]:
    """Hold a function whose sums were read as right against the numbers; empty if it is right."""
    return _not_exact(caller) or _batch_and_kernels_confused(caller)


def _not_exact(caller: Caller) -> list[Finding]:
    """Compare with small numbers, and with large ones that a cut would meet."""
    values = caller.values
    right = convolution(values, values.has_bias)
    given = random_operands((values.x.shape, values.weight.shape, values.bias.shape), seed=4)
    weight, bias = given.weight, given.bias
    for size in (1, 1000):
        x = size * given.x
        mine, wanted = caller(x, weight, bias), right(x, weight, bias)
        for decimals in DECIMALS if size == 1 < 8 < mine.size else ():
            whole = mine * 10.0**decimals
            if np.abs(whole - np.round(whole)).max() < 0.02:
                words = f"There is rounding to {decimals} decimals at the end;"
                return [("not linear", f"{words} a convolution returns the sum as it is.")]
        reach = np.sqrt(weight[0].size) * right(np.abs(x), np.abs(weight), np.abs(bias)).max()
        reach += np.linalg.norm(x) * np.linalg.norm(weight)  # what a Fourier transform mixes
        off = np.abs(mine - wanted)
        if off.max() > ROUNDING * reach:
            n, o, t = np.unravel_index(off.argmax(), off.shape)
            case = f"with an x up to {size}" if size > 1 else "with numbers from -1 to 1"
            return [
                (
                    "not exact",
                    f"The right products are added up, but {case} out[{n}, {o}, {t}] is "
                    f"{number(float(mine[n, o, t]), 8)}, and the sum is "
                    f"{number(float(wanted[n, o, t]), 8)}: is something rounded or cut off, or a "
                    "small number added?",
                )
            ]
    return []


def _batch_and_kernels_confused(caller: Caller) -> list[Finding]:
    """Where N = C_out, see whether the function takes one for the other.

    It must fail where they differ, and be right where they agree in another number: what has its
    sizes written in fails at both, and confuses nothing.
    """
    values = caller.values
    n, count = values.output_shape[:2]
    usual = caller.layout == BATCHED and values.batched and not caller.signature.holds
    if n != count or not usual or values.groups > 1:
        return []
    items, kernels = max(n - 1, 1), count + (n == 1)
    apart = _outcome(caller, items, kernels)
    if not apart or _outcome(caller, n + 1, n + 1):
        return []
    words = (
        f"It is right only where N = C_out, as it is here: with N = {items} and "
        f"C_out = {kernels} it {apart}. Is one of the two used where the other is meant?"
    )
    return [("N and C_out confused", words)]


def _outcome(caller: Caller, items: int, kernels: int) -> str:
    """Say what goes wrong with so many batch items and kernels; "" if nothing does."""
    own = caller.values
    shapes = (items, *own.x.shape[1:]), (kernels, *own.weight.shape[1:]), (kernels,)
    x, weight, bias = random_operands(shapes, seed=5).but()
    values = replace(own, x=x, weight=weight, bias=bias)
    right = convolution(values, own.has_bias)(x, weight, bias)
    try:
        mine = replace(caller, values=values)(x, weight, bias)
    except LearnerError as problem:
        return f"raises {problem.failure}"
    except AnswerError:
        return "returns an output of another shape"
    alike = mine.shape == right.shape and np.allclose(mine, right, 1e-4, 1e-4)
    return "" if alike else "gives other numbers"
