"""The card of ``predict``: it asks, is answered and replies; in Jupyter and on a plain page."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbconvert import HTMLExporter
from playwright.sync_api import BrowserContext, Locator, Page, expect

from conv1d_lab.exercises.catalogue import find_prediction
from conv1d_lab.exercises.prediction_card import predict
from conv1d_lab.explorer.in_notebook import EXPORT
from conv1d_lab.explorer.module import joined
from conv1d_lab.static_files import themed
from tests.browser.notebook import Notebook

CHOICE, NUMBER = (find_prediction(name) for name in ("new_window", "places"))
MOUNT = """async ([source, state]) => {
  const blob = new Blob([source], { type: "text/javascript" });
  const module = await import(URL.createObjectURL(blob));
  window.told = [];
  window.card = module.mount(document.body, state, predicted => window.told.push([...predicted]));
}"""


def show(notebook: Notebook, name: str) -> Locator:
    """Show a card that nobody has answered."""
    notebook.run("from conv1d_lab import predict")
    index = notebook.run(f'card = predict("{name}"); card.predicted = []; card')
    card = notebook.output(index).locator(".conv1d-predict")
    card.scroll_into_view_if_needed()
    return card


def answer(card: Locator, text: str) -> None:
    if card.get_by_role("textbox").count():
        card.get_by_role("textbox").fill(text)
    else:
        card.get_by_role("radio", name=text, exact=True).check()
    card.get_by_role("button", name="Answer").click()


def replied(card: Locator, text: str) -> None:
    expect(card.get_by_role("status")).to_contain_text(text.replace("`", ""))


def test_by_keyboard_alone(notebook: Notebook) -> None:
    first, second, *_ = CHOICE.replies
    card = show(notebook, "new_window")
    cell = notebook.active_cell()
    explanation = card.get_by_role("group").get_by_text("very same numbers")
    expect(card.get_by_role("group", name="Which of these numbers")).to_be_visible()
    expect(card.locator("details")).to_be_hidden()
    card.get_by_role("radio").first.focus()
    notebook.page.keyboard.press("ArrowDown")
    expect(card.get_by_role("status")).to_be_empty()
    notebook.page.keyboard.press("Enter")
    replied(card, CHOICE.replies[second])
    expect(explanation).to_be_visible()
    notebook.page.keyboard.press("ArrowUp")
    notebook.page.keyboard.press("Tab")
    notebook.page.keyboard.press("Space")
    replied(card, f"Right. {CHOICE.replies[first]}")
    replied(card, f"Your first answer: “{second}”.")
    notebook.page.keyboard.press("Tab")
    notebook.page.keyboard.press("Enter")
    expect(explanation).to_be_hidden()
    assert (notebook.active_cell(), notebook.mode()) == (cell, "command")
    notebook.wait_value("card.predicted", [second, first])


def test_an_answer_is_kept_when_the_cell_is_run_again(lab: Notebook) -> None:
    card = show(lab, "places")
    answer(card, "6")
    replied(card, "Many people say six")
    again = lab.output(lab.run('predict("places")')).locator(".conv1d-predict")
    replied(again, "Many people say six")
    answer(again, "7,0")
    replied(card, "Right.")
    lab.wait_value("card.predicted", ["6", "7,0"])


def test_what_is_no_answer_is_said_and_not_kept(lab: Notebook) -> None:
    card = show(lab, "places")
    answer(card, "seven")
    replied(card, "“seven” can't be read: type a number")
    expect(card.get_by_role("textbox")).to_be_focused()
    expect(card.get_by_role("textbox")).to_have_attribute("aria-invalid", "true")
    expect(card.locator("details")).to_be_hidden()
    other = show(lab, "new_window")
    other.get_by_role("button", name="Answer").click()
    replied(other, "First choose one of them.")
    assert lab.value("card.predicted") == []


def test_it_replies_without_the_kernel(mortal_notebook: Notebook) -> None:
    card = show(mortal_notebook, "places")
    mortal_notebook.shut_down_kernel()
    mark = mortal_notebook.recorder.mark()
    answer(card, "10")
    replied(card, NUMBER.replies[10])
    answer(card, "7")
    replied(card, NUMBER.replies[7])
    assert mortal_notebook.recorder.complaints(mark, kernel_gone=True) == []


def test_on_a_plain_page(offline: BrowserContext) -> None:
    page = offline.new_page()
    requests: list[str] = []
    page.on("request", lambda request: requests.append(request.url))
    card = mounted(page, NUMBER.state() | {"tolerance": 0.4, "close": 3})
    for secret in (NUMBER.explanation[:20], *NUMBER.replies.values()):
        assert secret not in page.locator("body").inner_text()
    answer(card, "6.7")
    replied(card, NUMBER.replies[7])
    answer(card, "4.5")
    replied(card, "Close. It is 7.")
    assert page.evaluate("window.told") == [["6.7"], ["6.7", "4.5"]]
    page.evaluate("window.card.remove()")
    expect(page.locator("body")).to_be_empty()
    assert [url for url in requests if not url.startswith("blob:")] == []


def test_it_stays_alive_in_an_exported_notebook(
    offline: BrowserContext, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(EXPORT, "1")
    v4: Any = nbformat.v4
    exporter: Any = HTMLExporter
    shown = [predict(asked.id)._repr_mimebundle_()[0] for asked in (CHOICE, NUMBER)]
    outputs = [v4.new_output("display_data", data=data) for data in shown]
    cells = [v4.new_code_cell("predict(...)", outputs=[output]) for output in outputs]
    html, _ = exporter(template_name="lab").from_notebook_node(v4.new_notebook(cells=cells))
    path = tmp_path / "exported.html"
    path.write_text(html, encoding="utf-8")
    page = offline.new_page()
    page.goto(path.as_uri())
    cards = page.locator(".conv1d-predict")
    expect(cards).to_have_count(2)
    expect(page.locator(".conv1d-card")).to_have_count(0)
    answer(cards.nth(1), "6")
    replied(cards.nth(1), NUMBER.replies[6])
    first = next(iter(CHOICE.replies))
    answer(cards.nth(0), str(first))
    replied(cards.nth(0), CHOICE.replies[first])
    expect(cards.nth(1).get_by_role("status")).to_contain_text("It turns out differently.")


def mounted(page: Page, state: dict[str, Any]) -> Locator:
    page.set_content("<!doctype html><html lang=en><title>Predict</title><body></body></html>")
    page.add_style_tag(content=themed("predict"))
    page.evaluate(MOUNT, [joined("predict.js"), state])
    return page.locator(".conv1d-predict")


def test_by_touch_on_a_narrow_screen(phone: Notebook) -> None:
    card = show(phone, "new_window")
    choice = card.get_by_text("the inputs, the weights and the bias")
    choice.tap()
    card.get_by_role("button", name="Answer").tap()
    replied(card, CHOICE.replies["the inputs, the weights and the bias"])
    assert card.evaluate("card => card.scrollWidth <= card.clientWidth")
    for target in (*card.locator("label").all(), card.get_by_role("button")):
        box = target.bounding_box()
        assert box is not None
        assert box["height"] >= 44
        assert box["x"] + box["width"] <= 360
