"""The kernel is shut down after the first display: all of it goes on, and nothing complains.

Here in JupyterLab; in Notebook 7: test_predict_card.py.
"""

from __future__ import annotations

import random
import warnings

import pytest
from playwright.sync_api import expect

from tests.browser.clockwork import steps
from tests.browser.notebook import Notebook
from tests.browser.test_random_settings import drive, setting
from tests.browser.truth import Shape, check, expected
from tests.browser.view import View

SHAPE = Shape(seed=5, n_items=2, in_channels=4, out_channels=2, kernel_size=3, length=9, groups=2)


def test_all_goes_on_without_the_kernel(mortal_lab: Notebook) -> None:
    mortal_lab.page.emulate_media(reduced_motion="reduce")
    mortal_lab.run(SHAPE.code)
    view = View(mortal_lab.show("explorer = explore(layer, x)\nexplorer"))
    mortal_lab.shut_down_kernel()
    mark = mortal_lab.recorder.mark()

    view.open_settings()
    source = random.Random(8)
    for _ in range(15):
        drive(view, SHAPE, source)
        now = setting(view)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", UserWarning)
            layer, x = SHAPE.set_to(now)
            check(view.read(), expected(layer, x, now.at))
    quiet = view.root.get_by_text("not saved to Python")
    expect(quiet).to_be_visible()

    view.button("reset").click()
    view.cell("bias[0]").click()
    field = view.root.get_by_role("textbox")
    before = view.read().result - view.read().bias
    field.fill("2")
    field.press("Enter")
    assert view.read().result == pytest.approx(before + 2, abs=2e-4)

    view.slider("speed").fill("20")
    view.button("play").click()
    assert len(steps(view.root, 8)) == 8
    view.button("pause").click()
    view.button("copy code").click()
    expect(view.root.get_by_text("copied", exact=True)).to_be_visible()
    expect(quiet).to_be_visible()
    assert mortal_lab.recorder.complaints(mark, kernel_gone=True) == []
    assert mortal_lab.recorder.strangers() == []
