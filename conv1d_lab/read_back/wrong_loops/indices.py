"""Wrong loops that read other kernels, channels or taps."""

from __future__ import annotations

from conv1d_lab.read_back.plain_words import be, joined, plural
from conv1d_lab.read_back.simulator import Loop
from conv1d_lab.read_back.wrong_loops.row import Case, Change, WrongLoop, only


def _grouped(case: Case) -> bool:
    return case["groups"] > 1


_X_FLIPPED: Change = {
    "backwards": True,
    "item": lambda p: p.N - 1 - p.n,
    "x_channel": lambda p: p.C * p.groups - 1 - (p.group * p.C + p.c),
}


def _flips(case: Case) -> list[Change]:
    """Flip taps and channels, and perhaps the order of the kernels."""
    own = {"tap": lambda p: p.K - 1 - p.k, "weight_channel": lambda p: p.C - 1 - p.c}
    all_axes = {**own, "kernel": lambda p: p.C_out - 1 - p.o}
    return [own, all_axes] if case["C"] > 1 < case["K"] else []


def _columns(case: Case) -> list[Change]:
    """Read the weights of the flattened kernels in the other order."""
    ways: list[Change] = [
        {
            "weight_channel": lambda p: (p.k * p.C + p.c) // p.K,
            "tap": lambda p: (p.k * p.C + p.c) % p.K,
        },
        {
            "weight_channel": lambda p: (p.c * p.K + p.k) % p.C,
            "tap": lambda p: (p.c * p.K + p.k) // p.C,
        },
    ]
    return ways if case["C"] > 1 < case["K"] else []


def _kernels_again(case: Case) -> list[Change]:
    size = case["kernels_per_group"]
    return [{"kernel": lambda p: p.o % size}] * _grouped(case)


def _overwritten(case: Case) -> list[Change]:
    last = {"taps": (case["K"] - 1,), "channels": (case["C"] - 1,)}
    return [last] if case["K"] > 1 else []


def _unread_channels(case: Case) -> list[Change]:
    kept = (case.used(1), case.read)
    return [{"channels": channels} for channels in kept if 0 < len(channels) < case["C"]]


def _unused_taps(case: Case) -> list[Change]:
    taps = case.used(2)
    return [{"taps": taps}] if 0 < len(taps) < case["K"] else []


def _say_taps(loop: Loop, case: Case) -> str:
    lost = [k for k in range(case["K"]) if k not in (loop.taps or ())]
    which = f"{plural('tap', lost)} k = {joined(lost)} {be(lost)}"
    return f"{which} never used: the window has K = {case['K']} taps."


def _say_channels(loop: Loop, case: Case) -> str:
    count, group = case["C"], case.words["of_group"]
    if loop.channels == (count - 1,):
        return f"Only the last channel{group} is left of the sum: was = written where += is meant?"
    lost = [c for c in range(count) if c not in (loop.channels or ())]
    which = f"{plural('channel', lost)} {joined(lost)}{group} {be(lost)}"
    return f"{which} never read: every output adds up all {count} channels{group}."


def _say_interleaved(loop: Loop, case: Case) -> str:
    size, groups = case["C"], case["groups"]
    mine, right = joined(range(0, size * groups, groups)), joined(range(size))
    return (
        f"Your groups are interleaved: group 0 has the channels {mine}. It should have {right}: "
        "the channels of a group are next to each other."
    )


INDICES = (
    WrongLoop(
        "overwritten",
        _overwritten,
        "Only the last product is left of the whole sum: = writes over what was there, += adds to "
        "it.",
    ),
    WrongLoop(
        "kernel flipped",
        {"tap": lambda p: p.K - 1 - p.k},
        "Your kernel is flipped: the last weight meets the first element of the window. That is "
        "np.convolve; Conv1d does not flip.",
    ),
    WrongLoop(
        "flipped along every axis",
        _flips,
        "The kernel is flipped, and its channels are, too: np.flip without an axis turns every "
        "axis around. Conv1d flips none.",
    ),
    WrongLoop(
        "x flipped along every axis",
        lambda case: [_X_FLIPPED, {**_X_FLIPPED, "item": lambda p: p.n}],
        "x is flipped along every axis, as np.flip does without an axis: its channels are "
        "reversed, too. Conv1d flips neither x nor the kernel.",
    ),
    WrongLoop(
        "channels reversed",
        lambda case: [{"weight_channel": lambda p: p.C - 1 - p.c}] * (case["C"] > 1),
        "The channels are reversed{of_group}: weight[o, 0] meets the last channel, and it should "
        "meet the first.",
    ),
    WrongLoop(
        "weight[o, k, c]",
        lambda case: [{"weight_channel": lambda p: p.k, "tap": lambda p: p.c}] * (case["C"] > 1),
        "c and k are exchanged in an index: in that of weight, whose last two axes are (C_in, K), "
        "or in that of x, where they are (C_in, L).",
    ),
    WrongLoop(
        "columns in another order",
        _columns,
        "Windows and weights are flattened in different orders: one channel by channel, (C, K), "
        "the other tap by tap, (K, C). Transpose one of them before reshape.",
    ),
    WrongLoop(
        "swapped weight",
        {"kernel": lambda p: p.c, "weight_channel": lambda p: p.o},
        "Your indices of weight are swapped: you read weight[c, o, k], and it is weight[o, c, k] "
        "(C_out first).",
    ),
    WrongLoop("channels left out", _unread_channels, _say_channels),
    WrongLoop("taps left out", _unused_taps, _say_taps),
    WrongLoop(
        "first kernel for all",
        {"kernel": lambda p: 0},
        "Every output channel uses the kernel weight[0]; output channel o has its own kernel, "
        "weight[o].",
    ),
    WrongLoop(
        "kernels in reverse",
        {"kernel": lambda p: p.C_out - 1 - p.o},
        lambda loop, case: (
            f"The kernels are used in reverse order: out[:, 0] uses weight[{case['C_out'] - 1}]; "
            "it should use weight[0]."
        ),
    ),
    WrongLoop(
        "kernels used again",
        _kernels_again,
        "Every group uses the kernels of group 0: output channel o has its own kernel, weight[o].",
    ),
    WrongLoop(
        "kernel by group",
        lambda case: [{"kernel": lambda p: p.group}] * (1 < case["groups"] < case["C_out"]),
        "You choose the kernel by the group: weight[g]. It is weight[o]; each of the "
        "{kernels_per_group} output channels of a group has its own.",
    ),
    WrongLoop(
        "kernel by batch item",
        {"kernel": lambda p: p.n},
        "You choose the kernel by the batch item n: weight[n]. It is weight[o]; all batch items "
        "share the kernels.",
    ),
    WrongLoop(
        "batch item by kernel",
        lambda case: [{"item": lambda p: p.o}] * (case["C_out"] <= len(case.values.x)),
        "You choose the batch item by the kernel: x[o]. It is x[n]; every kernel reads every item.",
    ),
    WrongLoop(
        "groups ignored",
        only({"x_channel": lambda p: p.c}, _grouped),
        "The groups are ignored: every output reads the channels from 0 on. With groups={groups} "
        "the output channels of group g read the channels from g * {C} on.",
    ),
    WrongLoop(
        "groups interleaved",
        only({"x_channel": lambda p: p.c * p.groups + p.group}, _grouped),
        _say_interleaved,
    ),
    WrongLoop(
        "group by remainder",
        only({"x_channel": lambda p: p.o % p.groups * p.C + p.c}, _grouped),
        "You find the group of an output channel as o % groups; it is o // (C_out // groups): the "
        "kernels of a group follow each other.",
    ),
    WrongLoop(
        "x axes swapped",
        lambda case: [{"swapped": True}] * (case.values.x.shape[1] == case.values.length),
        "You read x[n, i, c]: the axes of x are (N, C_in, L), time comes last. It is x[n, c, i].",
    ),
    WrongLoop(
        "x channel 0 for all",
        {"x_channel": lambda p: 0},
        "Every weight meets channel 0 of x: weight[o, c] belongs to x[n, c].",
    ),
    WrongLoop(
        "every channel with every kernel row",
        lambda case: (
            [{"x_channel": lambda p: range(p.group * p.C, (p.group + 1) * p.C)}] * (case["C"] > 1)
        ),
        "Every channel of x meets every row of the kernel: {C} * {C} pairs of channels instead of "
        "{C}. weight[o, c] belongs to x[n, c] alone: give both the same letter in einsum, or "
        "multiply before you sum over c.",
    ),
    WrongLoop(
        "every element with every tap",
        lambda case: [{"tap": lambda p: range(p.K)}] * (case["K"] > 1),
        "Every element of a window meets every tap: {K} * {K} pairs instead of {K}. "
        "weight[o, c, k] belongs to one element alone: multiply before you sum over k.",
    ),
    WrongLoop(
        "x channel o",
        {"x_channel": lambda p: p.o},
        "You read channel o of x, the output channel's number: weight[o, c] belongs to x[n, c], "
        "for every c.",
    ),
    WrongLoop(
        "weight channel 0 for all",
        {"weight_channel": lambda p: 0},
        "Every channel of x meets weight[o, 0]: channel c has its own row, weight[o, c].",
    ),
    WrongLoop(
        "tap 0 for all",
        {"tap": lambda p: 0},
        "Every element of the window meets the tap k = 0: use weight[o, c, k].",
    ),
    WrongLoop(
        "weight[o, c, -k]",
        lambda case: [{"tap": lambda p: -p.k}] * (case["K"] > 2),
        "You read weight[o, c, -k], which leaves k = 0 in its place and turns the others around: "
        "it is weight[o, c, k].",
    ),
    WrongLoop(
        "tap by channel",
        {"tap": lambda p: p.c},
        "You choose the tap by the channel: weight[o, c, c]. It is weight[o, c, k].",
    ),
    WrongLoop(
        "batch item 0 for all",
        {"item": lambda p: 0},
        "Every batch item n gives the result of x[0]: read x[n].",
    ),
)
