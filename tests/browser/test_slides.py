"""The pages of a teacher's pack, from disk and without a network."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import BrowserContext, expect

from conv1d_lab.exercises.catalogue import find_prediction
from conv1d_lab.teaching.asked import of_prediction
from conv1d_lab.teaching.lesson import script
from conv1d_lab.teaching.slides import slides


def test_the_pages_ask_for_nothing_and_the_slides_go_by_keys(
    offline: BrowserContext, tmp_path: Path
) -> None:
    page, said = offline.new_page(), list[str]()
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(error.message))
    for name, html in {"lesson": script(7), "slides": slides(7)}.items():
        (tmp_path / f"{name}.html").write_text(html, "utf-8")
        page.goto((tmp_path / f"{name}.html").as_uri())
    shown = page.locator("section[data-shown]")
    expect(shown).to_have_count(1)
    expect(shown).to_contain_text("Decide alone.")
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    expect(page.locator("output")).to_have_text("4 of 11, the answer is hidden")
    right = of_prediction(find_prediction("places")).right
    expect(shown.get_by_text("Many people say six")).to_be_hidden()
    page.keyboard.press("Space")
    expect(shown.get_by_text("Many people say six")).to_be_visible()
    expect(shown.locator(".c1d-right")).to_contain_text(right.text.strip("`"))
    page.get_by_role("button", name="On").click()
    expect(shown).to_contain_text("Without a bias its output is 0, 1, -1")
    page.keyboard.press("PageUp")
    expect(page.locator("output")).to_have_text("4 of 11")
    assert page.url.endswith("#4")
    page.keyboard.press("End")
    expect(page.locator("output")).to_have_text("11 of 11, the answer is hidden")
    assert said == []
