"""An exception of the learner's code in words, and what it tells about the loops."""

from __future__ import annotations

import re

from conv1d_lab.learner_code.failure import Failure
from conv1d_lab.read_back.terms import Finding
from conv1d_lab.snapshot import Snapshot

NUMPY = re.compile(r"could not be broadcast together with shapes \(([\d,]+)\) \(([\d,]+)\)")
TORCH = re.compile(r"size of tensor a \((\d+)\) must match the size of tensor b \((\d+)\)")


def failure_words(failure: Failure) -> str:
    """Tell the exception, the learner's line and the loop variables there."""
    words = f"Your function raises {failure}"
    if failure.source:
        words += f"\n  in its line {failure.line_in_function}: {failure.source}"
    if failure.counters:
        words += f"\n  there, {', '.join(f'{k} = {v}' for k, v in failure.counters.items())}"
    return words


def failure_hints(failure: Failure, values: Snapshot) -> list[Finding]:
    """Say what is behind it, where the loop variables or the shapes tell."""
    return _counter_too_high(failure, values) or _window_of_another_size(failure, values)


def _counter_too_high(failure: Failure, values: Snapshot) -> list[Finding]:
    if failure.kind != "IndexError":
        return []
    batch, out_channels, windows = values.output_shape
    sizes = {
        "n": (batch, "batch item", f"N = {batch}"),
        "o": (out_channels, "kernel", f"C_out = {out_channels}"),
        "t": (windows, "window", f"with {_sizes(values)} there are {windows}"),
        "c": (values.x.shape[1], "channel", f"C_in = {values.x.shape[1]}"),
        "k": (values.kernel_size, "tap", f"K = {values.kernel_size}"),
    }
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


def _window_of_another_size(failure: Failure, values: Snapshot) -> list[Finding]:
    numpy, torch = NUMPY.search(failure.message), TORCH.search(failure.message)
    if numpy:
        sizes = {int(shape.rstrip(",").rpartition(",")[2]) for shape in numpy.groups()}
    else:
        sizes = set(map(int, torch.groups())) if torch else set()
    kernel_size = values.kernel_size
    if len(sizes) != 2 or kernel_size not in sizes or "t" not in failure.loops:
        return []
    (mine,) = sizes - {kernel_size}
    where = f"At t = {failure.counters['t']} your window has {mine} places"
    words = f"{where}, and the kernel has K = {kernel_size}. From start, it goes to start + K."
    return [("window of another size", words)]
