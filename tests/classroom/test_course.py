"""What the classroom command writes, and what it never touches."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator
from pathlib import Path

import pytest
from nbgrader.nbgraderformat import MetadataValidator

from conv1d_lab.__main__ import main
from conv1d_lab.classroom.course_file import COURSE_FILE, Course
from conv1d_lab.classroom.quiz_assignments import FORM_OF
from conv1d_lab.commands.classroom import POINTS, assignment, write_course
from conv1d_lab.exercises import all_exercises, notebooks, own_sets
from conv1d_lab.static_files import read
from tests.effort import some

from .course import (
    SEED,
    assert_nothing_leaks,
    cell,
    cleared,
    nbformat,
    run_and_judge,
    said,
    solution_cells,
)


@pytest.fixture
def own_exercise(tmp_path: Path) -> Iterator[str]:
    """One of a teacher's own, in the course and beside the notebook of a student."""
    for place in (tmp_path, tmp_path / "autograded" / "eve" / "assignment"):
        file = place / own_sets.FOLDER / "n20_my_sensor.py"
        file.parent.mkdir(parents=True)
        file.write_text(read("classroom/own_exercise.py"), "utf-8")
    yield own_sets.load_beside(tmp_path)[0]
    own_sets.forget()


def test_every_exercise_is_there_once(tmp_path: Path, own_exercise: str) -> None:
    written = write_course(tmp_path, seed=SEED, force=True)
    own = tmp_path / "source" / own_exercise / "exercises" / f"n{own_exercise}.py"
    assert own in written
    shown = textwrap.indent(own.read_text("utf-8"), "    ")
    assert shown in (tmp_path / "README.md").read_text("utf-8")
    sources = [path for path in written if path.suffix == ".ipynb"]
    assert [path.stem for path in sources] == [*notebooks(), *FORM_OF]
    ids: list[str] = []
    for path in sources:
        made = nbformat.read(path, as_version=4)
        nbformat.validate(made)
        for one in made.cells:
            if "nbgrader" in one.metadata:
                MetadataValidator().validate_cell(one)
                assert one.metadata.nbgrader.grade_id == one.id
                ids.append(f"{path.stem} {one.id}")
            assert one.cell_type == "markdown" or (not one.outputs and one.execution_count is None)
    assert len(ids) == len(set(ids))
    names = {name.partition(" ")[2] for name in ids}
    assert {e.id for e in all_exercises()} | {f"test_{e.id}" for e in all_exercises()} <= names


@pytest.mark.parametrize("own_numbers", some([True, False], 1))
def test_every_assignment_can_be_solved_and_left_blank(
    tmp_path: Path, own_exercise: str, own_numbers: bool
) -> None:
    """All in one notebook, a teacher's own last; the stubs are cleared by nbgrader itself."""
    assert notebooks()[-1] == own_exercise
    (tmp_path / COURSE_FILE).write_text(Course(SEED, own_numbers).text())
    solved, blank = nbformat.v4.new_notebook(), []
    for name in notebooks():
        made = assignment(name, seed=SEED, own_numbers=own_numbers)
        solved.cells += [c for c in made.cells if c.id != "who"]
        release = cleared(made)
        for answer in solution_cells(release):
            blank += [answer, cell(release, f"test_{answer.id}")]
    assert run_and_judge(solved, tmp_path) == {e.id: POINTS[e.kind] for e in all_exercises()}
    assert not [c.outputs for c in solved.cells if "stderr" in str(c.get("outputs"))]
    loads = [c for c in solved.cells if c.id == "own_sets"]
    solved.cells = [*solved.cells[:3], *loads, *blank]
    assert run_and_judge(solved, tmp_path) == {e.id: 0 for e in all_exercises()}
    for exercise in all_exercises():
        assert "Not attempted yet" in said(solved, exercise.id)


@pytest.mark.parametrize("notebook", notebooks())
@pytest.mark.parametrize("own_numbers", [False, True])
def test_nothing_leaks(notebook: str, own_numbers: bool) -> None:
    made = assignment(notebook, seed=SEED, own_numbers=own_numbers)
    assert_nothing_leaks(cleared(made), made)


def test_same_seed_same_course(tmp_path: Path) -> None:
    one = write_course(tmp_path / "one", seed=1)
    two = write_course(tmp_path / "two", seed=1)
    three = write_course(tmp_path / "three", seed=2)
    texts = [[path.read_text("utf-8") for path in course] for course in (one, two, three)]
    assert texts[0] == texts[1] != texts[2]


def test_each_exercise_and_each_course_has_a_seed_of_its_own(tmp_path: Path) -> None:
    """The feedback shows some seeds; they tell nothing of those of later assignments."""
    seeds: list[str] = []
    for name in ("one", "two"):
        for path in write_course(tmp_path / name):
            if path.suffix == ".ipynb":
                seeds += re.findall(r"seed=(\d+)", path.read_text("utf-8"))
        seeds.append(str(Course.read(tmp_path / name / COURSE_FILE).seed))
    functions = sum(exercise.kind == "function" for exercise in all_exercises())
    assert len({*seeds}) == len(seeds) == 2 * (functions + 1)


def test_a_course_that_is_written_again_keeps_its_settings(tmp_path: Path) -> None:
    course = tmp_path / "course"
    before = {p: p.read_bytes() for p in write_course(course, own_numbers=True)}
    assert {p: p.read_bytes() for p in write_course(course, force=True)} == before
    write_course(course, force=True, own_numbers=False, seed=5)
    assert Course.read(course / COURSE_FILE) == Course(5, own_numbers=False)


@pytest.mark.parametrize("notebook", notebooks())
@pytest.mark.parametrize("own_numbers", [False, True])
def test_an_assignment_holds_the_exercises_of_its_notebook(
    notebook: str, own_numbers: bool
) -> None:
    cells = {c.id: c for c in assignment(notebook, seed=1, own_numbers=own_numbers).cells}
    assert ("who" in cells) == own_numbers
    assert cells["setup"].metadata.nbgrader.locked is True
    assert re.search(r"^from conv1d_lab import article, expand$", cells["setup"].source, re.M)
    mine = [e for e in all_exercises() if e.notebook == notebook]
    assert [name for name in cells if name.startswith("test_")] == [f"test_{e.id}" for e in mine]
    for exercise in mine:
        points = 3 if exercise.kind == "function" else 1
        test, answer = cells[f"test_{exercise.id}"], cells[exercise.id].metadata.nbgrader
        assert test.source.startswith(f"# {points} point{'s' * (points > 1)} for `{exercise.id}`.")
        marked = test.metadata.nbgrader
        assert (marked.grade, marked.locked, marked.solution, marked.points) == (
            *(True, True, False),
            points,
        )
        assert (answer.grade, answer.locked, answer.solution) == (False, False, True)


def test_an_existing_course_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    course = tmp_path / "course"
    assert main(["classroom", str(course), "--seed", "1"]) == 0
    assert "Read" in capsys.readouterr().out
    work = course / "submitted" / "ada" / "01_the_formula" / "01_the_formula.ipynb"
    work.parent.mkdir(parents=True)
    work.write_text("Ada's work")
    (course / "gradebook.db").write_text("grades")
    (course / "nbgrader_config.py").write_text("# the teacher's own")
    before = {path: path.read_bytes() for path in course.rglob("*") if path.is_file()}

    assert main(["classroom", str(course)]) == 1
    assert "is not empty; --force writes" in capsys.readouterr().err
    assert {path: path.read_bytes() for path in course.rglob("*") if path.is_file()} == before

    assert main(["classroom", str(course), "--force", "--seed", "1"]) == 0
    assert work.read_text() == "Ada's work"
    assert (course / "gradebook.db").read_text() == "grades"
    assert "RestoreMarks" in (course / "nbgrader_config.py").read_text()


def test_bad_arguments_are_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(FileExistsError, match="is a file"):
        write_course(tmp_path / "file")
    assert main(["classroom", str(tmp_path / "new"), "--seed", "-1"]) == 1
    assert "seed must be an integer >= 0; got -1" in capsys.readouterr().err
    with pytest.raises(SystemExit):
        main([])


def test_readme_is_complete(tmp_path: Path) -> None:
    for own in (False, True):
        write_course(tmp_path / str(own), own_numbers=own, seed=1)
        text = (tmp_path / str(own) / "README.md").read_text("utf-8")
        assert "{{" not in text
        for exercise in all_exercises():
            assert f"`{exercise.id}`" in text
            assert exercise.misconception in text
        for name in notebooks():
            kinds = [e.kind for e in all_exercises() if e.notebook == name]
            points = kinds.count("value") + 3 * kinds.count("function")
            assert re.search(rf"^\| `{name}` \| .* \| {points} \|$", text, re.M)
        assert ("every student has other numbers" in text) == own
        assert ("everybody has the same numbers" in text) != own
    assert "--own-numbers" not in text
