"""Read the coefficients out of a function that no one has looked into.

A convolution is linear in x and linear in weight. So with one element of x set to 1, the rest to 0
and weights that are all different, each output shows which weight met that element.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import product

import numpy as np

from conv1d_lab.arithmetic import Array
from conv1d_lab.read_back.terms import Index, Sum, Term

Call = Callable[[Array, Array, Array], Array]
BLOCK = 128  # weights told apart at once: more of them, and float32 could confuse two
NOISE = 1e-4
SAME = 2e-6
"""How far two answers to the same numbers may differ, beside their size: PyTorch may add up in
another order."""


@dataclass
class Reading:
    """The sums that a function computes. ``problem`` says why they could not be read."""

    shape: tuple[int, ...]
    sums: dict[Index, Sum] = field(default_factory=dict)
    constant: Array = field(default_factory=lambda: np.zeros((1, 1, 1)))
    """What is added to each output where x, weight and bias are all 0."""
    problem: str = ""
    operand: str = ""
    """In what it is not linear: "x", "weight" or "bias"."""


@dataclass
class Operands:
    """x, weight and bias, and how far a function's answer may be off by rounding."""

    x: Array
    weight: Array
    bias: Array
    noise: float = NOISE

    def but(self, **others: Array) -> tuple[Array, Array, Array]:
        """Return x, weight and bias, with others in the place of some."""
        own = {"x": self.x, "weight": self.weight, "bias": self.bias} | others
        return own["x"], own["weight"], own["bias"]

    def close(self, one: Array, other: Array) -> bool:
        """Whether two answers are the same but for rounding."""
        return bool(np.allclose(one, other, rtol=1e-4, atol=self.noise, equal_nan=True))


def random_operands(sizes: tuple[tuple[int, ...], ...], seed: int = 0) -> Operands:
    """Draw x, weight and bias of these shapes from -1 to 1."""
    random = np.random.default_rng(seed)
    x, weight, bias = (random.uniform(-1, 1, size) for size in sizes)
    return Operands(x, weight, bias)


def probe(call: Call, sizes: tuple[tuple[int, ...], ...]) -> Reading:
    """Decode ``call`` for x, weight and bias of these shapes; it returns (N, C_out, L_out)."""
    shapes: list[tuple[int, ...]] = []

    def steady(x: Array, weight: Array, bias: Array) -> Array:
        answer = call(x, weight, bias)
        shapes.append(answer.shape)
        if answer.shape != shapes[0]:
            raise _UnsteadyError("shape depends on values")
        if len(shapes) > 2 and not np.isfinite(answer).all():
            raise _UnsteadyError("not finite" if x.any() or weight.any() else "not finite at 0")
        return answer

    try:
        given = random_operands(sizes)
        seen = steady(*given.but())
        problem = _problem(steady, given, seen)
        operand = "" if problem else _bent(steady, given)
        if problem or operand:
            reading = Reading(shapes[0], problem=problem or "not linear", operand=operand)
        else:
            reading = _decoded(steady, given)
        # What keeps count of its calls, say, may be steady at first.
        if reading.problem and not _same(steady(*given.but()), seen):
            return Reading(shapes[0], problem="not repeatable")
        return reading
    except _UnsteadyError as unlike:
        return Reading(shapes[0], problem=str(unlike))


class _UnsteadyError(Exception):
    """The output has another shape than for other values of the same sizes, or is not finite."""


def _same(again: Array, seen: Array) -> bool:
    """Whether two answers to the same numbers are the same but for the order of adding up."""
    size = float(np.abs(seen[np.isfinite(seen)]).max(initial=1e-6))
    return bool(np.allclose(again, seen, rtol=0, atol=SAME * size, equal_nan=True))


def _problem(call: Call, given: Operands, seen: Array) -> str:
    """Name what shows in a few calls that no sums of products can be read; "" if nothing does."""
    x, weight, bias = given.but()
    if not _same(call(x, weight, bias), seen):
        return "not repeatable"
    if not np.isfinite(seen).all():
        return "not finite"
    given.noise = NOISE * min(1.0, float(np.abs(seen).max()) or 1.0)
    unused = [
        name
        for name, value in (("x", x), ("weight", weight))
        if all(given.close(call(*given.but(**{name: value * by})), seen) for by in (-0.7, 0.3))
    ]
    if len(unused) == 1:
        return f"{unused[0]} never used"
    if _short_digits(seen, 10):
        return "half precision"
    x0, w0, b0 = (np.zeros_like(value) for value in (x, weight, bias))
    zero = call(x0, w0, b0)
    if len(unused) == 2 and given.close(zero, seen) and np.ptp(seen) > given.noise:
        return "nothing used"
    if not given.close(call(x, w0, b0), zero):
        return "x without weight"
    if not given.close(call(x0, weight, b0), zero):
        return "weight without x"
    if np.ptp(zero, axis=(0, 2)).max() > given.noise:
        return "constant varies"
    return ""


def _decoded(call: Call, given: Operands) -> Reading:
    x, weight, bias = given.but()
    x0, w0, b0 = (np.zeros_like(value) for value in (x, weight, bias))
    zero, seen, bare = call(x0, w0, b0), call(x, weight, bias), call(x, weight, b0)
    reading = Reading(seen.shape, {at: {} for at in np.ndindex(*seen.shape)})
    if np.abs(zero).max() > 1e-9:
        reading.constant = np.where(np.abs(zero - zero.flat[0]) < given.noise, zero.flat[0], zero)
    # Where the products are small beside the rest, so is what counts as one.
    noise = NOISE * min(1.0, float(np.abs(bare - zero).max()) or 1.0)
    for o in range(len(bias)):
        answer = call(x0, w0, _one_hot(bias.shape, (o,))) - zero
        for at, factor in _entries(answer, NOISE):
            reading.sums[at][Term(None, (o,))] = factor
    for block in (BLOCK, 1):  # one by one nothing is taken for granted
        found = _products(call, zero, x.shape, weight.shape, block, noise)
        for at in reading.sums:
            kept = {term: f for term, f in reading.sums[at].items() if term.x is None}
            reading.sums[at] = kept | found.get(at, {})
        told = (_predict(reading, zero, x, weight, b) for b in (b0, bias))
        if all(map(Operands(x, weight, bias, noise).close, told, (bare, seen))):
            return reading
    return Reading(seen.shape, problem="other products")


def _short_digits(seen: Array, digits: int) -> bool:
    """Whether no number has more binary digits than these after its first, as in float16."""
    scaled = np.frexp(seen)[0] * 2.0 ** (digits + 1)
    coarse = (seen * 16 == np.round(seen * 16)).all()  # rounded or a sign: no matter of digits
    return bool((scaled == np.round(scaled)).all() and not coarse)


def _bent(call: Call, given: Operands) -> str:
    """Name the operand in which f(a + b) + f(0) is not f(a) + f(b): a few calls, before many."""
    random = np.random.default_rng(1)
    for name in ("x", "weight", "bias"):
        a = getattr(given, name)
        b = -a * random.uniform(2, 4, a.shape)  # so that a + b has the other sign everywhere
        whole, nothing, one, other = (
            call(*given.but(**{name: value})) for value in (a + b, np.zeros_like(a), a, b)
        )
        parts = one + other
        size = max(1.0, float(np.abs(parts).max()))
        if not given.close((whole + nothing) / size, parts / size):
            return name
    return ""


def _products(
    call: Call,
    zero: Array,
    x_shape: tuple[int, ...],
    weight_shape: tuple[int, ...],
    block: int,
    noise: float,
) -> dict[Index, Sum]:
    """Every product's coefficient, with so many weights told apart at once."""
    sums: dict[Index, Sum] = {}
    places = [(w[0], w[1], w[2]) for w in product(*map(range, weight_shape))]
    nothing = np.zeros(weight_shape[:1])
    for place in product(*map(range, x_shape)):
        x = _one_hot(x_shape, place)
        source = (place[0], place[1], place[2])
        waiting = [places[start : start + block] for start in range(0, len(places), block)]
        while waiting:
            asked = waiting.pop()
            codes = _codes(len(asked)) if len(asked) > 1 else np.ones(1)
            weight = np.zeros(weight_shape)
            weight[tuple(np.transpose(asked))] = codes
            found = _decode(call(x, weight, nothing) - zero, codes, noise)
            if found is None:  # an output shows a mixture
                half = len(asked) // 2
                waiting += [asked[:half], asked[half:]]
                continue
            for at, which, factor in found:
                sums.setdefault(at, {})[Term(source, asked[which])] = factor
    return sums


def _entries(answer: Array, noise: float) -> Iterator[tuple[Index, float]]:
    """Each output that is not 0, and its number."""
    for n, o, t in np.argwhere(np.abs(answer) > noise).tolist():
        yield (n, o, t), _tidy(float(answer[n, o, t]))


def _decode(answer: Array, codes: Array, noise: float) -> list[tuple[Index, int, float]] | None:
    """Which weight each nonzero output shows, and how often; None if one shows a mixture."""
    if len(codes) == 1:
        return [(at, 0, factor) for at, factor in _entries(answer, noise)]
    found: list[tuple[Index, int, float]] = []
    for n, o, t in np.argwhere(np.abs(answer) > noise).tolist():
        ratios = answer[n, o, t] / codes
        nice = np.abs(ratios - _nearest(ratios)) < 2e-6 * np.abs(ratios)
        if np.count_nonzero(nice) != 1:
            return None
        which = int(np.flatnonzero(nice)[0])
        found.append(((n, o, t), which, _tidy(float(ratios[which]))))
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


def _predict(reading: Reading, zero: Array, x: Array, weight: Array, bias: Array) -> Array:
    out = zero.copy()
    for at, total in reading.sums.items():
        for term, factor in total.items():
            if term.x is None:
                out[at] += factor * bias[term.weight]
            else:
                out[at] += factor * weight[term.weight] * x[term.x]
    return out


def _one_hot(shape: tuple[int, ...], place: tuple[int, ...]) -> Array:
    made = np.zeros(shape)
    made[place] = 1
    return made
