"""Read the coefficients out of a function that no one has looked into.

A convolution is linear in x and linear in weight. So with one element of x set to 1, the rest to 0
and weights that are all different, each output shows which weight met that element.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import product

import numpy as np

from conv1d_lab.arithmetic import Array
from conv1d_lab.read_back.terms import Index, Sum, Term

Call = Callable[[Array, Array, Array], Array]
BLOCK = 128  # weights told apart at once: more of them, and float32 could confuse two
NOISE = 1e-4


@dataclass
class Reading:
    """The sums that a function computes. ``problem`` says why they could not be read."""

    shape: tuple[int, ...]
    sums: dict[Index, Sum] = field(default_factory=dict)
    constant: float = 0.0
    problem: str = ""


def probe(call: Call, sizes: tuple[tuple[int, ...], ...]) -> Reading:
    """Decode ``call`` for x, weight and bias of these shapes; it returns (N, C_out, L_out)."""
    shapes: list[tuple[int, ...]] = []

    def steady(x: Array, weight: Array, bias: Array) -> Array:
        answer = call(x, weight, bias)
        shapes.append(answer.shape)
        if answer.shape != shapes[0]:
            raise _ShapeError
        return answer

    try:
        return _probe(steady, sizes)
    except _ShapeError:
        return Reading(shapes[0], problem="shape depends on values")


class _ShapeError(Exception):
    """The output has another shape than for other values of the same sizes."""


def _probe(call: Call, sizes: tuple[tuple[int, ...], ...]) -> Reading:
    x_shape, weight_shape, bias_shape = sizes
    x0, w0, b0 = np.zeros(x_shape), np.zeros(weight_shape), np.zeros(bias_shape)
    zero = call(x0, w0, b0)
    random = np.random.default_rng(0)
    x = random.uniform(-1, 1, x_shape)
    weight, bias = random.uniform(-1, 1, weight_shape), random.uniform(-1, 1, bias_shape)
    seen = call(x, weight, bias)
    if not _close(call(x, weight, bias), seen):
        return Reading(seen.shape, problem="not repeatable")
    if not np.isfinite(seen).all() or not np.isfinite(zero).all():
        return Reading(seen.shape, problem="not finite")
    if not _close(call(x, w0, b0), zero):
        return Reading(seen.shape, problem="x without weight")
    if not _close(call(x0, weight, b0), zero):
        return Reading(seen.shape, problem="weight without x")
    reading = Reading(seen.shape, {at: {} for at in np.ndindex(*seen.shape)})
    if np.ptp(zero) < NOISE:
        reading.constant = 0.0 if abs(zero.flat[0]) < NOISE else float(zero.flat[0])
    else:
        return Reading(seen.shape, problem="constant varies")
    if not _additive(call, (x, weight, bias), random):
        return Reading(seen.shape, problem="not linear")
    for o in range(bias_shape[0]):
        _collect(reading, call(x0, w0, _one_hot(bias_shape, (o,))) - zero, Term(None, (o,)))
    for thorough in (False, True):
        found = _products(call, zero, x_shape, weight_shape, thorough)
        for at in reading.sums:
            kept = {term: f for term, f in reading.sums[at].items() if term.x is None}
            reading.sums[at] = kept | found.get(at, {})
        if _close(_predict(reading, x, weight, bias), seen):
            return reading
    return Reading(seen.shape, problem="not linear")


def _additive(call: Call, inputs: tuple[Array, Array, Array], random: np.random.Generator) -> bool:
    """Whether f(a + b) + f(0) = f(a) + f(b) in each input: a few calls, before the many."""
    for which, a in enumerate(inputs):
        b = -a * random.uniform(2, 4, a.shape)  # so that a + b has the other sign everywhere

        def of(value: Array, which: int = which) -> Array:
            x, weight, bias = (value if i == which else own for i, own in enumerate(inputs))
            return call(x, weight, bias)

        whole, parts = of(a + b) + of(np.zeros_like(a)), of(a) + of(b)
        size = max(1.0, float(np.abs(parts).max()))
        if not _close(whole / size, parts / size):
            return False
    return True


def _products(
    call: Call,
    zero: Array,
    x_shape: tuple[int, ...],
    weight_shape: tuple[int, ...],
    thorough: bool,
) -> dict[Index, Sum]:
    """Every product's coefficient; ``thorough`` takes nothing for granted and asks one by one."""
    sums: dict[Index, Sum] = {}
    places = [(w[0], w[1], w[2]) for w in product(*map(range, weight_shape))]
    nothing = np.zeros(weight_shape[:1])
    for place in product(*map(range, x_shape)):
        x = _one_hot(x_shape, place)
        source = (place[0], place[1], place[2])
        for start in range(0, len(places), BLOCK):
            block = places[start : start + BLOCK]
            codes = _codes(len(block))
            weight = np.zeros(weight_shape)
            weight[tuple(np.transpose(block))] = codes
            found = None if thorough else _decode(call(x, weight, nothing) - zero, codes)
            if found is not None:
                for at, which, factor in found:
                    sums.setdefault(at, {})[Term(source, block[which])] = factor
                continue
            for one in block:
                answer = call(x, _one_hot(weight_shape, one), nothing) - zero
                for where in np.argwhere(np.abs(answer) > NOISE):
                    index = (int(where[0]), int(where[1]), int(where[2]))
                    factor = _tidy(float(answer[index]))
                    sums.setdefault(index, {})[Term(source, one)] = factor
    return sums


def _decode(answer: Array, codes: Array) -> list[tuple[Index, int, float]] | None:
    """Which weight each nonzero output shows, and how often; None if one shows a mixture."""
    found: list[tuple[Index, int, float]] = []
    for at in np.argwhere(np.abs(answer) > NOISE):
        index = (int(at[0]), int(at[1]), int(at[2]))
        ratios = answer[index] / codes
        nice = np.abs(ratios - _nearest(ratios)) < 2e-6 * np.abs(ratios)
        if np.count_nonzero(nice) != 1:
            return None
        which = int(np.flatnonzero(nice)[0])
        found.append((index, which, _tidy(float(ratios[which]))))
    return found


def _nearest(ratios: Array) -> Array:
    """Round to the nearest number m or 1/m: the coefficients of a sum, a repetition or a mean."""
    size = np.abs(ratios)
    whole, part = np.maximum(np.round(size), 1), 1 / np.maximum(np.round(1 / size), 1)
    nearest = np.where(size >= 1, whole, part)
    return np.asarray(np.sign(ratios) * np.where(nearest <= 64, nearest, np.inf))


def _codes(count: int) -> Array:
    return np.random.default_rng(count).uniform(1, 2, count)


def _tidy(factor: float) -> float:
    nearest = float(_nearest(np.array([factor]))[0])
    return nearest if abs(factor - nearest) < 1e-4 * abs(factor) else factor


def _predict(reading: Reading, x: Array, weight: Array, bias: Array) -> Array:
    out = np.full(reading.shape, reading.constant)
    for at, total in reading.sums.items():
        for term, factor in total.items():
            if term.x is None:
                out[at] += factor * bias[term.weight]
            else:
                out[at] += factor * weight[term.weight] * x[term.x]
    return out


def _collect(reading: Reading, answer: Array, term: Term) -> None:
    for at in np.argwhere(np.abs(answer) > NOISE):
        index = (int(at[0]), int(at[1]), int(at[2]))
        reading.sums[index][term] = _tidy(float(answer[index]))


def _one_hot(shape: tuple[int, ...], place: tuple[int, ...]) -> Array:
    made = np.zeros(shape)
    made[place] = 1
    return made


def _close(one: Array, other: Array) -> bool:
    return bool(np.allclose(one, other, rtol=1e-4, atol=1e-4, equal_nan=True))
