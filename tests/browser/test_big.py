"""Big layers work, and what a step costs does not grow with L."""

from __future__ import annotations

from itertools import product

import pytest
import torch
from playwright.sync_api import expect
from torch import nn

from conv1d_lab import explore
from tests.browser.notebook import Notebook
from tests.browser.opened import Open
from tests.browser.truth import Shape, check, expected
from tests.browser.view import View

BIG = Shape(seed=6, n_items=1, in_channels=16, out_channels=64, kernel_size=16, length=512)

MUTATIONS = """async ([view, count]) => {
  const frames = count => new Promise(done => {
    const frame = left => (left ? requestAnimationFrame(() => frame(left - 1)) : done());
    frame(count);
  });
  let records = 0;
  const watcher = new MutationObserver(list => { records += list.length; });
  watcher.observe(view,
    { subtree: true, childList: true, characterData: true, attributes: true });
  const next = view.querySelector("button[aria-label=next]");
  const costs = [];
  for (let i = 0; i < count; i += 1) {
    records = 0;
    next.click();
    await frames(2);
    costs.push(records);
  }
  watcher.disconnect();
  return costs;
}"""


def costs(view: View, count: int) -> list[int]:
    """How many changes of the page each step makes."""
    handle = view.root.element_handle()
    found: list[int] = view.page.evaluate(MUTATIONS, [handle, count])
    return found


def shape(length: int) -> Shape:
    return Shape(
        seed=1, n_items=1, in_channels=3, out_channels=2, kernel_size=3, length=length, groups=1
    )


def test_a_step_costs_the_same_for_any_length(opened: Open) -> None:
    cost = {}
    for show, length in product(("numbers", "curves"), (10, 32, 512)):
        view = opened(explore(*shape(length).make(), show=show)).view
        cost[show, length] = costs(view, 7)
    # The texts of two steps differ by a number that stays the same: a few records less.
    for show, limit in (("numbers", 60), ("curves", 75)):
        most = max(cost[show, 10])
        assert most < limit, cost
        assert max(cost[show, 32]) <= most + 4, cost
        assert sorted(cost[show, 512])[3] <= most + 12, cost


def test_a_step_of_the_biggest_is_bounded(opened: Open) -> None:
    view = opened(explore(*BIG.make())).view
    cells = view.root.locator(".c1d-cell").count()
    assert cells < 16 * 100, f"{cells} cells in the page: not all 8,192 should be"
    cost = costs(view, 40)
    assert sorted(cost)[20] < 150, cost
    assert max(cost) < 6000, cost


def test_the_biggest_shows_torchs_numbers(still: Notebook) -> None:
    layer, x = BIG.make()
    still.run(BIG.code)
    view = View(still.show("explore(layer, x)"))
    for o, t in ((0, 0), (63, 250), (17, 496), (17, 495)):
        view.combobox("output channel").select_option(str(o))
        view.slider("position").fill(str(t))
        view.wait_at(0, o, t)
        check(view.read(), expected(layer, x, (0, o, t)), whole=False)
    assert view.range("position") == (0, 496)
    view.stage.press("ArrowRight")
    view.wait_at(0, 17, 496)


def test_what_is_not_shown_is_said(opened: Open) -> None:
    view = opened(explore(*BIG.make())).view
    words = view.root.inner_text()
    assert "of 512" in words
    assert "64 × 497" in words


def test_a_part_says_what_it_is_a_part_of(opened: Open) -> None:
    layer, x = nn.Conv1d(2, 2, 3), torch.randn(1, 2, 10**6)
    view = opened(explore(layer, x, at=(0, 1, 999_000))).view
    expect(view.root.get_by_text("positions 998873 to 999128 of 1000000")).to_be_visible()


IN_SIGHT = """node => {
  const inner = node.getBoundingClientRect();
  const outer = node.closest(".c1d-scroller").getBoundingClientRect();
  return inner.top >= outer.top - 1 && inner.bottom <= outer.bottom + 1;
}"""
STOPS = """view => ["x", "w", "out"].filter(kind => {
  const stops = [...view.querySelectorAll(`.c1d-cell.c1d-${kind}[tabindex="0"]`)];
  return !stops.some(cell => cell.checkVisibility());
})"""


def cells_without_a_tab_stop(view: View) -> list[str]:
    found: list[str] = view.root.evaluate(STOPS)
    return found


@pytest.mark.parametrize("groups", [2, 64])
def test_the_kernel_is_in_sight_in_every_group(opened: Open, groups: int) -> None:
    layer, x = nn.Conv1d(64, 64, 3, groups=groups), torch.randn(1, 64, 20)
    view = opened(explore(layer, x, at=(0, 50, 0))).view
    view.open_settings()
    for o in (50, 40, 63, 5, 50):
        view.combobox("output channel").select_option(str(o))
        view.slider("stride").fill(str(1 + o % 2))
        first = o if groups == 64 else 32 * (o // 32)
        row = view.root.get_by_role("group", name=f"input channel {first}", exact=True)
        assert row.evaluate(IN_SIGHT), o
        assert cells_without_a_tab_stop(view) == []


def test_arrows_take_the_focus_only_where_it_is_seen(opened: Open) -> None:
    view = opened(explore(nn.Conv1d(64, 64, 3, groups=2), torch.randn(1, 64, 20))).view
    view.cell("x[0, 0, 0]").focus()
    for _ in range(40):
        view.page.keyboard.press("ArrowDown")
    assert view.cell("x[0, 40, 0]").evaluate("cell => cell === document.activeElement")
    assert view.cell("x[0, 40, 0]").evaluate(IN_SIGHT)


def test_the_opened_channel_stays_open(opened: Open) -> None:
    view = opened(explore(nn.Conv1d(16, 64, 4), torch.randn(1, 16, 100))).view
    view.combobox("output channel").select_option("5")
    view.root.get_by_role("button", name="x[0, 5]").click()
    row = view.root.get_by_role("group", name="input channel 5", exact=True)
    assert cells_without_a_tab_stop(view) == []
    view.button("full precision").click()
    expect(row.locator(".c1d-cell.c1d-w").first).to_be_visible()
    view.open_settings()
    view.slider("stride").fill("2")
    expect(row.locator(".c1d-cell.c1d-w").first).to_be_visible()


OVERFLOW = """view => [
  ...view.querySelectorAll(".c1d-cell, .c1d-product, .c1d-number"),
].filter(node => {
  if (!node.checkVisibility() || !node.firstChild) return false;
  const range = document.createRange();
  range.selectNodeContents(node);
  const [text, box] = [range.getBoundingClientRect(), node.getBoundingClientRect()];
  return text.width > box.width + 2;
}).map(node => node.textContent)"""


def test_cells_grow_with_numbers_that_come_later(lab: Notebook) -> None:
    view = View(lab.show("explorer = explore(article.layer(), article.x())\nexplorer"))
    lab.run("explorer.x = -1e5 * article.x()")
    expect(view.cell("x[0, 0, 0]")).to_have_text("-45349.9375")
    assert view.root.evaluate(OVERFLOW) == []
