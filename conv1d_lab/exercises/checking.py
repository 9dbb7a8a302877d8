"""Judge an answer: not attempted, not yet, or correct."""

from __future__ import annotations

import dis
import types
from typing import Any

from conv1d_lab.exercises import deadline, sandbox, trial
from conv1d_lab.exercises.diagnosis import Finding, compare, describe, without_point
from conv1d_lab.exercises.model import COMPUTED, Answer, Case, Exercise
from conv1d_lab.exercises.source import PLACEHOLDER
from conv1d_lab.exercises.trial import Result, Trial
from conv1d_lab.exercises.verdict import Verdict
from conv1d_lab.expansion import expand

VAGUE = frozenset({"raises", "wrong answer", "does not end"})
"""What ``expand`` says where it could read no sum; the card shows the failing case instead."""


def judge(exercise: Exercise, answer: Any, student: str = "", seed: int = 0) -> Verdict:
    """Compare an answer with the reference solution; nothing of the learner's is changed."""
    with sandbox.quiet():
        return _judge(exercise, answer, student, seed)


def _judge(exercise: Exercise, answer: Any, student: str, seed: int) -> Verdict:
    if answer is None or answer is Ellipsis:
        return Verdict(exercise, "not attempted")
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
    if finding is None:
        return Verdict(exercise, "correct", expected=expected, got=answer, tried=1)
    advice = next(
        (
            mistake.message
            for mistake in exercise.mistakes
            if compare(mistake.answer(**numbers), value, exercise.tolerance) is None
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
        outcome = trial.run(answer, cases, exercise.refused_calls)
    except deadline.TooLongError as late:
        return Verdict(exercise, "not yet", _too_long(late), case=late.case)
    results = outcome.results
    if any(_unwritten(result) for result in results):
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
    error = None if result.error is None else trial.raised(result.error, answer)
    unsteady = (
        ""
        if outcome.repeatable
        else " Called twice with the same arguments, your function gives two different results."
    )
    return Verdict(
        exercise,
        "not yet",
        (str(error) if error else finding.message) + unsteady,
        _advice(exercise, results)
        or _changes(exercise, results)
        or _read_back(exercise, answer, cases[worst]),
        case=cases[worst],
        expected=expected[worst],
        got=result.value,
        finding=finding,
        raised=error,
        printed=result.printed,
        tried=len(cases),
    )


def _judge_manner(exercise: Exercise, answer: Answer, outcome: Trial) -> Verdict:
    """Every value is right; ask whether it is the learner's own work, done as it was asked."""
    reason = ""
    case = outcome.results[0].case
    if changes := _changes(exercise, outcome.results):
        reason = f"The values are right, but: {changes}"
        case = next(result.case for result in outcome.results if result.changed)
    elif not outcome.repeatable:
        reason = "Called twice with the same arguments, your function gives two different results."
    elif outcome.calls:
        called = ", ".join(f"`{name}`" for name in outcome.calls)
        reason = (
            f"The values are right, but a library did the work ({called}). "
            "Here the sum is to be written by you."
        )
    elif exercise.with_windows is not None:
        try:
            if trial.steps_grow(answer, exercise.with_windows):
                reason = (
                    "The values are right, but your code still takes more steps when there are "
                    "more windows: a loop over t is left somewhere."
                )
        except deadline.TooLongError as late:
            reason = _too_long(late)
    if reason:
        return Verdict(exercise, "not yet", reason, case=case, tried=len(outcome.results))
    return Verdict(exercise, "correct", tried=len(outcome.results))


def _advice(exercise: Exercise, results: list[Result]) -> str:
    """Return the message of the first mistake that answers every case as the learner does."""
    for mistake in exercise.mistakes:
        if all(_alike(mistake.answer, result) for result in results):
            return mistake.message
    return ""


def _read_back(exercise: Exercise, answer: Answer, case: Case) -> str:
    """Say what the learner's own code adds up, where a convolution is asked for."""
    settings = exercise.read_back(case)
    if settings is None:
        return ""
    mine = sandbox.isolated(answer)
    try:
        read = deadline.run(lambda: expand(mine, seconds=3, **settings))
    except deadline.TooLongError:
        return ""
    found = zip(read.names, read.sentences, strict=True)
    said = [sentence for name, sentence in found if name not in VAGUE]
    if said and "raises" not in read.names:
        x, weight = read.values.x, read.values.weight
        said.append(f"(That is for x {x.shape} and weight {weight.shape}.)")
    return " ".join(said)


def _alike(mistake: Answer, result: Result) -> bool:
    try:
        value = result.case.fresh().run(mistake)
    except Exception as error:
        return type(error) is type(result.error)
    if result.error is not None or result.value is None:
        return False
    return compare(value, result.value, COMPUTED) is None


def _finding(expected: Any, result: Result, tolerance: float) -> Finding | None:
    if result.error is not None:
        return Finding("exception", type(result.error).__name__)
    return compare(expected, result.value, tolerance)


def _unwritten(result: Result) -> bool:
    return isinstance(result.error, NotImplementedError) or result.value is Ellipsis


def _changes(exercise: Exercise, results: list[Result]) -> str:
    if not any(result.changed for result in results):
        return ""
    return (
        "your function changes its arguments. Whoever calls it still needs them: "
        "work on a copy, or build something new."
    )


def _too_long(late: deadline.TooLongError) -> str:
    ending = (
        "It was stopped."
        if late.stopped
        else "It could not be stopped: please restart the kernel before you go on."
    )
    return (
        f"Your code was still running after {late.seconds:g} seconds. {ending} "
        "Is there a loop that never ends, or something that waits?"
    )


def is_stub(exercise: Exercise, answer: Any) -> bool:
    """Tell whether a function is the stub still, or has nothing but a docstring in it."""
    code = getattr(answer, "__code__", None)
    if code is None:
        return False
    cell = exercise.cell()
    return any(
        _same_code(code, _compiled(f"{cell.before}{blank}{cell.after}", exercise.id))
        for blank in (PLACEHOLDER, "pass", "return", "return ...", "raise NotImplementedError")
    )


def _compiled(source: str, name: str) -> types.CodeType:
    module = compile(source, "<stub>", "exec")
    return next(
        const
        for const in module.co_consts
        if isinstance(const, types.CodeType) and const.co_name == name
    )


def _same_code(one: types.CodeType, other: types.CodeType) -> bool:
    """Compare what runs, step by step; a docstring is no part of that."""

    def steps(code: types.CodeType) -> list[tuple[str, Any]]:
        return [(step.opname, step.argval) for step in dis.get_instructions(code)]

    return steps(one) == steps(other)
