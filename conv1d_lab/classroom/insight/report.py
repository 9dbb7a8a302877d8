"""The report: one page that needs nothing else, and a table; without names unless asked."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from pathlib import Path

from jinja2 import Environment
from markupsafe import Markup

from conv1d_lab.classroom.insight import gain
from conv1d_lab.classroom.insight.answers import OUTCOMES, known
from conv1d_lab.classroom.insight.by_hand import KINDS, Notice
from conv1d_lab.classroom.insight.counts import Belief, Counted, Mistake, beliefs, counted
from conv1d_lab.classroom.insight.course import GradedCourse
from conv1d_lab.classroom.insight.lessons import place_of, title_of
from conv1d_lab.classroom.quiz_assignments import FORM_OF
from conv1d_lab.content_policy import content_policy
from conv1d_lab.exercises.cards import inline
from conv1d_lab.numbers import plural
from conv1d_lab.page_templates import templates
from conv1d_lab.static_files import stylesheet

FIRST = 3
"""How many mistakes are named at the top."""
SHEETS = ("colours", "page", "counts")
CSV_HEAD = ("assignment", "exercise", "title", "what", "said", "students", "of", "teach again")


@dataclass(frozen=True)
class Report:
    """All that is said of a course."""

    course: GradedCourse
    assignments: dict[str, tuple[Counted, ...]]
    beliefs: tuple[Belief, ...]
    notices: tuple[Notice, ...]
    gain: gain.Gain | None
    lessons: Path
    with_names: bool = False

    def page(self, today: date | None = None) -> str:
        """Return the whole page as HTML."""
        sheet = "".join(stylesheet(f"insight/{name}") for name in SHEETS)
        return (
            _templates()
            .get_template("page.html")
            .render(
                report=self,
                style=Markup(sheet),
                policy=content_policy(sheet),
                today=(today or date.today()).isoformat(),
                notices=[(kind, KINDS[kind], [*those]) for kind, those in self._by_kind()],
                enough=gain.ENOUGH,
            )
        )

    def table(self) -> str:
        """Return the counts as CSV; with names, a row for each student and exercise, too."""
        out = io.StringIO()
        writer = csv.writer(out, lineterminator="\n")
        head = (*CSV_HEAD, "who") if self.with_names else CSV_HEAD
        writer.writerow(head)
        for counts in self.assignments.values():
            for each in counts:
                for row, students in self._rows(each):
                    who = ["; ".join(students)] if self.with_names else []
                    writer.writerow([_harmless(str(cell)) for cell in [*row, *who]])
        return out.getvalue()

    def _rows(self, each: Counted) -> Iterator[tuple[tuple[object, ...], tuple[str, ...]]]:
        total = sum(map(len, each.students.values()))
        teach = self.place(each)
        for outcome in OUTCOMES:
            those = each.students[outcome]
            start = (each.assignment, each.id, each.title)
            yield (*start, outcome, "", len(those), total, teach), those
            for mistake in each.mistakes if outcome == "not yet" else ():
                kind = "mistake" if mistake.is_usual else "other"
                row = (*start, kind, mistake.told, len(mistake.students), total, teach)
                yield row, mistake.students

    def place(self, each: Counted) -> str:
        """Return where an exercise is taught, "" where that is not known."""
        return str(place_of(each.exercise, self.lessons)) if each.exercise else ""

    def title_of_question(self, name: str) -> str:
        """Return what a question of the quiz is called."""
        return known()[name].title if name in known() else name

    def first(self) -> list[tuple[Counted, Mistake]]:
        """Return the commonest mistakes of all, the quiz's left out."""
        made = [
            (each, mistake)
            for name, counts in self.assignments.items()
            if name not in FORM_OF
            for each in counts
            for mistake in each.mistakes
            if mistake.is_usual
        ]
        made.sort(key=lambda pair: -len(pair[1].students))
        return made[:FIRST]

    def _by_kind(self) -> Iterator[tuple[str, Iterator[Notice]]]:
        return groupby(self.notices, lambda notice: notice.kind)


def report_of(
    course: GradedCourse, notices: Sequence[Notice], lessons: Path, *, with_names: bool = False
) -> Report:
    """Count a course, and gather what is to be said of it."""
    return Report(
        course,
        {name: counted(course, name) for name in course.assignments},
        beliefs(course),
        tuple(notices),
        gain.gain_of(course),
        lessons,
        with_names,
    )


def _templates() -> Environment:
    return templates(
        "insight",
        code=lambda text: Markup(inline(text)),
        title_of=title_of,
        plural=plural,
        percent=lambda part: f"{100 * part:.0f} %",
    )


def _harmless(cell: str) -> str:
    """Keep a spreadsheet from taking a student's text for a formula."""
    return f"'{cell}" if cell.startswith(("=", "+", "-", "@", "\t")) else cell
