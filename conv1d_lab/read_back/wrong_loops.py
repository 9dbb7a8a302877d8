"""The wrong loops that ``expand`` knows, one row each: its name, what it changes, its sentence.

What it changes are settings of ``Loop``; where that depends on the case, a function returns all
the ways. Rows that change the same setting exclude each other. The likely mistakes come first.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, NamedTuple, TypeAlias

from conv1d_lab.read_back.plain_words import be, joined, plural
from conv1d_lab.read_back.simulator import Loop
from conv1d_lab.read_back.terms import Index, Sum
from conv1d_lab.snapshot import Snapshot

Change: TypeAlias = Mapping[str, Any]


@dataclass(frozen=True)
class Case:
    """The sizes and settings of a case, and the sums that a function computes for it."""

    values: Snapshot
    shape: tuple[int, ...]
    """The shape of the learner's output."""
    sums: dict[Index, Sum]
    """The products of each output that should be there, each 1.0 where it is read once."""
    beyond: dict[Index, Sum]
    """Those of outputs that should not be there."""

    @cached_property
    def words(self) -> dict[str, Any]:
        """What the sentences can name."""
        v = self.values
        per_group, kernel_size = v.weight.shape[1:]
        t = min(2, v.output_shape[2] - 1)
        return {
            **{"stride": v.stride, "dilation": v.dilation, "left": v.sides[0]},
            **{"C": per_group, "K": kernel_size, "C_out": v.out_channels, "groups": v.groups},
            **{"t": t, "t_stride": t * v.stride},
            "window_start": "t * stride" if v.stride > 1 else "t",
            "tap_step": "k * dilation" if v.dilation > 1 else "k",
            "of_group": " of each group" if v.groups > 1 else "",
        }

    def __getitem__(self, word: str) -> int:
        number: int = self.words[word]
        return number

    def used(self, axis: int) -> tuple[int, ...]:
        """Which channels (axis 1) or taps (axis 2) of weight are used anywhere."""
        return tuple(sorted({term.weight[axis] for total in self.sums.values() for term in total}))

    @property
    def read(self) -> tuple[int, ...]:
        """Which channels of x are read anywhere, counted in their group."""
        terms = {term for total in self.sums.values() for term in total}
        return tuple(sorted({term.x[1] % self["C"] for term in terms if term.x}))

    @property
    def shifts(self) -> list[int]:
        """The usual shifts of a window, and those by which most products are out of place."""
        seen = Counter(
            term.x[2] - int(self.values.positions(at[2])[term.weight[2]])
            for at, total in self.sums.items()
            for term in total
            if term.x
        )
        usual = [-1, 1, -2, 2, 1 - self["K"], self["K"] - 1]
        return [shift for shift in dict.fromkeys([*usual, *dict(seen.most_common(2))]) if shift]


class WrongLoop(NamedTuple):
    """A row of the table."""

    name: str
    changes: Change | Callable[[Case], Sequence[Change]]
    sentence: str | Callable[[Loop, Case], str]

    def ways(self, case: Case) -> Sequence[Change]:
        """Return the changes of settings that this case can show."""
        return self.changes(case) if callable(self.changes) else [self.changes]

    def said(self, loop: Loop, case: Case) -> str:
        """Say it of a loop that has this mistake, perhaps with others."""
        if callable(self.sentence):
            return self.sentence(loop, case)
        return self.sentence.format(loop=loop, **case.words)


def _only(settings: Change, when: Callable[[Case], bool]) -> Callable[[Case], Sequence[Change]]:
    return lambda case: [settings] if when(case) else []


def _strided(case: Case) -> bool:
    return case["stride"] > 1


def _dilated(case: Case) -> bool:
    return case["dilation"] > 1


def _padded(case: Case) -> bool:
    return case["left"] > 0


def _grouped(case: Case) -> bool:
    return case["groups"] > 1


def _overwritten(case: Case) -> list[Change]:
    last = {"taps": (case["K"] - 1,), "channels": (case["C"] - 1,)}
    return [last] if case["K"] > 1 else []


def _unread_channels(case: Case) -> list[Change]:
    kept = (case.used(1), case.read)
    return [{"channels": channels} for channels in kept if 0 < len(channels) < case["C"]]


def _unused_taps(case: Case) -> list[Change]:
    taps = case.used(2)
    return [{"taps": taps}] if 0 < len(taps) < case["K"] else []


def _other_strides(case: Case) -> list[Change]:
    s = case["stride"]
    usual = {case["K"], s * case["dilation"], s + 1, s - 1, case["left"], 2} - {s, 0, 1}
    return [{"stride": stride} for stride in sorted(usual)]


def _other_paddings(case: Case) -> list[Change]:
    """Look for a padding, but 2 * padding, that would make L_out what the learner's is."""
    left = case["left"]
    return [
        {"left": size, "wrap": "", "everywhere": True}
        for size in (left - shift for shift in case.shifts)
        if size >= 0 and size != 2 * left and _padding_gives_shape(size, case)
    ]


def _padding_gives_shape(size: int, case: Case) -> bool:
    right = case.values.output_shape
    if not case["left"] or isinstance(case.values.padding, str) or case.shape == right:
        return False
    try:
        return replace(case.values, padding=size).output_shape == case.shape
    except ValueError:
        return False


def _shifted(case: Case) -> list[Change]:
    return [{"shift": shift, "left": case["left"]} for shift in case.shifts]


def _shifted_and_wrapped(case: Case) -> list[Change]:
    ways: list[Change] = []
    for shift in case.shifts:
        wraps = ["row"] * (shift < 0) + ["x"] * (shift < case["left"])
        kept = wraps if case["left"] else wraps[:1]
        ways += [{"shift": shift, "left": case["left"], "wrap": wrap} for wrap in kept]
    return ways


def _say_shift(loop: Loop, case: Case) -> str:
    """Name the start; ask for the cause: padding that is not in its place gives the same sums."""
    values, left = case.values, case["left"]
    t = case["t"] if loop.start(1) - loop.start(0) == values.stride else 0
    start, right = loop.start(t), int(values.positions(t)[0])
    off = abs(start - right)
    unit = "step" if values.stride == 1 else "element"
    many = f"one {unit}" if off == 1 else f"{off} {unit}s"
    words = (
        f"Your window for t = {t} starts at {start}"
        f"{', counted in x without its padding' if any(values.sides) else ''}: {many} "
        f"{'early' if start < right else 'late'}. It should start at {right}."
    )
    first, zeros = loop.start(0), left - loop.shift
    if loop.wrap:
        kind, index = ("index", first) if loop.wrap == "x" or not left else ("padded", first + left)
        read = f"it even reads x[{index}]" if kind == "index" else ""
        read = read or f"its index in the padded x is even {index}"
        return f"{words} At t = 0 {read}, which in Python is an element at the end."
    if not left or zeros < 0 or not loop.padded or values.padding_mode != "zeros":
        return words
    way = "low" if loop.shift < 0 else "high"
    stand = {0: "does no zero stand", 1: "does 1 zero stand"}.get(zeros, f"do {zeros} zeros stand")
    return (
        f"{words} Is an index {abs(loop.shift)} too {way}, or {stand} on the left of x, "
        f"where {left} should?"
    )


def _say_axes(loop: Loop, case: Case) -> str:
    batched = case.values.batched
    item = f"out[n] reads x[n - {loop.axes}], and " if batched else ""
    return (
        f"Every axis of x is padded: {item}weight[o, c] meets channel c - {loop.axes}. Give np.pad "
        "a pair for each axis, with zeros along L only: "
        f"({'(0, 0), ' * (1 + batched)}(padding, padding))."
    )


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
        f"Your groups take turns: group 0 has the channels {mine}. It should have {right}, which "
        "follow each other."
    )


def _piled(axis: int) -> Change:
    """Add up the sums of all outputs before this one along an axis."""

    def sums(at: Index) -> list[Index]:
        n, o, t = at
        return [((i, o, t), (n, i, t), (n, o, i))[axis] for i in range(at[axis] + 1)]

    return {"sums": sums}


_OTHER_PADDING = (
    "Your windows are those of padding={loop.left}: {loop.left} zeros on each side of x, where "
    "{left} should stand."
)
WRONG_LOOPS = (
    WrongLoop(
        "overwritten",
        _overwritten,
        "Only the last product is left of the whole sum: = writes over what was there, += adds to "
        "it.",
    ),
    WrongLoop(
        "stride ignored",
        _only({"stride": 1}, _strided),
        "The stride is ignored: your window moves 1 element a step, and it should move {stride}. "
        "For t = {t}, t * stride is {t} * {stride} = {t_stride}.",
    ),
    WrongLoop(
        "stride in the taps",
        lambda case: (
            [{"stride": 1, "dilation": case["stride"] * case["dilation"]}] * _strided(case)
        ),
        "The stride moves your taps apart; that would be dilation. It moves the windows: "
        "t * stride + k.",
    ),
    WrongLoop(
        "stride in both",
        lambda case: (
            [{"stride": case["stride"], "dilation": case["stride"] * case["dilation"]}]
            * _strided(case)
        ),
        "You multiply the whole position by stride: only t is multiplied (t * stride + k).",
    ),
    WrongLoop(
        "dilation ignored",
        _only({"dilation": 1}, _dilated),
        "The dilation is ignored: your taps stand side by side; with dilation={dilation} they "
        "stand {dilation} apart (position t * stride + k * dilation).",
    ),
    WrongLoop(
        "dilation spreads windows",
        _only({"spread": True}, _dilated),
        "You multiply the whole position by dilation: only k is multiplied "
        "(t * stride + k * dilation).",
    ),
    WrongLoop(
        "dilation off by one",
        lambda case: [{"dilation": case["dilation"] + step} for step in (1, -1)] * _dilated(case),
        lambda loop, case: (
            f"Your taps stand {loop.dilation} apart; dilation={case['dilation']} means "
            f"{case['dilation']} apart, with {case['dilation'] - 1} left out between two of them."
        ),
    ),
    WrongLoop(
        "padding ignored",
        _only({"left": 0, "padded": False, "shift": 0}, _padded),
        "The padding is ignored: your window for t = 0 starts at element 0 of x, and it should "
        "start {left} earlier, in the zeros.",
    ),
    WrongLoop(
        "padding wraps",
        _only({"wrap": "x"}, _padded),
        "A negative index reads from the end of x: x[-1] is the last element, where the padding "
        "should give 0.",
    ),
    WrongLoop(
        "every axis padded", lambda case: [{"axes": case["left"]}] * _padded(case), _say_axes
    ),
    WrongLoop(
        "padding doubled",
        lambda case: (
            [{"left": 2 * case["left"], "wrap": "", "everywhere": True}]
            * _padding_gives_shape(2 * case["left"], case)
        ),
        _OTHER_PADDING,
    ),
    WrongLoop("other padding", _other_paddings, _OTHER_PADDING),
    WrongLoop("window shifted", _shifted, _say_shift),
    WrongLoop("window shifted and wraps", _shifted_and_wrapped, _say_shift),
    WrongLoop(
        "window never moves",
        {"stride": 0},
        "Your window never moves: every t reads the same elements of x. Window t starts at "
        "{window_start}.",
    ),
    WrongLoop(
        "taps on one element",
        {"dilation": 0},
        "Every tap of a window reads the same element of x: tap k reads the one {tap_step} further "
        "on.",
    ),
    WrongLoop(
        "kernel flipped",
        {"tap": lambda p: p.K - 1 - p.k},
        "Your kernel is flipped: the last weight meets the first element of the window. That is "
        "np.convolve; Conv1d does not flip.",
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
            f"The kernels are handed out in reverse: out[:, 0] uses weight[{case['C_out'] - 1}]; "
            "it should use weight[0]."
        ),
    ),
    WrongLoop(
        "kernel by batch item",
        {"kernel": lambda p: p.n},
        "You choose the kernel by the batch item n: weight[n]. It is weight[o]; all batch items "
        "share the kernels.",
    ),
    WrongLoop(
        "groups ignored",
        _only({"x_channel": lambda p: p.c}, _grouped),
        "The groups are ignored: every output reads the channels from 0 on. With groups={groups} "
        "the output channels of group g read the channels from g * {C} on.",
    ),
    WrongLoop(
        "groups interleaved",
        _only({"x_channel": lambda p: p.c * p.groups + p.group}, _grouped),
        _say_interleaved,
    ),
    WrongLoop(
        "group by remainder",
        _only({"x_channel": lambda p: p.o % p.groups * p.C + p.c}, _grouped),
        "You find the group of an output channel as o % groups; it is o // (C_out // groups): the "
        "kernels of a group follow each other.",
    ),
    WrongLoop(
        "x channel 0 for all",
        {"x_channel": lambda p: 0},
        "Every weight meets channel 0 of x: weight[o, c] belongs to x[n, c].",
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
        "tap by channel",
        {"tap": lambda p: p.c},
        "You choose the tap by the channel: weight[o, c, c]. It is weight[o, c, k].",
    ),
    WrongLoop(
        "batch item 0 for all",
        {"item": lambda p: 0},
        "Every batch item n gives the result of x[0]: read x[n].",
    ),
    *(
        WrongLoop(
            "sum not set back",
            _piled(axis),
            f"The sum is not set back to 0 for each {letter}: each output also holds everything "
            "that was added before.",
        )
        for axis, letter in ((2, "t"), (1, "o"), (0, "n"))
    ),
    WrongLoop(
        "wrong stride",
        _other_strides,
        "Your window moves {loop.stride} elements a step; with stride={stride} it should move "
        "{stride}.",
    ),
    WrongLoop(
        "dilated without being asked",
        lambda case: [{"dilation": 2}] * (case["stride"] == case["dilation"] == 1),
        "Your taps stand {loop.dilation} apart; they should stand side by side.",
    ),
)
