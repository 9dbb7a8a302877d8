"""The order in which a browser for these tests is looked for."""

from __future__ import annotations

import subprocess
import sys
from functools import partial
from pathlib import Path

import pytest

from tests import find_browser as finder


def program(folder: Path, name: str) -> str:
    folder.mkdir(exist_ok=True)
    path = folder / name
    path.write_text("#!/bin/sh\n")
    path.chmod(0o755)
    return str(path)


def nothing() -> None:
    return None


def test_the_variable_comes_first(tmp_path: Path) -> None:
    program(tmp_path / "bin", "chromium")
    mine = program(tmp_path / "mine", "my-browser")
    choice = finder.find_browser({finder.VARIABLE: mine, "PATH": str(tmp_path / "bin")}, nothing)
    assert choice == finder.BrowserChoice(mine, finder.VARIABLE)


def test_a_wrong_variable_is_an_error_and_not_passed_over(tmp_path: Path) -> None:
    program(tmp_path / "bin", "chromium")
    environ = {finder.VARIABLE: str(tmp_path / "gone"), "PATH": str(tmp_path / "bin")}
    with pytest.raises(finder.BrowserMissingError, match=finder.VARIABLE):
        finder.find_browser(environ, nothing)


def test_the_names_on_the_path_are_tried_in_order(tmp_path: Path) -> None:
    environ = {"PATH": str(tmp_path / "bin")}
    for name in reversed(finder.NAMES):
        path = program(tmp_path / "bin", name)
        assert finder.find_browser(environ, nothing).path == path


def test_playwrights_own_comes_after_the_path(tmp_path: Path) -> None:
    own = program(tmp_path / "own", "chrome-of-playwright")
    environ = {"PATH": str(tmp_path / "bin")}
    assert finder.find_browser(environ, lambda: own).path == own
    on_path = program(tmp_path / "bin", "chrome")
    assert finder.find_browser(environ, lambda: own).path == on_path


def test_no_browser_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(finder.BrowserMissingError) as caught:
        finder.find_browser({"PATH": str(tmp_path)}, nothing)
    for help_line in (finder.VARIABLE, "PATH", "--install"):
        assert help_line in str(caught.value)


@pytest.mark.parametrize(("root", "apt"), [(False, True), (True, False), (False, False)])
def test_debians_package_only_for_root_with_apt(root: bool, apt: bool) -> None:
    ways = finder.install_commands(root=root, apt=apt)
    assert [way[0][1:] for way in ways] == [["-m", "playwright", "install", "chromium"]]


# Notes how it was called, and leaves a browser behind if it has that one.
APT_GET = """\
#!/bin/sh
echo "$DEBIAN_FRONTEND: $*" >> "${0%/*}/calls"
case "$7" in HAS) /bin/cp -p "$0" "${0%/*}/$7" ;; esac
"""


@pytest.mark.parametrize("has", [[finder.SHELL, "chromium"], ["chromium"]])
def test_root_on_debian_takes_the_package_and_has_patience(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, has: list[str]
) -> None:
    apt_get = Path(program(tmp_path / "bin", "apt-get"))
    apt_get.write_text(APT_GET.replace("HAS", "|".join(has)))
    monkeypatch.setenv("PATH", str(apt_get.parent))
    for name in (finder.VARIABLE, *finder.NO_QUESTIONS):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr("os.geteuid", lambda: 0)
    monkeypatch.setattr(finder, "find_browser", partial(finder.find_browser, own=nothing))
    assert finder.install().path == str(apt_get.parent / has[0])
    options = "noninteractive: -o DPkg::Lock::Timeout=600 -o Acquire::Retries=3"
    calls = (apt_get.parent / "calls").read_text().splitlines()
    asked = [f"{options} install -y {name}" for name in (finder.SHELL, "chromium")]
    assert calls == [f"{options} update", *asked][: 4 - len(has)]


def test_playwrights_own_comes_after_debians_packages() -> None:
    *_, last = finder.install_commands(root=True, apt=True)
    assert "playwright" in last[0]


def test_the_command_fails_loudly(tmp_path: Path) -> None:
    run = subprocess.run(
        [sys.executable, finder.__file__],
        env={finder.VARIABLE: str(tmp_path / "gone"), "PATH": ""},
        capture_output=True,
        text=True,
    )
    assert run.returncode == 1
    assert finder.VARIABLE in run.stderr
