"""What a teacher should look at by hand: what is not there, does not fit, or is there twice."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from conv1d_lab.classroom.insight.answers import text
from conv1d_lab.classroom.insight.course import Graded, GradedCourse
from conv1d_lab.classroom.submissions import Ledger, Submission, submissions

NOT_RUN = "Locked cells that were not run"
TOO_MANY = "More points than there are"
OTHER_POINTS = "Points that nobody gave"
NAMES = "Names that do not fit"
FAILED = "Notebooks that failed"
OUTSIDE = "Judged wrong outside the notebook only"
NOT_GRADED = "Handed in, and not graded"
EQUAL = "Equal files"
OLD = "Graded without this course's settings"
KINDS = {
    TOO_MANY: "The gradebook has more points than the exercise gives. Something wrote there.",
    OTHER_POINTS: "The gradebook has other points than the grading gave.",
    OUTSIDE: "The locked cell found nothing, and the answers are wrong all the same. Read how.",
    FAILED: "The kernel ended, or the file can't be read.",
    NOT_RUN: "Nothing is known of these answers.",
    NOT_GRADED: "A new or changed submission; `python -m conv1d_lab grade` takes it.",
    NAMES: "Somebody typed another name, or handed in a file of another name.",
    EQUAL: "One may be a copy of the other. Short right answers can be equal by chance.",
    OLD: (
        "Their points may be too high. `python -m conv1d_lab classroom . --force` brings the "
        "course up to date, and `grade ... --all` grades them again."
    ),
}
OWN_LINES = 10
"""Equal texts with fewer lines of one's own say little."""


@dataclass(frozen=True)
class Notice:
    """One thing to look at."""

    kind: str
    assignment: str
    students: tuple[str, ...]
    said: str


def notices(
    course: GradedCourse, gradebook: Callable[[str], dict[str, dict[str, float]]]
) -> tuple[Notice, ...]:
    """Return all there is to look at, by kind.

    ``gradebook`` gives the points that it has of an assignment, by student and cell.
    """
    found = [each for one in course.graded for each in _of_notebook(one)]
    for name in sorted({*course.assignments, *_handed_in(course.folder)}):
        found += _points(course, name, gradebook(name))
        found += _submitted(course, name)
        found += _equal(course.folder, name)
    return tuple(sorted(found, key=lambda each: list(KINDS).index(each.kind)))


def _of_notebook(one: Graded) -> Iterator[Notice]:
    def notice(kind: str, said: str) -> Notice:
        return Notice(kind, one.assignment, (one.student,), said)

    if one.broken:
        yield notice(FAILED, f"the graded notebook can't be read: {one.broken}")
        return
    if one.is_old:
        yield notice(OLD, "the notebook says nothing of how it was judged")
    for said in one.look_at:
        if said.startswith("You typed"):
            yield notice(NAMES, said)
        elif "the judging outside did" in said:
            yield notice(OUTSIDE, said)
        else:
            yield notice(FAILED, said)
    missing = [f"`{answer.exercise}`" for answer in one.answers if answer.outcome == "not run"]
    if missing:
        yield notice(NOT_RUN, ", ".join(missing))


def _points(
    course: GradedCourse, assignment: str, booked: dict[str, dict[str, float]]
) -> Iterator[Notice]:
    ledger = Ledger(course.folder)
    for one in course.of(assignment):
        given = ledger.points(Submission(course.folder / "submitted" / one.student / assignment))
        for answer in one.answers:
            cell = f"test_{answer.exercise}"
            has = booked.get(one.student, {}).get(cell)
            if has is not None and has > answer.points:
                said = f"`{answer.exercise}`: {has:g} of {answer.points:g}"
                yield Notice(TOO_MANY, assignment, (one.student,), said)
            elif has is not None and cell in given and has != given[cell]:
                said = f"`{answer.exercise}`: {has:g}, and {given[cell]:g} was given"
                yield Notice(OTHER_POINTS, assignment, (one.student,), said)


def _submitted(course: GradedCourse, assignment: str) -> Iterator[Notice]:
    ledger = Ledger(course.folder)
    graded = {one.student for one in course.graded if one.assignment == assignment}
    for one in submissions(course.folder, assignment):
        if one.student not in graded:
            yield Notice(NOT_GRADED, assignment, (one.student,), "never graded")
        elif _key(one) in ledger.entries and ledger.is_new(one):
            yield Notice(NOT_GRADED, assignment, (one.student,), "changed since it was graded")
        others = sorted(p.name for p in one.folder.glob("*.ipynb") if p != one.notebook)
        if others:
            yield Notice(NAMES, assignment, (one.student,), f"handed in as {', '.join(others)}")


def _key(one: Submission) -> str:
    return f"{one.assignment}/{one.student}"


def _equal(course: Path, assignment: str) -> Iterator[Notice]:
    """Find files that are equal byte for byte, and those with the same text in every cell."""
    release = course / "release" / assignment / f"{assignment}.ipynb"
    handed_out = _cells(release)
    by_bytes: dict[bytes, list[str]] = {}
    by_text: dict[tuple[str, ...], list[str]] = {}
    for one in submissions(course, assignment):
        cells = _cells(one.notebook)
        if cells is None or cells == handed_out:
            continue
        by_bytes.setdefault(one.notebook.read_bytes(), []).append(one.student)
        if handed_out is not None and len(_lines(cells) - _lines(handed_out)) >= OWN_LINES:
            by_text.setdefault(cells, []).append(one.student)
    for those in by_bytes.values():
        if len(those) > 1:
            yield Notice(EQUAL, assignment, tuple(those), "the same file, byte for byte")
    for those in by_text.values():
        if len(those) > 1 and those not in by_bytes.values():
            yield Notice(EQUAL, assignment, tuple(those), "the same text in every cell")


def _cells(path: Path) -> tuple[str, ...] | None:
    try:
        made: Any = json.loads(path.read_text("utf-8"))
        return tuple(text(cell["source"]) for cell in made["cells"])
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _lines(cells: tuple[str, ...]) -> set[str]:
    return {line.strip() for cell in cells for line in cell.split("\n")}


def _handed_in(course: Path) -> set[str]:
    return {path.name for path in (course / "submitted").glob("*/*") if path.is_dir()}
