"""explore(): sizes by slider; growing one adds values and never changes those that were there."""

from __future__ import annotations

import random

import pytest
from playwright.sync_api import expect

from tests.browser.notebook import Notebook
from tests.browser.view import View

SIZES = ("in channels", "out channels", "kernel size", "length", "groups")
SHAPES = """view => Object.fromEntries([...view.querySelectorAll(".c1d-shape")].map(shape => [
  shape.querySelector(".c1d-name").textContent,
  [...shape.querySelectorAll("b")].map(size => Number(size.textContent)),
]))"""


def shapes(view: View) -> dict[str, list[int]]:
    found: dict[str, list[int]] = view.root.evaluate(SHAPES)
    return found


def test_it_starts_as_the_worked_example(lab: Notebook) -> None:
    view = View(lab.show("explore()"))
    assert view.status() == "out[0, 0, 0] = 0.2545"
    assert shapes(view) == {
        "x": [1, 3, 10],
        "weight": [2, 3, 4],
        "bias": [2],
        "out": [1, 2, 7],
        "parameters": [26],
    }


@pytest.mark.parametrize(
    ("slider", "size", "moves"),
    [
        ("in channels", 5, {"x", "weight", "parameters"}),
        ("out channels", 4, {"weight", "bias", "out", "parameters"}),
        ("kernel size", 2, {"weight", "out", "parameters"}),
        ("length", 14, {"x", "out"}),
    ],
)
def test_which_slider_changes_which_shape(
    lab: Notebook, slider: str, size: int, moves: set[str]
) -> None:
    view = View(lab.show("explore()"))
    before = shapes(view)
    view.slider(slider).fill(str(size))
    after = shapes(view)
    assert {name for name in before if before[name] != after[name]} == moves


def test_growing_never_changes_what_was_there(lab: Notebook) -> None:
    view = View(lab.show("explore()"))
    before = view.read()
    for name, size in (("in channels", 6), ("length", 18), ("out channels", 5)):
        view.slider(name).fill(str(size))
        after = view.read()
        for table in ("inputs", "weights"):
            old, new = getattr(before, table), getattr(after, table)
            assert {key: new[key] for key in old} == old, (name, table)
    view.slider("kernel size").fill("6")
    after = view.read()
    assert {key: after.weights[key] for key in before.weights} == before.weights
    for name, size in (("in channels", 3), ("length", 10), ("out channels", 2)):
        view.slider(name).fill(str(size))
    view.slider("kernel size").fill("4")
    assert view.read() == before


def test_random_sizes_are_what_python_computes(lab: Notebook) -> None:
    source = random.Random(4)
    lab.run(
        "def computed():\n"
        "    out = explorer.layer()(torch.tensor(explorer.x))\n"
        "    sizes = {'x': [*explorer.x.shape], 'weight': [*explorer.weight.shape],\n"
        "        'bias': [len(explorer.bias)], 'out': [*out.shape],\n"
        "        'parameters': [explorer.weight.size + explorer.bias.size]}\n"
        "    return sizes, explorer.explanation.value, out.flatten().tolist()"
    )
    view = View(lab.show("explorer = explore()\nexplorer"))
    view.open_settings()
    for _ in range(5):
        for _ in range(3):
            name = source.choice((*SIZES, "stride", "padding", "dilation", "position"))
            view.slider(name).fill(str(source.randint(*view.range(name))))
        wanted = shapes(view)
        lab.wait_value("computed()[0]", wanted)
        n, o, t = view.at()
        at = "(explorer.batch_item, explorer.output_channel, explorer.position)"
        lab.wait_value(at, (n, o, t))
        _, value, out = lab.value("computed()")
        screen = view.read()
        assert screen.value == pytest.approx(value, abs=1e-4)
        assert [screen.output[key] for key in sorted(screen.output)] == pytest.approx(out, abs=1e-4)


def test_no_bias_stays_no_bias(lab: Notebook) -> None:
    view = View(lab.show("explorer = explore()\nexplorer"))
    lab.run("explorer.bias = None")
    expect(view.root.locator(".c1d-term.c1d-bias")).to_have_count(0)
    view.slider("kernel size").fill("3")
    expect(view.root.locator(".c1d-term.c1d-bias")).to_have_count(0)
    lab.wait_value("(explorer.weight.shape[2], explorer.bias is None)", (3, True))
