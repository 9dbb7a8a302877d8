"""Steps and displays leave nothing behind."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from playwright.sync_api import CDPSession, expect

from tests.browser.clockwork import counted, wait_quiet
from tests.browser.notebook import Notebook
from tests.browser.view import View, worked_example

DISPLAYS = 2

STEPS = """async (root, last) => {
  const frame = () => new Promise(done => requestAnimationFrame(done));
  const [next, first] = ["next", "first"].map(
    name => root.querySelector(`button[aria-label=${name}]`));
  for (let i = 1; i <= 100; i += 1) {
    (i % 5 ? next : first).click();
    if (i % 9 === 0) await frame();
  }
  first.click();
  for (let i = 0; i < last; i += 1) next.click();
}"""
# Asked without a cell: what a cell brings along would be weighed, too.
PYTHON_KNOWS = """async last => {
  const { kernel } = window.testedPanel.sessionContext.session;
  const ask = { code: "", silent: true, user_expressions: { position: "explorer.position" } };
  const { content } = await kernel.requestExecute(ask).done;
  return content.user_expressions.position.data["text/plain"] === String(last);
}"""
# Each differs from the one before, and from where the steps are when a frame passes.
LAST = (5, 6, 5)


@dataclass(frozen=True)
class Weight:
    nodes: int
    listeners: int


def weigh(session: CDPSession) -> Weight:
    for _ in range(3):
        session.send("HeapProfiler.collectGarbage")
    metrics = session.send("Performance.getMetrics")["metrics"]
    found = {metric["name"]: int(metric["value"]) for metric in metrics}
    return Weight(found["Nodes"], found["JSEventListeners"])


def steps(view: View, last: int) -> None:
    view.root.evaluate(STEPS, last)
    view.page.wait_for_function(PYTHON_KNOWS, arg=last)


def test_a_hundred_steps(lab: Notebook) -> None:
    view = worked_example(lab)
    steps(view, LAST[0])
    session = lab.page.context.new_cdp_session(lab.page)
    session.send("Performance.enable")
    weights = [weigh(session)]
    for last in LAST[1:]:
        steps(view, last)
        weights.append(weigh(session))
    session.detach()
    # What steps leave behind grows every time; what the front end still had to set up, once.
    assert min(b.listeners - a.listeners for a, b in pairwise(weights)) <= 5, weights
    assert min(b.nodes - a.nodes for a, b in pairwise(weights)) <= 50, weights


def show_and_clear(lab: Notebook, code: str, selector: str) -> None:
    lab.page.evaluate(
        """async code => {
          const notebook = window.testedPanel.content;
          notebook.activeCell.model.sharedModel.setSource(code);
          await window.jupyterapp.commands.execute("notebook:run-cell");
        }""",
        code,
    )
    shown = lab.page.locator(f".jp-OutputArea {selector}")
    shown.first.wait_for()
    lab.command("notebook:clear-cell-output")
    expect(shown).to_have_count(0)


def growth(lab: Notebook, session: CDPSession, code: str, selector: str) -> Weight:
    """What so many displays and removals leave in the page, every time they are done."""
    show_and_clear(lab, code, selector)
    weights = [weigh(session)]
    for _ in range(2):
        for _ in range(DISPLAYS):
            show_and_clear(lab, code, selector)
        weights.append(weigh(session))
    grown = [(b.nodes - a.nodes, b.listeners - a.listeners) for a, b in pairwise(weights)]
    return Weight(*map(min, zip(*grown, strict=True)))


def test_displays_and_removals(lab: Notebook) -> None:
    lab.run("import ipywidgets; plain = ipywidgets.HTML('<i class=plain>plain</i>')")
    view = worked_example(lab)
    nodes = view.root.evaluate("root => root.querySelectorAll('*').length")
    lab.command("notebook:clear-cell-output")
    session = lab.page.context.new_cdp_session(lab.page)
    session.send("Performance.enable")
    with counted(lab.page):
        host = growth(lab, session, "plain", ".plain")
        ours = growth(lab, session, "explorer", ".c1d")
        closed = growth(
            lab,
            session,
            "explorer.close()\nexplorer = explore(article.layer(), article.x())\nexplorer",
            ".c1d",
        )
        wait_quiet(lab.page)
    session.detach()
    # The front end itself keeps a little for each run. One view kept in two would show.
    for grown in (ours, closed):
        assert grown.nodes - max(host.nodes, 0) < 0.8 * nodes, (host, ours, closed, nodes)
        assert grown.listeners - max(host.listeners, 0) < 0.8 * 15, (host, ours, closed)
