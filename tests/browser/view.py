"""One view of an explorer on the screen: its controls by name, and the numbers a person reads."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Locator, Page, expect

from tests.browser.notebook import Notebook

NUMBER = re.compile(r"-?\d+(?:\.\d+)?(?:e[-+]?\d+)?")
STATUS = re.compile(r"out\[(\d+), (\d+), (\d+)\] = (\S+)")
LABEL = re.compile(
    r"(?P<kind>x|weight|out)\[(?P<at>[\d, ]+)\] = (?P<value>\S+?)(, (never read|under .*))?$"
)
CONTROLS = "button:not(.c1d-cell), input, select"

READ = """view => {
  const seen = node => node.checkVisibility({ visibilityProperty: true });
  const all = selector => [...view.querySelectorAll(selector)].filter(seen);
  const middle = node => {
    const { left, right } = node.getBoundingClientRect();
    return (left + right) / 2;
  };
  const rows = all("[role=group][aria-label^='input channel']");
  const active = rows.filter(row => !row.classList.contains("c1d-off"));
  const text = (node, selector) => node.querySelector(selector).textContent;
  const channel = row => Number(row.getAttribute("aria-label").split(" ").pop());
  return {
    status: view.querySelector("[role=status]").textContent,
    code: view.querySelector("[aria-label='PyTorch code']")?.textContent ?? "",
    cells: all("button.c1d-cell").map(cell => ({
      label: cell.getAttribute("aria-label"),
      text: cell.textContent,
      now: cell.getAttribute("aria-current") === "true",
      off: Boolean(cell.closest(".c1d-off")),
      row: cell.closest("[role=group]")?.getAttribute("aria-label") ?? "",
      middle: middle(cell),
    })),
    products: active.flatMap(row => [...row.querySelectorAll(".c1d-product")].filter(seen)
      .map((cell, k) => [[channel(row), k], cell.textContent])),
    ghosts: active.flatMap(row => [...row.querySelectorAll(".c1d-ghost")].filter(seen)
      .map(cell => [channel(row), middle(cell), cell.textContent])),
    sums: active.map(row => [[channel(row)], text(row, ".c1d-sum .c1d-number")]),
    terms: all(".c1d-term:not(.c1d-bias, .c1d-out) .c1d-number").map(cell => cell.textContent),
    bias: all(".c1d-term.c1d-bias .c1d-number")[0]?.textContent ?? "0",
    result: all(".c1d-term.c1d-out .c1d-number")[0].textContent,
    cellWidth: parseFloat(getComputedStyle(view).getPropertyValue("--c1d-cell")),
  };
}"""

Numbers = dict[tuple[int, ...], float]


def number(text: str) -> float:
    """The number that stands in a cell, and nothing else."""
    assert NUMBER.fullmatch(text.strip()), f"no number: {text!r}"
    return float(text)


@dataclass(frozen=True)
class Screen:
    """Every number on the screen, under its indices; what is not on the screen is left out."""

    at: tuple[int, int, int]
    value: float
    code: str
    inputs: Numbers
    weights: Numbers
    products: Numbers
    sums: Numbers
    terms: list[float]
    bias: float
    result: float
    output: Numbers
    under: Numbers
    """(c, k) to the input on the screen that tap k of channel c stands on."""


def _cells(raw: dict[str, Any], at: tuple[int, int, int]) -> dict[str, Numbers]:
    found: dict[str, Numbers] = {"x": {}, "weight": {}, "out": {}}
    for cell in raw["cells"]:
        if not (match := LABEL.match(cell["label"] or "")):
            continue
        assert match["value"] == cell["text"], "a cell is read out as it is written"
        place = tuple(map(int, match["at"].split(", ")))
        if match["kind"] == "weight":
            assert place[0] == at[1]
        elif match["kind"] == "out":
            assert place[0] == at[0]
            assert cell["now"] == (place == at), "one output is the current one"
        place = place[1:]
        found[match["kind"]][place] = number(cell["text"])
    return found


def _under(raw: dict[str, Any]) -> Numbers:
    """What each tap stands on, by where things are on the screen."""
    floor: dict[str, list[tuple[float, float]]] = {}
    taps: list[tuple[str, int, float]] = []
    for cell in raw["cells"]:
        match = LABEL.match(cell["label"] or "")
        if cell["off"] or not match:
            continue
        channel = cell["row"].removeprefix("input channel ")
        if match["kind"] == "x":
            floor.setdefault(channel, []).append((cell["middle"], number(cell["text"])))
        elif match["kind"] == "weight":
            taps.append((channel, int(match["at"].split(", ")[2]), cell["middle"]))
    for channel, middle, text in raw["ghosts"]:
        floor.setdefault(str(channel), []).append((middle, number(text)))
    return {
        (int(channel), k): value
        for channel, k, middle in taps
        for place, value in floor[channel]
        if abs(place - middle) < raw["cellWidth"] / 4
    }


class View:
    """The first explorer in an area, or the one with another index."""

    def __init__(self, area: Locator, index: int = 0) -> None:
        self.root = area.locator(".c1d").nth(index)
        self.stage = self.root.get_by_role("slider", name="the kernel on its input")

    @property
    def page(self) -> Page:
        return self.root.page

    def slider(self, name: str) -> Locator:
        return self.root.get_by_role("slider", name=name, exact=True)

    def combobox(self, name: str) -> Locator:
        return self.root.get_by_role("combobox", name=name, exact=True)

    def button(self, name: str) -> Locator:
        return self.root.get_by_role("button", name=name, exact=True)

    def cell(self, name: str) -> Locator:
        """A number by its name, as "x[0, 1, 3]", whatever its value."""
        return self.root.locator(f"button.c1d-cell[aria-label^='{name} = ']")

    def open_settings(self) -> None:
        """Unfold stride, padding, dilation and padding mode."""
        details = self.root.locator("details.c1d-settings")
        if details.get_attribute("open") is None:
            details.locator("summary").click()

    def status(self) -> str:
        # Not inner_text: JupyterLab lays out no cell that is far from the screen.
        return self.root.get_by_role("status").text_content() or ""

    def at(self) -> tuple[int, int, int]:
        found = STATUS.match(self.status())
        assert found, f"the status line reads {self.status()!r}"
        return int(found[1]), int(found[2]), int(found[3])

    def wait_at(self, *at: int) -> None:
        """Wait until the status line names this element."""
        self.wait_status(re.compile(re.escape(f"out[{', '.join(map(str, at))}] = ")))

    def wait_status(self, text: str | re.Pattern[str]) -> None:
        expect(self.root.get_by_role("status")).to_have_text(text)

    def range(self, name: str) -> tuple[int, int]:
        low, high = self.slider(name).evaluate("slider => [slider.min, slider.max]")
        return int(low), int(high)

    def value(self, name: str) -> int:
        return int(self.slider(name).input_value())

    def read(self) -> Screen:
        raw = self.root.evaluate(READ)
        found = STATUS.match(raw["status"])
        assert found, f"the status line reads {raw['status']!r}"
        at = (int(found[1]), int(found[2]), int(found[3]))
        cells = _cells(raw, at)
        return Screen(
            at=at,
            value=number(found[4]),
            code=raw["code"],
            inputs=cells["x"],
            weights=cells["weight"],
            products={tuple(key): number(text) for key, text in raw["products"]},
            sums={tuple(key): number(text) for key, text in raw["sums"]},
            terms=[number(text) for text in raw["terms"]],
            bias=number(raw["bias"]),
            result=number(raw["result"]),
            output=cells["out"],
            under=_under(raw),
        )


def scroll_far(cell: Locator) -> None:
    """Scroll the row of a cell as far as it goes, away from its beginning."""
    cell.evaluate(
        """node => {
          while (node.scrollWidth <= node.clientWidth + 100) node = node.parentElement;
          node.scrollLeft = 9000;
        }"""
    )


def worked_example(notebook: Notebook, arguments: str = "") -> View:
    """Show the article's layer and input, under the name `explorer`."""
    code = f"explorer = explore(article.layer(), article.x(){arguments})\nexplorer"
    return View(notebook.show(code))
