"""The sentence for each usual mistake, with the numbers of the case at hand."""

from __future__ import annotations

from conv1d_lab.read_back.wrong_loops import Mistake, Recipe
from conv1d_lab.snapshot import Snapshot


def sentence(mistake: Mistake, recipe: Recipe, values: Snapshot) -> str:
    """Say in one or two sentences what ``recipe``, with ``mistake`` in it, does."""
    out_channels, per_group, kernel_size = values.weight.shape
    t = spoken(values)
    shifted = _shifted(recipe, values)
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
        "stride in the taps": "The stride moves your taps apart; that would be dilation. It moves "
        "the windows: t * stride + k.",
        "stride in both": "You multiply the whole position by stride: only t is multiplied "
        "(t * stride + k).",
        "wrong stride": f"Your window moves {recipe.stride} elements a step; with "
        f"stride={values.stride} it should move {values.stride}.",
        "dilation ignored": f"The dilation is ignored: your taps stand side by side; with "
        f"dilation={values.dilation} they stand {values.dilation} apart "
        "(position t * stride + k * dilation).",
        "dilation spreads windows": "You multiply the whole position by dilation: only k is "
        "multiplied (t * stride + k * dilation).",
        "dilation off by one": f"Your taps stand {recipe.dilation} apart; dilation="
        f"{values.dilation} means {values.dilation} apart, with {values.dilation - 1} left out "
        "between two of them.",
        "dilated without being asked": f"Your taps stand {recipe.dilation} apart; they should "
        "stand side by side.",
        "padding ignored": f"The padding is ignored: your window for t = 0 starts at element 0 "
        f"of x, and it should start {seen} earlier, in the zeros.",
        "padding wraps": "A negative index reads from the end of x: x[-1] is the last element, "
        "where the padding should give 0.",
        "every axis padded": "Every axis of x is padded: "
        + (f"out[n] reads x[n - {seen}], and " if values.batched else "")
        + f"weight[o, c] meets channel c - {seen}. Give np.pad a pair for each axis, with zeros "
        f"along L only: ({'(0, 0), ' * (1 + values.batched)}(padding, padding)).",
        "window shifted": shifted + _cause(recipe, values),
        "window shifted and wraps": shifted + _negative(recipe),
        "kernel flipped": "Your kernel is flipped: the last weight meets the first element of "
        "the window. That is np.convolve; Conv1d does not flip.",
        "swapped weight": "Your indices of weight are swapped: you read weight[c, o, k], and it "
        "is weight[o, c, k] (C_out first).",
        "taps left out": f"{listed('tap', gone)} k = {joined(gone)} "
        f"{'is' if len(gone) == 1 else 'are'} never used: the window has K = {kernel_size} taps.",
        "channels left out": (
            f"Only the last channel{group} is left of the sum: was = written where += is meant?"
            if only_last and per_group > 1
            else f"{listed('Channel', lost)} {joined(lost)}{group} "
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
        "groups interleaved": "Your groups take turns: group 0 has the channels "
        f"{joined([*range(0, per_group * values.groups, values.groups)])}. It should have "
        f"{joined([*range(per_group)])}, which follow each other.",
        "group by remainder": "You find the group of an output channel as o % groups; it is "
        "o // (C_out // groups): the kernels of a group follow each other.",
        "batch item 0 for all": "Every batch item n gives the result of x[0]: read x[n].",
        "sum not set back": f"The sum is not set back to 0 for each {recipe.piled}: each output "
        "also holds everything that was added before.",
    }
    return sentences[mistake.name]


def _shifted(recipe: Recipe, values: Snapshot) -> str:
    t = spoken(values) if recipe.start(1) - recipe.start(0) == values.stride else 0
    start, right = recipe.start(t), int(values.positions(t)[0])
    off = abs(start - right)
    unit = "step" if values.stride == 1 else "element"
    many = f"one {unit}" if off == 1 else f"{off} {unit}s"
    counted = ", counted in x without its padding" if any(values.sides) else ""
    side = "early" if start < right else "late"
    return (
        f"Your window for t = {t} starts at {start}{counted}: {many} {side}. "
        f"It should start at {right}."
    )


def _cause(recipe: Recipe, values: Snapshot) -> str:
    """Ask for it: an index that is off gives the same sums as padding that is not in its place."""
    left, mine = values.sides[0], values.sides[0] - recipe.shift
    if not left or mine < 0 or not recipe.padded or values.padding_mode != "zeros":
        return ""
    way = "low" if recipe.shift < 0 else "high"
    zeros = {0: "does no zero stand", 1: "does 1 zero stand"}.get(mine, f"do {mine} zeros stand")
    return (
        f" Is an index {abs(recipe.shift)} too {way}, or {zeros} on the left of x, "
        f"where {left} should?"
    )


def _negative(recipe: Recipe) -> str:
    start = recipe.start(0)
    if recipe.wrap == "x" or not recipe.left:
        return f" At t = 0 it even reads x[{start}], which in Python is an element at the end."
    return (
        f" At t = 0 its index in the padded x is even {start + recipe.left}, "
        "which in Python is an element at the end."
    )


def spoken(values: Snapshot) -> int:
    """Return the t that sentences about a window take as their example."""
    return min(2, values.output_shape[2] - 1)


def listed(word: str, items: list[int]) -> str:
    """Begin a sentence about one or more of something: "Channel" or "Channels"."""
    text = word if len(items) == 1 else f"{word}s"
    return text[0].upper() + text[1:]


def joined(items: list[int]) -> str:
    """Write 1, 2 and 3."""
    names = [str(item) for item in items]
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
