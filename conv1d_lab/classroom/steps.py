"""The steps that nbgrader takes with a submission, where they are not nbgrader's own."""

from __future__ import annotations

import time
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from queue import Empty
from typing import Any, TypeAlias

from nbclient.exceptions import CellTimeoutError, DeadKernelError
from nbclient.util import run_sync
from nbgrader import preprocessors, utils
from traitlets import Bool, Unicode

from conv1d_lab.classroom.course_file import Course
from conv1d_lab.classroom.names import classmates, identity
from conv1d_lab.classroom.outside import (
    GONE,
    NO_ANSWER,
    NOT_RUN,
    Question,
    choice_question,
    question,
    variable,
)
from conv1d_lab.classroom.quiz_assignments import FORM_OF
from conv1d_lab.classroom.warm_kernels import WarmKernelManager
from conv1d_lab.exercises import all_exercises, own_sets

Cell: TypeAlias = Any  # nbformat has no types
Steps: TypeAlias = tuple[Any, Any]
PATIENCE = 30
"""Seconds for one cell, or one question; a learner's function itself is ended after 4."""
FIRST_PATIENCE = 120
"""Seconds for the cell that loads PyTorch."""


class ForgetCopies(preprocessors.DeduplicateIds):  # type: ignore[misc]
    """Of a locked cell that a student has copied, one is graded; the others are plain cells.

    nbgrader 0.9.6 marks them with empty metadata and then stumbles over it.
    """

    def preprocess(self, nb: Any, resources: Any) -> Steps:
        """Take nbgrader's marks off the copies."""
        nb, resources = super().preprocess(nb, resources)
        for cell in nb.cells:
            if cell.metadata.get("nbgrader") == {}:
                del cell.metadata["nbgrader"]
        return nb, resources


class RunAndJudge(preprocessors.Execute):  # type: ignore[misc]
    """Run a notebook, and judge each answer outside its kernel.

    A locked cell has its points if it ran without an error *and* the answers that the kernel gives
    to fresh cases are right. Its own error is what the student reads; no output of it is a grade.
    """

    warm_kernels = Bool(
        True, help="Start kernels as copies of one that has PyTorch loaded (Linux only)."
    ).tag(config=True)
    course_file = Unicode("course.json", help="Where the course keeps its seed.").tag(config=True)

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        if self.warm_kernels:
            self.kernel_manager_class = WarmKernelManager

    def _get_timeout(self, cell: Any) -> int:
        if self.timeout_func is not None and cell is not None:
            return int(self.timeout_func(cell))
        first = _grade_id(cell) == "setup" if cell is not None else True
        return FIRST_PATIENCE if first else PATIENCE

    def preprocess(self, nb: Any, resources: Any, *args: Any) -> Steps:
        """Run all cells; whatever becomes of the kernel, each graded cell gets its verdict."""
        self.course = Course.read(self.course_file)
        own_sets.load_beside(Path(self.course_file).absolute().parent)
        self.assignment = str(resources["nbgrader"].get("assignment", ""))
        self.student = str(resources["nbgrader"]["student"])
        self.gone, self.look_at = False, list[str]()
        nb, resources = super().preprocess(nb, resources, *args)
        nb.metadata["conv1d_lab"] = {"look_at": self.look_at}
        return nb, resources

    def preprocess_cell(self, cell: Cell, resources: Any, index: int) -> Steps:
        """Run a cell; of a graded one, keep errors and texts only, and judge the answer."""
        if cell.cell_type != "code":
            return cell, resources
        cell.metadata.pop("tags", None)  # one of them would skip the cell
        cell.outputs, cell.execution_count = [], None
        if not self.gone:
            try:
                cell, resources = super().preprocess_cell(cell, resources, index)
            except (DeadKernelError, CellTimeoutError):
                self.gone = True
            if any(output.get("ename") == "CellTimeoutError" for output in cell.outputs):
                self.gone = self.gone or self._reply(self.kc.kernel_info()) is None
            if self.gone:
                self.look_at.append(f"the kernel did not survive this cell: {_first_line(cell)}")
        if utils.is_grade(cell):
            cell.outputs = [o for o in cell.outputs if o.output_type in ("error", "stream")]
            if not utils.has_failed(cell):
                cell.outputs += self._faults(cell)
        return cell, resources

    def _faults(self, cell: Cell) -> Iterator[Any]:
        """Yield an error for a cell that shows none, and deserves no points all the same."""
        if self.gone:
            yield _error(GONE)
        elif cell.execution_count is None:
            yield _error(NOT_RUN)
        else:
            name = _grade_id(cell).removeprefix("test_")
            asked = self._question(name)
            said = self._ask(asked) if asked else ""
            if said:
                self.look_at.append(
                    f"{name}: the locked cell found nothing, the judging outside did"
                )
                yield _error(said)

    def _question(self, name: str) -> Question | None:
        """Return what to ask for the answer of this name; None where it is none of ours."""
        if self.assignment in FORM_OF:
            return choice_question(name, FORM_OF[self.assignment])
        for exercise in all_exercises():
            if exercise.id == name:
                return question(exercise, self.course.seed, self._numbers_of())
        return None

    def _numbers_of(self) -> str:
        """Return the name that this student's numbers follow from; "" where all have the same."""
        if not self.course.own_numbers:
            return ""
        typed: list[str] = []
        self._ask(variable("student_id", typed))
        found = identity(
            typed[0] if typed else "",
            self.student,
            classmates(Path(self.course_file).absolute().parent),
        )
        self.look_at += [found.note] if found.note not in ["", *self.look_at] else []
        return found.name

    def _ask(self, asked: Question) -> str:
        """Ask the kernel, and return what is wrong with its answer."""
        message = self.kc.execute(
            asked.code,
            silent=True,
            store_history=False,
            allow_stdin=False,
            user_expressions={"answer": asked.expression},
        )
        reply = self._reply(message)
        if reply is None:
            self.gone = True
            return GONE
        try:
            text = reply["content"]["user_expressions"]["answer"]["data"]["text/plain"]
            return asked.judged(text.strip("'"))
        except (AttributeError, KeyError, TypeError):
            return NO_ANSWER

    def _reply(self, message: str) -> Any:
        """Wait for the kernel's reply to a message; None if there is none."""
        end = time.monotonic() + PATIENCE
        while (left := end - time.monotonic()) > 0:
            try:
                reply = run_sync(self.kc.get_shell_msg)(timeout=min(left, 1))
            except Empty:
                if not run_sync(self.km.is_alive)():
                    return None
                continue
            if reply["parent_header"].get("msg_id") == message:
                return reply
        run_sync(self.km.interrupt_kernel)()
        return None


def _grade_id(cell: Cell) -> str:
    return str(cell.metadata.get("nbgrader", {}).get("grade_id", ""))


def _first_line(cell: Cell) -> str:
    return next((line for line in cell.source.split("\n") if line.strip()), "")[:60]


def _error(message: str) -> Any:
    """Make the output of an error; nbgrader gives a cell with one no points."""
    kind = "WrongAnswer"
    return import_module("nbformat.v4").new_output(
        "error", ename=kind, evalue=message, traceback=[f"\x1b[0;31m{kind}\x1b[0m: {message}"]
    )
