"""The sentences of ``expand``, each read by a person: the wrong loops and what is said of them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from conv1d_lab.expansion import expand

from .test_expansion import WRONG, loop

SAID = Path(__file__).with_name("expansion_words.txt").read_text("utf-8")
WORDS = {
    name: sentences
    for name, *sentences in (block.split("\n") for block in SAID.strip().split("\n\n"))
}


@pytest.mark.parametrize(
    ("name", "changes", "sizes"), [w[:3] for w in WRONG], ids=[w[0] for w in WRONG]
)
def test_it_is_said_in_these_words(
    name: str, changes: list[tuple[str, str]], sizes: dict[str, Any]
) -> None:
    read = expand(loop(*changes), **sizes)
    pairs = zip(read.names, read.sentences, strict=True)
    assert [sentence for name, sentence in pairs if name != "raises"] == WORDS[name]


def test_no_words_are_left_over() -> None:
    assert sorted(WORDS) == sorted(w[0] for w in WRONG)
