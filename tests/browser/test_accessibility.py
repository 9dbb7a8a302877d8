"""axe-core on what the package shows, in light and in dark."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.notebook import Notebook
from tests.browser.test_predict_card import answer, show
from tests.browser.view import View, worked_example
from tests.effort import some

THEMES = {"light": "JupyterLab Light", "dark": "JupyterLab Dark"}


def violations(page: Page, inside: str = ".c1d") -> str:
    """What axe-core finds in the explorers of the page, or inside others; empty if nothing."""
    results = Axe().run(page, context=inside)
    assert results.response["passes"], "axe-core looked at nothing"
    return str(results.generate_report()) if results.violations_count else ""


@pytest.fixture(params=some(["dark", "light"], 1))  # saved pages and the site: both
def themed(request: pytest.FixtureRequest, lab: Notebook) -> Iterator[Notebook]:
    def change(theme: str) -> None:
        lab.command("apputils:change-theme", {"theme": THEMES[theme]})
        light = str(theme == "light").lower()
        expect(lab.page.locator("body")).to_have_attribute("data-jp-theme-light", light)

    change(request.param)
    yield lab
    change("light")


def test_axe_finds_nothing(themed: Notebook) -> None:
    themed.run("_ = torch.manual_seed(0)")
    view = worked_example(themed)
    view.open_settings()
    assert violations(themed.page) == ""
    view.slider("stride").fill("3")
    view.slider("padding").fill("1")
    view.cell("weight[0, 1, 1]").hover()
    assert violations(themed.page) == "", "stride 3, padding, marks"
    view.cell("x[0, 0, 1]").click()
    assert violations(themed.page) == "", "while editing"
    view.cell("x[0, 0, 1]").press("Escape")
    view.button("curves").click()
    view.cell("weight[0, 1, 1]").hover()
    assert violations(themed.page) == "", "curves"
    View(themed.show("explore(article.layer(), article.x(), predict=True)"))
    View(themed.show("explore()"))
    big = "explore(nn.Conv1d(10, 12, 3, groups=2), torch.randn(1, 10, 100))"
    View(themed.show(big)).open_settings()
    assert violations(themed.page) == "", "predict, playground, compact"


def test_axe_finds_nothing_in_a_prediction(themed: Notebook) -> None:
    cards = [show(themed, "places"), show(themed, "new_window")]
    for texts in ((), ("6", "the inputs and the bias"), ("7", "the inputs"), ("no", "the inputs")):
        for card, text in zip(cards, texts, strict=False):
            answer(card, text)
        assert violations(themed.page, ".conv1d-predict") == "", texts


def test_axe_finds_nothing_in_the_cards(themed: Notebook) -> None:
    themed.run("from conv1d_lab import check, hint, progress, solution")
    for code in ("check(stops=8)", "check(stops=7)", "hint('stops')", "solution('window')"):
        themed.run(code)
    themed.run("progress('00_start_here')")
    assert violations(themed.page, ".conv1d-card") == ""


def test_axe_finds_nothing_at_a_picture(lab: Notebook) -> None:
    lab.run("from conv1d_lab import draw; draw(article.layer(), article.x())")
    picture = lab.page.get_by_role("img", name="out[0, 0, 0] = 0.2545")
    expect(picture).to_be_visible()
    assert violations(lab.page, ".conv1d-picture") == ""


def test_the_colours_follow_the_theme(lab: Notebook) -> None:
    view = worked_example(lab)
    colours = "view => [getComputedStyle(view).color, getComputedStyle(view).backgroundColor]"
    light = view.root.evaluate(colours)
    lab.command("apputils:change-theme", {"theme": THEMES["dark"]})
    expect(lab.page.locator("body")).to_have_attribute("data-jp-theme-light", "false")
    dark = view.root.evaluate(colours)
    lab.command("apputils:change-theme", {"theme": THEMES["light"]})
    expect(lab.page.locator("body")).to_have_attribute("data-jp-theme-light", "true")
    assert light[0] != dark[0]
    assert light[1] != dark[1]


def test_the_status_is_a_live_region(lab: Notebook) -> None:
    view = worked_example(lab)
    status = view.root.get_by_role("status")
    assert status.count() == 1
    assert status.get_attribute("aria-live") in (None, "polite")
    view.button("play").click()
    expect(status).to_have_attribute("aria-live", "off")  # thirty a second can't be read out
    view.button("pause").click()
    expect(status).to_have_attribute("aria-live", "polite")
