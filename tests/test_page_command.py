"""The command that makes a page: what it writes, says and refuses to write over."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch
from torch import nn

from conv1d_lab import article, explore
from conv1d_lab.commands import page as page_command
from tests.page_command import command, run, state_of


def test_the_command_writes_the_worked_example(tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    assert run(str(path), "--title", "Lesson 3 < 4") == 0
    html = path.read_text(encoding="utf-8")
    assert "<h1>Lesson 3 &lt; 4</h1>" in html
    assert state_of(html) == state_of(explore(article.layer(), article.x()).page_html())


def test_the_command_writes_the_playground(tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    assert run(str(path), "--playground") == 0
    assert state_of(path.read_text(encoding="utf-8")) == state_of(explore().page_html())


def test_the_command_writes_over_nothing_unless_forced(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "page.html"
    path.write_text("mine")
    assert run(str(path)) == 1
    assert "there already" in capsys.readouterr().err
    assert path.read_text() == "mine"
    assert run(str(path), "--force") == 0


def test_the_command_says_which_settings_it_was_not_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    layer = nn.Conv1d(4, 4, 3, groups=4)
    torch.save(layer.state_dict(), tmp_path / "layer.pt")
    np.save(tmp_path / "x.npy", np.ones((1, 4, 9), np.float32))
    words = [str(tmp_path / "p.html"), "--layer", str(tmp_path / "layer.pt")]
    words += ["--x", str(tmp_path / "x.npy")]
    assert run(*words) == 1
    assert capsys.readouterr().err == (
        "x has 4 channels, and each kernel reads 1: --groups 4 makes them fit; got --groups 1\n"
    )
    assert run(*words, "--groups", "4", "--padding", "same") == 0
    assert capsys.readouterr().out.startswith(
        "Neither the file nor an option says more, so: stride=1, dilation=1, padding_mode=zeros.\n"
    )


def test_without_x_the_input_is_random_and_the_command_says_so(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    torch.save(nn.Conv1d(3, 2, 5).state_dict(), tmp_path / "layer.pt")
    path = tmp_path / "p.html"
    assert run(str(path), "--layer", str(tmp_path / "layer.pt")) == 0
    said = capsys.readouterr().out
    assert "random numbers" in said
    assert f"{path}: {path.stat().st_size / 1000:.0f} kB, opens in any browser." in said


@pytest.mark.parametrize(("kernel_size", "dilation", "length"), [(5, 1, 16), (5, 10, 45)])
def test_an_input_that_is_made_up_is_long_enough(
    kernel_size: int, dilation: int, length: int, tmp_path: Path
) -> None:
    torch.save(nn.Conv1d(3, 2, kernel_size).state_dict(), tmp_path / "layer.pt")
    words = ("p.html", "--layer", str(tmp_path / "layer.pt"), "--dilation", str(dilation))
    one, two = (page_command.explorer(command(*words)).x for _ in range(2))
    assert one.shape == (1, 3, length)
    np.testing.assert_array_equal(one, two)


@pytest.mark.parametrize("name", ["page", "page.txt", "page.html.gz"])
def test_a_page_has_the_name_of_a_page(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(str(tmp_path / name)) == 1
    assert f"path must end in .html, to open as a page; got '{tmp_path / name}'" in (
        capsys.readouterr().err
    )
    with pytest.raises(ValueError, match=r"path must end in \.html"):
        explore(article.layer(), article.x()).save(tmp_path / name)
    assert not [*tmp_path.iterdir()]


def test_a_folder_that_is_not_there_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(str(tmp_path / "no" / "page.HTML")) == 1
    assert f"{tmp_path / 'no' / 'page.HTML'}: No such file or directory" in capsys.readouterr().err
