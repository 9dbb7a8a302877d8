"""Explorers on a page of one's own and in an exported notebook, alive without a network."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import nbformat
from ipywidgets import IntSlider, VBox
from nbconvert import HTMLExporter
from playwright.sync_api import BrowserContext, expect

from conv1d_lab import article, explore
from conv1d_lab.explorer.in_notebook import box_bundle
from conv1d_lab.explorer.widget import Explorer
from tests.browser.view import View

STATE = "application/vnd.jupyter.widget-state+json"


def two() -> list[Explorer]:
    return [
        explore(article.layer(), article.x(), at=(0, 1, 2), export=True),
        explore(article.layer(), article.x(), controls="play", export=True),
    ]


def slide_both(context: BrowserContext, path: Path) -> list[str]:
    """Move the first, look whether the second stays; return what the page complained of."""
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(error.message))
    page.goto(path.as_uri())
    expect(page.locator(".c1d")).to_have_count(2)
    first, second = (View(page.locator("body"), i) for i in range(2))
    assert (first.status(), second.status()) == (
        "out[0, 1, 2] = 0.3290",
        "out[0, 0, 0] = 0.2545",
    )
    first.stage.press("ArrowLeft")
    first.wait_at(0, 1, 1)
    assert second.status() == "out[0, 0, 0] = 0.2545"
    second.slider("position").fill("6")
    second.wait_at(0, 0, 6)
    assert page.locator(".conv1d-explanation").count() == 0
    box = first.root.bounding_box()
    assert box is not None
    assert box["height"] > 500
    return said


def test_two_live_on_a_strict_page(offline: BrowserContext, tmp_path: Path) -> None:
    fragments = [explorer.html() for explorer in two()]
    rules = {rule for html in fragments for rule in re.findall(r"allow: (.*) -->", html)}
    scripts, styles = (
        " ".join({part for rule in rules for part in rule.split("; ")[i].split(" ")[1:]})
        for i in range(2)
    )
    policy = f"default-src 'none'; script-src {scripts}; style-src {styles}"
    path = tmp_path / "mine.html"
    head = '<!DOCTYPE html><meta charset="utf-8"><link rel="icon" href="data:,">'
    path.write_text(
        f'{head}<meta http-equiv="Content-Security-Policy" content="{policy}">'
        f"<h1>Mine</h1>{fragments[0]}<p>and</p>{fragments[1]}",
        encoding="utf-8",
    )
    assert slide_both(offline, path) == []


def test_it_stays_alive_in_an_exported_notebook(offline: BrowserContext, tmp_path: Path) -> None:
    """With the state of widgets saved, too, which is why a view of one would be blank."""
    v4: Any = nbformat.v4
    exporter: Any = HTMLExporter
    alone, boxed = two()
    bundles = alone._repr_mimebundle_(), box_bundle(VBox([IntSlider(), boxed]))
    outputs = [v4.new_output("display_data", data=data) for data, _ in bundles]
    state: dict[str, Any] = {"of another widget": {}}
    notebook = v4.new_notebook(
        cells=[v4.new_code_cell("explore(...)", outputs=[one]) for one in outputs],
        metadata={"widgets": {STATE: {"state": state, "version_major": 2, "version_minor": 0}}},
    )
    html, _ = exporter(template_name="lab").from_notebook_node(notebook)
    path = tmp_path / "exported.html"
    path.write_text(html, encoding="utf-8")
    said = slide_both(offline, path)
    assert [text for text in said if "ERR_INTERNET_DISCONNECTED" not in text] == []  # MathJax


def test_it_reads_as_arithmetic_without_a_script(offline: BrowserContext, tmp_path: Path) -> None:
    browser = offline.browser
    assert browser is not None
    context = browser.new_context(java_script_enabled=False, offline=True)
    path = tmp_path / "still.html"
    path.write_text(two()[0].html(), encoding="utf-8")
    page = context.new_page()
    page.goto(path.as_uri())
    expect(page.locator(".conv1d-explanation")).to_contain_text("0.3290")
    context.close()
