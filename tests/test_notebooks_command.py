"""The notebooks command copies everything, and never over a file."""

from __future__ import annotations

import argparse
import os
import subprocess
from pathlib import Path

import pytest

from conv1d_lab.__main__ import main
from conv1d_lab.commands import notebooks as copying
from conv1d_lab.commands.notebooks import FIRST, copy_notebooks, own_files, source

ROOT = Path(__file__).parent.parent


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A folder of notebooks with a picture, and with what Jupyter leaves behind."""
    home = tmp_path / "home"
    for name in (FIRST, "01.ipynb", "pictures/a.png", ".ipynb_checkpoints/01.ipynb", ".hidden"):
        (home / name).parent.mkdir(parents=True, exist_ok=True)
        (home / name).write_text(name)
    return home


def run(folder: Path) -> int:
    parser = argparse.ArgumentParser()
    copying.add_command(parser.add_subparsers())
    arguments = parser.parse_args(["notebooks", str(folder)])
    code: int = arguments.run(arguments)
    return code


def test_every_notebook_is_copied_as_it_is(tmp_path: Path) -> None:
    folder = tmp_path / "a folder" / "made for it"
    assert run(folder) == 0
    ours = {str(name): (source() / name).read_bytes() for name in own_files(source())}
    assert FIRST in ours
    assert {path.name: path.read_bytes() for path in folder.glob("*.ipynb")} == ours


def test_only_what_belongs_to_them_is_copied(home: Path, tmp_path: Path) -> None:
    done = copy_notebooks(tmp_path / "mine", (home,))
    assert done.copied == [Path(FIRST), Path("01.ipynb"), Path("pictures/a.png")]
    found = [path for path in (tmp_path / "mine").rglob("*") if path.is_file()]
    assert len(found) == 3


def test_what_a_learner_left_in_the_repository_is_not_copied(home: Path, tmp_path: Path) -> None:
    for command in (["init", "-q"], ["add", FIRST, "01.ipynb", "pictures"]):
        subprocess.run(["git", "-C", home, *command], check=True)
    for name in ("01-Copy1.ipynb", "try/mine.ipynb", "pictures/mine.png"):
        (home / name).parent.mkdir(exist_ok=True)
        (home / name).write_text("my own work")
    (home / "01.ipynb").unlink()
    done = copy_notebooks(tmp_path / "mine", (home,))
    assert done.copied == [Path(FIRST), Path("pictures/a.png")]


def test_without_git_all_that_is_not_hidden_is_copied(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert own_files(home) == [Path(FIRST), Path("01.ipynb"), Path("pictures/a.png")]


def test_nothing_is_written_over(home: Path, tmp_path: Path) -> None:
    mine = tmp_path / "mine"
    copy_notebooks(mine, (home,))
    (mine / FIRST).write_text("my own work")
    (mine / "01.ipynb").unlink()
    done = copy_notebooks(mine, (home,))
    assert (done.copied, done.same, done.kept) == (
        [Path("01.ipynb")],
        [Path("pictures/a.png")],
        [Path(FIRST)],
    )
    assert (mine / FIRST).read_text() == "my own work"


def test_a_folder_of_the_same_name_stays(home: Path, tmp_path: Path) -> None:
    (tmp_path / "mine" / FIRST).mkdir(parents=True)
    assert copy_notebooks(tmp_path / "mine", (home,)).kept == [Path(FIRST)]


def test_what_was_kept_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "mine"
    assert run(folder) == 0
    said = capsys.readouterr().out
    assert said.endswith(f"Next: jupyter lab {folder / FIRST}\n")
    assert "To get ours" not in said
    (folder / FIRST).write_text("my own work")
    assert run(folder) == 0
    said = capsys.readouterr().out
    assert "0 copied" in said
    assert f"kept as it is, though it differs from ours: {folder / FIRST}" in said
    assert "To get ours beside it, copy into another folder." in said


def test_a_path_with_spaces_is_quoted(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "my notebooks"
    assert run(folder) == 0
    assert f'Next: jupyter lab "{folder / FIRST}"\n' in capsys.readouterr().out


def test_a_file_in_the_way_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "mine").write_text("a file")
    assert run(tmp_path / "mine") == 1
    said = f"{tmp_path / 'mine'} is a file; give the name of a folder\n"
    assert capsys.readouterr().err == said
    assert (tmp_path / "mine").read_text() == "a file"


@pytest.mark.skipif(os.name == "nt", reason="links and words of another kind")
@pytest.mark.parametrize(
    ("command", "folder", "said"),
    [
        ("notebooks", "", "give the name of a folder, or . for this one; got ''"),
        ("classroom", "", "give the name of a folder, or . for this one; got ''"),
        ("teach", "nowhere", "nowhere is a link to nothing; give the name of a folder"),
        ("notebooks", "mine/deep", "mine/deep: Not a directory"),
    ],
)
def test_a_folder_that_cannot_be_written_is_said_in_words(
    command: str,
    folder: str,
    said: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("mine").write_text("a file")
    Path("nowhere").symlink_to("missing")
    before = sorted(Path().iterdir())
    assert main([command, folder]) == 1
    assert capsys.readouterr().err == f"{said}\n"
    assert sorted(Path().iterdir()) == before


def test_the_wheels_place_comes_first(home: Path, tmp_path: Path) -> None:
    assert source((home, ROOT / "notebooks")) == home
    assert source((tmp_path / "missing", home)) == home


def test_missing_notebooks_are_said(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match=r"looked in .*missing"):
        source((tmp_path / "missing",))
