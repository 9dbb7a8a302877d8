"""The beliefs that come back are known by what is said to them, each message by one."""

from __future__ import annotations

import re

import pytest

from conv1d_lab.exercises import all_exercises
from conv1d_lab.exercises.recurring import BELIEFS, recurring_belief

TOLD = [(each.id, told) for each in all_exercises() for told in each.mistakes]


@pytest.mark.parametrize("belief", BELIEFS)
def test_a_belief_comes_back(belief: str) -> None:
    assert len({name for name, told in TOLD if recurring_belief(told) == belief}) > 1


def test_a_message_speaks_of_one_belief() -> None:
    for _, told in TOLD:
        found = [b for b, words in BELIEFS.items() if re.search(words, told, re.IGNORECASE)]
        assert len(found) <= 1, (told, found)


def test_a_message_of_another_matter_has_none() -> None:
    for told in (
        "That is the cross-correlation. A convolution needs the kernel flipped.",
        "You added 1 before you divided. The 1 is the window at 0 and comes last.",
        "Everything comes out back to front.",
    ):
        assert recurring_belief(told) == ""
