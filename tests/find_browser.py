"""Find a Chromium for the browser tests, in a stated order; `--install` gets one if there is none.

The order: the variable CONV1D_LAB_BROWSER; Chromium's headless shell, Chromium or Chrome on the
PATH; Playwright's own. The shell comes first, as a page of the others costs three times as much:
they open a whole window for it, whether seen or not.
With `--install`, what is missing is fetched: Debian's package when we are root, else Playwright's.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

VARIABLE = "CONV1D_LAB_BROWSER"
SHELL = "chromium-headless-shell"
NAMES = (SHELL, "chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
# A machine just started may still hold the lock, for updates of its own.
PATIENT = ("-o", "DPkg::Lock::Timeout=600", "-o", "Acquire::Retries=3")
NO_QUESTIONS = {"DEBIAN_FRONTEND": "noninteractive"}

WHAT_TO_DO = (
    "No browser for the browser tests. Do one of these, then run the tests again:\n"
    f"  set {VARIABLE} to the path of a Chromium or Chrome,\n"
    "  install Chromium or Chrome so that it is on the PATH (Debian: apt-get install chromium),\n"
    "  or run: python tests/find_browser.py --install"
)


class BrowserMissingError(RuntimeError):
    """No browser was found; the message says what to do."""


@dataclass(frozen=True)
class BrowserChoice:
    """A browser to start, and the step of the search that found it."""

    path: str
    found_by: str


def _executable(path: str) -> bool:
    return Path(path).is_file() and os.access(path, os.X_OK)


def playwright_own() -> str | None:
    """The browser that `playwright install chromium` leaves behind, if it is there."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if path and _executable(path) else None


def find_browser(
    environ: Mapping[str, str] | None = None,
    own: Callable[[], str | None] = playwright_own,
) -> BrowserChoice:
    """The first browser in the stated order, or BrowserMissingError."""
    environ = os.environ if environ is None else environ
    if named := environ.get(VARIABLE):
        if not _executable(named):
            raise BrowserMissingError(
                f"{VARIABLE} is {named!r}, which is not a program.\n{WHAT_TO_DO}"
            )
        return BrowserChoice(named, VARIABLE)
    for name in NAMES:
        if path := shutil.which(name, path=environ.get("PATH", "")):
            return BrowserChoice(path, f"{name} on the PATH")
    if path := own():
        return BrowserChoice(path, "Playwright's own")
    raise BrowserMissingError(WHAT_TO_DO)


def install_commands(*, root: bool, apt: bool) -> list[list[list[str]]]:
    """The ways to get a browser, best first; each way is a list of commands."""
    apt_get = ["apt-get", *PATIENT]
    shell = [[*apt_get, "update"], [*apt_get, "install", "-y", SHELL]]
    older_debian = [[*apt_get, "install", "-y", "chromium"]]
    playwright = [[sys.executable, "-m", "playwright", "install", "chromium"]]
    return [shell, older_debian, playwright] if root and apt else [playwright]


def install() -> BrowserChoice:
    """Find a browser; if there is none, try each way to get one."""
    try:
        return find_browser()
    except BrowserMissingError:
        if VARIABLE in os.environ:
            raise
    root = hasattr(os, "geteuid") and os.geteuid() == 0
    for way in install_commands(root=root, apt=shutil.which("apt-get") is not None):
        for command in way:
            print("+", " ".join(command), flush=True)
            # A failed step is printed by the tool itself; whether we have a browser is what counts.
            subprocess.run(command, check=False, env=os.environ | NO_QUESTIONS)
        try:
            return find_browser()
        except BrowserMissingError:
            continue
    raise BrowserMissingError(WHAT_TO_DO)


def main() -> int:
    parser = argparse.ArgumentParser(description="Find a browser for the browser tests.")
    parser.add_argument("--install", action="store_true", help="get one if there is none")
    arguments = parser.parse_args()
    try:
        choice = install() if arguments.install else find_browser()
    except BrowserMissingError as missing:
        print(missing, file=sys.stderr)
        return 1
    print(f"{choice.path} ({choice.found_by})")
    return 0


if __name__ == "__main__":
    sys.exit(main())
