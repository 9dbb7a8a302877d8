"""Wrong loops whose sums stand at other outputs, or are added up there."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import permutations

import numpy as np

from conv1d_lab.read_back.simulator import Loop
from conv1d_lab.read_back.terms import Index
from conv1d_lab.read_back.wrong_loops.row import Case, Change, WrongLoop


def _before(axis: int) -> Change:
    """Add up the sums of all outputs up to this one along an axis."""

    def sums(at: Index) -> list[Index]:
        n, o, t = at
        return [((i, o, t), (n, i, t), (n, o, i))[axis] for i in range(at[axis] + 1)]

    return {"sums": sums}


def _all_before(case: Case) -> list[Change]:
    """Add up everything since the first output, or since the first of each batch item."""
    places = [(n, o, t) for n, o, t in np.ndindex(*case.values.output_shape)]
    return [
        {"sums": lambda at: [one for one in places if one <= at]},
        {"sums": lambda at: [one for one in places if one <= at and one[0] == at[0]]},
    ]


def _all_kernels(case: Case) -> list[Change]:
    count = case["C_out"]
    return [{"sums": lambda at: [(at[0], o, at[2]) for o in range(count)]}] * (count > 1)


def _at_window_starts(case: Case) -> list[Change]:
    s = case["stride"]

    def sums(at: Index) -> list[Index]:
        n, o, t = at
        return [] if t % s else [(n, o, t // s)]

    return [{"sums": sums, "everywhere": True}] * (s > 1)


def _windows_skipped(case: Case) -> list[Change]:
    s = case["stride"]
    return [{"sums": lambda at: [] if at[2] % s else [at]}] * (s > 1)


def _used_twice(case: Case) -> list[Change]:
    last = case["K"] - 1

    def sums(at: Index) -> Sequence[Index]:
        return (at,) if at[2] == last else ()

    fits = 0 < last < case.values.output_shape[2]
    return [{"sums": sums, "stride": 0}] * fits


def _everywhere_the_last(*axes: int) -> Callable[[Case], list[Change]]:
    """Make every output along the axes hold the sum of the last one."""

    def changes(case: Case) -> list[Change]:
        sizes = case.values.output_shape

        def sums(at: Index) -> list[Index]:
            n, o, t = (sizes[i] - 1 if i in axes else at[i] for i in range(3))
            return [(n, o, t)]

        return [{"sums": sums}] * all(sizes[i] > 1 for i in axes)

    return changes


def _windows_in_reverse(case: Case) -> list[Change]:
    last = case.values.output_shape[2] - 1
    return [{"sums": lambda at: [(at[0], at[1], last - at[2])]}]


def _last_axes_swapped(case: Case) -> list[Change]:
    _, o, t = case.values.output_shape
    return [{"sums": lambda at: [(at[0], at[2], at[1])]}] * (o == t > 1)


def _reshaped(case: Case) -> list[Change]:
    """Lay the right output out in another order of its axes, and reshape that."""
    sizes = case.values.output_shape
    found: list[Change] = []
    for order in list(permutations(range(3)))[1:]:
        flat = np.arange(np.prod(sizes)).reshape(sizes).transpose(order).reshape(sizes)

        def sums(at: Index, flat: np.ndarray = flat) -> list[Index]:
            n, o, t = (int(i) for i in np.unravel_index(int(flat[at]), sizes))
            return [(n, o, t)]

        found += [{"sums": sums, "order": tuple(order)}]
    return found


def _say_reshaped(loop: Loop, case: Case) -> str:
    names = [("N", "C_out", "L_out")[i] for i in loop.order]
    line = ", ".join(names)
    return (
        "Your sums are right, but in the wrong places: they lie in the order of an array of shape "
        f"({line}), and (N, C_out, L_out) is wanted. Exchange the axes with transpose or permute; "
        "reshape would keep that order."
    )


def _set_back(letter: str, changes: Change | Callable[[Case], Sequence[Change]]) -> WrongLoop:
    words = (
        f"The sum is not reset to 0 for each {letter}: each output also holds everything that was "
        "added before it."
    )
    return WrongLoop("sum not reset", changes, words)


PLACES = (
    _set_back("t", _before(2)),
    _set_back("o", _before(1)),
    _set_back("n", _before(0)),
    _set_back("output", _all_before),
    WrongLoop(
        "sum over all kernels",
        _all_kernels,
        "Each output adds up the sums of all {C_out} kernels: out[:, o] is the sum of kernel "
        "weight[o] alone.",
    ),
    WrongLoop(
        "results at window starts",
        _at_window_starts,
        "The sum of window t stands in out[:, :, t * stride], with zeros between: it belongs in "
        "out[:, :, t]. Let t run over range(L_out), and let its window start at t * stride.",
    ),
    WrongLoop(
        "windows skipped",
        _windows_skipped,
        "Of the windows t = 0, 1, 2, ... only t = 0, {stride}, ... are computed: the stride is in "
        "the loop over t, and again in t * stride. Let t run over range(L_out).",
    ),
    WrongLoop(
        "loop variable used twice",
        _used_twice,
        "Only out[:, :, {last_tap}] is ever set, from the window at the start of x. {last_tap} is "
        "the last tap, K - 1: does the loop over the taps use the variable of the loop over t?",
    ),
    WrongLoop(
        "last window for all",
        _everywhere_the_last(2),
        "Every t holds the sum of the last window, t = {last_t}: is the [t] missing where you "
        "assign to out?",
    ),
    WrongLoop(
        "last kernel for all",
        _everywhere_the_last(1),
        "Every output channel holds the sum of the last kernel, weight[{last_kernel}]: is the [o] "
        "missing where you assign to out?",
    ),
    WrongLoop(
        "last batch item for all",
        _everywhere_the_last(0),
        "Every batch item holds the result of the last one: is the [n] missing where you assign "
        "to out?",
    ),
    WrongLoop(
        "last sum for all",
        _everywhere_the_last(1, 2),
        "All of out[n] holds one sum, that of the last kernel and the last window: assign to "
        "out[n, o, t].",
    ),
    WrongLoop(
        "windows in reverse",
        _windows_in_reverse,
        "The outputs are in reverse order: out[:, :, 0] holds the sum of the last window.",
    ),
    WrongLoop(
        "last axes swapped",
        _last_axes_swapped,
        "The last two axes of your output are swapped: it must be (N, C_out, L_out).",
    ),
    WrongLoop("reshaped without transpose", _reshaped, _say_reshaped),
)
