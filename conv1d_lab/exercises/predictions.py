"""What a prediction is: a question asked before the code is run, with a reply to each answer.

A prediction is written as the function that computes its right answer, decorated. Beside it stand
the answers that people give, each with what helps exactly there. The browser judges what the
learner answers, so nothing here needs a kernel once a card is shown.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal, TypeAlias

from conv1d_lab.exercises.model import set_name

Answer: TypeAlias = str | float | tuple[int, ...]


@dataclass(frozen=True, eq=False)
class Prediction:
    """One question; the same object serves the notebook, the site and the tests."""

    compute: Callable[[], Any]
    """Works the right answer out. Its name is the id of the prediction."""
    notebook: str
    """"01_the_formula", the notebook it belongs to."""
    misconception: str
    """What somebody believes who predicts wrongly; one line, for the teacher."""
    text: str
    """Paragraphs, with `code` and **bold**; lines indented by four spaces stay as they are. The
    last paragraph is the question."""
    kind: Literal["choice", "number", "shape"]
    replies: Mapping[Answer, str]
    """Answers, the right one among them, and what is replied to each."""
    explanation: str
    """What comes out, and why; shown once the learner has answered."""
    tolerance: float = 0.0
    """How far a number may be off and still be right."""
    close: float = 0.0
    """How far a number may be off and still be called close, where a rough guess will do."""

    @property
    def id(self) -> str:
        """The name under which ``predict`` shows it."""
        return self.compute.__name__

    @cached_property
    def right(self) -> Answer:
        """The answer of ``replies`` that is the computed one."""
        computed = self.compute()
        found = [answer for answer in self.replies if self._agree(answer, computed)]
        if len(found) != 1:
            raise ValueError(
                f"{self.id}: exactly one answer must be the computed one, {computed!r}; "
                f"got {list(self.replies)}"
            )
        return found[0]

    def _agree(self, answer: Answer, computed: Any) -> bool:
        if self.kind == "number":
            return math.isclose(float(answer), float(computed), abs_tol=self.tolerance)  # type: ignore[arg-type]
        return answer == (tuple(computed) if self.kind == "shape" else str(computed))

    def state(self) -> dict[str, Any]:
        """Return all that ``mount`` of static/js/predict.js needs, as plain JSON."""
        return {
            "id": self.id,
            "kind": self.kind,
            "text": self.text,
            "replies": [
                {
                    "answer": list(answer) if isinstance(answer, tuple) else answer,
                    "reply": reply,
                    "right": answer == self.right,
                }
                for answer, reply in self.replies.items()
            ],
            "tolerance": self.tolerance,
            "close": self.close,
            "explanation": self.explanation,
        }


def prediction(
    *,
    misconception: str,
    text: str,
    explanation: str,
    choices: Mapping[str, str] | None = None,
    answers: Mapping[int, str] | Mapping[float, str] | Mapping[tuple[int, ...], str] | None = None,
    tolerance: float = 0.0,
    close: float = 0.0,
) -> Callable[[Callable[[], Any]], Prediction]:
    """Make the decorated function, which computes the right answer, a prediction.

    choices: what is offered, each with its reply; the function returns one of them.
    answers: instead of choices, where a number or a shape is typed in: the right one and the
    usual wrong ones, each with its reply. Any other answer gets a reply that is true of it.
    tolerance, close: how far a number may be off and be right, or close.
    """
    if (choices is None) == (answers is None):
        raise TypeError("a prediction needs either choices or answers")
    replies: Mapping[Any, str] = choices or answers or {}
    is_shape = any(isinstance(answer, tuple) for answer in replies)
    return lambda compute: Prediction(
        compute=compute,
        notebook=set_name(compute.__module__),
        misconception=misconception,
        text=text.strip(),
        kind="choice" if choices else "shape" if is_shape else "number",
        replies=replies,
        explanation=explanation.strip(),
        tolerance=tolerance,
        close=close,
    )
