"""The address of the repository stands in one place, and every link follows it."""

from __future__ import annotations

import json
import re
import shutil
import sys
from importlib import import_module
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlparse

import pytest

from conv1d_lab.commands.notebooks import own_files

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT / "docs"))
links = import_module("links")

OTHER = "https://github.com/somebody/conv1d-fork"


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    (tmp_path / "notebooks").mkdir()
    notebooks = (f"notebooks/{name}" for name in own_files(ROOT / "notebooks"))
    for name in ("pyproject.toml", "README.md", *notebooks):
        shutil.copy(ROOT / name, tmp_path / name)
    return tmp_path


def test_every_link_is_up_to_date(copy: Path) -> None:
    assert [path.name for path in links.write(copy)] == []


def test_a_new_address_reaches_every_place(copy: Path) -> None:
    old = links.repository(copy)
    project = copy / "pyproject.toml"
    project.write_text(project.read_text("utf-8").replace(old, OTHER), "utf-8")
    links.write(copy)
    owner = old.split("/")[3]
    for path in [copy / "README.md", *(copy / "notebooks").glob("*.ipynb")]:
        text = path.read_text("utf-8")
        assert "conv1d-fork" in text, path.name
        assert owner not in text, path.name
    assert links.write(copy) == []


@pytest.mark.parametrize("bad", ["github", "https://gitlab.com/a/b", "https://github.com/a"])
def test_a_bad_address_is_refused(copy: Path, bad: str) -> None:
    project = copy / "pyproject.toml"
    project.write_text(project.read_text("utf-8").replace(links.repository(copy), bad), "utf-8")
    with pytest.raises(ValueError, match=f"must be https://github.com/owner/name; got '{bad}'"):
        links.repository(copy)


def test_the_links_open_what_is_there() -> None:
    binder = urlparse(links.binder(OTHER))
    assert binder.path == "/v2/gh/somebody/conv1d-fork/HEAD"
    assert (ROOT / parse_qs(binder.query)["urlpath"][0].removeprefix("lab/tree/")).is_file()
    assert (ROOT / links.colab(OTHER).partition("/blob/main/")[2]).is_file()
    asked = parse_qs(urlparse(links.hub(OTHER)).query)
    assert asked["repo"] == [OTHER]
    folder, _, file = unquote(asked["urlpath"][0]).removeprefix("lab/tree/").partition("/")
    assert folder == "conv1d-fork"
    assert (ROOT / file).is_file()


def test_the_site_has_the_name_of_its_owner_in_small_letters() -> None:
    assert (
        links.site("https://github.com/Some-Body/Conv1d") == "https://some-body.github.io/Conv1d/"
    )


def test_nobody_is_shown_a_link_that_cannot_work() -> None:
    assert "http" not in links.paragraph("https://github.com/OWNER/conv1d_lab")
    assert links.paragraph(OTHER).count(OTHER.partition("github.com/")[2]) == 2
    assert "(https://somebody.github.io/conv1d-fork/)" in links.paragraph(OTHER)
    assert "OWNER" not in (ROOT / "README.md").read_text("utf-8")


def test_the_cell_for_colab_stands_folded_below_the_title_and_does_nothing_elsewhere() -> None:
    for name in own_files(ROOT / "notebooks"):
        text = (ROOT / "notebooks" / name).read_text("utf-8")
        title, cell, *_ = json.loads(text)["cells"]
        assert title["cell_type"] == "markdown"
        assert cell["id"] == "colab"
        assert cell["metadata"]["jupyter"]["source_hidden"] is True
        code = "".join(cell["source"])
        inside = code.partition('if "google.colab" in sys.modules:\n')[2].splitlines()
        assert len(inside) > 3
        assert all(line.startswith("    ") or not line for line in inside), "not only on Colab"


def test_readme_leads_somewhere() -> None:
    text = (ROOT / "README.md").read_text("utf-8")
    targets = re.findall(r"\]\(([^)\s]+)\)", text) + re.findall(r'src="([^"]+)"', text)
    assert len(targets) > 10
    for target in targets:
        if urlparse(target).scheme:
            assert target.startswith("https://"), target
        else:
            assert (ROOT / target.partition("#")[0]).exists(), target


def test_colab_installs_the_version_that_was_tested() -> None:
    cell = json.loads((ROOT / "notebooks" / "00_start_here.ipynb").read_text("utf-8"))["cells"][1]
    assert re.search(r"pip install --quiet anywidget==[\d.]+\n", "".join(cell["source"]))
