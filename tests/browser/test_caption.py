"""The playground says which control was moved last, and which shapes that changed."""

from __future__ import annotations

import itertools
import re

import numpy as np
import pytest
from playwright.sync_api import Locator

from conv1d_lab import explore
from tests.browser.opened import Open, Opened
from tests.browser.test_playground import shapes
from tests.browser.view import View
from tests.effort import some

MOVES = {
    "in channels": 6,
    "out channels": 4,
    "kernel size": 2,
    "length": 12,
    "groups": 2,
    "stride": 2,
    "padding": 1,
    "dilation": 2,
}
QUESTION = "Move a slider: which shapes change, and which stay?"
NAMES = ("x", "weight", "bias", "out", "the number of parameters")


def caption(view: View) -> Locator:
    return view.root.locator(".c1d-changes")


def text(view: View) -> str:
    return caption(view).text_content() or ""


@pytest.fixture
def playground(opened: Open) -> Opened:
    explorer = explore()
    with explorer.hold_trait_notifications():  # four channels, so that two groups can be had
        explorer.x = np.ones((1, 4, 10))
        explorer.weight = np.ones((2, 4, 4)) / 8
    shown = opened(explorer)
    shown.view.open_settings()
    return shown


def claims(said: str) -> tuple[set[str], set[str]]:
    """The shapes that are said to have changed, and those that are said to have stayed."""
    _, _, shapes_said = said.partition(": ")
    changed, stayed = "", shapes_said.rstrip(".")
    if " changed" in stayed:
        changed, _, stayed = stayed.partition(" changed")
    found = [
        {name for name in NAMES if re.search(rf"\b{name}\b", half)} for half in (changed, stayed)
    ]
    return found[0], found[1]


def check(view: View, before: dict[str, list[int]]) -> None:
    """What is said of the shapes is so."""
    after = shapes(view)
    named = {name: "the number of parameters" if name == "parameters" else name for name in after}
    moved = {named[name] for name in after if after[name] != before[name]}
    said = text(view)
    changed, stayed = claims(said)
    assert changed == moved, said
    if moved:
        assert stayed == set(named.values()) - moved, said
    else:
        assert said.endswith(": no shape changed."), said


def test_it_names_what_was_moved_last(playground: Opened) -> None:
    view = playground.view
    for first, second in some([*itertools.permutations(MOVES, 2)], 14):
        for name in (first, second):
            before, value = shapes(view), view.value(name)
            view.slider(name).fill(str(MOVES[name]))
            assert text(view).startswith(f"{name} {value} → {MOVES[name]}"), text(view)
            check(view, before)
        view.button("reset").click()


def test_after_reset_it_asks_again(playground: Opened) -> None:
    view = playground.view
    for names in itertools.permutations(("kernel size", "stride"), 2):
        for name in names:
            view.slider(name).fill("3")
        view.button("reset").click()
        assert text(view) == QUESTION
        assert view.root.locator(".c1d-shapes .c1d-moved").count() == 0


def test_the_other_controls_are_named_too(playground: Opened) -> None:
    view = playground.view
    view.slider("padding").fill("1")
    view.combobox("padding mode").select_option("reflect")
    assert text(view) == "padding mode zeros → reflect: no shape changed."
    view.root.get_by_label('padding="same"').check()
    assert text(view).startswith("padding 1 → same: the shape of out changed;")
    view.cell("bias[0]").click()
    view.page.keyboard.type("3")
    view.page.keyboard.press("Enter")
    assert text(view).startswith("padding 1 → same"), "a new number changes no shape"


def test_out_is_never_said_to_have_stayed_where_its_numbers_changed(playground: Opened) -> None:
    view = playground.view
    before = view.status()
    view.slider("in channels").fill("3")
    assert view.status() != before
    assert "the shapes of bias and out stayed." in text(view)
