"""``python -m conv1d_lab grade``: grade everything that is new, on all cores."""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING

from conv1d_lab.classroom.submissions import Ledger, Submission, submissions
from conv1d_lab.commands import in_words
from conv1d_lab.numbers import plural

if TYPE_CHECKING:
    from conv1d_lab.classroom.nbgrader_runs import Outcome


def grade_assignment(
    course: str | Path, assignment: str, *, everything: bool = False, jobs: int | None = None
) -> list[Outcome]:
    """Autograde the submissions of an assignment that are new, or have changed since.

    Parameters
    ----------
    course : str or Path
        The folder of the course.
    assignment : str
        As "01_the_formula".
    everything : bool, default False
        Grade again what has been graded, too.
    jobs : int, default None
        How many at a time; None is one for each core.

    Returns
    -------
    list of Outcome
        One for each submission that was graded or should be looked at: its points, and why.

    Raises
    ------
    ValueError
        Where the course has no such assignment, or its release was never made.
    """
    from conv1d_lab.classroom import nbgrader_runs

    folder = Path(course).resolve()
    if not (folder / "nbgrader_config.py").exists():
        raise ValueError(f"{folder} is no course; `python -m conv1d_lab classroom` writes one")
    if not nbgrader_runs.is_known(folder, assignment):
        raise ValueError(
            f"the gradebook knows no assignment {assignment!r}; start `nbgrader "
            f"generate_assignment {assignment}` in {folder} first"
        )
    ledger, outcomes = Ledger(folder), []
    wanted = []
    for submission in submissions(folder, assignment):
        if everything or ledger.is_new(submission):
            wanted.append((submission, submission.put_in_order()))
    for submission, note, outcome in _graded(folder, wanted, jobs or _cores()):
        outcome.look_at[:0] = [note] if note else []
        if not outcome.failure:
            ledger.enter(submission, outcome.points)
        outcomes.append(outcome)
        _print_line(outcome)
    _hold_against_the_gradebook(folder, assignment, ledger, outcomes)
    return outcomes


def _graded(
    course: Path, wanted: Sequence[tuple[Submission, str]], jobs: int
) -> Iterator[tuple[Submission, str, Outcome]]:
    """Grade in this process, or in several; each has the gradebook for a moment at a time."""
    from conv1d_lab.classroom.nbgrader_runs import Outcome, autograde

    if jobs == 1 or len(wanted) < 2:
        for submission, note in wanted:
            yield submission, note, autograde(course, submission.assignment, submission.student)
        return
    with ProcessPoolExecutor(min(jobs, len(wanted)), mp_context=get_context("spawn")) as pool:
        futures = {
            pool.submit(autograde, course, one.assignment, one.student): (one, note)
            for one, note in wanted
        }
        for future in as_completed(futures):
            submission, note = futures[future]
            try:
                yield submission, note, future.result()
            except BrokenProcessPool:
                broken = "the grading itself was ended while it ran; try it with --jobs 1"
                yield submission, note, Outcome(submission.student, failure=broken)


def _hold_against_the_gradebook(
    course: Path, assignment: str, ledger: Ledger, outcomes: list[Outcome]
) -> None:
    """Flag points in the gradebook that are not those that were given."""
    from conv1d_lab.classroom import nbgrader_runs

    known = {outcome.student: outcome for outcome in outcomes}
    booked = nbgrader_runs.gradebook_points(course, assignment)
    for submission in submissions(course, assignment):
        given = ledger.points(submission)
        found = booked.get(submission.student, {})
        odd = {name: found.get(name) for name in given if found.get(name) != given[name]}
        if odd:
            if submission.student not in known:
                known[submission.student] = nbgrader_runs.Outcome(submission.student, given)
                outcomes.append(known[submission.student])
            listed = ", ".join(f"{name}: {odd[name]} for {given[name]:g}" for name in odd)
            known[submission.student].look_at.append(
                f"the gradebook has other points than were given ({listed}); something wrote there"
            )


def _cores() -> int:
    affinity = getattr(os, "sched_getaffinity", None)
    return len(affinity(0)) if affinity else os.cpu_count() or 1


def _print_line(outcome: Outcome) -> None:
    points = f"{sum(outcome.points.values()):g} of {sum(outcome.best.values()):g}"
    print(f"{outcome.student:24} {points if not outcome.failure else 'not graded'}", flush=True)


def add_command(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add ``grade`` to the subcommands of ``python -m conv1d_lab``."""
    parser = commands.add_parser(
        "grade",
        help="grade the submissions of a course that are new",
        description="Grade the submissions of a course that are new or have changed.",
    )
    parser.add_argument("assignment", help="as 01_the_formula")
    parser.add_argument("--course", default=".", help="the folder of the course (default: this)")
    parser.add_argument("--all", action="store_true", help="grade what has been graded, too")
    parser.add_argument("--jobs", type=int, help="how many at a time (default: one a core)")
    parser.set_defaults(run=_run)


def _run(arguments: argparse.Namespace) -> int:
    start = time.monotonic()
    if arguments.jobs is not None and arguments.jobs < 1:
        print(f"--jobs must be 1 or more; got {arguments.jobs}", file=sys.stderr)
        return 1
    try:
        outcomes = grade_assignment(
            arguments.course,
            arguments.assignment,
            everything=arguments.all,
            jobs=arguments.jobs,
        )
    except (OSError, ValueError) as error:
        print(in_words(error), file=sys.stderr)
        return 1
    graded = sum(bool(outcome.best) for outcome in outcomes)
    took = time.monotonic() - start
    print(f"\n{graded} {plural('submission', graded)} graded in {took:.0f} s.")
    if not any(outcome.best or outcome.failure for outcome in outcomes):
        print("Nothing is new since the last time; --all grades everything again.")
    said = [f"{o.student}: {text}" for o in outcomes for text in [o.failure, *o.look_at] if text]
    if said:
        print("\nTo look at by hand:\n- " + "\n- ".join(said))
    return 1 if any(outcome.failure for outcome in outcomes) else 0
