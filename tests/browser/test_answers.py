"""Exercises and the quiz answered on a page of the site."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Locator, Page, expect

from conv1d_lab.exercises import Quiz, find
from conv1d_lab.exercises.inventory import items
from docs.builder.answers import exercise_place, inventory_place, progress_place, quiz_place
from docs.builder.script import site_script

NAMES = ("stops", "out_0_1_2", "window")
HEAD = '<!doctype html><html lang="en" style="color-scheme: {scheme}"><meta charset="utf-8">'
HEAD += '<title>Answers</title><main><h1>Answers</h1><script src="site.js" async></script>'


@pytest.fixture
def page(offline: BrowserContext, tmp_path: Path) -> Iterator[Page]:
    """Three exercises, the progress, quiz and inventory; what the console says fails."""
    places = [exercise_place(find(name)) for name in NAMES]
    places += [progress_place("00_start_here"), quiz_place("00_start_here"), inventory_place("B")]
    after = quiz_place("05_which_axis_is_time")
    (tmp_path / "site.js").write_text(site_script(), "utf-8")
    for scheme in ("light", "dark"):
        html = HEAD.format(scheme=scheme) + "\n".join(places) + "</main>"
        (tmp_path / f"{scheme}.html").write_text(html, "utf-8")
    (tmp_path / "after.html").write_text(HEAD.format(scheme="light") + after + "</main>", "utf-8")
    page = offline.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(error.message))
    page.goto((tmp_path / "light.html").as_uri())
    yield page
    assert said == []


def group(page: Page, name: str) -> Locator:
    """An exercise by its title."""
    return page.get_by_role("group", name=name)


def answer(card: Locator, typed: str) -> None:
    card.get_by_role("textbox").fill(typed)
    card.get_by_role("textbox").press("Enter")


def test_an_answer_is_judged_and_kept(page: Page) -> None:
    card = group(page, "How many places?")
    reply = card.get_by_role("status")
    answer(card, "")
    expect(reply).to_contain_text("Not attempted yetType your answer.")
    answer(card, "eight")
    expect(reply).to_contain_text("`eight` is not known here.".replace("`", ""))
    expect(card.get_by_role("textbox")).to_have_attribute("aria-invalid", "true")
    answer(card, "7")
    expect(reply).to_contain_text("Not yetYou counted the moves and not the places")
    expect(reply).not_to_contain_text("Stuck?")
    answer(card, "99")
    expect(reply).to_contain_text("Stuck? A hint stands below.")
    for number in (1, 2, 3):
        card.get_by_role("button", name=f"Hint {number} of 3").press("Enter")
        expect(card.get_by_role("listitem")).to_have_count(number)
    expect(card.get_by_text("One way to do it")).to_be_focused()
    page.keyboard.press("Enter")
    expect(card.get_by_text("It gives 8.")).to_be_visible()
    answer(card, "length - kernel_size + 1")
    expect(reply).to_contain_text("Correctstops = 8 is right.")
    other = group(page, "Why the bias, and which one")
    answer(other, "0,329")
    expect(other.get_by_role("status")).to_contain_text("Write a decimal point: 0.329.")
    answer(other, "0.329")
    expect(other.get_by_role("status")).to_contain_text("0.3290 is right (within 0.0005).")

    page.reload()
    assert_kept_and_forget(page)


def assert_kept_and_forget(page: Page) -> None:
    card = group(page, "How many places?")
    expect(card.get_by_role("textbox")).to_have_value("length - kernel_size + 1")
    expect(card.get_by_role("status")).to_contain_text("stops = 8 is right.")
    expect(card.get_by_role("listitem")).to_have_count(3)
    progress = page.get_by_text(re.compile(r"solved on this page"))
    expect(progress).to_have_text(
        re.compile(r"1 of 3 solved on this page, 2 of \d\d in the series")
    )
    page.get_by_role("button", name="Forget my answers").click()
    page.get_by_role("button", name="Keep them").click()
    expect(card.get_by_role("textbox")).not_to_have_value("")
    page.get_by_role("button", name="Forget my answers").click()
    page.get_by_role("button", name="Forget them").click()
    expect(progress).to_have_text(
        re.compile(r"0 of 3 solved on this page, 0 of \d\d in the series")
    )
    expect(progress).to_be_focused()
    expect(page.get_by_role("button", name="Forget my answers")).to_be_hidden()
    expect(card.get_by_role("textbox")).to_have_value("")
    expect(card.get_by_role("status")).to_have_text("")
    expect(card.get_by_role("listitem")).to_have_count(0)


def test_a_browser_that_keeps_nothing_is_told_so(offline: BrowserContext, page: Page) -> None:
    refused = "Storage.prototype.setItem = () => { throw new Error('full'); };"
    offline.add_init_script(refused)
    page.reload()
    card = group(page, "How many places?")
    answer(card, "8")
    expect(card.get_by_role("status")).to_contain_text("Correct")
    progress = page.get_by_text("solved on this page")
    expect(progress).to_contain_text("1 of 3 solved on this page")
    expect(progress).to_contain_text("Your browser keeps this until you leave the page.")


def test_the_quiz_goes_from_question_to_question(page: Page) -> None:
    quiz = group(page, "Quiz")
    answer(quiz, "")
    expect(quiz.get_by_role("status")).to_contain_text("Type an answer, or skip it.")
    answer(quiz, "6")
    expect(quiz).to_contain_text("Question 2 of 6")
    quiz.get_by_role("button", name="Back").click()
    expect(quiz.get_by_role("textbox")).to_have_value("6")
    expect(quiz.get_by_role("textbox")).to_be_focused()
    quiz.get_by_role("button", name="Next").click()
    answer(quiz, "(6, 3)")
    for _ in range(3):
        quiz.get_by_role("button", name="Skip").click()
    answer(quiz, "(1, 2)")
    expect(quiz).to_contain_text("2 of 6 right")
    rows = quiz.get_by_role("row")
    expect(rows.nth(1)).to_contain_text("Length✓ right66")
    expect(rows.nth(3)).to_have_text("Meeting… no answer")
    expect(rows.nth(6)).to_contain_text("Read again: 01_the_formula, one channel.")
    quiz.get_by_role("button", name="Ask me others").click()
    expect(quiz).to_contain_text("Question 1 of 6: Length")


def test_the_quiz_is_kept_compared_and_forgotten(page: Page) -> None:
    quiz = group(page, "Quiz")
    answer(quiz, "6")
    page.reload()
    expect(quiz).to_contain_text("Question 2 of 6")
    for _ in range(5):
        quiz.get_by_role("button", name="Skip").click()
    expect(quiz).to_contain_text("1 of 6 right")
    page.goto(page.url.replace("light", "after"))
    for question in Quiz(5).questions[:2]:
        answer(quiz, str(question.expected("5")))
    for _ in range(4):
        quiz.get_by_role("button", name="Skip").click()
    expect(quiz).to_contain_text("2 of 6 right")
    expect(quiz).to_contain_text(
        "Before, in notebook 00: 1 of 6 right. Right now, and not then: Kernels."
    )
    page.goto(page.url.replace("after", "light"))
    expect(quiz).to_contain_text("1 of 6 right")
    page.get_by_role("button", name="Forget my answers").click()
    page.get_by_role("button", name="Forget them").click()
    expect(quiz).to_contain_text("Question 1 of 6: Length")
    expect(quiz.get_by_role("textbox")).to_have_value("")


def test_the_inventory_offers_choices(page: Page) -> None:
    card = group(page, "Inventory, form B")
    expect(card).to_contain_text("Question 1 of 16: Length")
    card.get_by_role("button", name="Next").click()
    expect(card.get_by_role("status")).to_have_text("Choose an answer, or skip it.")
    for item in items("B", 1):
        wrong = next(choice for choice in item.choices if not choice.is_right)
        chosen = wrong if item.id == "blip" else item.right
        card.get_by_role("radio", name=str(chosen.answer), exact=True).check()
        card.get_by_role("button", name=re.compile("Next|Mark it")).click()
    expect(card).to_contain_text("15 of 16 right")
    expect(card.get_by_role("row", name="A blip")).to_contain_text("Read again: 07_real_signals")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_is_clean_for_those_who_listen_and_on_a_phone(page: Page, scheme: str) -> None:
    page.goto(page.url.replace("light", scheme))
    page.set_viewport_size({"width": 360, "height": 740})
    answer(group(page, "How many places?"), "7")
    for name in ("Why the bias, and which one", "Cut a window out", "Quiz"):
        expect(group(page, name)).to_be_visible()
    quiz = page.get_by_role("group", name="Quiz")
    for _ in range(6):
        quiz.get_by_role("button", name="Skip").click()
    violations = Axe().run(page).response["violations"]
    assert [violation["id"] for violation in violations] == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
