"""The source of a solution as a notebook cell, cut where the learner has to write."""

from __future__ import annotations

import ast
import bisect
import dis
import inspect
import textwrap
import types
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

BEGIN, END = "### BEGIN SOLUTION", "### END SOLUTION"
NOTHING_WRITTEN = ("...", "pass", "return", "return ...", "raise NotImplementedError")
ALIKE = {"LOAD_METHOD": "LOAD_ATTR"}
PADDING = {"EXTENDED_ARG", "PUSH_NULL"}


@dataclass(frozen=True)
class Cell:
    """A code cell in three parts; the learner writes the middle one."""

    before: str
    blank: str
    after: str = ""
    indent: str = ""
    gap: str = "\n"
    """What stands between the answer and its check."""

    @property
    def stub(self) -> str:
        """What the learner finds."""
        return self.filled("...")

    @property
    def answer(self) -> str:
        """The same cell, solved."""
        return self.filled(self.blank)

    def filled(self, blank: str) -> str:
        """Return the cell with this in the place of the blank."""
        return f"{self.before}{blank}{self.after}"

    @property
    def marked(self) -> str:
        """The solved cell with nbgrader's marks, on lines of their own, round the blank."""
        if self.indent:
            lines = [BEGIN, *self.blank.split(f"\n{self.indent}"), END]
            return self.filled(f"\n{self.indent}".join(lines))
        lines = [BEGIN, *self.blank.split("\n"), END]
        return self.filled("(\n" + textwrap.indent("\n".join(lines), "    ") + "\n)")


def function_cell(solution: Callable[..., Any]) -> Cell:
    """Cut a function at the marks in its source."""
    text = function_text(solution)
    before, _, rest = text.partition(BEGIN)
    blank, _, after = rest.partition(END)
    indent = before[before.rindex("\n") + 1 :]
    return Cell(before, blank.strip(), after.rstrip(), indent, gap="\n\n\n")


def value_cell(solution: Callable[..., Any], given: Mapping[str, Any]) -> Cell:
    """Write ``name = expression`` with the expression that the solution returns."""
    tree, source = _parsed(solution)
    returned = tree.body[-1]
    assert isinstance(returned, ast.Return)
    assert returned.value is not None
    blank = ast.get_source_segment(source, returned.value)
    assert blank is not None
    blank = blank.replace("\n" + " " * returned.col_offset, "\n")
    values = ", ".join(map(repr, given.values()))
    line = f"{', '.join(given)} = {values}\n" if given else ""
    return Cell(f"{line}{solution.__name__} = ", blank)


def function_text(function: Callable[..., Any]) -> str:
    """Return the source without decorators and annotations, which are no part of the lesson."""
    tree, source = _parsed(function)
    body = source.split("\n")[tree.body[0].lineno - 1 :]
    for node in ast.walk(tree.args):
        if isinstance(node, ast.arg):
            node.annotation = None
    body = [line.partition("  # type: ignore")[0] for line in body]
    header = f"def {function.__name__.lstrip('_')}({ast.unparse(tree.args)}):"
    return "\n".join([header, *body]).rstrip()


def _parsed(function: Callable[..., Any]) -> tuple[ast.FunctionDef, str]:
    source = textwrap.dedent(inspect.getsource(function))
    tree = ast.parse(source).body[0]
    assert isinstance(tree, ast.FunctionDef)
    return tree, source


def is_stub(cell: Cell, answer: Any) -> bool:
    """Tell whether a function is the stub still, or has nothing but a docstring in it."""
    return any(same_code(answer, _compiled(cell.filled(blank))) for blank in NOTHING_WRITTEN)


def _compiled(source: str) -> types.CodeType:
    constants = compile(source, "<stub>", "exec").co_consts
    return next(const for const in constants if isinstance(const, types.CodeType))


def same_code(one: Any, other: Any) -> bool:
    """Compare what runs in two functions, step by step; a docstring is no part of that."""
    first, second = (getattr(each, "__code__", each) for each in (one, other))
    if not (isinstance(first, types.CodeType) and isinstance(second, types.CodeType)):
        return False
    return _steps(first) == _steps(second)


def _steps(code: types.CodeType) -> list[tuple[str, Any]]:
    """List the steps, alike whether or not the import of np stands in the same file.

    How "np.array" is loaded depends on that, and with it the place that a jump leads to.
    """
    found = [step for step in dis.get_instructions(code) if step.opname not in PADDING]
    offsets = [step.offset for step in found]
    jumps = {*dis.hasjrel, *dis.hasjabs}

    def argument(step: dis.Instruction) -> Any:
        if isinstance(step.argval, types.CodeType):
            return _steps(step.argval)
        return bisect.bisect_left(offsets, step.argval) if step.opcode in jumps else step.argval

    return [(ALIKE.get(step.opname, step.opname), argument(step)) for step in found]
