"""Values and verdicts written out for a card."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator
from typing import Any

import numpy as np

from conv1d_lab.checks import cut, written
from conv1d_lab.exercises import sentences
from conv1d_lab.exercises.cards import Card, Code, Part, Sides, Text
from conv1d_lab.exercises.judging import Verdict
from conv1d_lab.exercises.model import Case, Exercise, FunctionExercise
from conv1d_lab.exercises.values import as_array
from conv1d_lab.numbers import DIGITS, number

SHOWN = 30
"""An array with more elements than this is not written out."""
EXACT = 8
"""Decimals where four look the same."""


def card_of(verdict: Verdict) -> Card:
    """Return the card that shows a verdict to the learner."""
    exercise = verdict.exercise
    parts: list[Part]
    if verdict.outcome == "not attempted":
        what = "function" if exercise.kind == "function" else "answer"
        todo = verdict.reason or f"Replace the `...` by your own {what}."
        parts = [Text(f'{todo} `hint("{exercise.id}")` helps to begin.')]
    elif verdict.outcome == "correct":
        parts = [Text(said) for said in (_praise(verdict), verdict.reason) if said]
    else:
        parts = [Text(verdict.advice)] if verdict.advice else []
        if isinstance(exercise, FunctionExercise):
            parts += _help_with_function(exercise, verdict)
        else:
            parts += _help_with_value(verdict)
    heading = verdict.heading or sentences.HEADINGS[verdict.outcome]
    return Card(verdict.outcome, heading, exercise.title, tuple(parts))


def _praise(verdict: Verdict) -> str:
    exercise = verdict.exercise
    if exercise.kind == "function":
        return (
            f"`{exercise.id}` gives the right result in all {verdict.tried} calls that were tried."
        )
    got = as_array(verdict.got)
    if not isinstance(verdict.expected, int) and got is not None and got.dtype.kind == "f":
        return sentences.RIGHT_WITHIN.format(
            id=exercise.id, answer=_number(got), tolerance=exercise.tolerance
        )
    return sentences.RIGHT.format(id=exercise.id, answer=written(verdict.got))


def _help_with_value(verdict: Verdict) -> Iterator[Part]:
    if verdict.finding is None:  # it can't be looked at, and so can't be shown
        yield Text(verdict.reason)
        return
    other = "another" if verdict.finding.stage == "value" else "a"
    expected = kept_back(other, verdict.expected, verdict.exercise)
    mine = value_text(verdict.got, verdict.finding.where)
    yield Sides([(sentences.WANTED, expected), (sentences.GIVEN, mine)])
    if verdict.finding.stage != "value" or not verdict.advice:
        yield Text(verdict.reason)


def kept_back(other: str, expected: Any, exercise: Exercise) -> str:
    """Say what kind of value is wanted, ``other`` being "a" or "another"; never which one."""
    if isinstance(expected, tuple):
        return sentences.SEVERAL
    if isinstance(expected, int):
        return sentences.ONE_WHOLE.format(other=other)
    return sentences.ONE_WITHIN.format(other=other, tolerance=exercise.tolerance)


def _help_with_function(exercise: FunctionExercise, verdict: Verdict) -> Iterator[Part]:
    if verdict.finding is None or verdict.case is None:
        yield Text(verdict.reason)
    if verdict.case is not None:
        yield Text("The smallest call that fails:" if verdict.finding else "For example:")
        yield Code(call_text(exercise, verdict.case))
        if verdict.finding is not None:
            yield from _comparison(exercise, verdict)
            arguments = exercise.expand_arguments(verdict.case)
            if arguments is not None:
                named = [f"{name}={value!r}" for name, value in arguments.items()]
                call = ", ".join([exercise.id, *named])
                yield Text(f"`expand({call})` writes out the sum that your code computes.")
    if verdict.printed.strip():
        yield Text("In that call your function printed:")
        yield Code(cut(verdict.printed.strip(), 600))


def _comparison(exercise: FunctionExercise, verdict: Verdict) -> Iterator[Part]:
    """Set what came out, or was raised, beside what was expected."""
    assert verdict.finding is not None
    if verdict.raised is not None:
        raised = _wrapped(verdict.reason)
        yield Sides([("expected", value_text(verdict.expected)), ("your function raised", raised)])
        if verdict.raised.source:
            yield Code(verdict.raised.source)
        return
    where, stage = verdict.finding.where, verdict.finding.stage
    right, mine = value_text(verdict.expected, where), value_text(verdict.got, where)
    alike = stage == "value" and right == mine
    if alike:
        both = (verdict.expected, verdict.got)
        right, mine = (value_text(value, where, EXACT) for value in both)
    yield Sides([("expected", right), ("your result", mine)])
    if alike:
        yield Text("The first decimals agree. Is something rounded on the way?")
    if where != ():
        yield Text(verdict.reason)
    if stage == "value" and not isinstance(verdict.expected, (int, tuple)):
        yield Text(f"Compared within {exercise.tolerance:g}.")


def _wrapped(message: str) -> str:
    lines = message.split("\n")[:6]
    return "\n".join(part for line in lines for part in textwrap.wrap(line, 44) or [""])


def call_text(exercise: Exercise, case: Case) -> str:
    """Write the call with its arguments, large ones by their shape."""
    arguments, above = [], []
    pairs = [*zip(exercise.arguments, case.args, strict=False), *case.kwargs.items()]
    for position, (name, value) in enumerate(pairs):
        if hasattr(value, "state_dict"):
            arguments.append(name)
            above += _layer(name, value)
        elif hasattr(value, "shape"):
            arguments.append(name)
            above.append(_assignment(name, value))
        else:
            arguments.append(repr(value) if position < len(case.args) else f"{name}={value!r}")
    return "\n".join([*above, f"{exercise.id}({', '.join(arguments)})"])


def _layer(name: str, layer: Any) -> list[str]:
    sizes = f"{layer.in_channels}, {layer.out_channels}, kernel_size={layer.kernel_size[0]}"
    values = [(f"{name}.{part}.data", getattr(layer, part).data) for part in ("weight", "bias")]
    return [f"{name} = nn.Conv1d({sizes})", *(_assignment(*each) for each in values)]


def _assignment(name: str, value: Any) -> str:
    array = np.asarray(value)
    if array.size > SHOWN:
        return f"# {name}: shape {array.shape}"
    head = f"{name} = {'torch.tensor' if hasattr(value, 'detach') else 'np.array'}("
    text = np.array2string(
        array, separator=", ", precision=DIGITS, suppress_small=True, floatmode="maxprec"
    )
    return head + re.sub("\n+", "\n" + " " * len(head), text) + ")"


def value_text(value: Any, where: tuple[int, ...] | None = None, digits: int = DIGITS) -> str:
    """Write a result; the element that differs is marked."""
    if where and isinstance(value, (tuple, list)):
        items = [_marked(written(item), (i,) == where) for i, item in enumerate(value)]
        return f"({', '.join(item.strip() for item in items)})"
    array = as_array(value) if not isinstance(value, (tuple, list, bool)) else None
    if array is None:
        return written(value)
    if array.ndim == 0:
        return _number(array, digits)
    if array.size > SHOWN:
        if where:
            index = ", ".join(map(str, where))
            return f"shape {array.shape}\n[{index}] = {_number(array[where], digits, False)}"
        return f"shape {array.shape}, dtype {array.dtype}"
    short = all(map(_is_short, array.flat))
    cells = np.empty(array.shape, dtype=object)
    for place in np.ndindex(array.shape):
        cells[place] = _marked(_number(array[place], digits, short), place == where)
    width = max(map(len, cells.flat), default=0)
    return f"shape {array.shape}\n" + _grid(cells, width)


def _marked(text: str, differs: bool) -> str:
    return f">{text}<" if differs else f" {text} "


def _grid(cells: Any, width: int) -> str:
    """Rows of numbers, a blank line between blocks."""
    if cells.ndim == 1:
        return " ".join(f"{cell:>{width}}" for cell in cells)
    return ("\n" if cells.ndim == 2 else "\n\n").join(_grid(part, width) for part in cells)


def _is_short(value: Any) -> bool:
    """0.5 needs no 0.5000, where all numbers beside it are of that kind."""
    if value.dtype.kind != "f" or not np.isfinite(value):
        return True
    return float(value) == round(float(value), 1)


def _number(value: Any, digits: int = DIGITS, short: bool = True) -> str:
    if value.dtype.kind != "f":
        return str(value.item())
    return number(value.item(), 1 if short and _is_short(value) else digits)
