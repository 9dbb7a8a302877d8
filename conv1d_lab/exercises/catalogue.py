"""All exercises, found by themselves: every module in ``sets`` is the set of one notebook."""

from __future__ import annotations

import difflib
import functools
import pkgutil
from importlib import import_module
from types import ModuleType
from typing import Any

from conv1d_lab.checks import written
from conv1d_lab.exercises import sets
from conv1d_lab.exercises.model import Exercise, set_name
from conv1d_lab.exercises.predictions import Prediction

QUIZ = "quiz"
INVENTORY = "inventory"
"""What the inventory asks beyond the six questions of the quiz."""


_own: dict[str, ModuleType] = {}
"""Sets that a teacher has written; ``own_sets`` loads them."""


def add_set(name: str, module: ModuleType) -> None:
    """Add a set of exercises, or put a new version in the place of the old one."""
    _own[name] = module
    for cached in (_modules, _sets, all_predictions):
        cached.cache_clear()


def forget_sets() -> None:
    """Leave ours alone."""
    _own.clear()
    for cached in (_modules, _sets, all_predictions):
        cached.cache_clear()


@functools.cache
def _modules() -> dict[str, ModuleType]:
    names = sorted(module.name for module in pkgutil.iter_modules(sets.__path__))
    found = {set_name(name): import_module(f"{sets.__name__}.{name}") for name in names}
    return {**found, **_own}


@functools.cache
def _sets() -> dict[str, tuple[Exercise, ...]]:
    return {
        name: tuple(value for value in vars(module).values() if isinstance(value, Exercise))
        for name, module in _modules().items()
    }


@functools.cache
def all_predictions() -> tuple[Prediction, ...]:
    """Return the predictions of all notebooks, in order."""
    members = (value for module in _modules().values() for value in vars(module).values())
    return tuple(value for value in members if isinstance(value, Prediction))


def find_prediction(name: Any) -> Prediction:
    """Return a prediction by its id."""
    known = {prediction.id: prediction for prediction in all_predictions()}
    if not isinstance(name, str):
        raise TypeError(
            f'prediction must be an id in quotation marks, such as "{next(iter(known))}"; '
            f"got {written(name)}"
        )
    if name not in known:
        near = " or ".join(map(repr, difflib.get_close_matches(name, known, n=3, cutoff=0.4)))
        way_out = f"Did you mean {near}?" if near else f"There are {', '.join(known)}."
        raise ValueError(f"prediction must be the id of a prediction; got {name!r}. {way_out}")
    return known[name]


def notebooks() -> tuple[str, ...]:
    """Return the names of the notebooks that have exercises, in order."""
    return tuple(name for name in _sets() if name not in (QUIZ, INVENTORY))


def all_exercises() -> tuple[Exercise, ...]:
    """Return the exercises of all notebooks, in order."""
    return tuple(exercise for name in notebooks() for exercise in _sets()[name])


def exercises_of(notebook: str) -> tuple[Exercise, ...]:
    """Return the exercises of one notebook in order, or those of the quiz or the inventory."""
    if not isinstance(notebook, str) or notebook not in _sets():
        known = ", ".join([*notebooks(), QUIZ, INVENTORY])
        raise ValueError(f"notebook must be one of {known}; got {written(notebook)}")
    return _sets()[notebook]


def find(exercise: Any, here: str | None = None) -> Exercise:
    """Return an exercise by its id, or by the function that answers it.

    ``here`` is the notebook to speak of when there is no such exercise.
    """
    if isinstance(exercise, Exercise):
        return exercise
    name = exercise if isinstance(exercise, str) else getattr(exercise, "__name__", None)
    if name is None:
        raise TypeError(
            f'exercise must be its name, such as "{_names(here)[0]}", or your function; '
            f"got {written(exercise)}"
        )
    for candidate in all_exercises():
        if candidate.id == name:
            return candidate
    raise ValueError(f"exercise must be one of {_listed(here)}; got {name!r}{_close(name)}")


def _names(here: str | None) -> list[str]:
    return [exercise.id for exercise in (exercises_of(here) if here else all_exercises())]


def _listed(here: str | None) -> str:
    if here:
        return f"{', '.join(_names(here))} (the exercises of {here})"
    return "; ".join(f"{', '.join(_names(name))} ({name})" for name in notebooks())


def _close(name: str) -> str:
    close = difflib.get_close_matches(name, _names(None), n=1)
    return f". Did you mean {close[0]!r}?" if close else ""
