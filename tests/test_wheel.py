"""Wheel and sdist hold what they should and nothing else; the wheel works where nothing else is."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import sysconfig
import tarfile
import tomllib
import zipfile
from pathlib import Path
from urllib.parse import urlparse

import pytest

from conv1d_lab.commands.notebooks import own_files, tracked_files

ROOT = Path(__file__).parent.parent


def run(*command: str | Path, folder: Path = ROOT) -> str:
    # Neither a PYTHONPATH nor the folder itself may lead to the sources beside the wheel.
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    done = subprocess.run(
        [str(part) for part in command],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def left_by_a_learner(notebooks: Path) -> None:
    """A copied notebook, a checkpoint, a folder, notes: git does not track them."""
    for name in ("01-Copy1.ipynb", ".ipynb_checkpoints/01.ipynb", "try/mine.ipynb", "notes.txt"):
        (notebooks / name).parent.mkdir(parents=True, exist_ok=True)
        (notebooks / name).write_text("{}")


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A repository of the same files, in which a learner has worked."""
    copy = tmp_path_factory.mktemp("repository")
    for name in own_files(ROOT):
        (copy / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, copy / name)
    run("git", "init", "-q", folder=copy)
    run("git", "add", "--all", folder=copy)
    left_by_a_learner(copy / "notebooks")
    return copy


@pytest.fixture(scope="module")
def built(repository: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("built")
    run(sys.executable, "-m", "hatchling", "build", "-d", folder, folder=repository)
    return folder


def packed_in(folder: Path) -> set[str]:
    """The files of the package in the only wheel of ``folder``."""
    (wheel,) = folder.glob("conv1d_lab-*.whl")
    return {name for name in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in name}


def tracked(repository: Path, *folders: str) -> set[str]:
    return {path.as_posix() for path in tracked_files(repository, *folders)}


def test_the_wheel_holds_every_file_of_the_package_and_no_other(
    built: Path, repository: Path
) -> None:
    assert packed_in(built) == {
        f"conv1d_lab/{name}" if name.startswith("notebooks/") else name
        for name in tracked(repository, "conv1d_lab", "notebooks")
    }


def test_the_sdist_is_the_repository(built: Path, repository: Path) -> None:
    (sdist,) = built.glob("conv1d_lab-*.tar.gz")
    with tarfile.open(sdist) as archive:
        packed = {name.partition("/")[2] for name in archive.getnames()}
    assert packed - {"PKG-INFO"} == tracked(repository)


def test_without_git_the_same_wheel_is_built(built: Path, tmp_path: Path) -> None:
    (sdist,) = built.glob("conv1d_lab-*.tar.gz")
    with tarfile.open(sdist) as archive:
        archive.extractall(tmp_path, filter="data")
    (unpacked,) = tmp_path.iterdir()
    run(sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", tmp_path, folder=unpacked)
    assert packed_in(tmp_path) == packed_in(built)


def test_readme_leads_somewhere_from_pypi_too(built: Path) -> None:
    (wheel,) = built.glob("conv1d_lab-*.whl")
    with zipfile.ZipFile(wheel) as archive:
        (described,) = (name for name in archive.namelist() if name.endswith("/METADATA"))
        text = archive.read(described).decode()
    address = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["urls"]
    pictures = set(re.findall(r'!\[.*?\]\(([^)]+)|<img src="([^"]+)', text))
    links = {*re.findall(r"(?<!!)\[[^\]]*\]\(([^)]+)", text)}
    assert len(pictures) == 3
    for way, targets in (("raw", {a or b for a, b in pictures}), ("blob", links)):
        own = {target for target in targets if target.startswith(f"{address['Repository']}/")}
        assert len(own) >= 3
        for target in own:
            assert (ROOT / target.partition(f"/{way}/HEAD/")[2]).is_file(), target
        assert all(urlparse(target).scheme == "https" for target in targets - own)
    bare = re.compile(r'\]\([^)]+\)|src="[^"]+"')
    assert bare.sub("", (ROOT / "README.md").read_text("utf-8")).strip() in bare.sub("", text)


def test_the_wheel_works_in_an_empty_environment(
    built: Path, repository: Path, tmp_path: Path
) -> None:
    """Its dependencies come from here; the package itself from the wheel only."""
    (wheel,) = built.glob("conv1d_lab-*.whl")
    run(sys.executable, "-m", "venv", "--without-pip", tmp_path / "venv")
    scripts = "Scripts" if os.name == "nt" else "bin"
    python = tmp_path / "venv" / scripts / "python"
    inside = Path(
        run(python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))").strip()
    )
    run(sys.executable, "-m", "pip", "install", "-q", "--no-deps", "--target", inside, wheel)
    # A line of a .pth file adds a folder, but not the .pth files in it: not our editable install.
    (inside / "dependencies.pth").write_text(sysconfig.get_path("purelib"))

    where = run(python, "-c", "import conv1d_lab; print(conv1d_lab.__file__)", folder=tmp_path)
    assert Path(where.strip()).is_relative_to(inside)
    shown = run(python, "-c", "from conv1d_lab import explore; print(explore())", folder=tmp_path)
    assert shown.startswith("<Explorer: out[0, 0, 0] = 0.2545 = ")
    run(python, "-m", "conv1d_lab", "notebooks", "mine", folder=tmp_path)
    copied = {f"notebooks/{path.name}" for path in (tmp_path / "mine").iterdir()}
    assert copied == tracked(repository, "notebooks")
    run(python, "-m", "conv1d_lab", "page", "page.html", folder=tmp_path)
    assert (tmp_path / "page.html").is_file()
