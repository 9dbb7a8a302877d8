"""What is asked of a student's kernel: the value of an answer, or what a function gives for cases.

The cases come in, the answers go out; nothing here knows which are right.
"""

from __future__ import annotations

import base64
import contextlib
import pickle
from typing import Any

from conv1d_lab.classroom.plain_data import packed, plain
from conv1d_lab.learner_code import deadline, library_calls, sandbox


def value_of(answer: Any) -> str:
    """Return an answer that is a value, packed."""
    with sandbox.quiet():
        return packed(plain(answer))


def results_of(function: Any, cases: str) -> str:
    """Return what ``function`` gives for each case, None where it fails, and what did the work."""
    calls, refused = pickle.loads(base64.b64decode(cases))
    results: list[Any] = []
    libraries: list[str] = []

    def work() -> None:
        with library_calls.library_calls(refused) as seen:
            for arguments, named in calls:
                result = None
                with contextlib.suppress(BaseException):
                    result = function(*arguments, **named)
                results.append(result)
        libraries.extend(seen.calls)

    with sandbox.quiet():
        deadline.run(work)
        return packed([list(map(plain, results)), libraries])
