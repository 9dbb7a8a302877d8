"""What is done to x, to the weights or to the sums of an otherwise right convolution, by number.

Some of it is no sum of products (a norm, an activation), some is, but of many more than a window
holds (a mean over x). Each row is computed for two random inputs and compared with the function
at every output; so what is said is what the function does.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

import numpy as np

from conv1d_lab.arithmetic import Array, conv1d
from conv1d_lab.read_back.bias import BIAS_MISSING
from conv1d_lab.read_back.probe import Call, random_operands
from conv1d_lab.read_back.terms import Finding
from conv1d_lab.snapshot import Snapshot

ROW, ALL, KERNEL = 2, (0, 1, 2), (1, 2)
"""Axes of (N, C_in, L) and (C_out, C_in, K): one channel's numbers, all, one batch item's or
kernel's."""
Axes = int | tuple[int, ...]


class Alteration(NamedTuple):
    """Something done to an array on the way."""

    name: str
    done: Callable[[Array], Array]
    words: str


def _less_mean(axes: Axes) -> Callable[[Array], Array]:
    return lambda a: np.asarray(a - a.mean(axes, keepdims=True))


def _standard(axes: Axes, ddof: int = 0) -> Callable[[Array], Array]:
    return lambda a: np.asarray(_less_mean(axes)(a) / a.std(axes, keepdims=True, ddof=ddof))


def _by(size: Callable[..., Array], axes: Axes) -> Callable[[Array], Array]:
    return lambda a: np.asarray(a / size(a, axes))


def _norm(a: Array, axes: Axes) -> Array:
    return np.asarray(np.sqrt((a**2).sum(axes, keepdims=True)))


def _sum(a: Array, axes: Axes) -> Array:
    return np.asarray(a.sum(axes, keepdims=True))


def _sum_of_sizes(a: Array, axes: Axes) -> Array:
    return _sum(np.abs(a), axes)


def _largest(a: Array, axes: Axes) -> Array:
    return np.asarray(np.abs(a).max(axes, keepdims=True))


def _maximum(a: Array, axes: Axes) -> Array:
    return np.asarray(a.max(axes, keepdims=True))


def _softmax(axes: Axes) -> Callable[[Array], Array]:
    return lambda a: np.exp(a) / np.exp(a).sum(axes, keepdims=True)


def _spread(axes: Axes) -> Callable[[Array], Array]:
    def done(a: Array) -> Array:
        low, high = a.min(axes, keepdims=True), a.max(axes, keepdims=True)
        return np.asarray((a - low) / (high - low))

    return done


def _half(a: Array) -> Array:
    return a.astype(np.float16).astype(np.float64)


WHERE: dict[str, dict[Axes, str]] = {
    "x": {
        **{ROW: "each channel of x", ALL: "all of x", KERNEL: "each batch item of x"},
        (0, 2): "each channel of x, over all batch items together,",
        1: "each column x[n, :, i]",
    },
    "weight": {
        ROW: "each row weight[o, c]",
        ALL: "all of weight",
        KERNEL: "each kernel weight[o]",
    },
}


def _of_operand(name: str) -> Iterator[Alteration]:
    """Yield what may be done to x, or to weight, before the products."""
    for axes, what in WHERE[name].items():
        yield Alteration(
            f"{name} centred", _less_mean(axes), f"the mean of {what} is subtracted from it"
        )
        for ddof in (0, 1):
            yield Alteration(
                f"{name} standardised",
                _standard(axes, ddof),
                f"{what} is given mean 0 and standard deviation 1",
            )
        for size, by in (
            (_norm, "norm"),
            (_sum, "sum"),
            (_sum_of_sizes, "sum of absolute values"),
            (_largest, "largest absolute value"),
            (_maximum, "maximum"),
        ):
            yield Alteration(
                f"{name} normalised", _by(size, axes), f"{what} is divided by its {by}"
            )
        yield Alteration(f"{name} scaled", _spread(axes), f"{what} is scaled to 0 ... 1")
        yield Alteration(f"{name} through softmax", _softmax(axes), f"{what} goes through softmax")
    for done, said in ((np.abs, "the absolute value"), (np.square, "the square")):
        yield Alteration(f"{name} altered", done, f"{said} of {name} is taken")
    yield Alteration("half precision", _half, f"{name} is rounded to float16")


def _rounded(digits: int) -> Callable[[Array], Array]:
    return lambda out: np.asarray(np.round(out, digits))


OUTPUT: tuple[tuple[str, Callable[[Array], Array]], ...] = (
    ("a ReLU", lambda out: np.maximum(out, 0)),
    ("a leaky ReLU", lambda out: np.where(out > 0, out, 0.01 * out)),
    ("an absolute value", np.abs),
    ("a square", np.square),
    ("tanh", np.tanh),
    ("a sigmoid", lambda out: np.asarray(1 / (1 + np.exp(-out)))),
    ("exp", np.exp),
    ("a sign", np.sign),
    ("a cut to the range 0 ... 1", lambda out: out.clip(0, 1)),
    ("a cut to the range -1 ... 1", lambda out: out.clip(-1, 1)),
    ("a floor", np.floor),
    *((f"rounding to {digits} decimals", _rounded(digits)) for digits in (0, 1, 2, 3)),
    ("a division by the largest absolute value", lambda out: out / np.abs(out).max()),
    *(
        (f"a scaling of {what} to mean 0 and standard deviation 1", _standard(axes, ddof))
        for axes, what in ((ALL, "the output"), ((0, 2), "each channel"), (ROW, "each row"))
        for ddof in (0, 1)
    ),
)


def alterations(call: Call, values: Snapshot) -> list[Finding]:
    """Name what is done besides a right convolution; empty where no row explains every output."""
    sizes = values.x.shape, values.weight.shape, values.bias.shape
    cases = [random_operands(sizes, seed).but() for seed in (2, 3)]
    cases.append((20 * cases[0][0], *cases[0][1:]))  # so that a cut at 6, say, is seen
    seen = [call(*case) for case in cases]
    if any(answer.shape != values.output_shape for answer in seen):
        return []
    for finding, computed in _candidates(values):
        if all(_close(computed(*case), mine) for case, mine in zip(cases, seen, strict=True)):
            return finding
    return []


def _candidates(values: Snapshot) -> Iterator[tuple[list[Finding], Call]]:
    """Each altered convolution, with its bias and without."""
    for bias in (True, False) if values.has_bias else (False,):
        more = [BIAS_MISSING] if values.has_bias and not bias else []
        for operand in ("x", "weight"):
            for name, done, words in _of_operand(operand):
                said = f"Before the products {words}; a convolution takes {operand} as it is."
                yield [(name, said), *more], convolution(values, bias, **{operand: done})
        both = convolution(values, bias, x=_half, weight=_half)
        words = "x and weight are rounded to float16 before the products: compute in float32."
        yield [("half precision", words), *more], both
        for what, done in OUTPUT:
            said = f"There is {what} at the end; a convolution returns the sum as it is."
            yield [("not linear", said), *more], convolution(values, bias, out=done)
    if values.has_bias:
        for what, done in OUTPUT:
            said = f"There is {what} before the bias is added; a convolution has none."
            yield [("not linear", said)], convolution(values, "after", out=done)
        said = "Each sum is multiplied by bias[o]; the bias is to be added."
        yield [("bias multiplied", said)], convolution(values, "factor")
        said = "Each sum is multiplied by bias[o], and bias[o] is added, too; only add it."
        yield [("bias multiplied", said)], convolution(values, "both")


def convolution(values: Snapshot, with_bias: bool | str, **done: Callable[[Array], Array]) -> Call:
    """Return a right convolution with something done to x, weight or out."""
    settings = {
        "stride": values.stride,
        "padding": values.padding,
        "dilation": values.dilation,
        "groups": values.groups,
        "padding_mode": values.padding_mode,
    }

    def call(x: Array, weight: Array, bias: Array) -> Array:
        x = done["x"](x) if "x" in done else x
        weight = done["weight"](weight) if "weight" in done else weight
        column = bias[:, np.newaxis]
        out = conv1d(x, weight, **settings) + column * (with_bias is True)  # type: ignore[arg-type]
        if with_bias in ("factor", "both"):
            out = out * column
        out = done["out"](out) if "out" in done else out
        return np.asarray(out + column * (with_bias in ("after", "both")))

    return call


def _close(computed: Array, mine: Array) -> bool:
    size = float(np.abs(mine).max())
    return bool(np.isfinite(computed).all() and np.allclose(computed, mine, 1e-4, 1e-4 * size))
