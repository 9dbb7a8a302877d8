"""requirements.txt, environment.yml and pyproject.toml agree; Binder and GitHub can use them."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from importlib.metadata import version
from pathlib import Path
from typing import Any

import yaml
from packaging.requirements import Requirement

from docs.builder.build import OUTPUT

ROOT = Path(__file__).parent.parent
CONDA_NAMES = {"pytorch-cpu": "torch"}  # conda-forge's name for the build without CUDA
CONDA_ONLY = {"python", "pip"}
PIP_ONLY = {"-e ."}  # the package itself; Binder's postBuild installs it


def pip_pins() -> dict[str, str]:
    lines = (ROOT / "requirements.txt").read_text().splitlines()
    wanted = [line.split("#")[0].strip() for line in lines]
    assert set(wanted) >= PIP_ONLY
    pins = [
        re.fullmatch(r"([\w-]+)==([\d.]+)", line) for line in wanted if line not in {"", *PIP_ONLY}
    ]
    assert all(pins), "every requirement is an exact pin"
    return {pin.group(1): pin.group(2) for pin in pins if pin}


def conda() -> dict[str, str]:
    dependencies = yaml.safe_load((ROOT / "environment.yml").read_text())["dependencies"]
    return {name: pin for name, _, pin in (entry.partition("=") for entry in dependencies)}


def project() -> dict[str, object]:
    table = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert isinstance(table, dict)
    return table


def test_pip_and_conda_name_the_same_packages_at_the_same_versions() -> None:
    from_conda = {
        CONDA_NAMES.get(name, name): pin for name, pin in conda().items() if name not in CONDA_ONLY
    }
    assert from_conda == pip_pins()


def test_the_package_depends_on_the_pinned_packages_and_admits_the_pins() -> None:
    dependencies = project()["dependencies"]
    assert isinstance(dependencies, list)
    needed = {r.name: r.specifier for r in map(Requirement, dependencies)}
    pins = pip_pins()
    assert needed.keys() == pins.keys()
    assert all(pins[name] in specifier for name, specifier in needed.items())


def test_binder_runs_a_python_that_the_package_admits() -> None:
    requirement = Requirement(f"python{project()['requires-python']}")
    assert conda()["python"] in requirement.specifier


def test_the_tests_run_with_the_pinned_versions() -> None:
    for name, pin in pip_pins().items():
        assert version(name).split("+")[0] == pin, name


def test_binder_picks_the_conda_build_without_a_complaint(tmp_path: Path) -> None:
    for name in ("environment.yml", "requirements.txt", "pyproject.toml", "postBuild"):
        copy = tmp_path / name
        copy.write_bytes((ROOT / name).read_bytes())
        copy.chmod((ROOT / name).stat().st_mode)
    done = subprocess.run(
        [sys.executable, "-m", "repo2docker", "--no-build", "--debug", str(tmp_path)],
        capture_output=True,
        text=True,
        check=False,
    )
    said, _, dockerfile = (done.stderr + done.stdout).partition("FROM ")
    assert done.returncode == 0, said
    assert f"Building conda environment for python={conda()['python']}" in said
    assert not re.search("warning|error|deprecat|ignor", said, re.IGNORECASE), said
    assert "RUN ./postBuild" in dockerfile


def test_post_build_stops_at_the_first_error_and_can_run() -> None:
    script = ROOT / "postBuild"
    assert script.stat().st_mode & 0o111
    assert script.read_text().splitlines()[:2] == ["#!/bin/bash", "set -e"]


def steps(workflow: str) -> list[dict[str, Any]]:
    jobs = yaml.safe_load((ROOT / ".github/workflows" / workflow).read_text())["jobs"]
    return [step for job in jobs.values() for step in job["steps"]]


def test_each_workflow_makes_what_the_makefile_can() -> None:
    targets = set(re.findall(r"^([\w-]+):(?!=)", (ROOT / "Makefile").read_text(), re.MULTILINE))
    for workflow in ("test.yml", "weekly.yml", "site.yml"):
        made = [step["run"] for step in steps(workflow) if step.get("run", "").startswith("make ")]
        assert made, workflow
        assert {words.split()[1] for words in made} <= targets, workflow


def test_the_site_that_is_made_is_the_one_that_is_published() -> None:
    uploads = [step for step in steps("site.yml") if "/upload-" in step.get("uses", "")]
    assert {step["uses"].partition("@")[0] for step in uploads} == {
        "actions/upload-artifact",
        "actions/upload-pages-artifact",
    }
    assert {step["with"]["path"] for step in uploads} == {OUTPUT.relative_to(ROOT).as_posix()}
