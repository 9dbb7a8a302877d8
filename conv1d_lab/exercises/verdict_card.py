"""Values and verdicts written out for a card."""

from __future__ import annotations

import re
import textwrap
from typing import Any

import numpy as np

from conv1d_lab.arithmetic import Array
from conv1d_lab.exercises.cards import Card, Code, Part, Sides, Text
from conv1d_lab.exercises.diagnosis import as_array
from conv1d_lab.exercises.model import Case, Exercise
from conv1d_lab.exercises.verdict import Verdict

SHOWN = 30
"""An array with more elements than this is not written out."""
DIGITS, EXACT = 4, 8
"""Decimals that are shown, as PyTorch does; and those where four look the same."""
HEADINGS = {"correct": "Correct", "not yet": "Not yet", "not attempted": "Not attempted yet"}


def card_of(verdict: Verdict) -> Card:
    """Return the card that shows a verdict to the learner."""
    exercise = verdict.exercise
    parts: list[Part] = []
    if verdict.outcome == "not attempted":
        what = "function" if exercise.kind == "function" else "answer"
        todo = verdict.reason or f"Replace the `...` by your own {what}."
        parts.append(Text(f'{todo} `hint("{exercise.id}")` helps to begin.'))
    elif verdict.outcome == "correct":
        parts.append(Text(_praise(verdict)))
    else:
        parts += _help(verdict)
    return Card(verdict.outcome, HEADINGS[verdict.outcome], exercise.title, tuple(parts))


def _praise(verdict: Verdict) -> str:
    exercise = verdict.exercise
    if exercise.kind == "value":
        got = as_array(verdict.got)
        exact = isinstance(verdict.expected, int)
        if not exact and got is not None and got.dtype.kind == "f" and not got.ndim:
            return f"`{exercise.id}` = {_number(got)} is right (within {exercise.tolerance:g})."
        return f"`{exercise.id}` = {plainly(verdict.got)} is right."
    return f"`{exercise.id}` gives the right result in all {verdict.tried} calls that were tried."


def _help(verdict: Verdict) -> list[Part]:
    exercise = verdict.exercise
    parts: list[Part] = []
    if verdict.advice:
        parts.append(Text(verdict.advice))
    if verdict.case is not None and exercise.kind == "function":
        parts.append(Text("The smallest call that fails:" if verdict.finding else "For example:"))
        parts.append(Code(_call(exercise, verdict.case)))
    if verdict.raised is not None:
        parts.append(
            Sides(
                [
                    ("expected", _value(verdict.expected, None)),
                    ("your function raised", _wrapped(str(verdict.raised))),
                ]
            )
        )
        if verdict.raised.source:
            parts.append(Code(verdict.raised.source))
    elif exercise.kind == "function" and verdict.finding is not None:
        where = verdict.finding.where
        right, mine = _value(verdict.expected, where), _value(verdict.got, where)
        if alike := right == mine and verdict.finding.stage == "value":
            right = _value(verdict.expected, where, EXACT)
            mine = _value(verdict.got, where, EXACT)
        parts.append(Sides([("expected", right), ("your result", mine)]))
        if alike:
            parts.append(Text("The first decimals agree. Is something rounded on the way?"))
        if verdict.reason and (where is None or where):
            parts.append(Text(verdict.reason))
        if verdict.finding.stage == "value" and not isinstance(verdict.expected, (int, tuple)):
            parts.append(Text(f"Compared within {exercise.tolerance:g}."))
    elif verdict.finding is not None and exercise.kind == "value":
        parts.append(
            Sides(
                [
                    ("expected", _kept_back(verdict.expected, exercise)),
                    ("your answer", _value(verdict.got, verdict.finding.where)),
                ]
            )
        )
        if verdict.finding.stage != "value" or not verdict.advice:
            parts.append(Text(verdict.reason))
    if not parts or verdict.finding is None:
        parts.insert(0, Text(verdict.reason))
    settings = exercise.read_back(verdict.case) if verdict.case is not None else None
    if settings is not None and verdict.finding is not None:
        call = ", ".join([exercise.id, *(f"{name}={value!r}" for name, value in settings.items())])
        parts.append(Text(f"`expand({call})` writes out the sum that your code computes."))
    if verdict.printed.strip():
        parts += [Text("In that call your function printed:"), Code(_cut(verdict.printed.strip()))]
    return parts


def _wrapped(message: str) -> str:
    lines = message.split("\n")[:6]
    return "\n".join(part for line in lines for part in textwrap.wrap(line, 44) or [""])


def _kept_back(expected: Any, exercise: Exercise) -> str:
    """Say what kind of value is wanted; the value itself is the answer."""
    if isinstance(expected, tuple):
        return "whole numbers, in order"
    if isinstance(expected, int):
        return "another whole number"
    return f"another number (within {exercise.tolerance:g})"


def _call(exercise: Exercise, case: Case) -> str:
    """Write the call with its arguments, large ones by their shape."""
    short, long = [], []
    names = exercise.solve.__code__.co_varnames
    pairs = [*zip(names, case.args, strict=False), *case.kwargs.items()]
    for position, (name, value) in enumerate(pairs):
        array = as_array(value) if hasattr(value, "shape") else None
        if hasattr(value, "state_dict"):
            short.append(name)
            long += _layer(name, value)
        elif array is None:
            short.append(plainly(value) if position < len(case.args) else f"{name}={value!r}")
        else:
            short.append(name)
            long.append(_assignment(name, value, array))
    return "\n".join([*long, f"{exercise.id}({', '.join(short)})"])


def _layer(name: str, layer: Any) -> list[str]:
    sizes = f"{layer.in_channels}, {layer.out_channels}, kernel_size={layer.kernel_size[0]}"
    lines = [f"{name} = nn.Conv1d({sizes})"]
    for part in ("weight", "bias"):
        values = getattr(layer, part).data
        lines.append(_assignment(f"{name}.{part}.data", values, values.numpy()))
    return lines


def _assignment(name: str, value: Any, array: Array) -> str:
    if array.size > SHOWN:
        return f"# {name}: shape {array.shape}"
    head = f"{name} = "
    kind = "torch.tensor" if hasattr(value, "detach") else "np.array"
    indent = " " * (len(head) + len(kind) + 1)
    return f"{head}{kind}({_rows(array, indent)})"


def _rows(array: Array, indent: str) -> str:
    text = np.array2string(
        array, separator=", ", precision=4, suppress_small=True, floatmode="maxprec"
    )
    return re.sub("\n+", "\n" + indent, text)


def _value(value: Any, where: tuple[int, ...] | None, digits: int = DIGITS) -> str:
    """Write a result; the element that differs is marked."""
    array = as_array(value) if not isinstance(value, (tuple, list, bool)) else None
    if array is None:
        return _sequence(value, where)
    if array.ndim == 0:
        return _number(array, digits)
    if array.size > SHOWN:
        if where:
            index = ", ".join(map(str, where))
            return f"shape {array.shape}\n[{index}] = {_number(array[where], digits)}"
        return f"shape {array.shape}, dtype {array.dtype}"
    cells = np.empty(array.shape, dtype=object)
    short = array.dtype.kind != "f" or all(map(_is_short, array.flat))
    for place in np.ndindex(array.shape):
        text = _number(array[place], digits, short)
        cells[place] = f">{text}<" if place == where else f" {text} "
    width = max(map(len, cells.flat), default=0)
    for place in np.ndindex(array.shape):
        cells[place] = f"{cells[place]:>{width}}"
    return f"shape {array.shape}\n" + _grid(cells)


def _grid(cells: Any) -> str:
    """Rows of numbers, a blank line between blocks."""
    if cells.ndim == 0:
        return str(cells)
    if cells.ndim == 1:
        return " ".join(cells)
    return ("\n" if cells.ndim == 2 else "\n\n").join(_grid(part) for part in cells)


def _sequence(value: Any, where: tuple[int, ...] | None) -> str:
    if where and isinstance(value, (tuple, list)):
        shown = [plainly(item) for item in value]
        items = [f">{item}<" if (i,) == where else item for i, item in enumerate(shown)]
        return f"({', '.join(items)})"
    return plainly(value)


def _is_short(value: Any) -> bool:
    """0.5 needs no 0.5000, where all numbers beside it are of that kind."""
    return not np.isfinite(value) or float(value) == round(float(value), 1)


def _number(value: Any, digits: int = DIGITS, short: bool = True) -> str:
    array = np.asarray(value)
    if array.dtype.kind != "f":
        return str(array.item())
    number = float(array)
    if not np.isfinite(number) or (short and _is_short(number)):
        return str(number)
    if number == 0:
        return f"{number:.{digits}f}"
    style = "f" if 1e-4 <= abs(number) < 1e6 else "e"
    return f"{number:.{digits}{style}}"


def plainly(value: Any) -> str:
    """Write a value of the learner's, whatever it is, in 200 characters at most."""
    try:
        return _cut(repr(value), 200)
    except Exception:  # a learner's own class may have a broken repr
        return f"a {type(value).__name__}"


def _cut(text: str, limit: int = 600) -> str:
    return text if len(text) <= limit else text[: limit - 4] + " ..."
