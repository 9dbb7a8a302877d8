"""Where every value is right: whether it is the learner's own work, done as it was asked."""

from __future__ import annotations

from conv1d_lab.exercises import run_cases
from conv1d_lab.exercises.advice import CHANGES
from conv1d_lab.exercises.model import Answer, Case, Exercise
from conv1d_lab.exercises.run_cases import Result, Trial
from conv1d_lab.exercises.stub import same_code
from conv1d_lab.learner_code.library_calls import CONVOLUTIONS, HELPERS


def fault(exercise: Exercise, answer: Answer, outcome: Trial) -> tuple[str, Case | None]:
    """Return what is wrong with the way, and a call that shows it; "" if nothing is.

    Raises deadline.TooLongError.
    """
    changed = next((result for result in outcome.results if result.changed), None)
    if changed is not None:
        return f"The values are right. {CHANGES}", changed.case
    first = outcome.results[0].case
    if not outcome.repeatable:
        words = "Called twice with the same arguments, your function gives two different results."
        return words, first
    if outcome.calls:
        called = ", ".join(f"`{name}`" for name in outcome.calls)
        words = f"The values are right, but a library did the work ({called}). "
        own = exercise.refused_calls >= CONVOLUTIONS or exercise.refused_calls >= HELPERS
        todo = "Here you are to write it yourself." if own else "Here it is to be done by conv1d."
        return words + todo, first
    if exercise.makes_layer:
        odd = next(filter(_other_layer, outcome.results), None)
        if odd is not None:
            return _other_layer(odd), odd.case
    if exercise.with_windows and run_cases.steps_grow(answer, exercise.with_windows):
        words = (
            "The values are right, but your code still takes more steps when there are more "
            "windows: a loop over t is left somewhere."
        )
        return words, None
    if _copied(exercise, answer):
        words = "That is right, and it is the slow way that stands above, word for word. "
        return words + "Now say it in your own way.", None
    return "", None


def _copied(exercise: Exercise, answer: Answer) -> bool:
    code = getattr(answer, "__code__", None)
    slow = getattr(exercise.specification, "__code__", None)
    return code is not None and slow is not None and same_code(code, slow)


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
