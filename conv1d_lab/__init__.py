"""conv1d_lab: see what ``torch.nn.Conv1d`` computes.

The names below are the whole public face. Each loads on first use, so that importing the package
answers at once and brings in neither torch nor matplotlib.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from conv1d_lab import article as article
    from conv1d_lab.arithmetic import conv1d as conv1d
    from conv1d_lab.arithmetic import output_length as output_length
    from conv1d_lab.exercises import check as check
    from conv1d_lab.exercises import hint as hint
    from conv1d_lab.exercises import progress as progress
    from conv1d_lab.exercises import quiz as quiz
    from conv1d_lab.exercises import solution as solution
    from conv1d_lab.exercises.prediction_card import predict as predict
    from conv1d_lab.explanation import Explanation as Explanation
    from conv1d_lab.explanation import explain as explain
    from conv1d_lab.explorer.entry import explore as explore
    from conv1d_lab.explorer.widget import Explorer as Explorer
    from conv1d_lab.pictures import animate as animate
    from conv1d_lab.pictures import draw as draw
    from conv1d_lab.read_back.reading import expand as expand

_HOME = {
    "conv1d": "arithmetic",
    "output_length": "arithmetic",
    "Explanation": "explanation",
    "explain": "explanation",
    "draw": "pictures",
    "animate": "pictures",
    "explore": "explorer",
    "Explorer": "explorer",
    "check": "exercises",
    "hint": "exercises",
    "solution": "exercises",
    "progress": "exercises",
    "quiz": "exercises",
    "predict": "exercises.prediction_card",
    "expand": "read_back",
}
__all__ = [  # noqa: RUF022 - in the order in which a learner meets them
    "article",
    "explain",
    "Explanation",
    "draw",
    "animate",
    "explore",
    "Explorer",
    "conv1d",
    "output_length",
    "check",
    "hint",
    "solution",
    "progress",
    "quiz",
    "predict",
    "expand",
]


def __getattr__(name: str) -> Any:
    if name == "article":
        return import_module("conv1d_lab.article")
    if name not in _HOME:
        raise AttributeError(f"module 'conv1d_lab' has no attribute {name!r}")
    value = getattr(import_module(f"conv1d_lab.{_HOME[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return [*__all__]
