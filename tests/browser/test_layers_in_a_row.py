"""Layers in a row, driven by their real controls: what is said is what torch computes."""

from __future__ import annotations

import random
import re
from typing import Any

import pytest
import torch
from playwright.sync_api import Locator, Page, expect
from torch import nn

from conv1d_lab import explore
from tests.browser.opened import Open
from tests.browser.test_accessibility import violations
from tests.js.test_chain import paths
from tests.random_chains import ChainCase, layers_of, random_chain

SEES = re.compile(
    r" sees (?:nothing of )?x(?:\[(\d+)\](?: to x\[(\d+)\])?(?:, with gaps)?: (\d+) of)?"
)


def chain_of(page: Page) -> Locator:
    return page.get_by_role("group", name="Layers in a row")


def choose(view: Locator, case: ChainCase, draw: random.Random) -> tuple[int, int, int]:
    """Choose an element by the controls, as (layer, o, t)."""
    layers = layers_of(case.model)
    shown = [i for i, one in enumerate(layers) if not isinstance(one, nn.Identity | nn.Dropout)]
    layer = draw.choice(shown)
    _, channels, length = case.signals[layer + 1].shape
    o, t = draw.randrange(channels), draw.randrange(length)
    picker = view.get_by_role("combobox", name="layer", exact=True)
    picker.select_option(index=1 + shown.index(layer))
    view.get_by_role("combobox", name="output channel").select_option(str(o))
    view.get_by_role("slider", name="position").fill(str(t))
    return layer, o, t


def seen_by(case: ChainCase, layer: int, o: int, t: int) -> list[int]:
    """The positions of x that an output depends on, by the gradient of a linear copy."""
    signals = paths(case)
    signals[layer + 1][0, o, t].backward()  # type: ignore[no-untyped-call]
    assert signals[0].grad is not None
    return signals[0].grad[0].sum(0).nonzero().flatten().tolist()


def said(view: Locator) -> tuple[str, list[str]]:
    status = view.get_by_role("status").inner_text().replace("\n", " ")
    found = SEES.search(status)
    assert found, status
    return status, [one for one in found.groups() if one is not None]


@pytest.mark.parametrize("seed", range(3, 6))
def test_what_an_output_is_and_sees_is_torchs(opened: Open, seed: int) -> None:
    case, draw = random_chain(seed), random.Random(seed)
    shown = opened(explore(case.model, case.x))
    view = chain_of(shown.page)
    for _ in range(6):
        layer, o, t = choose(view, case, draw)
        last = layer == len(case.signals) - 2
        name = f"out[0, {o}, {t}]" + ("" if last else f" of layer {layer}")
        expect(view.get_by_role("status")).to_contain_text(f"{name} = ")
        status, numbers = said(view)
        value = float(status.split(" = ")[1].split(" ")[0])
        right = signals_on(case)[layer + 1][0, o, t]
        assert value == pytest.approx(float(right), abs=6e-5, rel=1e-4)
        seen = seen_by(case, layer, o, t)
        ends = sorted({seen[0], seen[-1]}) if seen else []
        assert [int(one) for one in numbers] == ([*ends, len(seen)] if seen else [])


def signals_on(case: ChainCase) -> list[torch.Tensor]:
    """Every signal with all nonlinearities on, as a new explorer shows them."""
    signals = [case.x]
    with torch.no_grad():
        for layer in layers_of(case.model):
            signals.append(layer(signals[-1]))
    return signals


@pytest.fixture
def small() -> Any:
    torch.manual_seed(0)
    model = nn.Sequential(nn.Conv1d(2, 2, 3), nn.ReLU(), nn.Conv1d(2, 1, 3)).eval()
    return model, torch.randn(1, 2, 9)


def test_keys_lead_along_time_and_from_layer_to_layer(opened: Open, small: Any) -> None:
    shown = opened(explore(*small))
    view = chain_of(shown.page)
    status = view.get_by_role("status")
    view.get_by_role("slider", name="the signals").focus()
    for key, said in (
        ("ArrowRight", "out[0, 0, 1] sees x[1] to x[5]: 5 of 9"),
        ("ArrowUp", "out[0, 1, 2] of layer 1 sees x[2] to x[4]: 3 of 9"),
        ("ArrowUp", "out[0, 0, 2] of layer 1 sees x[2] to x[4]: 3 of 9"),
        ("PageUp", "out[0, 0, 2] of layer 0 sees x[2] to x[4]: 3 of 9"),
        ("PageUp", "x[0, 0, 3] reaches out[0] to out[3]: 4 of 5"),
        ("ArrowDown", "x[0, 1, 3] reaches out[0] to out[3]: 4 of 5"),
        ("End", "x[0, 1, 8] reaches out[4]: 1 of 5"),
        ("Home", "x[0, 1, 0] reaches out[0]: 1 of 5"),
    ):
        shown.page.keyboard.press(key)
        expect(status).to_contain_text(said)


def test_a_number_is_taken_apart_and_a_switch_leaves_one_kernel(opened: Open, small: Any) -> None:
    model, x = small
    shown = opened(explore(model, x))
    view = chain_of(shown.page)
    view.get_by_text("the layers as one kernel").click()
    expect(view.get_by_text("Layer 1, ReLU, is not linear")).to_be_visible()
    switch = view.get_by_role("checkbox", name="ReLU of layer 1")
    switch.press(" ")
    expect(switch).not_to_be_checked()
    expect(switch).to_be_focused()
    expect(view.get_by_text("One kernel does the same: 5 taps")).to_be_visible()
    with torch.no_grad():
        right = model[2](model[0](x))[0, 0].tolist()
    status = view.get_by_role("status").first
    expect(status).to_contain_text(f"out[0, 0, 0] = {right[0]:.4f}")
    view.get_by_text("take this number apart").click()
    inner = view.get_by_role("group", name="Conv1d explorer")
    inner.get_by_role("slider", name="position", exact=True).fill("2")
    expect(status).to_contain_text(f"out[0, 0, 2] = {right[2]:.4f}")


def test_another_batch_item_is_drawn_and_taken_apart(opened: Open, small: Any) -> None:
    model, x = small
    shown = opened(explore(model, torch.cat([x, x + 1])))
    view = chain_of(shown.page)
    view.get_by_text("take this number apart").click()
    sheet = view.locator(".c1d-sheet")
    before = sheet.screenshot()
    view.get_by_role("combobox", name="batch item").select_option("1")
    with torch.no_grad():
        right = float(model(x + 1)[0, 0, 0])
    inner = view.get_by_role("group", name="Conv1d explorer")
    expect(inner.get_by_role("status")).to_contain_text(f" = {right:.4f}")
    assert sheet.screenshot() != before


def test_a_pointer_finds_an_element_where_it_is_drawn(opened: Open, small: Any) -> None:
    model, x = small
    shown = opened(explore(model, x))
    view = chain_of(shown.page)
    sheet = view.locator("canvas")
    box = sheet.bounding_box()
    assert box is not None
    expect(view.locator(".c1d-readout")).to_contain_text("Point at a place")
    gutter, column = 178, (box["width"] - 180) / 9
    place = {"x": gutter + 3.5 * min(60, column), "y": 15}
    sheet.hover(position=place)  # type: ignore[arg-type]
    right = float(x[0, 0, 3])
    expect(view.locator(".c1d-readout").first).to_contain_text(
        f"x[0, 0, 3] = {right:.4f}; x[0, 0, 3]"
    )
    sheet.click(position=place)  # type: ignore[arg-type]
    expect(view.get_by_role("status")).to_contain_text(
        "x[0, 0, 3] reaches out[0] to out[3]: 4 of 5"
    )


def test_a_stack_counts_as_torch_and_shows_an_error_at_its_place(opened: Open) -> None:
    shown = opened(explore.stack(2, kernel_size=3, channels=2, out_channels=4, length=12))
    view = shown.page.get_by_role("group", name="A stack of layers")
    view.get_by_role("combobox", name="dilations").select_option("1, 2, 4 ...")
    view.get_by_role("slider", name="layers").fill("3")
    model = nn.Sequential(*(nn.Conv1d(c, 4, 3, dilation=d) for c, d in ((2, 1), (4, 2), (4, 4))))
    with pytest.raises(RuntimeError, match="Kernel size can't be greater") as problem:
        model(torch.zeros(1, 2, 12))
    expect(view.get_by_role("alert")).to_have_text(f"RuntimeError: {problem.value}")
    view.get_by_role("slider", name="length").fill("20")
    expect(view.get_by_role("alert")).to_have_count(0)
    length = model(torch.zeros(1, 2, 20)).shape[2]
    parameters = sum(one.numel() for one in model.parameters())
    said = f"20 positions become {length}; the receptive field is 15; {parameters} parameters"
    expect(view.get_by_text(said)).to_be_visible()
    view.get_by_role("spinbutton", name="in channels of layer 2").fill("3")
    with pytest.raises(RuntimeError, match="to have 3 channels") as problem:
        nn.Conv1d(3, 4, 3, dilation=2)(torch.zeros(1, 4, 18))
    expect(view.get_by_role("alert")).to_have_text(f"RuntimeError: {problem.value}")
    view.get_by_role("spinbutton", name="in channels of layer 2").fill("4")
    view.get_by_role("combobox", name="padding").select_option("same")
    view.get_by_role("spinbutton", name="stride of layer 3").fill("2")
    with pytest.raises(ValueError, match="not supported for strided") as refused:
        nn.Conv1d(4, 4, 3, stride=2, padding="same")
    expect(view.get_by_role("alert")).to_have_text(f"ValueError: {refused.value}")
    view.get_by_role("spinbutton", name="stride of layer 3").fill("1")
    view.get_by_role("combobox", name="padding").select_option("causal")
    status = view.get_by_role("status")
    expect(status).to_contain_text("out[0, 0, 19] sees x[5] to x[19]: 15 of 20")
    view.get_by_role("combobox", name="layer", exact=True).select_option("layer 2")
    expect(status).to_contain_text("out[0, 0, 19] of layer 2 sees x[13] to x[19]: 7 of 20")


def test_axe_finds_nothing_and_nothing_is_cut_on_a_phone(opened: Open, small: Any) -> None:
    stack = opened(explore.stack(2, in_channels=(1, 3), length=12))
    chain = opened(explore(*small))
    for summary in chain_of(chain.page).locator("summary").all():
        summary.click()
    for shown in (stack, chain):
        for scheme in ("light", "dark"):
            shown.page.emulate_media(color_scheme=scheme)
            assert violations(shown.page, ".conv1d-chain") == "", scheme
        shown.resize({"width": 360, "height": 740})
        assert shown.page.evaluate("document.documentElement.scrollWidth") <= 360


def test_the_address_of_a_saved_page_keeps_what_is_chosen(opened: Open) -> None:
    torch.manual_seed(0)
    model = nn.Sequential(nn.Conv1d(1, 2, 3), nn.ReLU(), nn.Conv1d(2, 2, 3))
    shown = opened(explore(model, torch.randn(1, 1, 12)), "#layer=1&o=1&t=4&off=1")
    view = chain_of(shown.page)
    expect(view.get_by_role("status")).to_contain_text("out[0, 1, 4] of layer 1 sees x[4] to x[6]")
    expect(view.get_by_role("checkbox")).not_to_be_checked()
    view.get_by_role("slider", name="position").fill("7")
    view.get_by_role("checkbox").check()
    expect(shown.page).to_have_url(re.compile(r"#layer=1&o=1&t=7$"))
    shown.page.evaluate("location.hash = '#layer=99&t=-3&o=x'")
    expect(view.get_by_role("status")).to_contain_text("out[0, 0, 0] sees x[0] to x[4]: 5 of 12")
