"""What learners wrote in more than one test, and what the card says to it."""

from __future__ import annotations

from conv1d_lab.exercises import find
from conv1d_lab.exercises.judging import judge
from conv1d_lab.exercises.verdict_card import card_of

from .cells import run_cell


def said_of(name: str, source: str) -> str:
    """What the card says to a function, in one line."""
    return " ".join(str(card_of(judge(find(name), run_cell(source)[name]))).split())


ANY = "def any_element(layer, x, n, o, t):\n"
EXCHANGED = (
    "def examples_reached(model, x, n):\n    changed = x.clone()\n"
    "    changed[n] = torch.randn_like(x[n])\n"
    "    moved = (model(changed) - model(x)).abs().flatten(1).amax(1) > 1e-6\n"
)
RETURNED = "    return moved.nonzero().flatten()"
