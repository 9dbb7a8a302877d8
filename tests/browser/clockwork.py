"""What our code asks of the page's clocks: frames, time-outs, intervals."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import Page

# The explorer's module comes from a blob: address, the front end's own code never does.
INSTALL = """() => {
  const names = ["requestAnimationFrame", "setInterval", "setTimeout"];
  const real = Object.fromEntries(names.map(name => [name, window[name]]));
  window.clockCalls = Object.fromEntries(names.map(name => [name, 0]));
  for (const name of names) {
    window[name] = function (...given) {
      if (new Error().stack.includes("blob:")) window.clockCalls[name] += 1;
      return real[name].apply(window, given);
    };
  }
  window.giveClocksBack = () => Object.assign(window, real);
}"""

FRAMES = """count => new Promise(done => {
  const frame = left => (left ? requestAnimationFrame(() => frame(left - 1)) : done());
  frame(count);
})"""

# Only in pages of our own: what waits there waits for us.
KNOW_TIMERS = """{
  const { setTimeout, clearTimeout } = window;
  const waiting = new Map();
  window.setTimeout = (run, delay, ...given) => {
    const done = () => waiting.delete(timer) && run(...given);
    const timer = setTimeout(done, delay);
    waiting.set(timer, done);
    return timer;
  };
  window.clearTimeout = timer => waiting.delete(timer) && clearTimeout(timer);
  window.endTimers = () => {
    for (const [timer, done] of [...waiting]) {
      clearTimeout(timer);
      done();
    }
  };
}"""

STEPS = """([root, count]) => new Promise(done => {
  const status = root.querySelector("[role=status]");
  const seen = [];
  const watcher = new MutationObserver(() => {
    seen.push(status.textContent);
    if (seen.length < count) return;
    watcher.disconnect();
    done(seen);
  });
  watcher.observe(status, { childList: true, characterData: true, subtree: true });
})"""


@contextmanager
def counted(page: Page) -> Iterator[None]:
    page.evaluate(INSTALL)
    try:
        yield
    finally:
        page.evaluate("window.giveClocksBack()")


def calls(page: Page) -> dict[str, int]:
    found: dict[str, int] = page.evaluate("({ ...window.clockCalls })")
    return found


def frames(page: Page, count: int) -> None:
    """Let so many frames pass: for what happens in them, or to see that nothing does."""
    page.evaluate(FRAMES, count)


def end_timers(page: Page) -> None:
    """Let all that the page has put off happen now, and two frames pass."""
    page.evaluate("window.endTimers()")
    frames(page, 2)


def wait_quiet(page: Page, tries: int = 40) -> None:
    """Wait until ten frames pass in which our code asks for nothing."""
    for _ in range(tries):
        before = calls(page)
        frames(page, 10)
        if calls(page) == before:
            return
    raise AssertionError(f"our clocks go on: {calls(page)}")


def steps(root: Any, count: int) -> list[str]:
    """The next changes of the status line."""
    page = root.page
    seen: list[str] = page.evaluate(STEPS, [root.element_handle(), count])
    return seen
