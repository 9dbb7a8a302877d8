"""What a reading means, in a teacher's words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from operator import contains

import numpy as np

from conv1d_lab.expansion.probe import Reading
from conv1d_lab.expansion.recipes import Mistake, Recipe, find, right_recipe
from conv1d_lab.expansion.terms import Index, Sum, biases, products, right_sum, same
from conv1d_lab.snapshot import Snapshot

Finding = tuple[str, str]
"""(its name, the sentence)"""

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
    wanted = _overlap(reading.shape, values.output_shape)
    idle = _idle(values, reading, wanted)
    found = [_idle_words(axis, lost, values) for axis, lost in enumerate(idle) if lost]
    wanted = [at for at in wanted if not any(map(contains, idle, at))]
    sums = {at: reading.sums[at] for at in wanted}
    right = {at: right_sum(values, at) for at in wanted}
    bare = {at: products(total) for at, total in sums.items()}
    scale = _scale(bare)
    plain = {at: {term: f / scale for term, f in s.items()} for at, s in bare.items()}
    plain = {at: {t: float(round(f, 3)) for t, f in s.items()} for at, s in plain.items()}
    recipe: Recipe | None = None
    if all(same(bare[at], products(right[at])) for at in wanted):
        recipe = right_recipe(values)
    elif any(bare.values()):
        answer = find(values, plain, wanted)
        if answer is not None:
            recipe, chosen = answer
            found += _merge(chosen, recipe, values)
        else:
            found += list(_facts(values, plain, {at: products(right[at]) for at in wanted}))
        if scale != 1:
            found.append(_scale_words(scale, values))
    else:
        found.append(("no products", "No product of an element of x and a weight is ever added."))
    if recipe is None or not recipe.piled:
        found += _bias(values, sums, scale)
    if reading.constant:
        found.append(("constant", f"The number {reading.constant:g} is added to every output."))
    return _length(values, reading.shape, recipe) + found


def _idle(values: Snapshot, reading: Reading, wanted: list[Index]) -> tuple[list[int], ...]:
    """Return the n, the o and the t at which no product is ever added, if others have some."""
    due = [at for at in wanted if products(right_sum(values, at))]
    filled = [at for at in due if products(reading.sums[at])]
    if not filled:
        return [], [], []
    return tuple(
        sorted({at[axis] for at in due} - {at[axis] for at in filled}) for axis in range(3)
    )


def _idle_words(axis: int, lost: list[int], values: Snapshot) -> Finding:
    name = ("batch item", "output channel", "window")[axis]
    one = ("out[{}]", "out[:, {}]", "out[:, :, {}]")[axis].format(lost[0])
    verb, where = ("is", f"to {one}") if len(lost) == 1 else ("are", "there")
    words = (
        f"{_list(name, lost)} {'t = ' * (axis == 2)}{_join(lost)} {verb} never computed: "
        f"no product is added {where}."
    )
    windows = values.output_shape[2]
    if axis == 2:
        words += f" There are L_out = {windows} windows, so t runs from 0 to {windows - 1}."
    return f"{name}s never computed", words


def telling_output(values: Snapshot, reading: Reading, found: list[Finding]) -> Index | None:
    """Return the output that shows best what is wrong: of which the words speak, or the first."""
    wrong = [
        at
        for at in _overlap(reading.shape, values.output_shape)
        if not same(reading.sums.get(at, {}), right_sum(values, at))
    ]
    spoken = (0, 0, _spoken(values))
    if spoken in wrong and any(name.startswith("window shifted") for name, _ in found):
        return spoken
    return wrong[0] if wrong else None


def _spoken(values: Snapshot) -> int:
    """Return the t that sentences about a window take as their example."""
    return min(2, values.output_shape[2] - 1)


def _overlap(shape: tuple[int, ...], wanted: tuple[int, int, int]) -> list[Index]:
    sizes = [min(mine, right) for mine, right in zip(shape, wanted, strict=True)]
    return [(n, o, t) for n, o, t in np.ndindex(*sizes)]


def _scale(sums: dict[Index, Sum]) -> float:
    """Find the factor that every product carries: 1, -1, or 1/4 for a mean of 4."""
    counted = Counter(round(f, 6) for total in sums.values() for f in total.values())
    if not counted:
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


def _merge(chosen: tuple[Mistake, ...], recipe: Recipe, values: Snapshot) -> Iterator[Finding]:
    changed = {name: value for mistake in chosen for name, value in mistake.change.items()}
    per_group, kernel_size = values.weight.shape[1:]
    overwritten = (
        changed.get("taps") == (kernel_size - 1,) and kernel_size > 1,
        changed.get("channels") == (per_group - 1,) and per_group > 1,
    )
    skip: set[str] = set()
    if overwritten[0] and (overwritten[1] or per_group == 1):
        skip = {"taps left out", "channels left out"}
        yield (
            "overwritten",
            (
                "Only the last product is left of the whole sum: = writes over what was "
                "there, += adds to it."
            ),
        )
    for mistake in chosen:
        if mistake.name not in skip:
            yield mistake.name, _mistake(mistake, recipe, values)


def _mistake(mistake: Mistake, recipe: Recipe, values: Snapshot) -> str:
    out_channels, per_group, kernel_size = values.weight.shape
    t = _spoken(values)
    right = int(values.positions(t)[0])
    start = t * recipe.stride - recipe.left + recipe.shift
    off = abs(recipe.shift)
    step = "one step" if off == 1 else f"{off} steps"
    side = "early" if recipe.shift < 0 else "late"
    kept = recipe.channels or ()
    lost = [c for c in range(per_group) if c not in kept]
    gone = [k for k in range(kernel_size) if k not in (recipe.taps or ())]
    only_last = kept == (per_group - 1,)
    group = " of each group" if values.groups > 1 else ""
    bounds = f"t * stride is {t} * {values.stride} = {t * values.stride}"
    seen = values.sides[0]
    sentences = {
        "stride ignored": f"The stride is ignored: your window moves 1 element a step, and it "
        f"should move {values.stride}. For t = {t}, {bounds}.",
        "window never moves": "Your window never moves: every t reads the same elements of x. "
        f"Window t starts at {'t * stride' if values.stride > 1 else 't'}.",
        "taps on one element": "Every tap of a window reads the same element of x: tap k reads "
        f"the one {'k * dilation' if values.dilation > 1 else 'k'} further on.",
        "wrong stride": f"Your window moves {recipe.stride} elements a step; with "
        f"stride={values.stride} it should move {values.stride}.",
        "dilation ignored": f"The dilation is ignored: your taps stand side by side; with "
        f"dilation={values.dilation} they stand {values.dilation} apart "
        "(position t * stride + k * dilation).",
        "dilation spreads windows": "You multiply the whole position by dilation: only k is "
        "multiplied (t * stride + k * dilation).",
        "dilation off by one": f"Your taps stand {recipe.dilation} apart; dilation="
        f"{values.dilation} means {values.dilation} apart, that is {values.dilation - 1} "
        "elements left out between them.",
        "dilated without being asked": f"Your taps stand {recipe.dilation} apart; they should "
        "stand side by side.",
        "padding ignored": f"The padding is ignored: your window for t = 0 starts at element 0 "
        f"of x, and it should start {seen} earlier, in the zeros.",
        "padding wraps": "A negative index reads from the end of x: x[-1] is the last element, "
        "where the padding should give 0.",
        "padding on the left only": f"All the padding stands on the left: {recipe.left} on the "
        f"left, where {values.sides[0]} should stand on each side.",
        "window shifted": f"Your window for t = {t} starts at {start}: {step} {side}. "
        f"It should start at {right}.",
        "window shifted and wraps": f"Your window for t = {t} starts at {start}: {step} {side}. "
        f"It should start at {right}. At t = 0 it even reads x[{start - t * recipe.stride}], "
        "which in Python is an element at the end.",
        "kernel flipped": "Your kernel is flipped: the last weight meets the first element of "
        "the window. That is np.convolve; Conv1d does not flip.",
        "swapped weight": "Your indices of weight are swapped: you read weight[c, o, k], and it "
        "is weight[o, c, k] (C_out first).",
        "taps left out": f"{_list('tap', gone)} k = {_join(gone)} "
        f"{'is' if len(gone) == 1 else 'are'} never used: the window has K = {kernel_size} taps.",
        "channels left out": (
            f"Only the last channel{group} is left of the sum: was = written where += is meant?"
            if only_last and per_group > 1
            else f"{_list('Channel', lost)} {_join(lost)}{group} "
            f"{'is' if len(lost) == 1 else 'are'} never read: every output adds up "
            f"all {per_group} channels{group}."
        ),
        "first kernel for all": "Every output channel uses the kernel weight[0]; output channel o "
        "has its own kernel, weight[o].",
        "kernels in reverse": f"The kernels are handed out in reverse: out[:, 0] uses "
        f"weight[{out_channels - 1}]; it should use weight[0].",
        "kernel by batch item": "You choose the kernel by the batch item n: weight[n]. It is "
        "weight[o]; all batch items share the kernels.",
        "x channel 0 for all": "Every weight meets channel 0 of x: weight[o, c] belongs "
        "to x[n, c].",
        "x channel o": "You read channel o of x, the output channel's number: weight[o, c] belongs "
        "to x[n, c], for every c.",
        "weight channel 0 for all": "Every channel of x meets weight[o, 0]: channel c has its own "
        "row, weight[o, c].",
        "tap 0 for all": "Every element of the window meets the tap k = 0: use weight[o, c, k].",
        "tap by channel": "You choose the tap by the channel: weight[o, c, c]. It is "
        "weight[o, c, k].",
        "groups ignored": f"The groups are ignored: every output reads the channels from 0 on. "
        f"With groups={values.groups} the output channels of group g read the channels from "
        f"g * {per_group} on.",
        "groups interleaved": "Your groups take every "
        f"{values.groups}th channel; a group is {per_group} channels that follow each other.",
        "batch item 0 for all": "Every batch item n gives the result of x[0]: read x[n].",
        "sum not set back": f"The sum is not set back to 0 for each {recipe.piled}: each output "
        "also holds everything that was added before.",
    }
    return sentences[mistake.name]


def _bias(values: Snapshot, sums: dict[Index, Sum], scale: float) -> list[Finding]:
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


def _length(values: Snapshot, shape: tuple[int, ...], recipe: Recipe | None) -> list[Finding]:
    mine, right = shape[2], values.output_shape[2]
    if mine == right:
        return []
    less = abs(mine - right)
    way = "longer" if mine > right else "shorter"
    words = (
        f"Your output is {less} {way} than it should be: L_out = {mine}, and {right} windows fit."
    )
    return [(f"output {way}", words)]


def _facts(values: Snapshot, sums: dict[Index, Sum], right: dict[Index, Sum]) -> Iterator[Finding]:
    """Plain observations, for a sum that no usual mistake explains."""
    wrong = [at for at in sums if not same(sums[at], right[at])]
    read = {term.x[1] for total in sums.values() for term in total if term.x}
    lost = [c for c in range(values.x.shape[1]) if c not in read]
    if lost:
        verb = "is" if len(lost) == 1 else "are"
        yield "channels left out", f"{_list('Channel', lost)} {_join(lost)} {verb} never read."
    if wrong:
        at = wrong[0]
        extra = sum(1 for term in sums[at] if term not in right[at])
        missing = sum(1 for term in right[at] if term not in sums[at])
        often = sum(1 for term, f in sums[at].items() if term in right[at] and abs(f - 1) > 1e-3)
        counts = [
            f"{count} {'term' if count == 1 else 'terms'} {what}"
            for count, what in (
                (missing, "missing"),
                (extra, "too many"),
                (often, "with a wrong factor"),
            )
            if count
        ]
        n, o, t = at
        yield (
            "other terms",
            (
                f"{len(wrong)} of {len(sums)} outputs are not the right sum. The first is "
                f"n = {n}, o = {o}, t = {t}: {', '.join(counts)}."
            ),
        )


def _list(word: str, items: list[int]) -> str:
    text = word if len(items) == 1 else f"{word}s"
    return text[0].upper() + text[1:]


def _join(items: list[int]) -> str:
    names = [str(item) for item in items]
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
