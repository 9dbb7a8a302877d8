from __future__ import annotations

import json
import re
from typing import Any
from urllib.parse import urlparse

from .reading import NAMES, NOTEBOOKS, cells, links, markdown, minutes, read

LONGEST_CELL = 15
METADATA = {
    "kernelspec": {
        "display_name": "Python 3 (ipykernel)",
        "language": "python",
        "name": "python3",
    },
    "language_info": {"name": "python"},
}


def _section(notebook: Any, heading: str) -> str:
    """The text below a heading, up to the next one."""
    parts = re.split(rf"^## {heading}\n", markdown(notebook), flags=re.MULTILINE)
    assert len(parts) == 2, f"not exactly one section {heading!r}"
    return re.split(r"^## ", parts[1], flags=re.MULTILINE)[0]


def test_there_are_notebooks_and_00_comes_first() -> None:
    assert NAMES[0] == "00_start_here"
    assert len(NAMES) >= 3


def test_it_is_stored_clean(name: str) -> None:
    notebook = read(name)
    assert notebook.metadata == METADATA
    for cell in notebook.cells:
        assert set(cell.metadata) <= {"tags"}, cell.id
        if cell.cell_type == "code":
            assert cell.outputs == [], cell.id
            assert cell.execution_count is None, cell.id


def test_saving_it_again_changes_nothing(name: str) -> None:
    stored = (NOTEBOOKS / f"{name}.ipynb").read_text(encoding="utf-8")
    again = json.dumps(json.loads(stored), indent=1, sort_keys=True, ensure_ascii=False)
    assert stored == again + "\n"


def test_its_cells_have_readable_names(name: str) -> None:
    ids = [cell.id for cell in read(name).cells]
    assert len(set(ids)) == len(ids)
    for cell_id in ids:
        assert re.fullmatch(r"[a-z][a-z0-9]*(-[a-z0-9]+)*", cell_id), cell_id
        assert not re.fullmatch(r"[0-9a-f]{8}(-[0-9a-f]+)*", cell_id), f"{cell_id}: a random id"


def test_no_cell_is_empty_or_too_long(name: str) -> None:
    for cell in read(name).cells:
        assert cell.source.strip(), cell.id
        if cell.cell_type == "code":
            assert len(cell.source.splitlines()) <= LONGEST_CELL, cell.id
            assert max(map(len, cell.source.splitlines())) <= 88, f"{cell.id}: it would scroll"


def test_it_has_title_goals_time_and_summary(name: str) -> None:
    notebook = read(name)
    first = notebook.cells[0].source
    assert first.startswith(f"# {name[:2]} · ")
    assert "**You will be able to**\n\n- " in first
    assert 5 <= sum(minutes(notebook)) <= 60
    assert _section(notebook, "Summary").count("\n- ") >= 2
    assert "## Summary" in cells(notebook, "markdown")[-1], "the summary is not the end"
    assert not re.search(r"\bTODO\b|\bTBD\b|lorem ipsum|coming soon", markdown(notebook), re.I)


def test_it_leads_to_its_neighbours(name: str) -> None:
    end, here = links(cells(read(name), "markdown")[-1]), NAMES.index(name)
    neighbours = NAMES[max(0, here - 1) : here] + NAMES[here + 1 : here + 2]
    assert end == [f"{neighbour}.ipynb" for neighbour in neighbours]


def test_its_links_lead_somewhere(name: str) -> None:
    for target in links(markdown(read(name))):
        if urlparse(target).scheme:
            assert target.startswith("https://"), target
        else:
            assert (NOTEBOOKS / target.split("#")[0]).is_file(), target


def test_the_map_links_what_exists_and_tells_its_time() -> None:
    rows = re.findall(
        r"^\| (\d\d) \| (.+?) \| .+? \| (\d+) \+ (\d+) \|$",
        _section(read(NAMES[0]), "The map"),
        re.MULTILINE,
    )
    assert [number for number, *_ in rows] == [f"{number:02}" for number in range(11)]
    by_number = {name[:2]: name for name in NAMES}
    for number, title, *time in rows:
        there = by_number.get(number)
        linked = links(title)
        assert linked == ([f"{there}.ipynb"] if there and there != NAMES[0] else []), number
        if there:
            words = re.sub(r"\[(.*)\]\(.*\)", r"\1", title)
            assert read(there).cells[0].source.startswith(f"# {number} · {words}\n")
            assert minutes(read(there)) == tuple(map(int, time))
