"""What is said of a class is what the class did: counted, anonymous, and nothing from a few."""

from __future__ import annotations

import csv
import io
import json
import re
from dataclasses import replace
from pathlib import Path

import pytest

from conv1d_lab.__main__ import main
from conv1d_lab.classroom.insight.answers import UNKNOWN, answers_of
from conv1d_lab.classroom.insight.by_hand import (
    EQUAL,
    FAILED,
    NAMES,
    NOT_GRADED,
    NOT_RUN,
    OLD,
    OTHER_POINTS,
    OUTSIDE,
    TOO_MANY,
    notices,
)
from conv1d_lab.classroom.insight.course import Graded, GradedCourse, read_course
from conv1d_lab.classroom.insight.example import example_of
from conv1d_lab.classroom.insight.gain import Gain, gain_of
from conv1d_lab.classroom.insight.lessons import place_of
from conv1d_lab.classroom.insight.report import Report, report_of
from conv1d_lab.classroom.outside import NOT_ALL
from conv1d_lab.classroom.outside import NOT_RUN as WAS_NOT_RUN
from conv1d_lab.classroom.quiz_assignments import AFTER, BEFORE
from conv1d_lab.classroom.submissions import Ledger, Submission
from conv1d_lab.commands.notebooks import source as lessons
from conv1d_lab.exercises import all_exercises, find
from conv1d_lab.exercises.grading import NO_SUCH_NAME

from .graded_class import Made, as_graded, graded_class, write_graded, wrong

NOTEBOOKS = ["00_start_here", "01_the_formula"]
STUDENTS = [
    *("ada", "grace", "emmy", "mary", "lise", "rosa", "hedy", "vera", "olga", "jane", "ruth"),
    "O'Neil_José",
]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    return graded_class(tmp_path_factory.mktemp("course"), NOTEBOOKS, STUDENTS)


def report(course: Path, *, with_names: bool = False) -> Report:
    return report_of(read_course(course), (), lessons(), with_names=with_names)


def test_the_counts_are_what_the_class_did(made: Made) -> None:
    counted = report(made.folder).assignments
    assert [*counted] == NOTEBOOKS
    for notebook, exercises in counted.items():
        assert [each.id for each in exercises] == [
            each.id for each in all_exercises() if each.notebook == notebook
        ]
        for each in exercises:
            did = made.counts[notebook, each.id]
            told = {mistake.told: len(mistake.students) for mistake in each.mistakes}
            found = {"right": each.count("right"), "blank": each.count("blank"), **told}
            assert {what: count for what, count in found.items() if count} == did
            assert sum(told.values()) == each.count("not yet")
            assert all(mistake.is_usual for mistake in each.mistakes)


def test_the_table_says_the_same(made: Made) -> None:
    rows = list(csv.DictReader(io.StringIO(report(made.folder).table())))
    for (notebook, name), did in made.counts.items():
        mine = [row for row in rows if (row["assignment"], row["exercise"]) == (notebook, name)]
        assert {row["of"] for row in mine} == {str(len(STUDENTS))}
        assert {row["said"]: int(row["students"]) for row in mine if row["what"] == "mistake"} == {
            what: count for what, count in did.items() if what not in ("right", "blank")
        }


def test_the_page_says_it_with_what_helps(made: Made) -> None:
    found = report(made.folder)
    page = found.page()
    assert "http" not in page.replace("http-equiv", "")
    for exercises in found.assignments.values():
        for each in exercises:
            count = each.count("not yet")
            assert f"{each.count('right')} right, {count} not yet, {each.count('blank')}" in page
            assert each.exercise is not None
            assert found.place(each).partition(", cell `")[2].rstrip("`") == each.exercise.taught_in
    ids = re.findall(r' id="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    assert set(re.findall(r'href="#([^"]+)"', page)) <= set(ids)


def test_names_are_there_only_on_request(made: Made) -> None:
    silent, told = report(made.folder), report(made.folder, with_names=True)
    page, table = silent.page(), silent.table()
    for name in (*STUDENTS, "José"):
        assert not re.search(rf"\b{name}\b", page + table, re.IGNORECASE)
        assert name in told.table()
    assert "ada" in told.page()


def test_the_command_writes_beside_the_course(
    made: Made, capsys: pytest.CaptureFixture[str]
) -> None:
    before = {path for path in made.folder.rglob("*") if path.is_file()}
    assert (
        main(["insight", str(made.folder)]) == main(["insight", str(made.folder), "--names"]) == 0
    )
    assert "12 students, 2 assignments" in capsys.readouterr().out
    (made.folder / "gradebook.db").write_text("no database")
    assert main(["insight", str(made.folder)]) == 0
    assert "can't be read, so its points were not compared: " in capsys.readouterr().err
    (made.folder / "gradebook.db").unlink()
    new = {path.name for path in made.folder.rglob("*") if path.is_file() and path not in before}
    assert new == {
        f"insight{names}.{kind}" for names in ("", "_with_names") for kind in ("html", "csv")
    }


def test_a_belief_that_stays_is_told() -> None:
    told = ["You left out the bias.", "You left out the bias: that is a1 + a2 + a3 only."]
    course = GradedCourse(
        Path(),
        (
            as_graded("ada", "02_the_worked_example", out_0_1_2=told[1]),
            as_graded("eve", "02_the_worked_example", out_0_1_2=told[1]),
            as_graded("ada", "03_sliding_the_kernel", conv1d_loops=told[0]),
        ),
    )
    [belief] = report_of(course, (), lessons()).beliefs
    assert belief.belief == "The bias is left out."
    assert [len(those) for those in belief.students.values()] == [2, 1]
    assert belief.again == {"ada"}


def test_what_is_to_be_looked_at(tmp_path: Path) -> None:
    made = graded_class(tmp_path, NOTEBOOKS[1:], ["ada", "eve", "grace", "mary", "rosa"])
    name = NOTEBOOKS[1]

    def change(student: str, **metadata: list[str]) -> Path:
        path = made.folder / "autograded" / student / name / f"{name}.ipynb"
        notebook = json.loads(path.read_text("utf-8"))
        if metadata:
            notebook["metadata"]["conv1d_lab"] = metadata
        else:
            del notebook["metadata"]["conv1d_lab"]
        [cell] = [c for c in notebook["cells"] if c["id"] == "test_weight_shape"]
        cell.update(execution_count=None, outputs=[wrong(WAS_NOT_RUN)] if metadata else [])
        path.write_text(json.dumps(notebook), "utf-8")
        return path

    typed = "You typed the name 'eve', and your work is graded as 'ada', with ..."
    change("ada", look_at=[typed, "the kernel did not survive this cell: import os"])
    change("eve", look_at=["output_length: the locked cell found nothing, the judging outside did"])
    change("grace")
    change("mary").write_text("{", "utf-8")
    for student in ("eve", "rosa", "nobody"):
        folder = made.folder / "submitted" / student / name
        folder.mkdir(parents=True)
        (folder / f"{name}.ipynb").write_text('{"cells": [{"source": "x = 1"}]}')
        (folder / f"{name} (1).ipynb").write_text("")
    rosa = Submission(made.folder / "submitted" / "rosa" / name)
    Ledger(made.folder).enter(rosa, {"test_output_shape": 1})
    rosa.notebook.write_bytes(rosa.notebook.read_bytes() + b" ")
    book = {"rosa": {"test_output_shape": 0.0, "test_output_length": 396.0}}
    found = notices(read_course(made.folder), lambda assignment: book)
    assert [(each.kind, each.students, each.said) for each in found if each.kind != NAMES] == [
        (TOO_MANY, ("rosa",), "`output_length`: 396 of 3"),
        (OTHER_POINTS, ("rosa",), "`output_shape`: 0, and 1 was given"),
        (
            OUTSIDE,
            ("eve",),
            "output_length: the locked cell found nothing, the judging outside did",
        ),
        (FAILED, ("ada",), "the kernel did not survive this cell: import os"),
        (FAILED, ("mary",), found[4].said),
        (NOT_RUN, ("ada",), "`weight_shape`"),
        (NOT_RUN, ("eve",), "`weight_shape`"),
        (NOT_RUN, ("grace",), "`weight_shape`"),
        (NOT_GRADED, ("nobody",), "never graded"),
        (NOT_GRADED, ("rosa",), "changed since it was graded"),
        (EQUAL, ("eve", "nobody"), "the same file, byte for byte"),
        (OLD, ("grace",), "the notebook says nothing of how it was judged"),
    ]
    assert found[4].said.startswith("the graded notebook can't be read: JSONDecodeError")
    assert [each.said for each in found if each.kind == NAMES] == [
        typed,
        *[f"handed in as {name} (1).ipynb"] * 3,
    ]
    shown = replace(report(made.folder), notices=found)
    assert not re.search(r"\b(rosa|eve|mary)\b", shown.page())
    assert "<strong>rosa</strong>" in replace(shown, with_names=True).page()


def test_equal_texts_count_where_they_are_somebodys_own(tmp_path: Path) -> None:
    graded_class(tmp_path, NOTEBOOKS[1:], ["ada"])
    long = "\n".join(f"line_{i} = {i}" for i in range(10))
    cells = {"out": "x = ...", "short": "x = 1", "long": long}
    students = {"a": "long", "b": "long", "c": "short", "d": "short", "e": "out", "f": "out"}
    folders = {f"submitted/{name}": text for name, text in students.items()}
    for folder, text in {**folders, "release": "out"}.items():
        notebook = {"cells": [{"source": cells[text]}], "by": "" if text == "out" else folder}
        path = tmp_path / folder / NOTEBOOKS[1] / f"{NOTEBOOKS[1]}.ipynb"
        path.parent.mkdir(parents=True)
        path.write_text(json.dumps(notebook))
    found = notices(read_course(tmp_path), lambda assignment: {})
    assert [(n.students, n.said) for n in found if n.kind == EQUAL] == [
        (("a", "b"), "the same text in every cell")
    ]


def test_errors_name_a_way_out(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def said() -> str:
        assert main(["insight", str(tmp_path)]) == 1
        return capsys.readouterr().err

    assert "is no course; `python -m conv1d_lab classroom` writes one" in said()
    (tmp_path / "nbgrader_config.py").touch()
    assert "nothing was handed in yet" in said()
    (tmp_path / "submitted" / "ada" / NOTEBOOKS[0]).mkdir(parents=True)
    assert f"handed in is {NOTEBOOKS[0]}. `python -m conv1d_lab grade {NOTEBOOKS[0]}`" in said()


def test_what_is_no_usual_mistake(tmp_path: Path) -> None:
    stops = find("stops")
    missing = NO_SUCH_NAME.format(name="stops")
    card = "↻ Not yet (How long?)\n\nThe smallest call that fails:\n\n    f(1)\n\nexpected: 1"
    cases = {
        (missing, "stops = 1 / 0"): ("not yet", "ZeroDivisionError: division by zero"),
        (missing, "  "): ("blank", ""),
        (missing, "stops = ada"): ("not yet", "NameError: name '…' is not defined"),
        (card, "stops = 1"): ("not yet", UNKNOWN),
        (NOT_ALL.format(wrong=2, count=9), "stops = 1"): (
            "not yet",
            "With fresh numbers that only the grading has, some results are not right.",
        ),
        ("↻ Not yet (T)\n\nexpected: a\n\nThere are too few numbers.", "stops = 1"): (
            "not yet",
            "There are too few numbers.",
        ),
    }
    for (message, source), expected in cases.items():
        path = write_graded(tmp_path, "ada", NOTEBOOKS[0], {stops: "blank"})
        notebook = json.loads(path.read_text("utf-8"))
        cells = {cell["id"]: cell for cell in notebook["cells"]}
        cells["test_stops"]["outputs"] = [wrong(message)]
        cells["stops"].update(source=[source], outputs=[])
        if "ada" in source:
            cells["stops"]["outputs"] = [wrong("name 'ada' is not defined", "NameError")]
        if "0" in source:
            cells["stops"]["outputs"] = [wrong("division by zero", "ZeroDivisionError")]
        [answer] = [each for each in answers_of(notebook) if each.exercise == "stops"]
        assert (answer.outcome, answer.told, answer.is_usual) == (*expected, False)


def test_an_example_is_nobodys() -> None:
    shown = example_of(
        ['x = """by Ada Lovelace, and max(ada)"""  # Ada\n# 4711\n\ncheck(x=x)', "y = " + "1" * 99],
        ["ada_lovelace", "max"],
    )
    assert shown == 'x = """by … …, and max(…)"""'
    assert example_of(["def f(:  # Ada"], ["ada"]) == "def f(:"
    assert example_of(["\n".join(["x"] * 99)], []).count("x") == 16
    assert example_of(["# only this", ""], []) == ""


def quizzes(before: list[float], after: list[float], of: int = 4) -> GradedCourse:
    graded: list[Graded] = []
    for assignment, scores in ((BEFORE, before), (AFTER, after)):
        for i, score in enumerate(scores):
            told = {f"q{k}": "" if k < score * of else "wrong" for k in range(of)}
            graded.append(as_graded(f"s{i}", assignment, **told))
    return GradedCourse(Path(), tuple(graded))


def test_the_gain_of_those_who_did_both() -> None:
    found = gain_of(quizzes([0.25] * 6 + [0.5] * 6 + [0], [0.5] * 6 + [1.0] * 6))
    assert isinstance(found, Gain)
    assert (found.count, found.is_enough) == (12, True)
    assert found.means == (0.375, 0.75)
    assert found.of_class == pytest.approx(0.6)
    assert found.of_each == pytest.approx([1 / 3] * 6 + [1] * 6)
    assert found.quartiles == pytest.approx([1 / 3, 2 / 3, 1])
    assert found.right["q1"] == (6, 12)
    assert gain_of(quizzes([0.5], [])) is None


def test_of_few_nothing_is_claimed() -> None:
    for count, claimed in ((9, False), (10, True)):
        found = report_of(quizzes([0.25] * count, [0.75] * count), (), lessons()).page()
        assert ("normalised gain of the class" in found) == claimed
        assert ("nothing is claimed" in found) != claimed
    everything = gain_of(quizzes([1.0] * 12, [1.0] * 12))
    assert everything is not None
    assert (everything.of_class, everything.of_each) == (None, ())
    assert (
        "gain of the class" not in report_of(quizzes([1.0] * 12, [1.0] * 12), (), lessons()).page()
    )


def test_every_exercise_says_where_it_is_taught() -> None:
    for exercise in all_exercises():
        place = place_of(exercise, lessons())
        assert place.heading, f"{exercise.id}: no cell {exercise.taught_in!r} in the notebook"
