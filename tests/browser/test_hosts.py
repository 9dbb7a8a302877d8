"""The explorer can be read in every host: ink and background come from the host's one decision."""

from __future__ import annotations

import json
import re
from typing import Literal

import pytest
import torch
from playwright.sync_api import Browser, expect
from torch import nn

from conv1d_lab import article, explore
from conv1d_lab.explorer.module import joined
from tests.browser.opened import Open
from tests.browser.view import View
from tests.test_style_sheets import without_supports

# What a host says, as the script that says it; and whether it is dark.
WHITE = "document.body.style.setProperty('--jp-layout-color0', 'white');"
HOSTS = {
    "says nothing": (
        "document.documentElement.style.colorScheme = 'normal';"
        "document.querySelector('meta[name=color-scheme]').remove()",
        False,
    ),
    "light": ("document.documentElement.style.colorScheme = 'light'", False),
    "dark": ("document.documentElement.style.colorScheme = 'dark'", True),
    "VS Code light": (f"document.body.className = 'vscode-light'; {WHITE}", False),
    "VS Code dark": (f"document.body.className = 'vscode-dark'; {WHITE}", True),
    "VS Code contrast": (f"document.body.className = 'vscode-high-contrast'; {WHITE}", True),
    "VS Code light contrast": (
        "document.body.className = 'vscode-high-contrast vscode-high-contrast-light';" + WHITE,
        False,
    ),
    "JupyterLab light": (f"document.body.dataset.jpThemeLight = 'true'; {WHITE}", False),
    "JupyterLab dark": (
        "document.body.dataset.jpThemeLight = 'false';"
        "document.body.style.setProperty('--jp-layout-color0', '#111111')",
        True,
    ),
}
SYSTEMS: tuple[Literal["light", "dark"], ...] = ("light", "dark")
BRIGHTNESS = """view => ["color", "backgroundColor"].map(name => {
  const [red, green, blue] = getComputedStyle(view)[name].match(/[\\d.]+/g).map(Number);
  return (0.2126 * red + 0.7152 * green + 0.0722 * blue) / 255;
})"""


@pytest.mark.parametrize("host", HOSTS)
def test_ink_and_background_follow_the_host(opened: Open, host: str) -> None:
    says, dark = HOSTS[host]
    shown = opened(explore(article.layer(), article.x()))
    shown.page.evaluate(says)
    for system in SYSTEMS:
        shown.page.emulate_media(color_scheme=system)
        ink, background = shown.view.root.evaluate(BRIGHTNESS)
        assert (ink > 0.8, background > 0.8) == (dark, not dark), system
        assert abs(ink - background) > 0.7, system


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
    cell.evaluate(
        """node => {
          while (node.scrollWidth <= node.clientWidth + 100) node = node.parentElement;
          node.scrollLeft = 9000;
        }"""
    )
    expect(shown.view.cell("out[0, 0, 2]")).not_to_be_attached()
    shown.page.keyboard.press("ArrowRight")
    expect(shown.view.cell("out[0, 0, 1]")).to_be_focused()


# What MyST's directive does with a module: the default export's render, and a model of plain JSON.
AS_MYST_DOES = """async ([source, state]) => {
  const address = URL.createObjectURL(new Blob([source], { type: "text/javascript" }));
  const widget = (await import(address)).default;
  const values = new Map(Object.entries(state));
  const model = {
    get: name => values.get(name),
    set: (name, value) => values.set(name, value),
    on() {},
    off() {},
    save_changes() { window.saved = true; },
  };
  const el = document.body.appendChild(document.createElement("div"));
  window.values = values;
  window.leave = await widget.render({ model, el });
}"""


def test_it_lives_where_nothing_is_initialized(browser: Browser) -> None:
    html = explore(article.layer(), article.x(), at=(0, 1, 2)).page_html()
    found = re.search(r'<script id="state" type="application/json">(.*)</script>', html)
    assert found
    page = browser.new_page()
    page.evaluate(AS_MYST_DOES, [joined("jupyter.js"), json.loads(found[1])])
    view = View(page.locator("body"))
    assert view.status() == "out[0, 1, 2] = 0.3290"
    view.button("next").click()
    view.wait_at(0, 1, 3)
    assert page.evaluate("values.get('position')") == 3
    page.wait_for_function("window.saved")
    assert "not saved" not in view.root.inner_text()
    page.evaluate("leave()")
    assert page.locator(".c1d").count() == 0
    page.close()
