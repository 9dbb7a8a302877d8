"""``python -m conv1d_lab insight``: what a class believes, on one page."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from conv1d_lab.commands import in_words
from conv1d_lab.commands.notebooks import source as lessons
from conv1d_lab.numbers import plural


def write_insight(course: str | Path, *, with_names: bool = False) -> tuple[Path, Path]:
    """Write a page and a table of what a graded course shows; return where they are.

    Parameters
    ----------
    course : str or Path
        The folder of the course.
    with_names : bool, default False
        Say who, too. These files have names of their own, so that the ones without names can be
        shown in class.

    Returns
    -------
    tuple of Path
        ``insight.html`` and ``insight.csv`` in the course, or ``insight_with_names.*``.

    Raises
    ------
    ValueError
        Where there is no course, or nothing of it is graded.
    """
    from conv1d_lab.classroom import nbgrader_runs
    from conv1d_lab.classroom.insight.by_hand import notices
    from conv1d_lab.classroom.insight.course import read_course
    from conv1d_lab.classroom.insight.report import report_of

    read = read_course(course)
    book = read.folder / "gradebook.db"
    unreadable: list[Exception] = []

    def points(assignment: str) -> dict[str, dict[str, float]]:
        if not book.exists() or unreadable:
            return {}
        try:
            return nbgrader_runs.gradebook_points(read.folder, assignment)
        except Exception as error:  # each database, and nbgrader, has kinds of its own
            unreadable.append(error)
            return {}

    report = report_of(read, notices(read, points), lessons(), with_names=with_names)
    name = "insight_with_names" if with_names else "insight"
    page, table = read.folder / f"{name}.html", read.folder / f"{name}.csv"
    page.write_text(report.page(), "utf-8")
    table.write_text(report.table(), "utf-8-sig")  # so that spreadsheets read it as UTF-8
    students, count = len(read.students), len(read.assignments)
    print(
        f"Wrote {page} and {table.name}: {students} {plural('student', students)}, "
        f"{count} {plural('assignment', count)}."
    )
    if unreadable:
        why = str(unreadable[0]).split("\n")[0]
        print(f"{book} can't be read, so its points were not compared: {why}", file=sys.stderr)
    if report.notices:
        who = "" if with_names else ", who it is with --names"
        print(f"To look at by hand: {len(report.notices)}, on the page{who}.")
    return page, table


def add_command(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add ``insight`` to the subcommands of ``python -m conv1d_lab``."""
    parser = commands.add_parser(
        "insight",
        help="write a page about what a class believes",
        description="Write a page about what a class believes, from what was graded.",
    )
    parser.add_argument(
        "course", nargs="?", default=".", help="the folder of the course (default: this)"
    )
    parser.add_argument("--names", action="store_true", help="say who, too, in files of their own")
    parser.set_defaults(run=_run)


def _run(arguments: argparse.Namespace) -> int:
    try:
        write_insight(arguments.course, with_names=arguments.names)
    except (OSError, ValueError) as error:
        print(in_words(error), file=sys.stderr)
        return 1
    return 0
