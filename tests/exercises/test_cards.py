"""How a card is written: as text and as HTML, never by colour alone."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import Any

import numpy as np
import pytest

from conv1d_lab.exercises import (
    check,
    find,
    hint,
    progress,
    quiz,
    solution,
)
from conv1d_lab.exercises.cards import COLOURS, ICONS, Card, Sides, Text, inline
from conv1d_lab.exercises.judging import judge
from conv1d_lab.exercises.verdict_card import card_of

pytestmark = pytest.mark.usefixtures("new_kernel")


class _Balanced(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        if tag not in ("br",):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def _cards() -> list[Card]:
    def wrong(x: Any, weight: Any, bias: Any, stride: int = 1) -> Any:
        return np.zeros((1, 1, 1)) / 3

    return [
        check(stops=...),
        check(stops=7),
        check(stops=8),
        check(conv1d_loops=wrong),
        check(stops="<b>&"),
        hint("window"),
        solution("conv1d_loops"),
        progress(),
        quiz(7).mark(),
    ]


def test_code_and_bold_are_marked_and_nothing_else() -> None:
    assert inline("**no** `x**2 < 3` 2 ** 3") == "<b>no</b> <code>x**2 &lt; 3</code> 2 ** 3"


def test_cards_are_text_and_html_and_never_colour_alone() -> None:
    for card in _cards():
        html = card._repr_html_()
        parser = _Balanced()
        parser.feed(html)
        assert parser.open == []
        assert ICONS[card.outcome] in html
        assert ICONS[card.outcome] in str(card)
        assert card.heading in html
        assert repr(card) == str(card)
        assert "<b>" not in html


def test_every_outcome_has_an_icon_and_a_colour_that_white_can_be_read_on() -> None:
    assert set(ICONS) == set(COLOURS)
    assert len(set(ICONS.values())) == len(ICONS)
    for colour in COLOURS.values():
        channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
        luminance = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
        assert 1.05 / (luminance + 0.05) > 4.5, colour


def test_plain_text_stands_side_by_side() -> None:
    sides = Sides([("expected", "1\n2"), ("your result", "3\n4")])
    assert sides.plain().split("\n") == [
        "expected:    1",
        "             2",
        "your result: 3",
        "             4",
    ]
    assert Text("`a < b`").html() == "<p><code>a &lt; b</code></p>"


def test_a_card_says_what_it_is_about_where_it_is_about_something() -> None:
    about = Card("correct", "Correct", "`stops`")
    assert str(about) == "✓ Correct (`stops`)"
    assert '<span>Correct</span><span class="c1d-of"><code>stops</code></span></div>' in (
        about._repr_html_()
    )
    alone = Card("progress", "Progress")
    assert str(alone) == "▸ Progress"
    assert "<span>Progress</span></div>" in alone._repr_html_()


def test_what_differs_is_marked_and_keeps_its_place() -> None:
    sides = Sides([("a", "[1 >2<]"), ("b", "(1, >2<)"), ("c", "1 < 2")])
    assert "<pre>[1  <mark>2</mark> ]</pre>" in sides.html()
    assert "<pre>(1, <mark>2</mark>)</pre>" in sides.html()
    assert "<pre>1 &lt; 2</pre>" in sides.html()


def test_the_numbers_of_one_result_are_written_alike() -> None:
    def off(x: Any, weight: Any, bias: Any, stride: int = 1) -> Any:
        return np.array([[[0.5, 0.0, -1.2345]]])

    text = str(card_of(judge(find("conv1d_loops"), off)))
    assert re.search(r"your result: shape \(1, 1, 3\)\n +\S*0\.5000\S* +0\.0000 +-1\.2345", text)

    def plain(x: Any, weight: Any, bias: Any, stride: int = 1) -> Any:
        return np.array([[[0.5, 0.0, np.inf]]])

    text = str(card_of(judge(find("conv1d_loops"), plain)))
    assert re.search(r"your result: shape \(1, 1, 3\)\n +\S*0\.5\S* +0\.0 +inf", text)

    for dtype, shown in ((complex, "(0.5+0j)"), (bool, "True"), (int, "0")):
        card = card_of(
            judge(find("conv1d_loops"), lambda *a, d=dtype: plain(*a).astype(d)[..., :1])
        )
        assert shown in str(card)


def test_large_results_are_told_in_short() -> None:
    def big(x: Any, weight: Any, bias: Any, stride: int = 1) -> Any:
        return np.zeros((9, 9, 9))

    text = str(card_of(judge(find("conv1d_loops"), big)))
    assert "shape (9, 9, 9)" in text
    assert len(text) < 1500
