"""An exception of the learner's code in words, and what it tells about the loops."""

from __future__ import annotations

import re

from conv1d_lab.learner_code.failure import Failure
from conv1d_lab.read_back.lengths import slip
from conv1d_lab.read_back.terms import Finding
from conv1d_lab.snapshot import Snapshot

SIZES = tuple(
    map(
        re.compile,
        (
            r"together with shapes \(([\d,]+)\) \(([\d,]+)\)",
            r"shapes \(([\d,]+)\) and \(([\d,]+)\) not aligned",
            r"size of tensor a \((\d+)\) must match the size of tensor b \((\d+)\)",
            r"size (\d+) is different from (\d+)",
            r"expected tensor \[(\d+)\] and src \[(\d+)\]",
        ),
    )
)
"""How NumPy and PyTorch say that two sizes differ; of a shape the last axis counts."""
OUTSIDE = re.compile(
    r"index (\d+) is out of (?:bounds|range)(?: for (?:axis|dimension) (\d+))?.* with size (\d+)"
)
INTO = re.compile(
    r"could not broadcast input array from shape \(([\d,]+)\) into shape \(([\d,]+)\)"
)


def failure_words(failure: Failure) -> str:
    """Tell the exception, the learner's line and the loop variables there."""
    words = f"Your function raises {failure}"
    if failure.source:
        words += f"\n  in its line {failure.line_in_function}: {failure.source}"
    if failure.counters:
        words += f"\n  there, {', '.join(f'{k} = {v}' for k, v in failure.counters.items())}"
    return words


def failure_hints(failure: Failure, values: Snapshot) -> list[Finding]:
    """Say what is behind it, where the loop variables or the sizes tell.

    Windows are counted first, then the padding is looked at, then the dilation.
    """
    sizes = _two_sizes(failure)
    if failure.kind == "IndexError" or sizes:
        found = _counter_too_high(failure, values)
        if found:
            return found
    if failure.kind == "IndexError":
        return _output_too_short(failure, values) or _not_padded(failure, values)
    return _window_of_another_size(sizes, failure, values) or _no_room(failure, values)


def _two_sizes(failure: Failure) -> list[int]:
    """Return the two sizes that the message says differ."""
    match = next(filter(None, (pattern.search(failure.message) for pattern in SIZES)), None)
    if match is None:
        return []
    return [int(shape.rstrip(",").rpartition(",")[2]) for shape in match.groups()]


def _counter_too_high(failure: Failure, values: Snapshot) -> list[Finding]:
    batch, out_channels, windows = values.output_shape
    sizes = {
        "n": (batch, "batch item", f"N = {batch}"),
        "o": (out_channels, "kernel", f"C_out = {out_channels}"),
        "t": (windows, "window", f"with {_sizes(values)} there are {windows}"),
        "c": (values.x.shape[1], "channel", f"C_in = {values.x.shape[1]}"),
        "k": (values.kernel_size, "tap", f"K = {values.kernel_size}"),
    }
    if values.x.shape[:2] == (1, 1):  # one signal: i and j are usual there
        sizes = {"t": sizes["t"], "k": sizes["k"], "i": sizes["t"], "j": sizes["k"]}
    for letter, (size, what, why) in sizes.items():
        value = failure.counters[letter] if letter in failure.loops else 0
        if value < size:
            continue
        if letter == "t" and values.stride > 1 and value % values.stride == 0:
            words = (
                f"t = {value}: t counts windows, and {why}. Let it run over range(L_out), "
                "and let window t start at t * stride."
            )
        else:
            where = f"one {what} too many" if value == size else f"beyond the last {what}"
            words = f"{letter} = {value} is {where}: {why}, so the last is {letter} = {size - 1}."
        return [("counter too high", words)]
    return []


def _sizes(values: Snapshot) -> str:
    """Write what the number of windows depends on."""
    parts = [f"L = {values.length}", f"K = {values.kernel_size}"]
    if values.stride > 1:
        parts.append(f"stride = {values.stride}")
    if values.dilation > 1:
        parts.append(f"dilation = {values.dilation}")
    if any(values.sides):
        parts.append(f"padding = {values.padding!r}")
    return f"{', '.join(parts[:-1])} and {parts[-1]}"


def _output_too_short(failure: Failure, values: Snapshot) -> list[Finding]:
    """Find an output that has no room for a window that is due."""
    match = OUTSIDE.search(failure.message)
    t = failure.counters.get("t", -1)
    if match is None or int(match[1]) != t or int(match[3]) != t or t >= values.output_shape[2]:
        return []
    if int(match[2] or 2) < 2 and t in values.output_shape[:2]:
        return []  # it may be an axis of N or C_out that t was used for
    return [_room(t, values)]


def _no_room(failure: Failure, values: Snapshot) -> list[Finding]:
    match = INTO.search(failure.message)
    if match is None:
        return []
    mine, room = (tuple(map(int, filter(None, shape.split(",")))) for shape in match.groups())
    windows = values.output_shape[2]
    if mine[-1] != windows or room[-1] == windows or mine[:-1] != room[:-1]:
        return []
    return [_room(room[-1], values)]


def _room(room: int, values: Snapshot) -> Finding:
    windows = values.output_shape[2]
    words = (
        f"The array has room for {room} windows; with {_sizes(values)} there are L_out = {windows}."
    )
    return "output of another length", f"{words}{slip(values, room)}"


def _not_padded(failure: Failure, values: Snapshot) -> list[Finding]:
    match = OUTSIDE.search(failure.message)
    length = values.length
    if (
        match is None
        or not any(values.sides)
        or int(match[3]) != length
        or "t" not in failure.loops
    ):
        return []
    words = (
        f"The axis has {length} elements, as x has without its padding, and window "
        f"t = {failure.counters['t']} reaches beyond: is it x that you read, and not the padded x?"
    )
    return [("padding ignored", words)]


def _window_of_another_size(sizes: list[int], failure: Failure, values: Snapshot) -> list[Finding]:
    taps, d = values.kernel_size, values.dilation
    if len(set(sizes)) != 2 or taps not in sizes or "t" not in failure.loops:
        return []
    (mine,) = set(sizes) - {taps}
    t = failure.counters["t"]
    words = f"At t = {t} your window has {mine} places, and the kernel has K = {taps}."
    start = t * values.stride
    left = len(range(start, min(start + d * (taps - 1) + 1, values.length), d))
    if any(values.sides) and mine == left < taps:
        more = "That is what is left of x from there on: is it x that you read, not the padded x?"
        return [("padding ignored", f"{words} {more}")]
    if d > 1 and mine == len(range(0, taps, d)):
        more = "With a step of dilation it goes from start to start + dilation * (K - 1) + 1."
    elif d > 1:
        more = (
            "From start, it goes to start + dilation * (K - 1) + 1, in steps of dilation: "
            "x[n, :, start : start + dilation * (K - 1) + 1 : dilation]."
        )
    else:
        more = "From start, it goes to start + K."
    return [("window of another size", f"{words} {more}")]
