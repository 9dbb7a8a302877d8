"""Layers in a row in a real notebook: Python and the picture hold the same state, each way."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.notebook import Notebook

CHAIN = """
import torch
from conv1d_lab import explore
torch.manual_seed(0)
model = torch.nn.Sequential(
    torch.nn.Conv1d(2, 3, 3), torch.nn.ReLU(), torch.nn.Sequential(torch.nn.Conv1d(3, 2, 3))
)
chain = explore(model, torch.randn(1, 2, 12), at=(0, 1, 4))
chain
"""


def test_a_chain_moves_with_python_and_python_with_it(lab: Notebook) -> None:
    view = lab.show(CHAIN)
    status = view.get_by_role("status")
    expect(status).to_contain_text("out[0, 1, 4] sees x[4] to x[8]: 5 of 12")
    view.get_by_label("output channel").select_option("0")
    view.get_by_role("slider", name="position").fill("2")
    lab.wait_value("(chain.layer, chain.position)", (2, (0, 0, 2)))
    lab.run("chain.layer = 0; chain.position = (0, 2, 9)")
    expect(status).to_contain_text("out[0, 2, 9] of layer 0 sees x[9] to x[11]: 3 of 12")
    view.get_by_role("checkbox", name="ReLU of layer 1").uncheck()
    lab.wait_value("chain.off", (1,))
    assert lab.value("float(chain.signals[2].min()) < 0")
    lab.run("chain.off = (); chain.x = chain.x[:, :, :8]")
    expect(view.get_by_role("checkbox", name="ReLU of layer 1")).to_be_checked()
    expect(status).to_contain_text("out[0, 2, 5] of layer 0 sees x[5] to x[7]: 3 of 8")
    expect(view.locator(".c1d-labels")).to_contain_text("(1, 3, 6)")


def test_a_stack_moves_with_python_and_python_with_it(lab: Notebook) -> None:
    view = lab.show(
        "from conv1d_lab import explore\n"
        "stack = explore.stack(dilation=(1, 2, 4), padding='causal', length=20)\nstack"
    )
    status = view.get_by_role("status")
    expect(status).to_contain_text("out[0, 0, 19] sees x[5] to x[19]: 15 of 20")
    view.get_by_role("slider", name="length").fill("16")
    lab.wait_value("(stack.stack['length'], stack.position)", (16, (0, 0, 15)))
    lab.run("stack.stack = {**stack.stack, 'padding': 'same'}")
    expect(view.get_by_label("padding")).to_have_value("same")
    assert lab.value("stack.shapes[-1]") == (1, 1, 16)
    lab.run("stack.stack = {**stack.stack, 'padding': 'none', 'length': 6}")
    expect(view).to_contain_text("Kernel size can't be greater than actual input size")
    assert lab.value("stack.broken[0]") == 2
