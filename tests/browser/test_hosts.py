"""The explorer can be read in every host: ink and background come from the host's one decision."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Literal

import pytest
import torch
from playwright.sync_api import Browser, Page, expect
from torch import nn

from conv1d_lab import article, expand, explain, explore, hint, predict
from conv1d_lab.explorer.chain import ChainExplorer
from conv1d_lab.explorer.module import joined, style
from conv1d_lab.explorer.widget import Explorer
from conv1d_lab.static_files import themed
from tests.browser.opened import Open
from tests.browser.view import View, scroll_far
from tests.test_style_sheets import without_supports

DARK = "background: #111; color: #fff"
NOT_JUPYTER = (
    "--jp-layout-color0: white; --jp-layout-color1: white; --jp-content-font-color1: black"
)
"""What ipywidgets sets in any page, dark ones, too."""
# What a host says: on html, on body, and in a style sheet; and whether it is dark.
HOSTS = {
    "says nothing": ("", "", "", False),
    "light": ("", "", ":root { color-scheme: light }", False),
    "dark": ("", "", f":root {{ color-scheme: dark }} body {{ {DARK} }}", True),
    "nbclassic": ("", "", f":root {{ {NOT_JUPYTER} }}", False),
    "VS Code light": ("", 'class="vscode-light"', f":root {{ {NOT_JUPYTER} }}", False),
    "VS Code dark": ("", 'class="vscode-dark"', f"body {{ {NOT_JUPYTER}; {DARK} }}", True),
    "VS Code contrast": (
        "",
        'class="vscode-high-contrast"',
        f"body {{ {NOT_JUPYTER}; {DARK} }}",
        True,
    ),
    "VS Code light contrast": (
        "",
        'class="vscode-high-contrast vscode-high-contrast-light"',
        f":root {{ {NOT_JUPYTER} }}",
        False,
    ),
    "JupyterLab light": ("", 'data-jp-theme-light="true"', f":root {{ {NOT_JUPYTER} }}", False),
    "JupyterLab dark": (
        "",
        'data-jp-theme-light="false"',
        ":root { --jp-layout-color0: #111; --jp-layout-color1: #212121; "
        f"--jp-content-font-color1: #fff }} body {{ {DARK} }}",
        True,
    ),
    "Sphinx light": ('data-theme="light"', "", ":root { color-scheme: light dark }", False),
    "Sphinx dark": ('data-theme="dark"', "", f"body {{ {DARK} }}", True),
    "MyST dark": ('class="dark"', "", f"body {{ {DARK} }}", True),
    "Solara dark": ("", 'class="theme--dark"', f"body {{ {DARK} }}", True),
    "Colab dark": ('theme="dark"', "", f"body {{ {DARK} }}", True),
}
SYSTEMS: tuple[Literal["light", "dark"], ...] = ("light", "dark")
SAY = """([html, body, sheet]) => {
  for (const [element, says] of [[document.documentElement, html], [document.body, body]]) {
    for (const { name } of [...element.attributes]) element.removeAttribute(name);
    for (const [, name, value] of says.matchAll(/([\\w-]+)="([^"]*)"/g)) {
      element.setAttribute(name, value);
    }
  }
  document.querySelector("#host").textContent = sheet;
}"""
BRIGHTNESS = """view => ["color", "backgroundColor"].map(name => {
  let style = getComputedStyle(view);
  while (name === "backgroundColor" && style[name] === "rgba(0, 0, 0, 0)") {
    style = getComputedStyle(view = view.parentElement ?? view.getRootNode().host);
  }
  const [red, green, blue] = style[name].match(/[\\d.]+/g).map(Number);
  return (0.2126 * red + 0.7152 * green + 0.0722 * blue) / 255;
})"""
PAINTED_LIGHT = """([canvas, dark]) => {
  const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
  const bright = data.filter((value, i) => i % 4 === 2 && data[i + 1] === 255 && value > 230);
  return (bright.length > 0) === dark;
}"""
"""Whether the ink of what is drawn is light just where the host is dark."""


@pytest.fixture
def everything(browser: Browser) -> Iterator[Page]:
    """A page around one of everything that we show."""
    chain = nn.Sequential(nn.Conv1d(1, 1, 3), nn.ReLU())
    card = predict("places")
    shown = [
        explore(article.layer(), article.x()).html(),
        explore(chain, torch.zeros(1, 1, 8)).html(),
        explain(article.layer(), article.x())._repr_html_(),
        expand(lambda x, weight, bias: torch.conv1d(x, weight))._repr_html_(),
        hint("out_0_1_2")._repr_html_(),
        f"<style>{themed('predict')}</style><div id=card></div>",
    ]
    page = browser.new_page()
    page.set_content(
        "<style>body { background: white; color: black }</style><style id=host></style>"
        + "".join(shown)
    )
    page.evaluate(
        """async ([source, state]) => {
          const address = URL.createObjectURL(new Blob([source], { type: "text/javascript" }));
          (await import(address)).mount(document.querySelector("#card"), state);
        }""",
        [joined("predict.js"), card._state],
    )
    yield page
    page.close()


# What a page may say of all elements, as Pico, Water.css and Vuetify do.
RULES = """
  section, details, table { margin: 9px 0 } summary { display: block; padding: 8px }
  [role=group] { display: inline-flex; width: 100% } select { appearance: none }
  button, input, [type=range] { width: 100%; padding: 12px; border: 3px solid red }
"""


def test_no_rule_of_a_page_moves_its_parts(everything: Page) -> None:
    places = """() => [...document.querySelectorAll(".conv1d-fragment, .conv1d-chain-fragment")]
      .flatMap(place => [...place.querySelector(".c1d-still").shadowRoot.querySelectorAll("*")])
      .map(node => node.getBoundingClientRect())
      .map(({ x, width, height }) => [x, width, height])"""
    before = everything.evaluate(places)
    assert len(before) > 200
    everything.evaluate(SAY, ["", "", RULES])
    assert everything.evaluate(places) == before


def test_ink_and_background_follow_the_host(everything: Page) -> None:
    """Its own word alone counts, whatever the system prefers; it may say another while we look."""
    parts = everything.locator(
        ".c1d, .conv1d-explanation, .c1d-expand, .conv1d-card, .conv1d-predict"
    )
    canvas = everything.locator("canvas.c1d-sheet").element_handle()
    names = ["explorer", "chain", "explanation", "expansion", "card", "prediction"]
    for system in SYSTEMS:
        everything.emulate_media(color_scheme=system)
        for host, (*says, dark) in HOSTS.items():
            everything.evaluate(SAY, says)
            measured = parts.evaluate_all(f"parts => parts.map({BRIGHTNESS})")
            for name, (ink, background) in zip(names, measured, strict=True):
                assert (ink > 0.7, background > 0.7) == (dark, not dark), (system, host, name)
                assert abs(ink - background) > 0.7, (system, host, name)
            everything.wait_for_function(PAINTED_LIGHT, arg=[canvas, dark])


@pytest.mark.parametrize("system", SYSTEMS)
def test_a_browser_of_2021_shows_light_colours(
    browser: Browser, system: Literal["light", "dark"]
) -> None:
    """It passes over what stands under @supports."""
    html = explore(article.layer(), article.x()).page_html()
    page = browser.new_page(color_scheme=system)
    page.set_content(without_supports(re.sub("<meta http-equiv.*?>", "", html)))
    view = View(page.locator("body"))
    ink, background = view.root.evaluate(BRIGHTNESS)
    assert ink < 0.2 < 0.99 < background
    assert view.root.evaluate("view => getComputedStyle(view).colorScheme") == "light"
    fill = "node => getComputedStyle(node).backgroundColor"
    assert view.cell("weight[0, 0, 0]").evaluate(fill) == "rgb(253, 240, 213)"
    page.close()


def test_reset_is_never_alone_on_its_line(opened: Open) -> None:
    shown = opened(explore(article.layer(), article.x()))
    for width in (1400, 1280, 1000, 900, 800, 700, 500, 360):
        shown.resize({"width": width, "height": 900})
        reset, speed = (
            box.bounding_box() for box in (shown.view.button("reset"), shown.view.slider("speed"))
        )
        assert reset is not None
        assert speed is not None
        assert abs(reset["y"] + reset["height"] / 2 - speed["y"] - speed["height"] / 2) < 8, width


def test_the_focus_is_kept_in_a_shadow_root(opened: Open) -> None:
    """In marimo, Panel or a site the page's active element is the host, not the cell."""
    shown = opened(explore(nn.Conv1d(1, 1, 3), torch.rand(1, 1, 512)))
    shown.view.root.evaluate(
        """view => {
          const host = document.createElement("div");
          document.body.append(host);
          const root = host.attachShadow({ mode: "open" });
          root.append(document.querySelector("style").cloneNode(true), view);
        }"""
    )
    cell = shown.view.cell("out[0, 0, 0]")
    cell.focus()
    scroll_far(cell)
    expect(shown.view.cell("out[0, 0, 2]")).not_to_be_attached()
    shown.page.keyboard.press("ArrowRight")
    expect(shown.view.cell("out[0, 0, 1]")).to_be_focused()
    shown.page.evaluate("Object.defineProperty(navigator, 'clipboard', { value: undefined })")
    copy = shown.view.button("copy code")
    copy.press("Enter")  # copied the old way, out of an element that takes the focus
    expect(shown.view.root.get_by_text("copied")).to_be_visible()
    expect(copy).to_be_focused()


# What MyST's directive does with a module: the default export's render, in a shadow root, and a
# model of plain JSON that cannot be told or left.
AS_MYST_DOES = """async ([source, sheet, state]) => {
  const address = URL.createObjectURL(new Blob([source], { type: "text/javascript" }));
  const widget = (await import(address)).default;
  const values = new Map(Object.entries(state));
  const refuse = () => { throw new Error("not implemented yet"); };
  const model = {
    get: name => values.get(name),
    set: (name, value) => values.set(name, value),
    on() {},
    off: refuse,
    save_changes: refuse,
    send: refuse,
  };
  const host = document.body.appendChild(document.createElement("div"));
  const el = document.createElement("div");
  const style = document.createElement("style");
  style.textContent = sheet;
  host.attachShadow({ mode: "open" }).append(el);
  el.append(style);
  window.values = values;
  window.leave = await widget.render({ model, el });
}"""


def state_of(explorer: Explorer | ChainExplorer) -> object:
    found = re.search(r'<script id="state".*?>(.*)</script>', explorer.page_html())
    assert found
    return json.loads(found[1])


def test_it_lives_where_nothing_is_initialized(browser: Browser) -> None:
    page = browser.new_page(reduced_motion="reduce")
    state = state_of(explore(article.layer(), article.x(), at=(0, 1, 2)))
    page.evaluate(AS_MYST_DOES, [joined("jupyter.js"), style(), state])
    view = View(page.locator("body"))
    assert view.status() == "out[0, 1, 2] = 0.3290"
    view.button("play").click()
    view.wait_at(0, 1, 3)
    view.button("pause").click()
    assert page.evaluate("values.get('position')") >= 3
    assert "saved" not in view.root.inner_text()
    for dark in (False, True, False):
        page.evaluate("dark => document.documentElement.classList.toggle('dark', dark)", dark)
        ink, background = view.root.evaluate(BRIGHTNESS)
        assert (ink > 0.7, background > 0.7) == (dark, not dark)
    page.evaluate("leave()")
    assert page.locator(".c1d").count() == 0

    chain = nn.Sequential(nn.Conv1d(1, 1, 3), nn.ReLU())
    state = state_of(explore(chain, torch.zeros(1, 1, 8)))
    page.evaluate(AS_MYST_DOES, [joined("chain_jupyter.js"), "", state])
    expect(page.locator(".c1d").get_by_role("status")).to_contain_text("sees x[0] to x[2]")
    page.evaluate("leave()")
    assert page.locator(".c1d").count() == 0
    page.close()
