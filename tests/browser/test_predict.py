"""predict=True hides each new result until a guess is committed, then shows both."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.notebook import Notebook
from tests.browser.view import View, worked_example


def visible_text(view: View) -> str:
    return view.root.inner_text()


def commit(view: View, number: str) -> None:
    view.root.get_by_role("textbox", name="your guess").fill(number)
    view.button("commit").click()


def test_nothing_gives_the_result_away(lab: Notebook) -> None:
    view = worked_example(lab, ", predict=True")
    assert view.status() == "out[0, 0, 0] = ?"
    everything = visible_text(view) + str(view.root.evaluate("view => view.outerHTML"))
    for secret in ("0.2545", "0.25448", "0.1890", "0.3342", "0.3290"):
        assert secret not in everything, secret


def test_a_right_and_a_wrong_number(notebook: Notebook) -> None:
    view = worked_example(notebook, ", predict=True")
    commit(view, "0.2546")  # by hand from printed numbers: within 5e-4
    assert view.status() == "out[0, 0, 0] = 0.2545"
    expect(view.root.get_by_text("Right. You said 0.2546")).to_be_visible()
    view.button("next").click()
    assert view.status() == "out[0, 0, 1] = ?"
    commit(view, "0.9")
    assert view.status() == "out[0, 0, 1] = 0.3342"
    expect(view.root.get_by_text("You said 0.9; it is 0.3342")).to_be_visible()
    view.button("previous").click()
    assert view.status() == "out[0, 0, 0] = 0.2545"


def test_same_or_changes(lab: Notebook) -> None:
    view = worked_example(lab, ", predict=True")
    expect(view.button("same")).to_be_disabled()
    commit(view, "0")
    view.combobox("output channel").select_option("1")
    view.button("changes").click()
    assert view.status() == "out[0, 1, 0] = 0.3725"
    expect(view.root.get_by_text("Right. You said “changes”")).to_be_visible()


def test_no_number_is_no_guess(lab: Notebook) -> None:
    view = worked_example(lab, ", predict=True")
    commit(view, "about a quarter")
    assert view.status() == "out[0, 0, 0] = ?"
    expect(view.root.get_by_text("is no number")).to_be_visible()


def focused(view: View) -> str:
    return str(view.page.evaluate("document.activeElement.className"))


def test_enter_commits_and_the_keys_go_on(notebook: Notebook) -> None:
    view = worked_example(notebook, ", predict=True")
    box = view.root.get_by_role("textbox", name="your guess")
    box.fill("0.2545")
    box.press("Enter")
    assert view.status() == "out[0, 0, 0] = 0.2545"
    view.page.keyboard.press("ArrowRight")
    assert view.status() == "out[0, 0, 1] = ?"
    view.button("changes").focus()
    view.page.keyboard.press("Enter")
    assert view.status() == "out[0, 0, 1] = 0.3342"
    assert "stage" in focused(view)


def test_a_guess_is_kept_for_each_batch_item(lab: Notebook) -> None:
    lab.run("_ = torch.manual_seed(1)\nlayer, x = nn.Conv1d(3, 2, 4), torch.randn(2, 3, 10)")
    view = View(lab.show("explore(layer, x, predict=True)"))
    commit(view, "0")
    guessed = view.status()
    assert "?" not in guessed
    view.combobox("batch item").select_option("1")
    assert view.status() == "out[1, 0, 0] = ?"
    view.combobox("batch item").select_option("0")
    assert view.status() == guessed


def test_reset_gives_no_answer_away(lab: Notebook) -> None:
    view = worked_example(lab, ", controls='play'")
    lab.run("explorer.controls = 'all'; explorer.predict = True")
    expect(view.root.locator("details.settings")).to_be_visible()
    view.button("next").click()
    view.button("reset").click()
    assert view.status() == "out[0, 0, 0] = ?"
    expect(view.root.locator("details.settings")).to_be_visible()
