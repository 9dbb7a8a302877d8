"""Tell a learner's code from what stands in the notebook already."""

from __future__ import annotations

import dis
import types
from typing import Any

from conv1d_lab.exercises.model import Exercise
from conv1d_lab.exercises.source import PLACEHOLDER


def is_stub(exercise: Exercise, answer: Any) -> bool:
    """Tell whether a function is the stub still, or has nothing but a docstring in it."""
    code = getattr(answer, "__code__", None)
    if code is None:
        return False
    cell = exercise.cell()
    return any(
        same_code(code, _compiled(f"{cell.before}{blank}{cell.after}", exercise.id))
        for blank in (PLACEHOLDER, "pass", "return", "return ...", "raise NotImplementedError")
    )


def _compiled(source: str, name: str) -> types.CodeType:
    module = compile(source, "<stub>", "exec")
    return next(
        const
        for const in module.co_consts
        if isinstance(const, types.CodeType) and const.co_name == name
    )


def same_code(one: types.CodeType, other: types.CodeType) -> bool:
    """Compare what runs, step by step; a docstring is no part of that."""
    # How "np.array" is loaded depends on whether the import stands in the same file.
    alike = {"LOAD_METHOD": "LOAD_ATTR"}

    def steps(code: types.CodeType) -> list[Any]:
        found = [(alike.get(s.opname, s.opname), s.argval) for s in dis.get_instructions(code)]
        return [(name, steps(v) if isinstance(v, types.CodeType) else v) for name, v in found]

    return steps(one) == steps(other)
