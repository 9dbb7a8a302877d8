"""By touch, on a screen of 360 by 740."""

from __future__ import annotations

from playwright.sync_api import Locator, expect

from tests.browser.notebook import Notebook
from tests.browser.view import View, worked_example

WIDTHS = """view => {
  const box = view.getBoundingClientRect();
  const kinds = "button:not(.c1d-cell), input, select, summary, p, pre";
  const outside = [...view.querySelectorAll(kinds)]
    .filter(node => node.checkVisibility())
    .filter(node => {
      const { left, right } = node.getBoundingClientRect();
      return right > box.right + 1 || left < box.left - 1;
    })
    .map(node => node.outerHTML.slice(0, 120));
  return {
    over: view.scrollWidth - view.clientWidth,
    right: box.right,
    window: document.documentElement.clientWidth,
    outside,
  };
}"""


def touch_drag(slider: Locator, fraction: float) -> None:
    """Put a finger on the thumb, pull it to a fraction of the track, lift it."""
    slider.scroll_into_view_if_needed()
    box = slider.bounding_box()
    assert box is not None
    low, high, now = slider.evaluate("s => [Number(s.min), Number(s.max), Number(s.value)]")
    thumb, y = 16, box["y"] + box["height"] / 2

    def place(share: float) -> float:
        return box["x"] + thumb / 2 + share * (box["width"] - thumb)

    start, end = place((now - low) / (high - low)), place(fraction)
    session = slider.page.context.new_cdp_session(slider.page)
    for kind, share in (("Start", 0.0), ("Move", 0.3), ("Move", 0.7), ("Move", 1.0)):
        points = [{"x": start + share * (end - start), "y": y}]
        session.send("Input.dispatchTouchEvent", {"type": f"touch{kind}", "touchPoints": points})
    session.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    session.detach()


def check_widths(view: View) -> None:
    widths = view.root.evaluate(WIDTHS)
    assert widths["over"] <= 0, widths
    assert widths["right"] <= widths["window"], widths
    assert widths["outside"] == [], widths


def test_buttons_and_lists_by_touch(phone: Notebook) -> None:
    view = worked_example(phone)
    for name, t in (("next", 1), ("last", 6), ("previous", 5), ("first", 0)):
        view.button(name).tap()
        assert view.at() == (0, 0, t), name
    view.combobox("output channel").select_option("1")
    view.open_settings()
    view.combobox("padding mode").select_option("circular")
    view.button("play").tap()
    expect(view.button("pause")).to_be_visible()
    view.button("pause").tap()
    view.button("full precision").tap()
    check_widths(view)
    view.button("full precision").tap()
    view.button("copy code").tap()
    view.button("reset").tap()
    assert view.status() == "out[0, 0, 0] = 0.2545"


def test_sliders_by_touch(phone: Notebook) -> None:
    view = worked_example(phone)
    touch_drag(view.slider("position"), 1.0)
    view.wait_at(0, 0, 6)
    touch_drag(view.slider("position"), 0.5)
    view.wait_at(0, 0, 3)
    view.open_settings()
    for name in ("stride", "padding", "dilation", "speed"):
        touch_drag(view.slider(name), 1.0)
        expect(view.slider(name)).to_have_value(str(view.range(name)[1]))
        view.button("reset").tap()


def test_a_first_tap_points_and_a_second_edits(phone: Notebook) -> None:
    view = worked_example(phone)
    cell = view.cell("x[0, 1, 1]")
    cell.tap()
    assert view.root.get_by_role("textbox").count() == 0
    expect(view.root.locator(".c1d-cell.c1d-marked").first).to_be_attached()
    cell.tap()
    field = view.root.get_by_role("textbox", name="new value of x[0, 1, 1]")
    field.fill("0.5")
    field.press("Enter")
    expect(cell).to_have_text("0.5000")
    phone.wait_value("float(explorer.x[0, 1, 1])", 0.5)


def test_an_output_by_touch(phone: Notebook) -> None:
    view = worked_example(phone)
    view.cell("out[0, 1, 2]").tap()
    assert view.status() == "out[0, 1, 2] = 0.3290"


def test_nothing_is_wider_than_the_screen(phone: Notebook) -> None:
    phone.run("_ = torch.manual_seed(0)")
    layers = (
        "article.layer(), article.x()",
        "nn.Conv1d(12, 12, 5, groups=2), torch.randn(2, 12, 60)",
        "",
    )
    for arguments in layers:
        view = View(phone.show(f"explore({arguments})"))
        view.open_settings()
        check_widths(view)
