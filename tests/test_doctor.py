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
from types import ModuleType
from typing import Any

import pytest

from conv1d_lab.commands import doctor
from conv1d_lab.commands.doctor import FRONT_END, Finding, Place, examine

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


def describe_kernel(place: Place, text: str) -> Path:
    described = place.jupyter[0] / "kernels" / "python3" / "kernel.json"
    described.write_text(text)
    return described


@pytest.mark.parametrize("text", ["{", "{}", "null", '{"argv": []}', '{"argv": 3}', '{"argv": {}}'])
def test_the_kernel_is_no_kernel(healthy: Place, text: str) -> None:
    described = describe_kernel(healthy, text)
    [finding] = wrong(healthy)
    assert finding.text == f"{described} describes no kernel"
    assert finding.line.endswith("pip install --force-reinstall --no-deps ipykernel")


def test_the_kernel_is_missing(healthy: Place) -> None:
    describe_kernel(healthy, "").unlink()
    [finding] = wrong(healthy)
    assert finding.text.startswith("the kernel python3 is missing")
    assert finding.line.endswith("pip install --force-reinstall --no-deps ipykernel")
    [finding] = wrong(dataclasses.replace(healthy, installed=version_of("ipykernel", None)))
    assert finding.line.endswith("pip install ipykernel")


@pytest.mark.parametrize("sees", [True, False])
def test_the_kernel_is_another_python(healthy: Place, sees: bool) -> None:
    describe_kernel(healthy, '{"argv": ["/other/bin/python", "-m", "ipykernel_launcher"]}')
    found = wrong(dataclasses.replace(healthy, sees_package=lambda program: sees))
    assert bool(found) != sees
    if found:
        assert found[0].line == "/env/bin/python -m ipykernel install --user --name python3"


def test_the_kernel_of_this_environment_is_mended_there(
    healthy: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    describe_kernel(healthy, '{"argv": ["/other/bin/python"]}')
    monkeypatch.setattr(sys, "prefix", str(healthy.jupyter[0]))
    [finding] = wrong(dataclasses.replace(healthy, sees_package=lambda program: False))
    assert finding.line == "/env/bin/python -m ipykernel install --sys-prefix --name python3"


@pytest.mark.parametrize(
    ("program", "ours"),
    [
        *((name, True) for name in ("python", "python3", "python3.12", "python.exe")),
        ("/env/bin/python3.11", True),
        *((name, False) for name in ("mypython", "pythonista", "/env2/bin/python")),
    ],
)
def test_the_kernel_is_this_python_by_its_name_or_path(
    healthy: Place, program: str, ours: bool
) -> None:
    describe_kernel(healthy, json.dumps({"argv": [program, "-m"]}))
    place = dataclasses.replace(healthy, sees_package=lambda program: False)
    assert (wrong(place) == []) == ours


@pytest.mark.skipif(os.name == "nt", reason="links and scripts of another kind")
def test_another_python_is_asked(tmp_path: Path) -> None:
    assert doctor._sees_package(sys.executable)
    assert not doctor._sees_package("/no/such/python")
    bare = tmp_path / "python"
    bare.write_text(f'#!/bin/sh\nexec "{sys.executable}" -I -S "$@"\n')
    bare.chmod(0o755)
    assert not doctor._sees_package(str(bare))
    for name in ("one", "two"):
        put(tmp_path / name / "pyvenv.cfg", "")
        (tmp_path / name / "python").symlink_to(sys.executable)
    assert not doctor._same(str(tmp_path / "one" / "python"), str(tmp_path / "two" / "python"))


@pytest.mark.parametrize(
    ("module", "field"), [("ipykernel.kernelapp", "in_kernel"), ("google.colab", "colab")]
)
def test_where_it_runs_is_seen(module: str, field: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, module, raising=False)
    assert getattr(Place.here(), field) is False
    monkeypatch.setitem(sys.modules, module, ModuleType(module))
    assert getattr(Place.here(), field) is True


def test_in_a_notebook_no_kernel_is_looked_for(healthy: Place) -> None:
    describe_kernel(healthy, "").unlink()
    findings = examine(dataclasses.replace(healthy, in_kernel=True))
    assert str(findings[-1]) == "OK    this notebook's kernel sees the package"


def test_what_was_found_is_printed_with_the_line_to_run(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    found = [Finding(True, "one"), Finding(False, "two", "do 2"), Finding(False, "three", "do 3")]
    monkeypatch.setattr(doctor, "examine", lambda: found)
    assert doctor.self_check() is False
    assert capsys.readouterr().out == (
        "OK    one\nFAIL  two\n      do 2\nFAIL  three\n      do 3\n"
        "\nTo do: run the 2 indented lines, then check again.\n"
    )


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
    words = "import sys; from conv1d_lab.commands.doctor import self_check; self_check(); "
    heavy = "print({'torch', 'numpy', 'matplotlib', 'anywidget'} & set(sys.modules))"
    done = subprocess.run(
        [sys.executable, "-c", words + heavy], capture_output=True, text=True, check=True
    )
    assert done.stdout.endswith("\nEverything is here.\nset()\n")


def run_doctor(environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    code = "from conv1d_lab.commands.doctor import self_check; raise SystemExit(not self_check())"
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
