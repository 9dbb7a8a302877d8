"""Key press to painted frame: the explorer, and what one would otherwise write for it.

In one run, in JupyterLab in headless Chromium: (a) the explorer, (b) ipywidgets.interact that
redraws the same picture with matplotlib, (c) an ipywidgets Output with display(HTML(...)). A time
is from the key event to the animation frame after the change. Then the first paint of a big layer,
and the frames dropped while playing at full speed.

Run: python benchmarks/explorer.py
"""

from __future__ import annotations

import argparse
import random
import statistics
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Locator, Page, sync_playwright

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tests.browser.desk import new_context
from tests.browser.notebook import Notebook
from tests.browser.servers import run_server
from tests.browser.view import View
from tests.find_browser import find_browser
from tests.one_browser import BROWSER_ARGUMENTS

LENGTHS = (10, 32, 128, 512, 4096)
LONG = ("512", "4096", "512, 16, 64, 16")  # lengths, and the arguments of `example`
FRAME = 1000 / 60
PLAY_SECONDS = 10
STEPS = 48

SETUP = """
import torch, ipywidgets
from IPython.display import HTML, display
from torch import nn
from matplotlib import pyplot
from conv1d_lab import draw, explain, explore
def example(length, channels=3, kernels=2, taps=4):
    torch.manual_seed(0)
    return nn.Conv1d(channels, kernels, taps), torch.randn(1, channels, length)
"""

INTERACT = """
layer, x = example(10)
def redraw(t=0):
    figure = draw(layer, x, at=(0, 0, t))
    display(figure)
    pyplot.close(figure)
ipywidgets.interact(redraw, t=(0, 6)).widget.children[0]
pass
"""

OUTPUT = """
layer, x = example(10)
knob, out = ipywidgets.IntSlider(max=6), ipywidgets.Output()
def rewrite(change=None):
    with out:
        out.clear_output(wait=True)
        display(HTML(explain(layer, x, (0, 0, knob.value))._repr_html_()))
knob.observe(rewrite, "value")
rewrite()
ipywidgets.VBox([knob, out])
"""

STACK = """
shown = explore.stack(6, dilation=(1, 2, 4, 8, 16, 32), padding="causal", length=64)
shown.position = (0, 0, 40)
shown
"""

CHAIN = """
torch.manual_seed(0)
layers = [nn.Conv1d(4, 4, 3, padding=2**i, dilation=2**i) for i in range(6)]
shown = explore(nn.Sequential(*layers), torch.randn(1, 4, 64), at=(0, 0, 40))
shown
"""

# The time of the key is the browser's own; the end is the frame that first shows the change.
WATCH = """root => {
  window.keyTimes = [];
  let pressed = null;
  const key = event => { pressed = event.timeStamp; };
  const changed = records => {
    if (pressed === null) return;
    const pictures = [...root.querySelectorAll("img")];
    const added = records.some(record => record.type !== "childList" || record.addedNodes.length);
    if (!added) return;
    const start = pressed;
    pressed = null;
    Promise.all(pictures.map(picture => picture.decode())).then(() => {
      requestAnimationFrame(() => window.keyTimes.push(performance.now() - start));
    });
  };
  window.keyWatcher?.stop();
  const watcher = new MutationObserver(changed);
  watcher.observe(root, { subtree: true, childList: true, characterData: true });
  window.addEventListener("keydown", key, true);
  window.keyWatcher = { stop() {
    watcher.disconnect();
    window.removeEventListener("keydown", key, true);
  } };
}"""

PAINTED = """() => new Promise(done => {
  const start = performance.now();
  const look = () => {
    const status = document.querySelector(".c1d [role=status]");
    if (!status?.textContent) return false;
    requestAnimationFrame(() => setTimeout(() => done(performance.now() - start)));
    return true;
  };
  const watcher = new MutationObserver(() => look() && watcher.disconnect());
  watcher.observe(document.body, { subtree: true, childList: true, characterData: true });
  window.jupyterapp.commands.execute("notebook:run-cell");
})"""

PLAYED = """seconds => new Promise(done => {
  const times = [];
  const frame = now => {
    times.push(now);
    if (now - times[0] < 1000 * seconds) requestAnimationFrame(frame);
    else done(times.slice(1).map((time, i) => time - times[i]));
  };
  requestAnimationFrame(frame);
})"""


@contextmanager
def jupyterlab() -> Iterator[Notebook]:
    choice = find_browser()
    with (
        tempfile.TemporaryDirectory() as folder,
        run_server(Path(folder)) as server,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(
            executable_path=choice.path, args=BROWSER_ARGUMENTS, timeout=120_000
        )
        notebook = Notebook.open(server, new_context(browser), "benchmark.ipynb")
        notebook.run(SETUP)
        print(f"JupyterLab in Chromium {browser.version}\n")
        yield notebook
        browser.close()


def press(focus: Locator, watched: Locator, count: int, ends: Callable[[int], str]) -> list[float]:
    """Milliseconds from each key to the frame after its change; each waits for the one before."""
    page, pause = focus.page, random.Random(1)
    watched.evaluate(WATCH)
    focus.focus()
    for i in range(count):
        page.keyboard.press(ends(i))
        page.wait_for_function("n => window.keyTimes.length >= n", arg=i + 1, polling=20)
        # Keys fall anywhere in a frame, and what is saved to Python leaves in between.
        page.wait_for_timeout(pause.uniform(30, 300))
    page.evaluate("window.keyWatcher.stop()")
    times: list[float] = page.evaluate("window.keyTimes")
    return times[3:]  # the first ones warm the code up


def there_and_back(i: int) -> str:
    return "ArrowRight" if i % 12 < 6 else "ArrowLeft"


def shown(notebook: Notebook, arguments: str, show: str) -> View:
    notebook.clear()
    code = f"layer, x = example({arguments})\nexplore(layer, x, show={show!r})"
    return View(notebook.show(code))


def explorer_steps(notebook: Notebook, length: int, count: int, show: str) -> list[float]:
    view = shown(notebook, str(length), show)
    return press(view.stage, view.root.get_by_role("status"), count, there_and_back)


def rows_steps(notebook: Notebook, code: str, count: int) -> list[float]:
    notebook.clear()
    view = notebook.show(code).locator(".conv1d-chain")
    return press(view.locator(".c1d-handle"), view.get_by_role("status"), count, there_and_back)


def work(notebook: Notebook, arguments: str, show: str) -> float:
    """Milliseconds of the main thread for a step, less what the page does in the same time."""
    view, page = shown(notebook, arguments, show), notebook.page
    session = page.context.new_cdp_session(page)
    # Ticks of the thread, so that others who use the processor do not count.
    session.send("Performance.enable", {"timeDomain": "threadTicks"})

    def spent() -> float:
        metrics = session.send("Performance.getMetrics")["metrics"]
        return float(next(1000 * m["value"] for m in metrics if m["name"] == "TaskDuration"))

    def step(key: str | None) -> None:
        if key:
            page.keyboard.press(key)
        page.wait_for_timeout(100)

    view.stage.focus()
    for i in range(12):  # the first ones warm the code up
        step(there_and_back(i))
    page.wait_for_timeout(500)
    before = spent()
    for _ in range(STEPS):
        step(None)
    idle = spent()
    for i in range(STEPS):
        step(there_and_back(i))
    after = spent()
    session.detach()
    return ((after - idle) - (idle - before)) / STEPS


def widget_steps(notebook: Notebook, code: str, count: int) -> list[float]:
    notebook.clear()
    area = notebook.output(notebook.run(code))
    knob = area.locator(".widget-slider [role=slider]")
    knob.wait_for()
    inner = area.locator(".jp-OutputArea").last
    inner.locator("img, table").first.wait_for()
    return press(knob, inner, count, there_and_back)


def row(name: str, times: list[float], base: float | None = None) -> float:
    middle = statistics.median(times)
    late = statistics.quantiles(times, n=20)[-1]
    ratio = "" if base is None else f"{middle / base:7.1f} x"
    print(f"{name:46}{middle:8.1f}{late:8.1f}{ratio}")
    return middle


def first_paints(notebook: Notebook) -> None:
    page = notebook.page
    big = "explorer = explore(*example(512, 16, 64, 16))\n"
    for name, before, code in (
        ("a new explorer, from Run to paint", "0", big + "explorer"),
        ("a view more, from Run to paint", big, "explorer"),
    ):
        times = []
        for _ in range(5):
            notebook.clear()
            notebook.run(before)
            _put(page, code)
            times.append(float(page.evaluate(PAINTED)))
        print(f"{name:46}{statistics.median(times):8.0f}{max(times):8.0f}")


def _put(page: Page, code: str) -> None:
    page.evaluate(
        """async code => {
          await window.jupyterapp.commands.execute("notebook:insert-cell-below");
          window.testedPanel.content.activeCell.model.sharedModel.setSource(code);
        }""",
        code,
    )


def dropped(notebook: Notebook, seconds: float, *, play: bool) -> str:
    notebook.clear()
    view = View(notebook.show("explore(*example(64))"))
    if play:
        view.slider("speed").fill("30")
        view.button("play").click()
    gaps: list[float] = notebook.page.evaluate(PLAYED, seconds)
    lost = sum(round(gap / FRAME) - 1 for gap in gaps if gap > 1.5 * FRAME)
    return f"{lost} of {len(gaps) + lost}, longest {max(gaps):.0f} ms"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--presses", type=int, default=63, help="key presses for each row")
    count = parser.parse_args().presses
    with jupyterlab() as notebook:
        print(f"{'key press to painted frame':46}{'median':>8}{'95 %':>8}   ms")
        base = row("(a) explorer, L = 10", explorer_steps(notebook, 10, count, "numbers"))
        row(
            "(b) interact and matplotlib, L = 10",
            widget_steps(notebook, INTERACT, count // 2),
            base,
        )
        row("(c) Output and HTML, L = 10", widget_steps(notebook, OUTPUT, count), base)
        for length in LENGTHS[1:]:
            times = explorer_steps(notebook, length, count, "numbers")
            row(f"(a) explorer, L = {length}", times, base)
        for length in LENGTHS:
            times = explorer_steps(notebook, length, count, "curves")
            row(f"(a) explorer as curves, L = {length}", times, base)
        row("(a) a stack of six layers, L = 64", rows_steps(notebook, STACK, count), base)
        row("(a) six layers of four channels, L = 64", rows_steps(notebook, CHAIN, count), base)
        print(f"\n{f'the main thread, a step of {STEPS}':46}{'numbers':>8}{'curves':>8}   ms")
        for arguments in ("10", *LONG):
            numbers, curves = (work(notebook, arguments, show) for show in ("numbers", "curves"))
            print(f"{f'L, C_in, C_out, K = {arguments}':46}{numbers:8.1f}{curves:8.1f}")
        print(f"\n{'first paint, 16 x 512, K = 16, C_out = 64':46}{'median':>8}{'worst':>8}   ms")
        first_paints(notebook)
        print(f"\nframes dropped in {PLAY_SECONDS} s")
        for name, play in (("nothing plays", False), ("playing, 30 steps a second", True)):
            print(f"{name:46}{dropped(notebook, PLAY_SECONDS, play=play)}")


if __name__ == "__main__":
    main()
