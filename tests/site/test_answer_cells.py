"""On the site every exercise is answered on its page, and no text speaks of a notebook's calls."""

from __future__ import annotations

import json
import re
from typing import Any

import nbformat
import pytest

from conv1d_lab.exercises import ValueExercise, exercises_of, find, notebooks
from docs.builder.answers import QUIZZES, exercise_place, links
from docs.builder.notebook_page import page_of
from tests.exercises.cells import EXERCISES, named
from tools.notebook_files import NAMES, NOTEBOOKS, read

STATE = re.compile(
    r'data-kind="(\w+)"[^>]*><script type="application/json">(.*?)</script>', re.DOTALL
)
ONLY_IN_JUPYTER = re.compile(
    r"\b(check|hint|solution|progress|quiz|mark)\(|three dots"
    r"|[Rr]un (the|this|these) (next )?cell|\bRun (it|them|this)\b|Shift \+ Enter|Restart"
)


def cells_of(name: str) -> list[Any]:
    notebook: Any = nbformat.read(NOTEBOOKS / f"{name}.ipynb", as_version=4)  # type: ignore[no-untyped-call]
    return list(page_of(name, notebook).cells)


def places(cells: list[Any]) -> list[tuple[str, Any]]:
    shown = [output.data["text/html"] for cell in cells for output in cell.get("outputs", [])]
    return [(kind, json.loads(state)) for kind, state in STATE.findall("\n".join(shown))]


@pytest.mark.parametrize("name", notebooks())
def test_a_page_asks_all_that_its_notebook_asks(name: str) -> None:
    exercises = exercises_of(name)
    found = places(cells_of(name))
    assert [state["id"] for kind, state in found if kind == "exercise"] == [e.id for e in exercises]
    judged = [state["id"] for kind, state in found if kind == "exercise" and state["judged"]]
    assert judged == [e.id for e in exercises if isinstance(e, ValueExercise)]
    assert [state["here"] for kind, state in found if kind == "progress"] == [judged]
    quizzes = [state["quizzes"] for kind, state in found if kind == "quiz"]
    assert [[quiz["number"] for quiz in each] for each in quizzes] == (
        [list(QUIZZES[name])] if name in QUIZZES else []
    )


@pytest.mark.parametrize("name", NAMES)
def test_no_text_of_a_page_asks_to_run_it(name: str) -> None:
    for cell in cells_of(name):
        if cell.cell_type == "markdown":
            assert not ONLY_IN_JUPYTER.search(cell.source), cell.source
            assert "<!-- " not in cell.source, cell.source


@pytest.mark.parametrize("name", NAMES)
def test_a_text_of_two_ways_is_shown_as_markdown_in_jupyter(name: str) -> None:
    """In a line that begins with a comment, Markdown is not read."""
    for cell in read(name).cells:
        assert not re.search(r"^<!-- in the notebook -->\S", cell.source, re.MULTILINE), cell.source


@pytest.mark.parametrize("exercise", EXERCISES, ids=named)
def test_without_javascript_hints_and_an_answer_can_be_read(exercise: Any) -> None:
    text = re.sub(r"<script.*?</script>", "", exercise_place(exercise), flags=re.DOTALL)
    assert text.count("<details><summary>") == len(exercise.hints) + 1
    assert "One way to do it" in text


def test_a_function_is_led_to_its_notebook() -> None:
    html = exercise_place(find("window"))
    [(_, state)] = STATE.findall(html)
    kept = "../_sources/notebooks/00_start_here.ipynb"
    assert json.loads(state)["links"][-1] == ["download it", kept]
    assert f'<a href="{kept}">download it</a>' in html


def test_it_can_be_opened_where_it_runs_once_there_is_an_address() -> None:
    found = links("03_sliding_the_kernel", "https://github.com/someone/conv1d_lab")
    assert [name for name, _ in found] == ["open it on Binder", "on Colab", "download it"]
    assert all("03_sliding_the_kernel.ipynb" in address for _, address in found)
