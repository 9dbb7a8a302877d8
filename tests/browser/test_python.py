"""Python and the picture hold the same state, each way; what does not fit is refused."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser.notebook import Notebook
from tests.browser.view import View, worked_example

LOOK = (
    "(explorer.position, explorer.output_channel, explorer.stride, explorer.padding, "
    "explorer.dilation, explorer.padding_mode)"
)


def test_the_picture_moves_python(jupyter: Notebook) -> None:
    view = worked_example(jupyter)
    view.open_settings()
    view.combobox("output channel").select_option("1")
    view.slider("stride").fill("2")
    view.slider("padding").fill("2")
    view.slider("dilation").fill("2")
    view.combobox("padding mode").select_option("reflect")
    view.slider("position").fill("3")
    jupyter.wait_value(LOOK, (3, 1, 2, 2, 2, "reflect"))
    shown = view.read()
    value, again = jupyter.value(
        "(explorer.explanation.value, explorer.layer()(torch.tensor(explorer.x))[0, 1, 3].item())"
    )
    assert shown.value == pytest.approx(value, abs=1e-4)
    assert again == pytest.approx(value, abs=1e-6)


def test_python_moves_the_picture(jupyter: Notebook) -> None:
    view = worked_example(jupyter)
    view.open_settings()
    jupyter.run("explorer.position = 2; explorer.output_channel = 1")
    view.wait_status("out[0, 1, 2] = 0.3290")
    assert view.value("position") == 2
    jupyter.run("explorer.stride = 2; explorer.padding = 1; explorer.padding_mode = 'circular'")
    view.wait_at(0, 1, 2)
    expect(view.slider("stride")).to_have_value("2")
    expect(view.slider("padding")).to_have_value("1")
    expect(view.combobox("padding mode")).to_have_value("circular")
    value = jupyter.value("explorer.explanation.value")
    assert view.read().value == pytest.approx(value, abs=1e-4)
    jupyter.run("explorer.weight = explorer.weight * 0 + 1; explorer.bias = [0.0, 0.5]")
    value = jupyter.value("explorer.explanation.value")
    expect(view.cell("bias[1]")).to_have_text("0.5000")
    expect(view.cell("weight[1, 0, 0]")).to_have_text("1.0000")
    assert view.read().value == pytest.approx(value, abs=1e-4)
    jupyter.run("explorer.playing = True")
    expect(view.button("pause")).to_be_visible()
    jupyter.run("explorer.playing = False")
    expect(view.button("play")).to_be_visible()


def test_edits_reach_python(jupyter: Notebook) -> None:
    view = worked_example(jupyter)
    edits = (
        ("x[0, 1, 3]", "-0.25", "float(explorer.x[0, 1, 3])"),
        ("weight[0, 2, 1]", "2", "float(explorer.weight[0, 2, 1])"),
        ("bias[0]", "1.5e-1", "float(explorer.bias[0])"),
    )
    for name, typed, expression in edits:
        view.cell(name).click()
        field = view.root.get_by_role("textbox", name=f"new value of {name}")
        field.fill(typed)
        field.press("Enter")
        expect(field).to_have_count(0)
        wanted = pytest.approx(float(typed), abs=1e-7)
        jupyter.wait_value(expression, wanted)
    view.cell("out[0, 0, 3]").click()
    jupyter.wait_value("explorer.position", 3)
    value = jupyter.value("explorer.layer()(torch.tensor(explorer.x))[0, 0, 3].item()")
    assert view.read().value == pytest.approx(value, abs=1e-4)


def test_an_edit_by_keyboard_can_be_left(lab: Notebook) -> None:
    view = worked_example(lab)
    cell = view.cell("weight[0, 0, 0]")
    before = cell.inner_text()
    for typed, key in (("7", "Escape"), ("seven", "Escape")):
        cell.focus()
        cell.press("F2")
        field = view.root.get_by_role("textbox")
        field.fill(typed)
        if typed == "seven":
            field.press("Enter")
            expect(view.root.get_by_text("is no number")).to_be_visible()
        field.press(key)
        expect(field).to_have_count(0)
        assert cell.inner_text() == before
    cell.press("Enter")
    field = view.root.get_by_role("textbox")
    field.fill("7")
    field.press("Enter")
    expect(cell).to_have_text("7.0000")
    lab.wait_value("float(explorer.weight[0, 0, 0])", 7.0)


BAD = (
    ("stride", "0"),
    ("stride", "1.5"),
    ("position", "7"),
    ("position", "-1"),
    ("position", "'2'"),
    ("output_channel", "2"),
    ("batch_item", "1"),
    ("padding", "-1"),
    ("padding", "'all'"),
    ("dilation", "0"),
    ("dilation", "4"),
    ("padding_mode", "'mirror'"),
    ("groups", "2"),
    ("speed", "0"),
    ("playing", "'yes'"),
    ("weight", "torch.zeros(2, 3, 11)"),
    ("weight", "torch.zeros(2, 2, 4)"),
    ("weight", "torch.zeros(3, 3, 4)"),
    ("weight", "'heavy'"),
    ("bias", "torch.zeros(3)"),
    ("x", "torch.zeros(1, 2, 10)"),
    ("x", "torch.zeros(1, 3, 2)"),
)


TRY = """
def said(name, value):
    try:
        setattr(explorer, name, value)
    except (TypeError, ValueError) as error:
        return str(error)
    except Exception as error:
        return f"a {type(error).__name__}, {error}"
    return "nothing"
"""


def test_bad_values_are_refused_and_the_picture_stays(lab: Notebook) -> None:
    view = worked_example(lab)
    view.slider("position").fill("3")
    lab.wait_value("explorer.position", 3)
    before = view.read()
    lab.run(TRY)
    tries = ", ".join(f"said({trait!r}, {value})" for trait, value in BAD)
    for (trait, value), words in zip(BAD, lab.value(f"[{tries}]"), strict=True):
        assert trait in words, f"{trait} = {value}: {words}"
    lab.wait_idle()
    assert view.read() == before
    assert lab.value(LOOK) == (3, 0, 1, 0, 1, "zeros")


# While an ipywidgets slider glides to where it was clicked, it takes no other click.
GLIDING = re.compile("noUi-state-tap")


def test_jslink_both_ways(jupyter: Notebook) -> None:
    jupyter.run("import ipywidgets")
    area = jupyter.show(
        "explorer = explore(article.layer(), article.x())\n"
        "knob = ipywidgets.IntSlider(max=6)\n"
        "link = ipywidgets.jslink((knob, 'value'), (explorer, 'position'))\n"
        "ipywidgets.VBox([knob, explorer])"
    )
    view = View(area)
    track = area.locator(".widget-slider .noUi-target")
    box = track.bounding_box()
    assert box is not None
    for t in (3, 6, 1):
        across = min(box["width"] * t / 6, box["width"] - 1)  # the right edge is outside
        expect(track).not_to_have_class(GLIDING)
        track.click(position={"x": across, "y": box["height"] / 2}, force=True)
        view.wait_at(0, 0, t)
    jupyter.wait_value("(explorer.position, knob.value)", (1, 1))
    view.button("last").click()
    expect(area.locator(".widget-readout")).to_have_text("6")
    jupyter.wait_value("(explorer.position, knob.value)", (6, 6))


def test_observers_hear_a_step(lab: Notebook) -> None:
    view = worked_example(lab)
    lab.run("heard = []; explorer.observe(lambda change: heard.append(change.new), 'position')")
    view.slider("position").fill("5")
    lab.wait_value("heard[-1:]", [5])
