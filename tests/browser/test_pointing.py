"""Pointing: an input marks the outputs it feeds, a weight the inputs it meets; never read."""

from __future__ import annotations

import pytest
import torch
from playwright.sync_api import expect
from torch import nn

from conv1d_lab import article, explore
from tests.browser.notebook import Notebook
from tests.browser.opened import Open
from tests.browser.truth import Shape
from tests.browser.view import View, worked_example

MARKED = """view => [...view.querySelectorAll(".c1d-cell.c1d-marked")]
  .map(cell => cell.getAttribute("aria-label").split(" = ")[0]).sort()"""


def marked(view: View) -> set[str]:
    return set(view.root.evaluate(MARKED))


def fed(shape: Shape, c: int, p: int) -> set[str]:
    """The outputs that really change with x[0, c, p], by torch's own gradient."""
    layer, x = shape.make()
    layer.weight.data.fill_(1)
    x.requires_grad_()
    out = layer(x)
    names: set[str] = set()
    for o in range(out.shape[1]):
        for t in range(out.shape[2]):
            x.grad = None
            out[0, o, t].backward(retain_graph=True)
            assert x.grad is not None
            if x.grad[0, c, p] != 0:
                names.add(f"out[0, {o}, {t}]")
    return names


SHAPES = (
    Shape(seed=1, n_items=1, in_channels=3, out_channels=2, kernel_size=4, length=10),
    Shape(
        seed=2,
        n_items=1,
        in_channels=4,
        out_channels=4,
        kernel_size=3,
        length=9,
        groups=2,
        stride=2,
        dilation=2,
        padding=1,
        padding_mode="reflect",
    ),
)


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("how", ["mouse", "keyboard"])
def test_an_input_marks_what_it_feeds(lab: Notebook, shape: Shape, how: str) -> None:
    lab.run(shape.code)
    view = View(lab.show("explore(layer, x)"))
    for c, p in ((0, 0), (1, 4), (2, 5), (0, shape.length - 1)):
        cell = view.cell(f"x[0, {c}, {p}]")
        if how == "mouse":
            cell.hover()
        else:
            cell.focus()
        assert marked(view) == fed(shape, c, p), (c, p)
    if how == "mouse":
        lab.page.mouse.move(2, 2)
        assert marked(view) == set()


def test_a_weight_marks_what_it_meets(lab: Notebook) -> None:
    view = worked_example(lab)
    view.cell("weight[0, 1, 2]").hover()
    assert marked(view) == {f"x[0, 1, {p}]" for p in range(2, 9)}


def test_what_no_window_reads_is_told(lab: Notebook) -> None:
    view = worked_example(lab)
    view.open_settings()
    labels = (
        "view => [...view.querySelectorAll('.c1d-cell')].map(c => c.getAttribute('aria-label'))"
    )

    def never() -> set[str]:
        found = view.root.evaluate(labels)
        return {name.split(" = ")[0] for name in found if name and name.endswith("never read")}

    assert never() == set()
    view.slider("stride").fill("5")  # two windows of four: positions 4 and 9 are left
    assert never() == {f"x[0, {c}, {p}]" for c in range(3) for p in (4, 9)}
    view.button("reset").click()
    view.slider("stride").fill("2")
    view.slider("dilation").fill("2")  # every odd position
    view.slider("padding").fill("0")
    assert never() >= {f"x[0, {c}, {p}]" for c in range(3) for p in (1, 3, 5, 7, 9)}


MADE = (
    ("product", 6, "x[0, 1, 4] × weight[1, 1, 2] = 0.9105 × -0.0896 = -0.0816."),
    ("sum", 1, "a2 adds the 4 products of channel 1 = 0.0176 + 0.1872 - 0.0816 - 0.0142 = 0.1090."),
    ("sum", 4, "a2 adds the 4 products of channel 1 = 0.0176 + 0.1872 - 0.0816 - 0.0142 = 0.1090."),
    (
        "result",
        0,
        "out[0, 1, 2] = a1 + a2 + a3 + bias[1] = 0.1450 + 0.1090 + 0.1845 - 0.1095 = 0.3290.",
    ),
)


def test_a_number_says_what_it_is_made_of(opened: Open) -> None:
    view = opened(explore(article.layer(), article.x(), at=(0, 1, 2))).view
    for kind, index, said in MADE:
        view.root.locator(f"[data-cell={kind}]").nth(index).hover()
        expect(view.root.locator(".c1d-readout")).to_have_text(said)


def test_a_product_marks_its_two_factors_and_a_result_all(opened: Open) -> None:
    view = opened(explore(article.layer(), article.x(), at=(0, 1, 2))).view
    view.root.locator("[data-cell=product]").nth(6).hover()
    assert marked(view) == {"x[0, 1, 4]", "weight[1, 1, 2]"}
    view.root.locator("[data-cell=sum]").first.hover()
    window = {f"x[0, 0, {p}]" for p in range(2, 6)} | {f"weight[1, 0, {k}]" for k in range(4)}
    assert marked(view) == window
    view.root.locator("[data-cell=result]").hover()
    assert len(marked(view)) == 24


def test_what_a_number_is_made_of_follows_the_kernel(opened: Open) -> None:
    layer = nn.Conv1d(1, 1, 2, padding=1)
    with torch.no_grad():
        layer.weight.copy_(torch.tensor([[[2.0, 3.0]]]))
        layer.bias.fill_(-1)  # type: ignore[union-attr]
    view = opened(explore(layer, torch.tensor([[[5.0, 7.0]]]))).view
    readout = view.root.locator(".c1d-readout")
    view.root.locator("[data-cell=result]").hover()
    expect(readout).to_have_text("out[0, 0, 0] = a1 + bias[0] = 15 - 1 = 14.")
    view.stage.press("ArrowRight")
    expect(readout).to_have_text("out[0, 0, 1] = a1 + bias[0] = 31 - 1 = 30.")
    view.button("first").click()
    view.root.locator("[data-cell=product]").first.hover()
    expect(readout).to_have_text("padding × weight[0, 0, 0] = 0 × 2 = 0.")


UNDER = """view => [...view.querySelectorAll("[data-cell=input]")]
  .map(cell => cell.getAttribute("aria-label")).filter(name => name.includes(" under "))"""


def test_the_window_and_the_products_can_be_heard(opened: Open) -> None:
    view = opened(explore(article.layer(), article.x(), at=(0, 1, 2))).view

    def under() -> set[str]:
        return set(view.root.evaluate(UNDER))

    assert "x[0, 0, 2] = 0.1077, under weight[1, 0, 0]" in under()
    assert len(under()) == 12
    view.slider("position").fill("6")
    view.combobox("output channel").select_option("0")
    assert "x[0, 2, 9] = 0.8831, under weight[0, 2, 3]" in under()
    assert len(under()) == 12
    product = view.root.get_by_role("img", name="x times weight[0, 2, 3]")
    expect(product).to_have_accessible_name("-0.0281, x times weight[0, 2, 3]")


def test_only_the_channels_that_a_kernel_reads_lie_under_it(opened: Open) -> None:
    view = opened(explore(nn.Conv1d(4, 4, 3, groups=2), torch.rand(1, 4, 9))).view
    for o, channels in ((0, {0, 1}), (3, {2, 3})):
        view.combobox("output channel").select_option(str(o))
        names = view.root.evaluate(UNDER)
        assert {int(name.split(", ")[1]) for name in names} == channels
        assert len(names) == 6
