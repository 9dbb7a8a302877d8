"""Which names a function's ``for`` loops and comprehensions count with."""

from __future__ import annotations

import dis
from types import CodeType


def loop_names(code: CodeType) -> set[str]:
    """Read the targets off the bytecode, which is there also where the source is not."""
    names: set[str] = set()
    awaited = 0
    for step in dis.get_instructions(code):
        if step.opname == "FOR_ITER":
            awaited = 1
        elif awaited and step.opname == "UNPACK_SEQUENCE":
            awaited += (step.arg or 0) - 1
        elif awaited and step.opname.startswith("STORE_"):
            # Later versions of Python store two at once, or store one and load another.
            stored = step.argval if isinstance(step.argval, tuple) else (step.argval,)
            stored = stored[:1] if "LOAD" in step.opname else stored
            names.update(map(str, stored))
            awaited = max(0, awaited - len(stored))
        elif step.opname != "EXTENDED_ARG":
            awaited = 0
    return names
