"""The concept inventory as two assignments of a course: form A before, form B after.

A letter is asked for under each question, in a cell like that of any exercise: so the answers are
handed in with the notebook. Nothing says whether one is right before it is graded.
"""

from __future__ import annotations

from conv1d_lab.classroom.cells import Notebook, code, filled, markdown, notebook_of
from conv1d_lab.exercises.inventory import Form, Item, items
from conv1d_lab.exercises.source import Cell

BEFORE, AFTER = "quiz_before", "quiz_after"
FORM_OF: dict[str, Form] = {BEFORE: "A", AFTER: "B"}
TITLES = {BEFORE: "A quiz, before you begin", AFTER: "The quiz again"}
WELCOME = (
    "{count} questions, about 20 minutes; paper and a pencil help. Write the letter of your answer "
    "where you see `...`, such as `b`, run the cell, and save. Where you don't know, leave the "
    "dots: that helps more than a guess. Whether you are right shows only after you have handed it "
    "in: it is there to see what is clear already, and what is not."
)
POINTS = 1


def quiz_assignment(name: str) -> Notebook:
    """Make the source notebook of "quiz_before" or "quiz_after", the right letters included."""
    asked = items(FORM_OF[name])
    welcome = f"# {TITLES[name]}\n\n{WELCOME.format(count=len(asked))}"
    cells = [markdown("title", welcome), code("setup", filled("setup_quiz"), locked=True)]
    for place, item in enumerate(asked, start=1):
        test = filled("quiz_test", {"QUESTION": item.id, "FORM": item.form})
        cells += [
            markdown(f"task_{item.id}", _question(place, item)),
            code(item.id, Cell(f"{item.id} = ", item.right.letter).marked, solution=True),
            code(f"test_{item.id}", test, locked=True, points=POINTS),
        ]
    return notebook_of(cells)


def _question(place: int, item: Item) -> str:
    choices = [f"- **{choice.letter}** &nbsp; `{choice.answer}`" for choice in item.choices]
    return "\n".join([f"### {place}. {item.title}", "", item.text, "", *choices])
