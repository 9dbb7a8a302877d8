"""The self-check says what is missing, too old, hidden or broken, and the line that helps."""

from __future__ import annotations

import argparse
import dataclasses
import json
import os
import subprocess
import sys
from collections.abc import Callable
from importlib import metadata, util
from pathlib import Path
from typing import Any

import pytest

from conv1d_lab import doctor
from conv1d_lab.doctor import FRONT_END, Finding, Place, examine

NAMES = ("anywidget", "ipywidgets", "jupyterlab", "matplotlib", "numpy", "torch")


@pytest.fixture
def healthy(tmp_path: Path) -> Place:
    """A place where all is well, made up but for the packages' own files."""
    for folder in FRONT_END.values():
        put(tmp_path / "labextensions" / folder / "package.json", "{}")
    put(tmp_path / "kernels" / "python3" / "kernel.json", '{"argv": ["python", "-m"]}')
    return dataclasses.replace(
        Place.here(), jupyter=[tmp_path], executable="/env/bin/python", project=tmp_path / "course"
    )


def put(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def wrong(place: Place) -> list[Finding]:
    return [finding for finding in examine(place) if not finding.ok]


def version_of(name: str, version: str | None) -> Callable[[str], str | None]:
    return lambda asked: version if asked == name else doctor._version(asked)


def test_all_is_well_here() -> None:
    assert [str(finding) for finding in examine() if not finding.ok] == []


def test_all_is_well_in_the_made_up_place(healthy: Place) -> None:
    assert wrong(healthy) == []


def test_what_the_package_requires_is_what_is_looked_at() -> None:
    required = [text for text in metadata.requires("conv1d_lab") or [] if ";" not in text]
    assert sorted(text.split(">=")[0] for text in required) == sorted(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_a_package_is_missing(healthy: Place, name: str) -> None:
    [finding] = wrong(dataclasses.replace(healthy, installed=version_of(name, None)))
    assert finding.text == f"{name} is missing"
    assert finding.line.startswith(f'/env/bin/python -m pip install "{name}>=')
    assert ("whl/cpu" in finding.line) == (name == "torch")


@pytest.mark.parametrize("name", NAMES)
def test_a_package_is_too_old(healthy: Place, name: str) -> None:
    [finding] = wrong(dataclasses.replace(healthy, installed=version_of(name, "0.1rc1")))
    assert finding.text.startswith(f"{name} 0.1rc1 is too old: ")
    assert f' --upgrade "{name}>=' in finding.line


@pytest.mark.parametrize("version", ["2.6", "2.6.0+cpu", "2.13.0", "3.0.0rc1", "10.0"])
def test_a_newer_version_is_enough(healthy: Place, version: str) -> None:
    assert wrong(dataclasses.replace(healthy, installed=version_of("torch", version))) == []


@pytest.mark.parametrize("name", NAMES)
def test_a_package_has_lost_its_files(healthy: Place, name: str) -> None:
    def locate(asked: str) -> Any:
        return None if asked == name else util.find_spec(asked)

    [finding] = wrong(dataclasses.replace(healthy, locate=locate))
    assert "is broken" in finding.text
    assert "--force-reinstall" in finding.line


def test_a_file_hides_a_package(healthy: Place) -> None:
    def locate(asked: str) -> Any:
        mine = util.spec_from_file_location("numpy", "/mine/numpy.py")
        return mine if asked == "numpy" else util.find_spec(asked)

    [finding] = wrong(dataclasses.replace(healthy, locate=locate))
    assert "hidden by a file of the same name, /mine/numpy.py" in finding.text


def test_python_is_too_old(healthy: Place) -> None:
    [finding] = wrong(dataclasses.replace(healthy, python=(3, 10, 4)))
    assert finding.text == "Python 3.10.4 is too old: 3.11 or newer is needed"


def test_the_package_itself_is_missing(healthy: Place) -> None:
    bare = dataclasses.replace(healthy, requires=lambda: None)
    [finding] = examine(bare)
    assert finding.text == "conv1d_lab is not installed in /env/bin/python"
    assert finding.line == f'/env/bin/python -m pip install -e "{healthy.project}"'
    torch, package = examine(dataclasses.replace(bare, installed=lambda name: None))
    assert package == finding
    assert torch.line.startswith('/env/bin/python -m pip install "torch" --index-url https://')


def test_the_package_is_beside_in_a_virtual_environment(healthy: Place) -> None:
    python = healthy.project / ".venv" / "bin" / "python"
    put(python, "")
    bare = dataclasses.replace(healthy, requires=lambda: None, installed=lambda name: None)
    [finding] = examine(bare)
    assert finding.line == f"{python} -m conv1d_lab doctor"
    inside = dataclasses.replace(bare, executable=str(python))
    assert [finding.text.partition(" is ")[0] for finding in examine(inside)] == [
        "torch",
        "conv1d_lab",
    ]


def test_google_colab_has_a_front_end_of_its_own(healthy: Place) -> None:
    versions = {"ipywidgets": "7.7.1", "jupyterlab": None}

    def installed(name: str) -> str | None:
        return versions[name] if name in versions else doctor._version(name)

    there = dataclasses.replace(healthy, installed=installed, jupyter=[], colab=True)
    assert wrong(there) == []
    assert "Google Colab brings its own front end" in str(examine(there)[-1])
    assert {f.text for f in wrong(dataclasses.replace(there, installed=lambda name: None))} == {
        f"{name} is missing" for name in NAMES if name not in versions
    }
    assert len(wrong(dataclasses.replace(there, colab=False))) == 2


@pytest.mark.parametrize("name", FRONT_END)
def test_a_front_end_is_missing(healthy: Place, name: str) -> None:
    (healthy.jupyter[0] / "labextensions" / FRONT_END[name] / "package.json").unlink()
    [finding] = wrong(healthy)
    assert name in finding.text
    assert finding.line.endswith(f"--force-reinstall --no-deps {name}")


def test_the_kernel_is_missing_or_no_kernel(healthy: Place) -> None:
    described = healthy.jupyter[0] / "kernels" / "python3" / "kernel.json"
    described.write_text("{")
    assert "describes no kernel" in wrong(healthy)[0].text
    described.unlink()
    [finding] = wrong(healthy)
    assert finding.text.startswith("the kernel python3 is missing")
    assert finding.line.endswith("pip install --force-reinstall --no-deps ipykernel")
    [finding] = wrong(dataclasses.replace(healthy, installed=version_of("ipykernel", None)))
    assert finding.line.endswith("pip install ipykernel")


@pytest.mark.parametrize("sees", [True, False])
def test_the_kernel_is_another_python(healthy: Place, sees: bool) -> None:
    described = healthy.jupyter[0] / "kernels" / "python3" / "kernel.json"
    described.write_text(json.dumps({"argv": ["/other/bin/python", "-m", "ipykernel_launcher"]}))
    found = wrong(dataclasses.replace(healthy, sees_package=lambda program: sees))
    assert bool(found) != sees
    if found:
        assert found[0].line == "/env/bin/python -m ipykernel install --user --name python3"


def test_the_kernel_is_this_python_by_its_path(healthy: Place) -> None:
    described = healthy.jupyter[0] / "kernels" / "python3" / "kernel.json"
    described.write_text(json.dumps({"argv": ["/env/bin/python3.11"]}))
    assert wrong(dataclasses.replace(healthy, sees_package=lambda program: False)) == []


def test_another_python_is_asked() -> None:
    assert doctor._sees_package(sys.executable)
    assert not doctor._sees_package("/no/such/python")


def test_a_path_with_spaces_is_quoted(healthy: Place) -> None:
    place = dataclasses.replace(healthy, executable="/my env/python")
    assert place.pip("numpy") == '"/my env/python" -m pip install numpy'


def test_two_things_are_said_at_once(healthy: Place) -> None:
    place = dataclasses.replace(healthy, installed=lambda name: None)
    assert [finding.text for finding in wrong(place)] == [f"{name} is missing" for name in NAMES]


@pytest.mark.parametrize("name", NAMES)
def test_the_command_fails_on_a_package_that_is_too_old(tmp_path: Path, name: str) -> None:
    """A real run, where the metadata of an old version lie in front of the real ones."""
    put(tmp_path / f"{name}-0.0.1.dist-info" / "METADATA", f"Name: {name}\nVersion: 0.0.1\n")
    done = run_doctor({**os.environ, "PYTHONPATH": str(tmp_path)})
    assert done.returncode == 1, done.stderr
    assert f"FAIL  {name} 0.0.1 is too old" in done.stdout
    assert "run the 1 indented line" in done.stdout


def test_the_command_is_content_and_quick() -> None:
    words = "import sys; from conv1d_lab.doctor import self_check; self_check(); "
    heavy = "print({'torch', 'numpy', 'matplotlib', 'anywidget'} & set(sys.modules))"
    done = subprocess.run(
        [sys.executable, "-c", words + heavy], capture_output=True, text=True, check=True
    )
    assert done.stdout.endswith("\nEverything is here.\nset()\n")


def run_doctor(environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    code = "from conv1d_lab.doctor import self_check; raise SystemExit(not self_check())"
    return subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, env=environment, check=False
    )


def test_the_command_ends_with_the_outcome(monkeypatch: pytest.MonkeyPatch) -> None:
    parser = argparse.ArgumentParser()
    doctor.add_command(parser.add_subparsers())
    arguments = parser.parse_args(["doctor"])
    for outcome, code in ((True, 0), (False, 1)):
        monkeypatch.setattr(doctor, "self_check", lambda outcome=outcome: outcome)
        assert arguments.run(arguments) == code
