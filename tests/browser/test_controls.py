"""Every control by its accessible name: by mouse and by keyboard."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.notebook import Notebook
from tests.browser.view import View, worked_example
from tests.effort import LONG

SLIDERS = ("position", "stride", "padding", "dilation", "speed")
COMBOBOXES = ("output channel", "batch item", "padding mode")
BUTTONS = ("play", "previous", "next", "first", "last", "reset", "copy code", "full precision")
PLAYGROUND = ("in channels", "out channels", "kernel size", "length", "groups")

BATCH = "_ = torch.manual_seed(1)\nlayer, x = nn.Conv1d(3, 2, 4), torch.randn(2, 3, 10)\n"

REACHABLE = "c => c.checkVisibility() && !c.disabled && c.tabIndex >= 0"
KIND = "c => `${c.localName} ${c.type} ${c.className}`"


def drag(slider: Locator, fraction: float) -> None:
    """Press on the thumb, pull it to a fraction of the track, let go."""
    slider.scroll_into_view_if_needed()
    box = slider.bounding_box()
    assert box is not None
    low, high, now = slider.evaluate("s => [Number(s.min), Number(s.max), Number(s.value)]")
    thumb, mouse = 16, slider.page.mouse
    middle = box["y"] + box["height"] / 2

    def place(share: float) -> float:
        return box["x"] + thumb / 2 + share * (box["width"] - thumb)

    mouse.move(place((now - low) / (high - low)), middle)
    mouse.down()
    mouse.move(place(fraction), middle, steps=4)
    mouse.up()


def test_everything_has_its_name(notebook: Notebook) -> None:
    notebook.run(BATCH)
    view = View(notebook.show("explore(layer, x)"))
    view.open_settings()
    for name in SLIDERS:
        assert view.slider(name).count() == 1, name
    for name in COMBOBOXES:
        assert view.combobox(name).count() == 1, name
    for name in BUTTONS:
        assert view.button(name).count() == 1, name
    for name in PLAYGROUND:
        assert view.slider(name).count() == 0, name


def test_the_playground_has_sliders_for_the_sizes(lab: Notebook) -> None:
    view = View(lab.show("explore()"))
    for name in PLAYGROUND:
        assert view.slider(name).count() == 1, name


def test_the_articles_numbers_are_the_first_thing_seen(notebook: Notebook) -> None:
    view = worked_example(notebook)
    screen = view.read()
    assert view.status() == "out[0, 0, 0] = 0.2545"
    assert (screen.value, screen.result, screen.bias) == (0.2545, 0.2545, 0.0655)
    view.combobox("output channel").select_option("1")
    view.button("next").click()
    view.button("next").click()
    assert view.status() == "out[0, 1, 2] = 0.3290"
    screen = view.read()
    assert (screen.value, screen.result, screen.bias) == (0.3290, 0.3290, -0.1095)


def test_sliders_by_mouse(notebook: Notebook) -> None:
    view = worked_example(notebook)
    drag(view.slider("position"), 1.0)
    assert view.at() == (0, 0, 6)
    drag(view.slider("position"), 0.5)
    assert view.at() == (0, 0, 3)
    view.open_settings()
    drag(view.slider("stride"), 1.0)
    high = view.range("stride")[1]
    assert view.value("stride") == high
    assert view.range("position") == (0, 6 // high)
    drag(view.slider("speed"), 1.0)
    assert view.value("speed") == view.range("speed")[1]


def test_buttons_by_mouse(notebook: Notebook) -> None:
    view = worked_example(notebook)
    for name, t in (("next", 1), ("last", 6), ("next", 6), ("previous", 5), ("first", 0)):
        view.button(name).click()
        assert view.at() == (0, 0, t), name
    view.button("last").click()
    view.combobox("output channel").select_option("1")
    view.open_settings()
    view.slider("stride").fill("2")
    view.button("reset").click()
    assert view.status() == "out[0, 0, 0] = 0.2545"
    assert view.value("stride") == 1


def test_buttons_by_keyboard(notebook: Notebook) -> None:
    view = worked_example(notebook)
    for key, name, t in (("Enter", "next", 1), ("Space", "last", 6), ("Enter", "previous", 5)):
        view.button(name).press(key)
        assert view.at() == (0, 0, t), name
    view.button("reset").press("Enter")
    assert view.at() == (0, 0, 0)


def test_a_click_on_an_output_brings_the_kernel_there(notebook: Notebook) -> None:
    view = worked_example(notebook)
    view.cell("out[0, 1, 2]").click()
    assert view.status() == "out[0, 1, 2] = 0.3290"
    assert view.combobox("output channel").input_value() == "1"
    assert view.value("position") == 2


def test_keys_on_the_stage(notebook: Notebook) -> None:
    view = worked_example(notebook)
    view.stage.focus()
    steps = (
        ("ArrowRight", (0, 0, 1)),
        ("ArrowRight", (0, 0, 2)),
        ("ArrowDown", (0, 1, 2)),
        ("ArrowDown", (0, 1, 2)),
        ("ArrowLeft", (0, 1, 1)),
        ("ArrowUp", (0, 0, 1)),
    )
    for key, at in steps:
        view.stage.press(key)
        assert view.at() == at, key
    view.stage.press("Space")
    expect(view.button("pause")).to_be_visible()
    view.stage.press("Space")
    expect(view.button("play")).to_be_visible()


def test_keys_on_native_controls_are_their_own(notebook: Notebook) -> None:
    view = worked_example(notebook)
    view.slider("position").focus()
    for key, t in (("ArrowRight", 1), ("ArrowUp", 2), ("End", 6), ("ArrowDown", 5), ("Home", 0)):
        view.slider("position").press(key)
        assert view.at() == (0, 0, t), key
    view.combobox("output channel").focus()
    view.combobox("output channel").press("ArrowDown")
    assert view.at() == (0, 1, 0)
    view.combobox("output channel").press("ArrowUp")
    assert view.at() == (0, 0, 0)


def test_keys_never_move_the_notebooks_selection(notebook: Notebook) -> None:
    view = worked_example(notebook)
    notebook.run("'a cell below'")
    cell = notebook.active_cell() - 1
    view.open_settings()
    view.cell("out[0, 0, 0]").scroll_into_view_if_needed()
    controls = view.root.locator("button, input, select, summary, [tabindex]").all()
    reachable = [control for control in controls if control.evaluate(REACHABLE)]
    kinds = {control.evaluate(KIND): control for control in reachable}
    assert len(kinds) > 9
    for control in reachable if LONG else kinds.values():
        notebook.select(cell)
        control.focus()
        for key in ("ArrowDown", "ArrowUp", "ArrowLeft", "ArrowRight"):
            notebook.page.keyboard.press(key)
        assert notebook.active_cell() == cell, control.evaluate("c => c.outerHTML")
        # An odd key: the four could have cancelled each other out.
        notebook.page.keyboard.press("ArrowDown")
        assert notebook.active_cell() == cell, control.evaluate("c => c.outerHTML")


def test_every_control_can_be_reached_by_tab(lab: Notebook) -> None:
    view = worked_example(lab)
    view.open_settings()
    lab.page.evaluate("document.activeElement?.blur()")
    view.button("full precision").focus()
    names = set()
    for _ in range(40):
        lab.page.keyboard.press("Tab")
        name = lab.page.evaluate(
            """() => {
              const at = document.activeElement;
              return at.closest(".c1d") ? at.getAttribute("aria-label") ?? at.textContent : null;
            }"""
        )
        if name is None:
            break
        names.add(name)
    wanted = {*SLIDERS, *BUTTONS, "output channel", "padding mode"} - {"full precision"}
    assert wanted <= names
    for start in ("x[0, ", "weight[0, ", "bias[0]", "out[0, "):
        assert any(name.startswith(start) for name in names), start


def test_copy_code(lab: Notebook) -> None:
    view = worked_example(lab)
    view.cell("out[0, 1, 2]").click()
    view.button("copy code").click()
    expect(view.root.get_by_text("copied", exact=True)).to_be_visible()
    copied = lab.page.evaluate("navigator.clipboard.readText()")
    lab.run("from conv1d_lab.explanation import explain")
    assert copied == lab.value("explain(article.layer(), article.x(), (0, 1, 2)).code")


def test_full_precision_is_one_click_away(lab: Notebook) -> None:
    view = worked_example(lab)
    view.button("full precision").click()
    screen = view.read()
    tensors = lab.value("(article.x()[0].tolist(), article.layer().weight[0].tolist())")
    x, weight = tensors
    for (c, i), value in screen.inputs.items():
        assert value == pytest.approx(x[c][i], rel=1e-7)
    for (c, k), value in screen.weights.items():
        assert value == pytest.approx(weight[c][k], rel=1e-7)
    assert screen.value == pytest.approx(0.25454, abs=1e-4)
    assert len(view.status().split(" = ")[1]) > 8
    view.button("full precision").click()
    assert view.status() == "out[0, 0, 0] = 0.2545"


@pytest.mark.parametrize(
    ("controls", "there", "not_there"),
    [
        ("position", ["position"], ["output channel", "play", "reset", "speed", "stride"]),
        ("channel", ["position", "output channel"], ["play", "reset", "speed", "stride"]),
        ("play", ["position", "output channel", "play", "speed", "reset"], ["stride", "dilation"]),
        ("all", ["position", "output channel", "play", "stride", "padding mode"], []),
    ],
)
def test_stages(lab: Notebook, controls: str, there: list[str], not_there: list[str]) -> None:
    view = worked_example(lab, f", controls={controls!r}")
    if controls == "all":
        view.open_settings()

    def count(name: str) -> int:
        return sum(kind(name).count() for kind in (view.slider, view.combobox, view.button))

    assert {name: count(name) for name in there} == dict.fromkeys(there, 1)
    assert {name: count(name) for name in not_there} == dict.fromkeys(not_there, 0)
    view.slider("position").fill("2")
    assert view.status() == "out[0, 0, 2] = 0.3826"
