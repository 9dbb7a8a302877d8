"""Play and pause; one clock for all views; no clock without a view. The pace: js/clock_test.js."""

from __future__ import annotations

from itertools import pairwise

from playwright.sync_api import expect

from tests.browser.clockwork import calls, counted, frames, steps, wait_quiet
from tests.browser.notebook import Notebook
from tests.browser.view import STATUS, View, worked_example


def positions(seen: list[str]) -> list[int]:
    found = [STATUS.match(text) for text in seen]
    return [int(match[3]) for match in found if match]


def test_play_goes_round_and_pause_stops(jupyter: Notebook) -> None:
    view = worked_example(jupyter)
    view.slider("speed").fill("20")
    view.button("play").click()
    seen = positions(steps(view.root, 10))
    assert all((b - a) % 7 == 1 for a, b in pairwise(seen)), seen
    view.button("pause").click()
    expect(view.button("play")).to_be_visible()
    stopped = view.status()
    frames(view.page, 20)
    assert view.status() == stopped
    jupyter.wait_value(
        "(explorer.playing, explorer.speed, explorer.position)", (False, 20.0, view.at()[2])
    )


def test_playing_is_not_reported_step_by_step(lab: Notebook) -> None:
    view = worked_example(lab)
    lab.run("heard = []; explorer.observe(lambda change: heard.append(change.new), 'position')")
    view.slider("speed").fill("20")
    view.button("play").click()
    steps(view.root, 12)
    assert lab.value("heard") == []
    view.button("pause").click()
    stopped = view.at()[2]
    lab.wait_value("(explorer.playing, explorer.position)", (False, stopped))
    assert lab.value("heard") == [stopped] * bool(stopped)  # at 0 nothing has changed


def test_two_views_are_in_step_and_share_one_clock(jupyter: Notebook) -> None:
    jupyter.run("import ipywidgets")
    one = worked_example(jupyter)
    other = View(jupyter.show("explorer"))
    one.root.scroll_into_view_if_needed()
    one.slider("position").fill("4")
    assert other.status() == one.status()
    other.cell("out[0, 1, 2]").click()
    assert one.status() == other.status() == "out[0, 1, 2] = 0.3290"
    other.open_settings()
    other.slider("dilation").fill("2")
    assert one.read().output == other.read().output
    other.slider("speed").fill("10")
    other.button("play").click()
    expect(one.button("pause")).to_be_visible()
    steps(one.root, 3)
    one.button("pause").click()
    expect(other.button("play")).to_be_visible()
    assert one.status() == other.status()


def test_clear_output_while_playing_stops_the_clock(jupyter: Notebook) -> None:
    view = worked_example(jupyter)
    page = jupyter.page
    with counted(page):
        view.slider("speed").fill("20")
        view.button("play").click()
        steps(view.root, 3)
        assert calls(page)["requestAnimationFrame"] > 0
        jupyter.command("notebook:clear-cell-output")
        expect(page.locator(".c1d")).to_have_count(0)
        wait_quiet(page)
    jupyter.wait_value("explorer.playing", False)


def test_a_view_can_come_back_after_all_are_gone(lab: Notebook) -> None:
    view = worked_example(lab)
    view.button("next").click()
    lab.command("notebook:clear-cell-output")
    expect(lab.page.locator(".c1d")).to_have_count(0)
    again = View(lab.show("explorer"))
    again.wait_at(0, 0, 1)
    again.slider("speed").fill("20")
    again.button("play").click()
    assert len(steps(again.root, 3)) == 3
    again.button("pause").click()


def test_nothing_ticks_while_nothing_plays(lab: Notebook) -> None:
    view = worked_example(lab)
    with counted(lab.page):
        view.button("next").click()
        wait_quiet(lab.page)
