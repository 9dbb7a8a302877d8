"""The source of a solution as a notebook cell, cut where the learner has to write."""

from __future__ import annotations

import ast
import inspect
import textwrap
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

BEGIN, END = "### BEGIN SOLUTION", "### END SOLUTION"
PLACEHOLDER = "..."


@dataclass(frozen=True)
class Cell:
    """A code cell in three parts; the learner writes the middle one."""

    before: str
    blank: str
    after: str = ""
    indent: str = ""

    @property
    def stub(self) -> str:
        """What the learner finds."""
        return f"{self.before}{PLACEHOLDER}{self.after}"

    @property
    def answer(self) -> str:
        """The same cell, solved."""
        return f"{self.before}{self.blank}{self.after}"

    @property
    def marked(self) -> str:
        """The solved cell with nbgrader's marks, on lines of their own, round the blank."""
        if not self.before.endswith("= "):
            lines = [BEGIN, *self.blank.split(f"\n{self.indent}"), END]
            return self.before + f"\n{self.indent}".join(lines) + self.after
        lines = [BEGIN, *self.blank.split("\n"), END]
        return f"{self.before}(\n" + textwrap.indent("\n".join(lines), "    ") + f"\n){self.after}"


def function_cell(solution: Callable[..., Any]) -> Cell:
    """Cut a function at the marks in its source."""
    text = function_text(solution)
    before, _, rest = text.partition(BEGIN)
    blank, _, after = rest.partition(END)
    indent = before[before.rindex("\n") + 1 :]
    return Cell(before, blank.strip(), after.rstrip(), indent)


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
