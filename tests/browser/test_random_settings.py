"""Random layers, random settings by the real controls: each number on the screen is torch's.

First as numbers, then as curves, where each height is that of its number, too.
"""

from __future__ import annotations

import random
import warnings
from collections.abc import Callable

import pytest

from tests.browser.drawn import check_drawn
from tests.browser.notebook import Notebook
from tests.browser.truth import Setting, Shape, check, expected, random_shape
from tests.browser.view import View
from tests.effort import LONG, some

LAYERS = some(range(16), 2)
SETTINGS = 21 if LONG else 9  # for each layer; test_saved_page.py has more

KEYS = {"ArrowRight": 1, "ArrowUp": 1, "ArrowLeft": -1, "ArrowDown": -1}


def by_drag(view: View, name: str, source: random.Random) -> None:
    """A drag ends in one `input` event with the new value."""
    goal = source.randint(*view.range(name))
    view.slider(name).fill(str(goal))
    assert view.value(name) == goal


def by_key(view: View, name: str, source: random.Random) -> None:
    low, high = view.range(name)
    before = view.value(name)
    key = source.choice([*KEYS, "Home", "End"])
    view.slider(name).press(key)
    goal = {"Home": low, "End": high}.get(key, before + KEYS.get(key, 0))
    assert view.value(name) == min(max(goal, low), high)


def by_button(view: View, name: str, source: random.Random) -> None:
    _, high = view.range(name)
    before = view.value(name)
    press = source.choice(["first", "previous", "next", "last"])
    view.button(press).click()
    goal = {"first": 0, "last": high, "next": before + 1, "previous": before - 1}[press]
    assert view.value(name) == min(max(goal, 0), high)


def by_output_cell(view: View, shape: Shape, source: random.Random) -> None:
    n, _, _ = view.at()
    o, t = source.randrange(shape.out_channels), source.randint(*view.range("position"))
    view.cell(f"out[{n}, {o}, {t}]").click()
    assert view.at() == (n, o, t)


def choose(view: View, name: str, size: int, source: random.Random) -> None:
    goal = source.randrange(size)
    view.combobox(name).select_option(str(goal))
    assert view.at()[{"batch item": 0, "output channel": 1}[name]] == goal


def choose_mode(view: View, source: random.Random) -> None:
    allowed = view.combobox("padding mode").evaluate(
        "select => [...select.options].filter(o => !o.disabled).map(o => o.value)"
    )
    view.combobox("padding mode").select_option(source.choice(allowed))


def toggle_same(view: View) -> None:
    box = view.root.get_by_role("checkbox")
    if box.is_enabled():
        box.click()


def drive(view: View, shape: Shape, source: random.Random) -> None:
    """One random move of one random control."""
    settings = [
        name for name in ("stride", "padding", "dilation") if view.slider(name).is_enabled()
    ]
    moves: list[tuple[int, Callable[[], None]]] = [
        (3, lambda: by_drag(view, "position", source)),
        (2, lambda: by_key(view, "position", source)),
        (2, lambda: by_button(view, "position", source)),
        (2, lambda: by_output_cell(view, shape, source)),
        (2, lambda: choose(view, "output channel", shape.out_channels, source)),
        (4, lambda: by_drag(view, source.choice(settings), source)),
        (3, lambda: by_key(view, source.choice(settings), source)),
        (2, lambda: choose_mode(view, source)),
        (1, lambda: toggle_same(view)),
    ]
    if shape.n_items > 1:
        moves.append((1, lambda: choose(view, "batch item", shape.n_items, source)))
    [move] = source.choices([m for _, m in moves], [weight for weight, _ in moves])
    move()


def setting(view: View) -> Setting:
    """What the controls say now."""
    same = view.root.get_by_role("checkbox").is_checked()
    return Setting(
        stride=view.value("stride"),
        padding="same" if same else view.value("padding"),
        dilation=view.value("dilation"),
        padding_mode=view.combobox("padding mode").input_value(),
        at=view.at(),
    )


@pytest.mark.parametrize("seed", LAYERS)
def test_random_settings(still: Notebook, seed: int) -> None:
    source = random.Random(f"{still.server.kind} {seed}")
    shape = random_shape(source)
    still.run(shape.code)
    view = View(still.show("explorer = explore(layer, x)\nexplorer"))
    view.open_settings()
    seen = set()
    for i in range(SETTINGS):
        if i == SETTINGS // 2:
            view.button("curves").click()
        for _ in range(source.randint(1, 3)):
            drive(view, shape, source)
        now = setting(view)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", UserWarning)  # torch, on "same" with an even kernel
            layer, x = shape.set_to(now)
            wanted = expected(layer, x, now.at)
        check(view.read(), wanted)
        if i >= SETTINGS // 2:
            check_drawn(view, wanted)
        length = max(t for _, t in wanted.output)
        assert view.range("position") == (0, length)
        seen.add(now)
    assert len(seen) > SETTINGS / 2, "the controls hardly moved"
