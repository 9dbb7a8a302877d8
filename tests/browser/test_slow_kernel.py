"""A kernel that answers late, as on a slow link, never takes the picture back."""

from __future__ import annotations

from tests.browser.notebook import Notebook
from tests.browser.view import View

WATCH = """status => {
  window.statusesSeen = [];
  window.statusWatcher = new MutationObserver(() => window.statusesSeen.push(status.textContent));
  window.statusWatcher.observe(status, { childList: true, characterData: true, subtree: true });
}"""
WAIT = """
import pathlib, time
while not pathlib.Path("gate").exists():
    time.sleep(0.01)
"""
SAVED = "position => window.savedPositions?.includes(position)"
SPY = """() => {
  window.savedPositions = [];
  const send = WebSocket.prototype.send;
  window.stopSpying = () => { WebSocket.prototype.send = send; };
  WebSocket.prototype.send = function (data) {
    const text = typeof data === "string" ? data : new TextDecoder().decode(data);
    const found = text.match(/"position":(\\d+)/);
    if (found) window.savedPositions.push(Number(found[1]));
    return send.call(this, data);
  };
}"""


def test_late_answers_do_not_move_the_picture(lab: Notebook) -> None:
    view = View(lab.show("explorer = explore(article.layer(), article.x())\nexplorer"))
    lab.page.evaluate(SPY)
    view.root.get_by_role("status").evaluate(WATCH)
    gate = lab.server.root / "gate"
    lab.start(WAIT)
    view.stage.focus()
    view.stage.press("ArrowRight")
    lab.page.wait_for_function(SAVED, arg=1)
    # The first step has left; the picture is three further when the kernel's answer comes.
    for _ in range(3):
        view.stage.press("ArrowRight")
    view.wait_at(0, 0, 4)
    gate.touch()
    lab.wait_value("explorer.position", 4)
    lab.page.evaluate("window.stopSpying(); window.statusWatcher.disconnect()")
    seen = lab.page.evaluate("window.statusesSeen.map(text => Number(text.match(/(\\d+)\\]/)[1]))")
    assert seen == [1, 2, 3, 4]
