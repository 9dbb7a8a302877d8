"""Objects that nobody expects as an answer or an argument: told in a few words, never raised."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from conv1d_lab.exercises import check, hint, progress, quiz, solution
from conv1d_lab.exercises.prediction_card import predict


class Unprintable:
    def __repr__(self) -> str:
        raise RuntimeError


class Untouchable:
    @property
    def shape(self) -> None:
        raise RuntimeError("no shape")

    values = shape


@pytest.mark.parametrize("name", ["stops", "inputs_read", "learned_numbers", "window"])
def test_what_cannot_be_looked_at_is_wrong_and_raises_nothing(name: str) -> None:
    itself: list[Any] = []
    itself.append(itself)
    for answer in (itself, Untouchable()):
        card = check(**{name: answer})
        assert card.outcome == "not yet"
        assert "None" not in card._repr_html_() + str(card)


def test_why_it_cannot_be_looked_at_is_told() -> None:
    said = str(check(weight_shape=Untouchable()))
    assert "can't be looked at: that raises RuntimeError: no shape" in said


@pytest.mark.parametrize("call", [hint, solution, progress, predict, quiz])
@pytest.mark.parametrize("odd", [Unprintable(), np.zeros(3), ["a"], {}, [0] * 10**5])
def test_an_odd_argument_is_refused_in_a_few_words(call: Any, odd: Any) -> None:
    with pytest.raises((TypeError, ValueError), match="must be") as caught:
        call(odd)
    assert len(str(caught.value)) < 2000
