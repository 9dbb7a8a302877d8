"""``python -m conv1d_lab``: each command from its name to its effect."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from conv1d_lab import article, explore
from conv1d_lab.__main__ import main


def test_page_writes_the_worked_example(tmp_path: Path) -> None:
    page = tmp_path / "worked_example.html"
    assert main(["page", str(page)]) == 0
    assert "Conv1d原理解析" in page.read_text(encoding="utf-8")


def test_notebooks_are_copied_and_never_written_over(tmp_path: Path) -> None:
    assert main(["notebooks", str(tmp_path)]) == 0
    mine = tmp_path / "00_start_here.ipynb"
    mine.write_text("my work")
    main(["notebooks", str(tmp_path)])
    assert mine.read_text() == "my work"


def test_doctor_finds_this_environment_well(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["doctor"]) == 0, capsys.readouterr().out


def test_an_explorer_saves_itself(tmp_path: Path) -> None:
    explorer = explore(article.layer(), article.x(), at=(0, 1, 2))
    path = explorer.save(tmp_path / "mine.html", title="My layer")
    assert "My layer" in path.read_text(encoding="utf-8")


def test_an_unknown_command_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["pages"])
    assert "pages" in capsys.readouterr().err


@pytest.mark.parametrize("words", [["page", "p.html"], ["doctor"]])
def test_where_nothing_is_installed_the_self_check_is_named(
    words: list[str], tmp_path: Path
) -> None:
    """A bare Python with the sources and no packages, as after a git clone."""
    done = subprocess.run(
        [sys.executable, "-S", "-m", "conv1d_lab", *words],
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[1])},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    if words == ["doctor"]:
        assert "conv1d_lab is not installed in" in done.stdout
    else:
        assert f"{sys.executable} -m conv1d_lab doctor" in done.stderr
