"""Find a size that is written into a function as a number, where it should follow its arguments."""

from __future__ import annotations

from collections.abc import Iterator
from types import CodeType, FunctionType
from typing import Any

from conv1d_lab.exercises.diagnosis import compare
from conv1d_lab.exercises.model import Case, FunctionExercise
from conv1d_lab.exercises.run_cases import Result
from conv1d_lab.learner_code import deadline, sandbox

SIZES = {"x": 3, "weight": 3, "g": 3, "out": 3}
"""Arguments whose shapes are sizes, and how many axes they have."""


def written_in(exercise: FunctionExercise, answer: Any, results: list[Result]) -> str:
    """Say which number is written in for which size; "" where that is not the mistake."""
    if not isinstance(answer, FunctionType):
        return ""
    right = [
        result.error is None
        and compare(result.case.run(exercise.solve), result.value, exercise.tolerance) is None
        for result in results
    ]
    sizes = _apart([dict(_sizes(exercise, result.case)) for result in results])
    mine = sandbox.isolated(answer)
    try:
        found = deadline.run(lambda: _by_trial(exercise, mine, right, results, sizes), seconds=2)
    except deadline.TooLongError:
        return ""
    return found or _right_only_where(right, sizes)


def _sizes(exercise: FunctionExercise, case: Case) -> Iterator[tuple[str, int]]:
    named = {**dict(zip(exercise.arguments, case.args, strict=False)), **case.kwargs}
    for name, value in named.items():
        if hasattr(value, "in_channels"):
            yield f"{name}.kernel_size[0]", value.kernel_size[0]
            yield f"{name}.in_channels", value.in_channels
            yield f"{name}.out_channels", value.out_channels
        elif name in SIZES and len(value.shape) == SIZES[name]:
            yield from ((f"{name}.shape[{i}]", size) for i, size in enumerate(value.shape))
        elif name in ("kernel_size", "length"):
            yield name, value
    if named.keys() >= {"x", "weight"} and hasattr(expected := case.run(exercise.solve), "shape"):
        yield "L_out", expected.shape[-1]


def _apart(sizes: list[dict[str, int]]) -> list[dict[str, int]]:
    """Keep what every call has, and one name of those that always agree: C_in of x and weight."""
    names = [name for name in sizes[0] if all(name in each for each in sizes)]
    columns = {tuple(each[name] for each in sizes): name for name in reversed(names)}
    return [{name: each[name] for name in names if name in columns.values()} for each in sizes]


def _right_only_where(right: list[bool], sizes: list[dict[str, int]]) -> str:
    """Name the one size that has the same value in all right calls, and another in all others."""
    found: list[tuple[str, int]] = []
    for name in sizes[0]:
        values = {each[name] for each, fine in zip(sizes, right, strict=True) if fine}
        others = {each[name] for each, fine in zip(sizes, right, strict=True) if not fine}
        if len(values) == 1 and max(values) > 1 and not values & others:
            found.append((name, max(values)))
    if len(found) != 1 or sum(right) < 2:
        return ""
    name, value = found[0]
    return (
        f"Your function is right where {name} is {value}, and nowhere else. Is that number written "
        "into it? It has to follow the arguments."
    )


def _by_trial(
    exercise: FunctionExercise,
    mine: Any,
    before: list[bool],
    results: list[Result],
    sizes: list[dict[str, int]],
) -> str:
    """Put each size in the place of each number of the code, and see what mends it."""
    numbers = [c for c in mine.__code__.co_consts if type(c) is int and c > 1]
    for number in dict.fromkeys(numbers):
        for name in sizes[0]:
            right = [
                _is_right(exercise, _with(mine, number, size[name]), result.case)
                for result, size in zip(results, sizes, strict=True)
            ]
            words = f"A {number} is written into your function: write `{name}` instead."
            off = (
                _is_right(exercise, _with(mine, number, size[name] + 1), result.case)
                for result, size in zip(results, sizes, strict=True)
            )
            if sum(right) <= sum(before) or sum(right) == sum(off):
                continue  # any large number would do, as in round(total, 4): it is no size
            if all(right):
                return words
            more = _right_only_where(right, sizes)
            if more:
                return f"{words} And then: {more[0].lower()}{more[1:]}"
    return ""


def _with(function: Any, old: int, new: int) -> Any:
    code: CodeType = function.__code__
    constants = tuple(new if type(c) is int and c == old else c for c in code.co_consts)
    return FunctionType(
        code.replace(co_consts=constants),
        function.__globals__,
        function.__name__,
        function.__defaults__,
        function.__closure__,
    )


def _is_right(exercise: FunctionExercise, function: Any, case: Case) -> bool:
    try:
        value = case.fresh().run(function)
    except Exception:
        return False
    return compare(case.run(exercise.solve), value, exercise.tolerance) is None
