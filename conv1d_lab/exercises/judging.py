"""Judge an answer: not attempted, not yet, or correct."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Literal, TypeAlias

from conv1d_lab.exercises import run_cases, sentences
from conv1d_lab.exercises.advice import CHANGES, advise, advise_on_value
from conv1d_lab.exercises.diagnosis import Finding, compare
from conv1d_lab.exercises.model import Answer, Case, Exercise, FunctionExercise, ValueExercise
from conv1d_lab.exercises.run_cases import Result, Trial
from conv1d_lab.exercises.source import is_stub, same_code
from conv1d_lab.exercises.values import as_array, describe
from conv1d_lab.learner_code import deadline, sandbox
from conv1d_lab.learner_code.failure import Failure, failure_of, message
from conv1d_lab.learner_code.library_calls import CONVOLUTIONS, EVASIONS

OUT_OF_SIGHT = "The values are right, but your function takes itself out of sight"
UNSTEADY = "Called twice with the same arguments, your function gives two different results."
Outcome: TypeAlias = Literal["not attempted", "not yet", "correct"]


@dataclass(frozen=True, eq=False)
class Verdict:
    """The outcome, and what helps to get on."""

    exercise: Exercise
    outcome: Outcome
    reason: str = ""
    """One or two sentences: what is wrong, or, in a right answer, what is good."""
    heading: str = ""
    """What stands above all; "" for the name of the outcome."""
    case: Case | None = None
    """The smallest call that fails."""
    expected: Any = None
    got: Any = None
    finding: Finding | None = None
    raised: Failure | None = None
    printed: str = ""
    """What the learner's function printed in that call."""
    tried: int = 0
    """How many calls were tried."""
    look_for_advice: Callable[[], str] = str

    @cached_property
    def advice(self) -> str:
        """What is most likely to help, "" if nothing is known; looked for when it is asked for."""
        with sandbox.quiet():
            return self.look_for_advice()


def judge(
    exercise: Exercise,
    answer: Any,
    student: str = "",
    seed: int = 0,
    space: Mapping[str, Any] | None = None,
) -> Verdict:
    """Compare an answer with the reference solution; nothing of the learner's is changed.

    ``space`` is what the notebook has, where that is known.
    """
    if answer is Ellipsis:
        return Verdict(exercise, "not attempted")
    if answer is None:
        return Verdict(exercise, "not attempted", sentences.NOTHING)
    with sandbox.quiet():
        if isinstance(exercise, FunctionExercise):
            return _judge_function(exercise, answer, student, seed)
        assert isinstance(exercise, ValueExercise)
        try:
            return _judge_value(exercise, answer, student, space or {})
        except Exception as error:  # an object whose shape raises, a list that holds itself
            return _unreadable(exercise, answer, error)


def _judge_value(
    exercise: ValueExercise, answer: Any, student: str, space: Mapping[str, Any]
) -> Verdict:
    expected, value = exercise.expected(student), exercise.as_meant(answer)
    finding = compare(expected, value, exercise.tolerance)
    if finding is None:
        return Verdict(exercise, "correct", expected=expected, got=answer, tried=1)
    if finding.stage == "type" or finding.almost:  # said of the answer as it was given
        finding = compare(expected, answer, exercise.tolerance) or finding
    if exercise.any_order:  # the place is one among the sorted numbers, not the learner's
        finding = replace(finding, where=None)
    array = as_array(answer)
    if exercise.indices and array is not None and array.ndim == 0 and array.dtype.kind == "f":
        count = sentences.INDICES[len(expected)]
        finding = Finding("type", sentences.NO_INDEX.format(count=count))
    return Verdict(
        exercise,
        "not yet",
        finding.message,
        sentences.ALMOST if finding.almost else "",
        expected=expected,
        got=answer,
        finding=finding,
        tried=1,
        look_for_advice=lambda: advise_on_value(exercise, value, student, space),
    )


def _unreadable(exercise: ValueExercise, answer: Any, error: Exception) -> Verdict:
    said = f"{type(error).__name__}: {message(error)}".removesuffix(": ")
    reason = f"Your answer can't be looked at: that raises {said}."
    return Verdict(exercise, "not yet", reason, got=answer, tried=1)


def _judge_function(exercise: FunctionExercise, answer: Any, student: str, seed: int) -> Verdict:
    if not callable(answer):
        reason = f"Expected the function {exercise.id}; this is {describe(answer)}."
        return Verdict(exercise, "not yet", reason, finding=Finding("type", reason))
    if is_stub(exercise.cell(), answer):
        return Verdict(exercise, "not attempted")
    cases = exercise.cases(student, seed)
    try:
        trial = run_cases.run(answer, cases, exercise.refused_calls | {exercise.id})
    except deadline.TooLongError as late:
        return Verdict(exercise, "not yet", _too_long(late), case=late.case)
    results = trial.results
    if all(map(_unwritten, results)):
        return Verdict(exercise, "not attempted")
    expected = [case.fresh().run(exercise.solve) for case in cases]
    findings = [
        _finding(right, result, exercise.tolerance)
        for right, result in zip(expected, results, strict=True)
    ]
    failed = [i for i, finding in enumerate(findings) if finding is not None]
    if not failed:
        return _judge_the_way(exercise, answer, trial)
    worst = min(failed, key=lambda i: (_almost(findings[i]), cases[i].size))
    result, finding = results[worst], findings[worst]
    assert finding is not None
    error = None if result.error is None else failure_of(result.error, answer)
    unsteady = "" if trial.repeatable else f" {UNSTEADY}"
    return Verdict(
        exercise,
        "not yet",
        _raised(error) if error else finding.message + unsteady,
        case=cases[worst],
        expected=expected[worst],
        got=result.value,
        finding=finding,
        raised=error,
        printed=result.printed,
        tried=len(cases),
        look_for_advice=lambda: advise(exercise, answer, trial, result),
    )


def _almost(finding: Finding | None) -> bool:
    """Tell whether only the dress is wrong: in a call where all sizes are 1 it may look so."""
    return finding is not None and finding.almost


def _raised(failure: Failure) -> str:
    where = f" (line {failure.line} of your function's cell)" if failure.line else ""
    return f"{failure}{where}"


def _finding(expected: Any, result: Result, tolerance: float) -> Finding | None:
    if result.error is not None:
        return Finding("exception", type(result.error).__name__)
    return compare(expected, result.value, tolerance)


def _unwritten(result: Result) -> bool:
    # NumPy and torch raise NotImplementedError too, with a message: that is an answer that fails.
    bare = isinstance(result.error, NotImplementedError) and not message(result.error)
    return bare or result.value is Ellipsis


def _too_long(late: deadline.TooLongError) -> str:
    ending = "It was stopped." if late.stopped else deadline.RESTART
    return (
        f"Your code was still running after {late.seconds:g} seconds. {ending} "
        "Is there a loop that never ends, or something that waits?"
    )


def _judge_the_way(exercise: FunctionExercise, answer: Answer, trial: Trial) -> Verdict:
    """Where every value is right: whether it is the learner's own work, done as it was asked."""
    tried = len(trial.results)
    try:
        reason, case = _fault(exercise, answer, trial)
        praise = "" if reason else _praise(exercise, answer, trial)
    except deadline.TooLongError as late:
        return Verdict(exercise, "not yet", _too_long(late), case=trial.results[0].case)
    if reason:
        return Verdict(exercise, "not yet", reason, "Right values", case=case, tried=tried)
    if same_code(answer, exercise.specification):
        words = "That is right. It is the slow way from above, word for word: now find your own."
        return Verdict(exercise, "not yet", words, "Right, and the slow way", tried=tried)
    return Verdict(exercise, "correct", praise, tried=tried)


def _fault(exercise: FunctionExercise, answer: Answer, trial: Trial) -> tuple[str, Case | None]:
    """Return what is wrong with the way, and a call that shows it where one does."""
    first = trial.results[0].case
    changed = next((result for result in trial.results if result.changed), None)
    if changed is not None:
        return f"The values are right. {CHANGES}", changed.case
    if not trial.repeatable:
        return UNSTEADY, first
    made = any(result.layers for result in trial.results)
    calls = trial.calls or ["nn.Conv1d"] * (made and "conv1d" in exercise.refused_calls)
    hidden = [name for name in calls if name in EVASIONS]
    if calls == hidden != []:
        return f"{OUT_OF_SIGHT} ({' and '.join(hidden)}). Here it has to do without.", None
    calls = [name for name in calls if name not in EVASIONS]
    if calls:
        called = " and ".join(f"`{name}`" for name in calls)
        todo = "conv1d is to do it" if exercise.needs_conv1d else "you write it yourself"
        return f"The values are right, but a library did the work: {called}. Here {todo}.", None
    if exercise.needs_conv1d and not run_cases.run(answer, [first], CONVOLUTIONS).calls:
        return "The values are right, but conv1d did not make them. Here it is to be used.", None
    if exercise.makes_layer:
        odd = next(filter(_other_layer, trial.results), None)
        if odd is not None:
            return _other_layer(odd), odd.case
    if exercise.with_windows and run_cases.steps_grow(answer, exercise.with_windows):
        return (
            "The values are right, but your code takes more steps when there are more windows: "
            "there is still a loop over them somewhere.",
            None,
        )
    return "", None


def _praise(exercise: FunctionExercise, answer: Answer, trial: Trial) -> str:
    case = trial.results[0].case
    for name, words in exercise.praise.items():
        if run_cases.run(answer, [case], frozenset({name})).calls:
            return words
    return ""


def _other_layer(result: Result) -> str:
    """Say which layer was made where another one belongs to the weight, the second argument."""
    out_channels, in_channels, kernel_size = result.case.args[1].shape
    right = (in_channels, out_channels, kernel_size)
    if not result.layers:
        return "The values are right, but no nn.Conv1d was made: make one, and call it."
    if right in result.used:
        return ""
    if right in result.layers:
        return "The values are right, but your nn.Conv1d had no part in them: call it."
    return (
        f"The values are right, but your layer is nn.Conv1d{result.layers[-1]}. A weight of shape "
        f"{(out_channels, in_channels, kernel_size)} needs nn.Conv1d{right}: in_channels, "
        "out_channels, kernel_size."
    )
