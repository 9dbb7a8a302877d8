"""Wrong loops whose windows or taps are elsewhere in x."""

from __future__ import annotations

from conv1d_lab.read_back.simulator import Loop
from conv1d_lab.read_back.wrong_loops.row import Case, Change, WrongLoop, only


def _strided(case: Case) -> bool:
    return case["stride"] > 1


def _dilated(case: Case) -> bool:
    return case["dilation"] > 1


def _padded(case: Case) -> bool:
    return case["left"] > 0


def _other_strides(case: Case) -> list[Change]:
    s = case["stride"]
    usual = {case["K"], s * case["dilation"], s + 1, s - 1, case["left"], 2} - {s, 0, 1}
    return [{"stride": stride} for stride in sorted(usual)]


def _other_paddings(case: Case) -> list[Change]:
    """Look for zeros on the left and on the right that make L_out what the learner's is."""
    v, extra = case.values, case.shape[2] - case.values.output_shape[2]
    if not extra or v.padding_mode != "zeros":
        return []
    ways: list[Change] = []
    for left in (v.sides[0] - shift for shift in (0, *case.shifts)):
        right = sum(v.sides) - left + extra * v.stride
        if left >= 0 <= right and (left == right or v.stride == 1):
            ways += [{"left": left, "right": right, "wrap": "", "shift": 0, "everywhere": True}]
    return ways


def _say_padding(loop: Loop, case: Case) -> str:
    (left, right), mine = case.values.sides, (loop.left, loop.right)
    if mine[0] == mine[1]:
        zeros = "1 zero" if loop.left == 1 else f"{loop.left} zeros"
        return (
            f"Your windows are those of padding={loop.left}: {zeros} on each side of x instead of "
            f"{left if left == right and left else 'none'}."
        )
    before = f"{mine[0] or 'no'} {'zero' if mine[0] == 1 else 'zeros'} on the left"
    return (
        f"Your windows are those of an x with {before} and {mine[1] or 'none'} on the right; there "
        f"should be {left} on the left and {right} on the right."
    )


MODES = {"replicate": "edge", "reflect": "reflect", "circular": "wrap", "zeros": "constant"}
"""NumPy's names of the padding modes."""


def _other_modes(case: Case) -> list[Change]:
    left, mode, length = max(case.values.sides), case.values.padding_mode, case.values.length
    return [
        {"padding_mode": other, "wrap": ""}
        for other in MODES
        if left and other != mode and left < length
    ]


def _say_mode(loop: Loop, case: Case) -> str:
    stands = {
        "replicate": "the outermost element of x, repeated",
        "reflect": "x, mirrored",
        "circular": "the other end of x",
        "zeros": "zeros",
    }
    mine, right = loop.padding_mode, case.values.padding_mode
    return (
        f"The padding holds {stands[mine]} (np.pad's mode {MODES[mine]!r}); with padding_mode="
        f"{right!r} it holds {stands[right]}."
    )


def _shifted(case: Case) -> list[Change]:
    return [{"shift": shift, "left": case["left"]} for shift in case.shifts]


def _shifted_and_wrapped(case: Case) -> list[Change]:
    ways: list[Change] = []
    for shift in case.shifts:
        wraps = ["row"] * (shift < 0) + ["x"] * (shift < case["left"])
        kept = wraps if case["left"] else [*wraps[:1], *["around"] * (shift > 0)]
        kept = kept if abs(shift) < case.values.length - case["K"] else []
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
    if loop.wrap == "around":
        return f"{words} Beyond the end of x it goes on at the start: is it np.roll, or % L?"
    if loop.wrap:
        kind, index = ("index", first) if loop.wrap == "x" or not left else ("padded", first + left)
        read = f"it even reads x[{index}]" if kind == "index" else ""
        read = read or f"its index in the padded x is even {index}"
        return f"{words} At t = 0 {read}, which in Python is an element at the end."
    if not left or zeros < 0 or not loop.padded or values.padding_mode != "zeros":
        return words
    way = "low" if loop.shift < 0 else "high"
    stand = "is there 1 zero" if zeros == 1 else f"are there {zeros or 'no'} zeros"
    return (
        f"{words} Is an index {abs(loop.shift)} too {way}, or {stand} on the left of x "
        f"instead of {left}?"
    )


def _say_axes(loop: Loop, case: Case) -> str:
    batched = case.values.batched
    item = f"out[n] reads x[n - {loop.axes}], and " if batched else ""
    return (
        f"Every axis of x is padded: {item}weight[o, c] meets channel c - {loop.axes}. Give np.pad "
        "a pair for each axis, with zeros along L only: "
        f"({'(0, 0), ' * (1 + batched)}(padding, padding))."
    )


WINDOWS = (
    WrongLoop(
        "stride ignored",
        only({"stride": 1}, _strided),
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
        only({"dilation": 1}, _dilated),
        "The dilation is ignored: your taps are next to each other; with dilation={dilation} they "
        "are {dilation} apart (position t * stride + k * dilation).",
    ),
    WrongLoop(
        "dilation spreads windows",
        only({"spread": True}, _dilated),
        "You multiply the whole position by dilation: only k is multiplied "
        "(t * stride + k * dilation).",
    ),
    WrongLoop(
        "dilation off by one",
        lambda case: [{"dilation": case["dilation"] + step} for step in (1, -1)] * _dilated(case),
        lambda loop, case: (
            f"Your taps are {loop.dilation} apart; dilation={case['dilation']} means "
            f"{case['dilation']} apart, with {case['dilation'] - 1} left out between two of them."
        ),
    ),
    WrongLoop(
        "padding ignored",
        only({"left": 0, "padded": False, "shift": 0}, _padded),
        "The padding is ignored: your window for t = 0 starts at element 0 of x, and it should "
        "start {left} earlier, in the zeros.",
    ),
    WrongLoop(
        "padding wraps",
        only({"wrap": "x"}, _padded),
        "A negative index reads from the end of x: x[-1] is the last element, where the padding "
        "should give 0.",
    ),
    WrongLoop(
        "every axis padded", lambda case: [{"axes": case["left"]}] * _padded(case), _say_axes
    ),
    WrongLoop("other padding", _other_paddings, _say_padding),
    WrongLoop("other padding mode", _other_modes, _say_mode),
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
        "x backwards",
        lambda case: [{"backwards": True}] * (case.values.output_shape[2] > 1),
        "x is read backwards: the first window lies at the end of x. Time runs forwards in Conv1d: "
        "neither x nor the kernel is flipped.",
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
        "Your taps are {loop.dilation} apart; they should be next to each other.",
    ),
)
