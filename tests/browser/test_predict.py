"""predict=True asks which numbers stay, then for each result before it is shown."""

from __future__ import annotations

import re
from typing import Any

import pytest
import torch
from playwright.sync_api import expect
from torch import nn

from conv1d_lab import article, explore
from conv1d_lab.explorer.widget import Explorer
from tests.browser.notebook import Notebook
from tests.browser.opened import Open, Opened
from tests.browser.view import View, worked_example

SECRETS = ("0.2545", "0.25448", "0.1890", "0.3342", "0.3290")
KINDS = ("the input", "the weights", "the products", "the sums", "the bias", "the result")
STAY = ("the input", "the weights", "the bias")


def example(**arguments: Any) -> Explorer:
    return explore(article.layer(), article.x(), predict=True, **arguments)


def edges(**arguments: Any) -> Explorer:
    """Small whole numbers: 0, 0, 1, 0 ..."""
    layer = nn.Conv1d(1, 1, 2, bias=False)
    with torch.no_grad():
        layer.weight.copy_(torch.tensor([[[-1.0, 1.0]]]))
    x = torch.tensor([[[0.0, 0, 0, 1, 1, 1, 1, 0, 0, 0]]])
    return explore(layer, x, predict=True, **arguments)


def say_what_stays(view: View, kinds: tuple[str, ...] = STAY) -> None:
    for kind in kinds:
        view.root.get_by_role("checkbox", name=kind, exact=True).check()
    view.button("commit").click()


def guess(view: View, number: str) -> None:
    view.root.get_by_role("textbox", name="your guess").fill(number)
    view.button("commit").click()


def reply(view: View) -> str:
    return view.root.locator(".c1d-verdict").text_content() or ""


@pytest.fixture
def asked(opened: Open) -> Opened:
    """The worked example, after the question which numbers stay."""
    shown = opened(example())
    say_what_stays(shown.view)
    return shown


def test_nothing_gives_the_result_away(lab: Notebook) -> None:
    view = worked_example(lab, ", predict=True")
    assert view.status() == "out[0, 0, 0] = ?"
    for name in ("product", "sum", "result"):
        view.root.locator(f"[data-cell={name}]").first.hover()
    everything = view.root.inner_text() + str(view.root.evaluate("view => view.outerHTML"))
    for secret in SECRETS:
        assert secret not in everything, secret
    written = str(lab.value("(repr(explorer), explorer._repr_mimebundle_()[0])"))
    written += str(lab.value("explorer.page_html().partition('<script')[0]"))
    for secret in SECRETS:
        assert secret not in written, secret
    assert "out[0, 0, 0] = ?" in written


# --------------------------------------------------------------------------- which numbers stay


def test_what_stays_is_clicked_in_the_picture(opened: Open) -> None:
    view = opened(example()).view
    expect(view.root.get_by_role("textbox", name="your guess")).to_be_hidden()
    for name, kind in zip(("input", "weight", "bias"), STAY, strict=True):
        view.root.locator(f"[data-cell={name}]").first.click()
        expect(view.root.get_by_role("checkbox", name=kind, exact=True)).to_be_checked()
    for name in ("product", "sum", "result"):  # in, and out again
        cell = view.root.locator(f"[data-cell={name}]").last
        cell.click()
        cell.click()
    assert view.root.get_by_role("checkbox", checked=True).count() == 3
    expect(view.root.locator("input.c1d-edit")).to_have_count(0)
    view.button("commit").click()
    assert reply(view).startswith("✓ Right: the input, the weights and the bias stay")
    expect(view.root.get_by_role("textbox", name="your guess")).to_be_focused()
    assert view.status() == "out[0, 0, 0] = ?"


def test_what_was_wrong_is_named(opened: Open) -> None:
    view = opened(example()).view
    say_what_stays(view, ("the weights", "the products"))
    assert reply(view).startswith(
        "✗ Not quite: you left out the input and the bias, and you took in the products. "
    )


def test_it_is_asked_once_and_never_where_the_kernel_cannot_move(opened: Open) -> None:
    view = opened(edges()).view
    assert view.root.get_by_role("checkbox", name="the bias").count() == 0
    say_what_stays(view, STAY[:2])
    assert reply(view).startswith("✓ Right")
    view.button("next").click()
    expect(view.root.get_by_role("textbox", name="your guess")).to_be_visible()
    still = opened(explore(nn.Conv1d(1, 1, 3), torch.rand(1, 1, 3), predict=True)).view
    expect(still.root.get_by_role("textbox", name="your guess")).to_be_visible()


# ------------------------------------------------------------------------------------- a number


def test_right_close_and_wrong(asked: Opened) -> None:
    view = asked.view
    guess(view, "0.2546")  # by hand from printed numbers: within 5e-4
    assert view.status() == "out[0, 0, 0] = 0.2545"
    assert reply(view) == "✓ Right. You said 0.2546; it is 0.2545. Now move the kernel."
    view.button("next").click()
    assert view.status() == "out[0, 0, 1] = ?"
    guess(view, "0,3")
    assert reply(view) == "≈ Close. You said 0.3; it is 0.3342. Now move the kernel."
    view.button("next").click()
    guess(view, "0.9")
    assert reply(view) == "✗ You said 0.9; it is 0.3826, 0.5174 away. Now move the kernel."
    view.button("previous").click()
    assert view.status() == "out[0, 0, 1] = 0.3342"
    assert reply(view).startswith("≈ Close.")


def test_whole_numbers_are_asked_for_as_such(opened: Open) -> None:
    view = opened(edges()).view
    say_what_stays(view, STAY[:2])
    assert "rough" not in view.root.locator(".c1d-predict").inner_text()
    guess(view, "0.3")
    assert reply(view) == "✗ You said 0.3; it is 0, 0.3000 away. Now move the kernel."
    for t, value in enumerate((0, 1, 0, 0, 0, -1, 0, 0), 1):
        view.button("next").click()
        guess(view, str(value))
        assert view.status() == f"out[0, 0, {t}] = {value}"
        assert reply(view).startswith(f"✓ Right. You said {value}; it is {value}.")
    assert "Now" not in reply(view), "all are guessed"


def test_the_last_of_a_channel_sends_to_another(opened: Open) -> None:
    layer, x = nn.Conv1d(1, 2, 3), torch.rand(1, 1, 4)
    view = opened(explore(layer, x, predict=True)).view
    say_what_stays(view)
    guess(view, "0")
    view.button("next").click()
    guess(view, "0")
    assert reply(view).endswith(" Now take another output channel.")


@pytest.mark.parametrize(
    ("typed", "said"),
    [("about a quarter", "is no number"), ("", "nothing is typed"), ("1,234", "may be 1234 or 1.")],
)
def test_no_number_is_no_guess(asked: Opened, typed: str, said: str) -> None:
    guess(asked.view, typed)
    assert asked.view.status() == "out[0, 0, 0] = ?"
    assert said in reply(asked.view)


def test_enter_commits_and_the_keys_go_on(notebook: Notebook) -> None:
    view = worked_example(notebook, ", predict=True")
    say_what_stays(view)
    box = view.root.get_by_role("textbox", name="your guess")
    box.fill("0.2545")
    box.press("Enter")
    assert view.status() == "out[0, 0, 0] = 0.2545"
    expect(view.stage).to_be_focused()
    view.page.keyboard.press("ArrowRight")
    assert view.status() == "out[0, 0, 1] = ?"


def test_a_guess_is_kept_for_each_batch_item(opened: Open) -> None:
    view = opened(explore(nn.Conv1d(3, 2, 4), torch.randn(2, 3, 10), predict=True)).view
    say_what_stays(view)
    guess(view, "0")
    guessed = view.status()
    assert "?" not in guessed
    view.combobox("batch item").select_option("1")
    assert view.status() == "out[1, 0, 0] = ?"
    view.combobox("batch item").select_option("0")
    assert view.status() == guessed


def test_reset_gives_no_answer_away(lab: Notebook) -> None:
    view = worked_example(lab, ", controls='play'")
    lab.run("explorer.controls = 'all'; explorer.predict = True")
    expect(view.root.locator("details.c1d-settings")).to_be_visible()
    view.button("next").click()
    view.button("reset").click()
    assert view.status() == "out[0, 0, 0] = ?"
    expect(view.root.locator("details.c1d-settings")).to_be_visible()


# ----------------------------------------------------------------------------- play, and pointing


def test_play_waits_for_each_guess_and_says_so(asked: Opened) -> None:
    view = asked.view
    view.slider("speed").fill("30")
    view.button("play").click()
    expect(view.button("play")).to_be_visible()
    assert reply(view) == "Play waits here for your answer."
    assert view.at() == (0, 0, 0)
    guess(view, "0.25")
    view.button("play").click()
    view.wait_at(0, 0, 1)  # shown already, so it goes on, and stops at the next
    expect(view.button("play")).to_be_visible()
    expect(view.root.locator(".c1d-verdict")).to_have_text("Play waits here for your answer.")
    assert view.at() == (0, 0, 1)


def test_python_cannot_play_past_a_guess(lab: Notebook) -> None:
    view = worked_example(lab, ", predict=True")
    lab.run("explorer.playing = True")
    lab.wait_value("explorer.playing", False)
    assert view.status() == "out[0, 0, 0] = ?"


def test_what_is_guessed_already_is_played(opened: Open) -> None:
    layer = nn.Conv1d(1, 1, 3)
    view = opened(explore(layer, torch.rand(1, 1, 4), predict=True)).view
    say_what_stays(view)
    for name in ("next", "previous"):
        guess(view, "0")
        view.button(name).click()
    view.slider("speed").fill("30")
    view.button("play").click()
    view.wait_at(0, 0, 1)
    view.wait_at(0, 0, 0)
    expect(view.button("pause")).to_be_visible()


def test_nobody_is_sent_to_where_the_kernel_is(asked: Opened) -> None:
    view = asked.view
    readout = view.root.locator(".c1d-readout")
    view.cell("out[0, 0, 5]").hover()
    expect(readout).to_have_text("out[0, 0, 5] = not yet guessed. Click to bring the kernel here.")
    view.cell("out[0, 0, 5]").click()
    expect(readout).to_have_text("out[0, 0, 5] = not yet guessed. The kernel is here.")


def test_without_javascript_nothing_is_given_away() -> None:
    html = example().page_html()
    found = re.search(r"<noscript>(.*?)</noscript>", html, re.DOTALL)
    assert found
    assert "out[0, 0, 0] = ?, for you to predict" in found[1]
    assert not any(secret in found[1] for secret in SECRETS)
