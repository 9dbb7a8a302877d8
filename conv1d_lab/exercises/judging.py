"""Judge an answer: not attempted, not yet, or correct."""

from __future__ import annotations

from typing import Any

from conv1d_lab.exercises import how_it_was_done, run_cases
from conv1d_lab.exercises.advice import advise
from conv1d_lab.exercises.diagnosis import Finding, compare, describe, without_point
from conv1d_lab.exercises.model import Answer, Exercise
from conv1d_lab.exercises.run_cases import Result, Trial
from conv1d_lab.exercises.stub import is_stub
from conv1d_lab.exercises.verdict import Verdict
from conv1d_lab.learner_code import deadline, sandbox
from conv1d_lab.learner_code.failure import message

NOTHING = (
    "Your answer is `None`: nothing at all. `print(...)` shows a number and gives nothing back, so "
    "leave it out."
)


def judge(exercise: Exercise, answer: Any, student: str = "", seed: int = 0) -> Verdict:
    """Compare an answer with the reference solution; nothing of the learner's is changed."""
    with sandbox.quiet():
        return _judge(exercise, answer, student, seed)


def _judge(exercise: Exercise, answer: Any, student: str, seed: int) -> Verdict:
    if answer is Ellipsis:
        return Verdict(exercise, "not attempted")
    if answer is None:
        return Verdict(exercise, "not attempted", NOTHING)
    if exercise.kind == "value":
        return _judge_value(exercise, answer, student)
    if not callable(answer):
        reason = f"Expected the function {exercise.id}; this is {describe(answer)}."
        return Verdict(exercise, "not yet", reason, finding=Finding("type", reason))
    if is_stub(exercise, answer):
        return Verdict(exercise, "not attempted")
    return _judge_function(exercise, answer, student, seed)


def _judge_value(exercise: Exercise, answer: Any, student: str) -> Verdict:
    expected, numbers = exercise.expected(student), exercise.numbers(student)
    value = without_point(answer) if exercise.amount else answer
    finding = compare(expected, value, exercise.tolerance)
    if finding is not None and finding.stage == "type":  # said of the answer as it was given
        finding = compare(expected, answer, exercise.tolerance)
    if finding is None:
        return Verdict(exercise, "correct", expected=expected, got=answer, tried=1)
    advice = next(
        (
            message
            for message, mistake in exercise.mistakes.items()
            if compare(mistake(**numbers), value, exercise.tolerance) is None
        ),
        "",
    )
    return Verdict(
        exercise,
        "not yet",
        finding.message,
        advice,
        expected=expected,
        got=answer,
        finding=finding,
        tried=1,
    )


def _judge_function(exercise: Exercise, answer: Answer, student: str, seed: int) -> Verdict:
    cases = exercise.cases(student, seed)
    try:
        outcome = run_cases.run(answer, cases, exercise.refused_calls)
    except deadline.TooLongError as late:
        return Verdict(exercise, "not yet", _too_long(late), case=late.case)
    results = outcome.results
    if all(map(_unwritten, results)):
        return Verdict(exercise, "not attempted")
    expected = [case.fresh().run(exercise.solve) for case in cases]
    findings = [
        _finding(right, result, exercise.tolerance)
        for right, result in zip(expected, results, strict=True)
    ]
    failed = [i for i, finding in enumerate(findings) if finding is not None]
    if not failed:
        return _judge_manner(exercise, answer, outcome)
    worst = min(failed, key=lambda i: cases[i].size)
    result, finding = results[worst], findings[worst]
    assert finding is not None
    error = None if result.error is None else run_cases.raised(result.error, answer)
    unsteady = (
        ""
        if outcome.repeatable
        else " Called twice with the same arguments, your function gives two different results."
    )
    return Verdict(
        exercise,
        "not yet",
        (str(error) if error else finding.message) + unsteady,
        advise(exercise, answer, outcome, result),
        case=cases[worst],
        expected=expected[worst],
        got=result.value,
        finding=finding,
        raised=error,
        printed=result.printed,
        tried=len(cases),
    )


def _judge_manner(exercise: Exercise, answer: Answer, outcome: Trial) -> Verdict:
    tried = len(outcome.results)
    try:
        reason, case = how_it_was_done.fault(exercise, answer, outcome)
    except deadline.TooLongError as late:
        reason, case = _too_long(late), outcome.results[0].case
    if reason:
        return Verdict(exercise, "not yet", reason, case=case, tried=tried)
    return Verdict(exercise, "correct", tried=tried)


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
