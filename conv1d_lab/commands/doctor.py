"""The self-check: is everything here that the notebooks need? If not, the line that brings it.

It reads what is installed and imports none of it, so that it answers at once and also where
something is broken. It runs on any Python 3, to be able to say that one is too old.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from dataclasses import dataclass
from importlib import metadata, util
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable

PACKAGE = "conv1d_lab"
KERNEL = "python3"
"""The kernel that the notebooks name."""
FRONT_END = {"jupyterlab_widgets": "@jupyter-widgets/jupyterlab-manager", "anywidget": "anywidget"}
"""Package to the extension that it brings to JupyterLab and Notebook 7."""
TORCH_CPU = " --index-url https://download.pytorch.org/whl/cpu"
SEES_PACKAGE = (
    f"import importlib.util, sys; sys.exit(importlib.util.find_spec({PACKAGE!r}) is None)"
)

_REQUIREMENT = re.compile(r"([\w.-]+)\s*(?:>=\s*([\w.+]+))?$")


@dataclass
class Finding:
    """One thing looked at: what is so, and the line to run where it is not as it should be."""

    ok: bool
    text: str
    line: str = ""

    def __str__(self) -> str:
        mark = "OK    " if self.ok else "FAIL  "
        return mark + self.text + (f"\n      {self.line}" if self.line else "")


@dataclass
class Place:
    """The Python and the folders that are looked at; a test gives others."""

    python: tuple[int, ...]
    executable: str
    installed: Callable[[str], str | None]
    """Name of a package to its version, or to None."""
    requires: Callable[[], list[str] | None]
    """What this package's own metadata ask for; None if it is not installed."""
    requires_python: Callable[[], str]
    locate: Callable[[str], Any]
    """Name of a module to its spec, or to None."""
    jupyter: list[Path]
    """Where Jupyter looks for kernels and extensions, first one first."""
    in_kernel: bool
    colab: bool
    """Google Colab has a front end of its own, and its own ipywidgets."""
    project: Path
    """The folder that holds this package."""
    sees_package: Callable[[str], bool]
    """Whether another Python, by its path, can import this package."""

    @classmethod
    def here(cls) -> Place:
        """Look at the Python that runs now."""
        return cls(
            python=sys.version_info[:3],
            executable=sys.executable,
            installed=_version,
            requires=_requires,
            requires_python=_requires_python,
            locate=util.find_spec,
            jupyter=_jupyter_path(),
            in_kernel="ipykernel.kernelapp" in sys.modules,
            colab="google.colab" in sys.modules,
            project=Path(__file__).resolve().parents[2],
            sees_package=_sees_package,
        )

    def pip(self, *words: str) -> str:
        """Write a line that installs into the Python that is looked at."""
        python = f'"{self.executable}"' if " " in self.executable else self.executable
        return " ".join([python, "-m pip install", *words])


def examine(place: Place | None = None) -> list[Finding]:
    """Look at everything; what is missing brings the line that installs it."""
    place = Place.here() if place is None else place
    requires = place.requires()
    if requires is None:
        return _not_installed(place)
    if place.colab:
        requires = [r for r in requires if not r.startswith(("jupyterlab", "ipywidgets"))]
    findings = [_python(place)]
    findings += [_package(place, requirement) for requirement in requires]
    if not all(finding.ok for finding in findings):
        return findings  # these bring the rest along
    if place.colab:
        return [*findings, Finding(True, "Google Colab brings its own front end")]
    findings += [_front_end(place, name, folder) for name, folder in FRONT_END.items()]
    return [*findings, _kernel(place)]


def self_check() -> bool:
    """Print what was found, one line each, and say whether all is well."""
    findings = examine()
    for finding in findings:
        print(finding)
    wrong = sum(not finding.ok for finding in findings)
    if wrong:
        lines = "line" if wrong == 1 else "lines"
        print(f"\nTo do: run the {wrong} indented {lines}, then check again.")
    else:
        print("\nEverything is here.")
    return not wrong


def add_command(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add ``doctor`` to the subparsers of ``python -m conv1d_lab``."""
    words = "check that everything is installed; print the line that brings what is missing"
    parser = commands.add_parser("doctor", help=words, description=words)
    parser.set_defaults(run=lambda arguments: 0 if self_check() else 1)


# -------------------------------------------------------------------------------------- the checks


def _not_installed(place: Place) -> list[Finding]:
    text = f"{PACKAGE} is not installed in {place.executable}"
    folder = place.project / ".venv"
    for python in (folder / "bin" / "python", folder / "Scripts" / "python.exe"):
        if python.is_file() and not _same(str(python), place.executable):
            line = f'"{python}"' if " " in str(python) else str(python)
            return [
                Finding(False, f"{text}, but {folder} may have it", f"{line} -m {PACKAGE} doctor")
            ]
    found = [Finding(False, text, place.pip(f'-e "{place.project}"'))]
    if place.installed("torch") is None:
        # First: what comes after would bring the build for graphics cards, of several GB.
        found.insert(0, Finding(False, "torch is missing", place.pip(f'"torch"{TORCH_CPU}')))
    return found


def _python(place: Place) -> Finding:
    has = ".".join(map(str, place.python))
    needed = place.requires_python().lstrip(">=")
    if place.python >= _numbers(needed):
        return Finding(True, f"Python {has}")
    text = f"Python {has} is too old: {needed} or newer is needed"
    return Finding(False, text, "Get one from https://www.python.org/downloads/")


def _package(place: Place, requirement: str) -> Finding:
    match = _REQUIREMENT.match(requirement)
    assert match, f"a requirement that doctor cannot read: {requirement}"
    name, floor = match[1], match[2]
    quoted = f'"{requirement}"' + (TORCH_CPU if name == "torch" else "")
    has = place.installed(name)
    if has is None:
        return Finding(False, f"{name} is missing", place.pip(quoted))
    if floor and _numbers(has) < _numbers(floor):
        text = f"{name} {has} is too old: {floor} or newer is needed"
        return Finding(False, text, place.pip("--upgrade", quoted))
    spec = place.locate(name)
    if spec is None:
        text = f"{name} {has} is broken: its files are gone"
        return Finding(False, text, place.pip("--force-reinstall --no-deps", quoted))
    if spec.submodule_search_locations is None:
        text = f"{name} {has} is hidden by a file of the same name, {spec.origin}"
        return Finding(False, text, "Give that file another name.")
    return Finding(True, f"{name} {has}")


def _front_end(place: Place, name: str, folder: str) -> Finding:
    for root in place.jupyter:
        described = root / "labextensions" / folder / "package.json"
        if described.is_file():
            return Finding(True, f"front end of {name}, in {described.parent}")
    text = f"the front end of {name} is missing: JupyterLab would show no explorer"
    return Finding(False, text, place.pip("--force-reinstall --no-deps", name))


def _kernel(place: Place) -> Finding:
    if place.in_kernel:
        return Finding(True, "this notebook's kernel sees the package")
    gone = place.installed("ipykernel") is None
    again = ("ipykernel",) if gone else ("--force-reinstall --no-deps", "ipykernel")
    for root in place.jupyter:
        described = root / "kernels" / KERNEL / "kernel.json"
        if described.is_file():
            break
    else:
        text = f"the kernel {KERNEL} is missing, which the notebooks ask for"
        return Finding(False, text, place.pip(*again))
    try:
        program = str(json.loads(described.read_text(encoding="utf-8"))["argv"][0])
    except (ValueError, TypeError, LookupError, OSError):
        text = f"{described} describes no kernel"
        return Finding(False, text, place.pip(*again))
    # Jupyter takes its own Python where the kernel says no more than "python".
    if re.fullmatch(r"python[\d.]*(\.exe)?", program) or _same(program, place.executable):
        return Finding(True, f"the kernel {KERNEL} is this Python")
    if place.sees_package(program):
        return Finding(True, f"the kernel {KERNEL} sees the package, in {program}")
    where = "--sys-prefix" if Path(sys.prefix) in described.parents else "--user"
    line = place.pip().replace("pip install", f"ipykernel install {where} --name {KERNEL}").strip()
    text = f"the kernel {KERNEL} is another Python, {program}, which has no {PACKAGE}"
    return Finding(False, text, line)


# --------------------------------------------------------------------------------- what is there


def _version(name: str) -> str | None:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return None


def _requires() -> list[str] | None:
    """Leave out what only tests and teachers need."""
    try:
        listed = metadata.requires(PACKAGE) or []
    except metadata.PackageNotFoundError:
        return None
    return [text.strip() for text in listed if ";" not in text]


def _requires_python() -> str:
    return str(metadata.metadata(PACKAGE)["Requires-Python"])


def _numbers(version: str) -> tuple[int, ...]:
    """``2.13.0+cpu`` to (2, 13)."""
    parts = [int(part) for part in re.split(r"[^\d.]", version)[0].split(".") if part]
    while parts and not parts[-1]:
        parts.pop()
    return tuple(parts)


def _jupyter_path() -> list[Path]:
    try:
        from jupyter_core.paths import jupyter_path
    except ImportError:
        return [Path(sys.prefix) / "share" / "jupyter"]
    return [Path(folder) for folder in jupyter_path()]


def _same(program: str, executable: str) -> bool:
    """Compare without following links: each virtual environment links to one system Python."""
    one, other = (os.path.normcase(os.path.abspath(path)) for path in (program, executable))
    return Path(one).parent == Path(other).parent


def _sees_package(program: str) -> bool:
    try:
        done = subprocess.run([program, "-c", SEES_PACKAGE], capture_output=True, timeout=20)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0
