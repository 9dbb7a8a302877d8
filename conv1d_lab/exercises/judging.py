"""Judge an answer: not attempted, not yet, or correct."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal, TypeAlias

from conv1d_lab.exercises import run_cases
from conv1d_lab.exercises.advice import CHANGES, advise, usual_mistake_in_value
from conv1d_lab.exercises.diagnosis import Finding, compare, describe, without_point
from conv1d_lab.exercises.model import Answer, Case, Exercise, FunctionExercise, ValueExercise
from conv1d_lab.exercises.run_cases import Result, Trial
from conv1d_lab.exercises.source import is_stub, same_code
from conv1d_lab.learner_code import deadline, sandbox
from conv1d_lab.learner_code.failure import Failure, failure_of, message
from conv1d_lab.learner_code.library_calls import CONVOLUTIONS, HELPERS

NOTHING = (
    "Your answer is `None`: nothing at all. `print(...)` shows a number and gives nothing back, so "
    "leave it out."
)
UNSTEADY = "Called twice with the same arguments, your function gives two different results."
Outcome: TypeAlias = Literal["not attempted", "not yet", "correct"]


@dataclass(frozen=True, eq=False)
class Verdict:
    """The outcome, and what helps to get on."""

    exercise: Exercise
    outcome: Outcome
    reason: str = ""
    """One or two sentences: what is wrong."""
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


def judge(exercise: Exercise, answer: Any, student: str = "", seed: int = 0) -> Verdict:
    """Compare an answer with the reference solution; nothing of the learner's is changed."""
    if answer is Ellipsis:
        return Verdict(exercise, "not attempted")
    if answer is None:
        return Verdict(exercise, "not attempted", NOTHING)
    with sandbox.quiet():
        if isinstance(exercise, FunctionExercise):
            return _judge_function(exercise, answer, student, seed)
        assert isinstance(exercise, ValueExercise)
        return _judge_value(exercise, answer, student)


def _judge_value(exercise: ValueExercise, answer: Any, student: str) -> Verdict:
    expected = exercise.expected(student)
    value = without_point(answer) if exercise.accepts_floats else answer
    finding = compare(expected, value, exercise.tolerance)
    if finding is None:
        return Verdict(exercise, "correct", expected=expected, got=answer, tried=1)
    if finding.stage == "type":  # said of the answer as it was given
        finding = compare(expected, answer, exercise.tolerance) or finding
    return Verdict(
        exercise,
        "not yet",
        finding.message,
        expected=expected,
        got=answer,
        finding=finding,
        tried=1,
        look_for_advice=lambda: usual_mistake_in_value(exercise, value, student),
    )


def _judge_function(exercise: FunctionExercise, answer: Any, student: str, seed: int) -> Verdict:
    if not callable(answer):
        reason = f"Expected the function {exercise.id}; this is {describe(answer)}."
        return Verdict(exercise, "not yet", reason, finding=Finding("type", reason))
    if is_stub(exercise.cell(), answer):
        return Verdict(exercise, "not attempted")
    cases = exercise.cases(student, seed)
    try:
        trial = run_cases.run(answer, cases, exercise.refused_calls)
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
    worst = min(failed, key=lambda i: cases[i].size)
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


def _raised(failure: Failure) -> str:
    where = f", in line {failure.line} of your function's cell" if failure.line else ""
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
    try:
        reason, case = _fault(exercise, answer, trial)
    except deadline.TooLongError as late:
        reason, case = _too_long(late), trial.results[0].case
    outcome: Outcome = "not yet" if reason else "correct"
    return Verdict(exercise, outcome, reason, case=case, tried=len(trial.results))


def _fault(exercise: FunctionExercise, answer: Answer, trial: Trial) -> tuple[str, Case | None]:
    """Return what is wrong with the way, and a call that shows it; "" if nothing is."""
    first = trial.results[0].case
    changed = next((result for result in trial.results if result.changed), None)
    if changed is not None:
        return f"The values are right. {CHANGES}", changed.case
    if not trial.repeatable:
        return UNSTEADY, first
    if trial.calls:
        called = ", ".join(f"`{name}`" for name in trial.calls)
        own = exercise.refused_calls >= CONVOLUTIONS or exercise.refused_calls >= HELPERS
        todo = "Here you are to write it yourself." if own else "Here it is to be done by conv1d."
        return f"The values are right, but a library did the work ({called}). {todo}", first
    if exercise.makes_layer:
        odd = next(filter(_other_layer, trial.results), None)
        if odd is not None:
            return _other_layer(odd), odd.case
    if exercise.with_windows and run_cases.steps_grow(answer, exercise.with_windows):
        words = (
            "The values are right, but your code still takes more steps when there are more "
            "windows: a loop over t is left somewhere."
        )
        return words, None
    if same_code(answer, exercise.specification):
        words = "That is right, and it is the slow way that stands above, word for word. "
        return words + "Now say it in your own way.", None
    return "", None


def _other_layer(result: Result) -> str:
    """Say which layer was made where another one belongs to the weight, the second argument."""
    out_channels, in_channels, kernel_size = result.case.args[1].shape
    right = (in_channels, out_channels, kernel_size)
    if not result.layers:
        return "The values are right, but no nn.Conv1d was made: make one, and call it."
    if right in result.layers:
        return ""
    return (
        f"The values are right, but your layer is nn.Conv1d{result.layers[-1]}. To a weight of "
        f"shape {(out_channels, in_channels, kernel_size)} belongs nn.Conv1d{right}: "
        "in_channels, out_channels, kernel_size."
    )
