from __future__ import annotations

import json
import re
from typing import Any
from urllib.parse import urlparse

from tools.notebook_files import NAMES, NOTEBOOKS, read

from .reading import cells, links, markdown, minutes, title

LONGEST_CELL = 15
ASKS = re.compile(r"\*\*Predict\.\*\*|^predict\(", re.MULTILINE)
FOLD = re.compile(r"<details><summary>[^<>\n]+</summary>\n\n\S.*\S\n\n</details>", re.DOTALL)
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
        assert set(cell.metadata) <= {"tags"} or cell.id == "colab", cell.id
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


def test_what_answers_a_prediction_is_folded(name: str) -> None:
    """The text below the cell that is run. A fold needs empty lines, or its Markdown stays raw."""
    stored = read(name).cells
    asking = [i for i, cell in enumerate(stored) if ASKS.search(cell.source)]
    assert asking
    for i in asking:
        run = next(j for j in range(i + 1, len(stored)) if _is_run(stored[j]))
        answer = next(cell for cell in stored[run:] if cell.cell_type == "markdown")
        assert FOLD.fullmatch(answer.source), f"{answer.id} answers {stored[i].id}, unfolded"
    for cell in stored:
        assert "<details>" not in cell.source or FOLD.fullmatch(cell.source), cell.id


def _is_run(cell: Any) -> bool:
    return cell.cell_type == "code" and not ASKS.search(cell.source)


def test_it_has_title_goals_time_and_summary(name: str) -> None:
    notebook = read(name)
    first = title(notebook)
    assert notebook.cells[0].source == first
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


def _map(text: str) -> list[tuple[str, ...]]:
    """Number, title, goal, what to read before it, and the two times of each row of a map."""
    return re.findall(
        r"^\| (\d\d) \| ([^|]+) \| ([^|]+) \| ([^|]+) \| (\d+) \+ (\d+) \|$", text, re.MULTILINE
    )


def _words(title: str) -> str:
    return re.sub(r"\[(.*)\]\(.*\)", r"\1", title)


def test_the_map_links_what_exists_and_tells_its_time() -> None:
    rows = _map(_section(read(NAMES[0]), "The map"))
    assert [row[0] for row in rows] == [name[:2] for name in NAMES]
    for (number, words, *_, first, second), name in zip(rows, NAMES, strict=True):
        assert links(words) == ([f"{name}.ipynb"] if name != NAMES[0] else []), number
        assert title(read(name)).startswith(f"# {number} · {_words(words)}\n")
        assert minutes(read(name)) == (int(first), int(second))


def test_readme_has_the_same_map() -> None:
    text = (NOTEBOOKS.parent / "README.md").read_text("utf-8")
    ours = _map(_section(read(NAMES[0]), "The map"))
    theirs = _map(text)
    assert [(n, _words(t), *rest) for n, t, *rest in theirs] == [
        (n, _words(t), *rest) for n, t, *rest in ours
    ]
    assert [links(row[1]) for row in theirs] == [[f"notebooks/{name}.ipynb"] for name in NAMES]
