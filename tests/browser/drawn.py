"""What the curves of an explorer show: heights and places, read back from what is drawn."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from tests.browser.view import Numbers, Screen, View

PIXELS = 0.03  # what is drawn is rounded to hundredths
PLACES = 0.6  # a cell is laid out in whole pixels of the screen

DRAWN = """view => {
  const middle = node => {
    const { left, right } = node.getBoundingClientRect();
    return (left + right) / 2;
  };
  const plot = (row, selector, cells) => {
    const svg = row.querySelector(selector);
    return {
      paths: Object.fromEntries([...svg.children].map(path =>
        [path.getAttribute("class").slice(4), path.getAttribute("d") ?? ""])),
      left: svg.getBoundingClientRect().left,
      middles: [...row.querySelectorAll(cells)].map(middle),
      row: Number(row.getAttribute("aria-label").split(" ").pop()),
    };
  };
  const rows = [...view.querySelectorAll("[role=group][aria-label^='input channel']")];
  const active = rows.filter(row => !row.classList.contains("c1d-off"));
  const outputs = [...view.querySelectorAll("[role=group][aria-label^='output channel']")];
  return {
    x: rows.map(row => plot(row, ".c1d-line > .c1d-plot", ".c1d-cell.c1d-x")),
    w: active.map(row => plot(row, ".c1d-taps", ".c1d-cell.c1d-w")),
    product: active.map(row => plot(row, ".c1d-bars", ".c1d-product")),
    sum: active.map(row => plot(row, ".c1d-sum .c1d-plot", "[data-cell=sum]")),
    out: outputs.map(row => plot(row, ".c1d-plot", ".c1d-cell.c1d-out")),
  };
}"""
POINT = r"([-\d.]+) ([-\d.]+)"
BOX = re.compile(rf"M{POINT}h([-\d.]+)v([-\d.]+)h[-\d.]+z")


@dataclass(frozen=True)
class Mark:
    """A stem, a bar or a point of a curve: where it stands, and how far from zero it reaches."""

    place: float
    reach: float


def _zero(plot: dict[str, Any]) -> float:
    return float(re.findall(POINT, plot["paths"]["zero"])[0][1])


def _points(plot: dict[str, Any], path: str) -> list[Mark]:
    zero, points = _zero(plot), re.findall(POINT, plot["paths"][path])
    return [Mark(plot["left"] + float(x), zero - float(y)) for x, y in points]


def _stems(plot: dict[str, Any]) -> list[Mark]:
    zero = _zero(plot)
    stems = re.findall(rf"M{POINT}V([-\d.]+)", plot["paths"]["stems"])
    assert all(float(start) == zero for _, start, _ in stems)
    assert _points(plot, "dots") == [
        Mark(plot["left"] + float(x), zero - float(end)) for x, _, end in stems
    ]
    return _points(plot, "dots")


def _bars(plot: dict[str, Any]) -> list[Mark]:
    """A filled bar is above zero, a hatched one below; a product of 0 has none."""
    marks = []
    for path, sign in (("agree", 1), ("differ", -1)):
        boxes = BOX.findall(plot["paths"][path])
        marks += [
            Mark(plot["left"] + float(x) + float(wide) / 2, sign * float(tall))
            for x, _, wide, tall in boxes
        ]
    return [
        next((mark for mark in marks if abs(mark.place - middle) < PLACES), Mark(middle, 0.0))
        for middle in plot["middles"]
    ]


def _sum(plot: dict[str, Any]) -> float:
    return sum(
        sign * float(wide)
        for path, sign in (("agree", 1), ("differ", -1))
        for _, _, wide, _ in BOX.findall(plot["paths"][path])
    )


def check_drawn(view: View, wanted: Screen) -> None:
    """Every height, width and place is that of torch's number, on one scale for each kind."""
    drawn = view.root.evaluate(DRAWN)
    _on_one_scale("x", drawn["x"], _stems, wanted.inputs)
    _on_one_scale("w", drawn["w"], _stems, wanted.weights)
    _on_one_scale("product", drawn["product"], _bars, wanted.products)
    _on_one_scale("out", drawn["out"], lambda plot: _points(plot, "faint"), wanted.output)
    sums: Numbers = {(plot["row"],): _sum(plot) for plot in drawn["sum"]}
    _proportional("sum", sums, wanted.sums)
    _passed(drawn["out"], wanted.at)


def _on_one_scale(kind: str, plots: list[dict[str, Any]], read: Any, wanted: Numbers) -> None:
    reaches: Numbers = {}
    for i, plot in enumerate(plots):
        marks = read(plot)
        assert len(marks) == len(plot["middles"]), kind
        for j, (mark, middle) in enumerate(zip(marks, plot["middles"], strict=True)):
            assert abs(mark.place - middle) < PLACES, f"{kind}[{i}, {j}] stands somewhere else"
            reaches[i if kind == "w" else plot["row"], j] = mark.reach
    _proportional(kind, reaches, wanted)


def _proportional(kind: str, reaches: Numbers, wanted: Numbers) -> None:
    assert reaches.keys() == wanted.keys(), kind
    most = max(wanted, key=lambda key: abs(wanted[key]))
    unit = reaches[most] / wanted[most]
    assert unit > 0, kind
    for key, value in wanted.items():
        assert abs(reaches[key] - unit * value) < 3 * PIXELS, f"{kind}{list(key)} is drawn wrongly"


def _passed(plots: list[dict[str, Any]], at: tuple[int, int, int]) -> None:
    """What the kernel has passed is drawn strongly, on the curve; the current element is marked."""
    for plot in plots:
        faint, dots = _points(plot, "faint"), _points(plot, "dots")
        assert set(dots) <= set(faint)
        assert _points(plot, "curve") == dots
        now = _points(plot, "now")
        assert now == ([faint[at[2]]] if plot["row"] == at[1] else [])
        assert set(now) <= set(dots)
