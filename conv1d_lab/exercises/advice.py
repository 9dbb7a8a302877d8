"""What helps with a function that is not right: its usual mistake, or what its code shows."""

from __future__ import annotations

import builtins
import dis
import re
import types
from collections.abc import Mapping
from typing import Any

from conv1d_lab.exercises.diagnosis import compare
from conv1d_lab.exercises.model import (
    COMPUTED,
    Answer,
    Case,
    Exercise,
    FunctionExercise,
    ValueExercise,
)
from conv1d_lab.exercises.run_cases import Result, Trial
from conv1d_lab.exercises.usual_errors import usual_error
from conv1d_lab.exercises.values import as_array
from conv1d_lab.exercises.written_in import written_in
from conv1d_lab.learner_code import sandbox
from conv1d_lab.learner_code.failure import message
from conv1d_lab.numbers import joined
from conv1d_lab.read_back import expand

CHANGES = (
    "Your function changes its arguments. Whoever calls it still needs them: "
    "work on a copy, or build something new."
)
VAGUE = frozenset({"raises", "wrong answer", "does not end", "too slow", "not repeatable"})
"""What ``expand`` says where it could read no sum; the card shows the failing case instead."""


def advise(exercise: FunctionExercise, answer: Answer, trial: Trial, failed: Result) -> str:
    """Return what is most likely to help; "" where nothing is known of this answer."""
    return (
        _usual_mistake(exercise, trial.results)
        or _calls_itself(answer, failed)
        or usual_error(exercise, answer, failed.error)
        or _random_weights(trial)
        or _borrows(exercise, answer)
        or written_in(exercise, answer, trial.results)
        or (CHANGES if any(result.changed for result in trial.results) else "")
        or _read_back(exercise, answer, failed.case)
    )


def usual_mistake_in_value(exercise: ValueExercise, value: Any, student: str) -> str:
    """Return the message of the mistake that gives this value; "" if none does."""
    numbers = exercise.numbers(student)
    for said, mistake in exercise.mistakes.items():
        if compare(mistake(**numbers), value, exercise.tolerance) is None:
            return said
    return ""


def advise_on_value(
    exercise: ValueExercise, value: Any, student: str, space: Mapping[str, Any]
) -> str:
    """Return what is most likely to help with a value; "" where nothing is known of it.

    ``space`` is what the notebook has: a name that the statement speaks of, such as ``layer``, may
    have been given to something else.
    """
    given = {} if exercise.show_given else exercise.numbers()
    mine = {name: space[name] for name in given if name in space}
    others = [name for name in mine if not sandbox.same(given[name], mine[name])]
    if others and _fits(exercise, value, {**given, **mine}):
        return f"Your rule is right, and its numbers are others. {_renamed(others)}"
    usual = usual_mistake_in_value(exercise, value, student)
    return usual or (_renamed(others) if others else "")


def _fits(exercise: ValueExercise, value: Any, numbers: Mapping[str, Any]) -> bool:
    try:
        return compare(exercise.solve(**numbers), value, exercise.tolerance) is None
    except Exception:  # another layer, another x: anything can happen
        return False


def _renamed(names: list[str]) -> str:
    listed = joined(f"`{name}`" for name in names)
    return (
        f"In your notebook {listed} {'is' if len(names) == 1 else 'are'} not what the exercise is "
        "about any more: a cell has given the name to something else. Run the cell at the top "
        "that makes it, then your answer again, and choose another name for yours."
    )


def _usual_mistake(exercise: Exercise, results: list[Result]) -> str:
    """Return the message of the first mistake that answers every case as the learner does."""

    def fits(function: Answer, tolerance: float) -> bool:
        return all(_alike(function, result, tolerance) for result in results)

    tolerance = COMPUTED
    if exercise.tolerance < COMPUTED and fits(exercise.solve, COMPUTED):
        tolerance = exercise.tolerance  # nearly right, and so nearly each mistake that is, too
    fitting = (said for said, mistake in exercise.mistakes.items() if fits(mistake, tolerance))
    return next(fitting, "")


def _alike(mistake: Answer, result: Result, tolerance: float) -> bool:
    try:
        value = result.case.fresh().run(mistake)
    except Exception as error:
        return type(error) is type(result.error) and _gist(error) == _gist(result.error)
    if result.error is not None or result.value is None:
        return False
    return compare(value, result.value, tolerance) is None


def _gist(error: BaseException | None) -> str:
    """Leave out numbers and shapes: they depend on the order of the loops, and on the style."""
    return re.sub(r"\(\d[\d, ]*\)|\d+", "", message(error))


def _calls_itself(answer: Answer, failed: Result) -> str:
    name = getattr(answer, "__name__", "")
    if not isinstance(failed.error, RecursionError) or name not in _globals_of(answer):
        return ""
    return (
        f"Inside your function, `{name}` is the function itself: it calls itself, over and over. "
        "A function of the same name that was there before is hidden by it."
    )


def _random_weights(trial: Trial) -> str:
    if trial.repeatable or not any(result.layers for result in trial.results):
        return ""
    return (
        "A new nn.Conv1d has random weights and a random bias. Put your own numbers into both "
        "before you call it."
    )


def _borrows(exercise: Exercise, answer: Answer) -> str:
    """Say which variables of the notebook a function reads in the place of its arguments."""
    space = getattr(answer, "__globals__", {})
    read = [name for name in _globals_of(answer) if _is_data(space.get(name))]
    hidden = [name for name in read if hasattr(builtins, name)]
    if hidden:
        name = hidden[0]
        return (
            f"In your notebook `{name}` is a variable, which hides Python's own `{name}`. "
            f"Run `del {name}`, and give the variable another name."
        )
    names = [f"`{name}`" for name in read if not _is_constant(name, space[name])]
    if not names:
        return ""
    own = [f"`{name}`" for name in exercise.arguments]
    return (
        f"Your function reads {' and '.join(names)} from the notebook, the same in every call. "
        f"What differs from call to call is in its arguments: {', '.join(own)}."
    )


def _is_data(value: Any) -> bool:
    layer = hasattr(value, "state_dict") and not isinstance(value, type)
    return layer or (as_array(value) is not None and not isinstance(value, bool))


def _is_constant(name: str, value: Any) -> bool:
    """EPS = 1e-9 is no one's argument; L = 10 may well be."""
    return name.isupper() and len(name) > 2 and not hasattr(value, "shape")


def _globals_of(answer: Answer) -> list[str]:
    """Return the global names that a function reads, the functions inside it included."""
    code = getattr(answer, "__code__", None)
    return [] if code is None else list(dict.fromkeys(_read(code)))


def _read(code: types.CodeType) -> list[str]:
    own = [step.argval for step in dis.get_instructions(code) if step.opname == "LOAD_GLOBAL"]
    inner = [const for const in code.co_consts if isinstance(const, types.CodeType)]
    return own + [name for each in inner for name in _read(each)]


def _read_back(exercise: FunctionExercise, answer: Answer, case: Case) -> str:
    """Say what the learner's own code adds up, where a convolution is asked for."""
    arguments = exercise.expand_arguments(case)
    if arguments is None:
        return ""
    read = expand(sandbox.isolated(answer), seconds=3, **arguments)
    found = zip(read.names, read.sentences, strict=True)
    said = " ".join(sentence for name, sentence in found if name not in VAGUE)
    if not said or not read.values.batched:  # an x without a batch is never asked for
        return ""
    return f"With x {read.values.x.shape} and weight {read.values.weight.shape}: {said}"
