"""What a learner calls: ``check``, ``hint``, ``solution``, ``progress``."""

from __future__ import annotations

import math
import sys
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from conv1d_lab.checks import integer
from conv1d_lab.exercises import catalogue, session
from conv1d_lab.exercises.cards import Card, Code, Part, Table, Text
from conv1d_lab.exercises.judging import judge
from conv1d_lab.exercises.model import Exercise
from conv1d_lab.exercises.values import describe
from conv1d_lab.exercises.verdict_card import card_of


def check(*answers: Any, **named: Any) -> Card:
    """Check one answer: a function under its own name, a value under the exercise's.

    Your own variables are not touched. After two wrong answers in a row the card offers the next
    hint.

    >>> check(silent_width=3)  # doctest: +ELLIPSIS
    ↻ Not yet...

    Parameters
    ----------
    *answers : callable
        A function that answers the exercise of its name, as ``check(output_length)``.
    **named : any
        A value under the name of its exercise, as ``check(out_0_1_2=0.3290)``.

    Returns
    -------
    Card
        What is right or wrong, shown in the notebook.

    Raises
    ------
    TypeError, ValueError
        Where it can't tell which exercise is meant; never for a wrong answer.
    """
    if len(answers) + len(named) != 1:
        raise TypeError(
            "check needs one answer, such as check(my_function) or check(name=value); "
            f"got {len(answers) + len(named)}"
        )
    if named:
        [(name, answer)] = named.items()
    else:
        [answer] = answers
        if not callable(answer) and not isinstance(answer, Exercise):
            return _card_without_a_name(answer, sys._getframe(1).f_globals)
        name = _name_of(answer, sys._getframe(1).f_globals)
    exercise = catalogue.find(name, session.current.notebook)
    record = session.current.record(exercise)
    if (seconds := session.current.seconds_to_wait(record)) > 0:
        return _wait(exercise, record, seconds)
    verdict = judge(exercise, answer, session.current.student, space=sys._getframe(1).f_globals)
    if verdict.outcome != "not attempted":
        record.tries += 1
        record.outcome = "correct" if "correct" in (record.outcome, verdict.outcome) else "not yet"
    record.misses = record.misses + 1 if verdict.outcome == "not yet" else 0
    if verdict.outcome != "not attempted":
        record.remember(right=verdict.outcome == "correct")
    card = card_of(verdict)
    return card if record.misses < 2 else replace(card, parts=(*card.parts, _offer(exercise)))


def _wait(exercise: Exercise, record: session.Record, seconds: float) -> Card:
    words = (
        f"Not checked: after {record.guesses} wrong answers the next one is looked at in "
        f'{math.ceil(seconds)} seconds. `hint("{exercise.id}")` brings more than another guess.'
    )
    return Card("hint", "A moment to think", exercise.title, (Text(words),))


def _offer(exercise: Exercise) -> Text:
    record, count = session.current.record(exercise), len(exercise.hints)
    if record.hints < count or session.current.sealed:
        number = min(record.hints + 1, count)
        return Text(f'Stuck? `hint("{exercise.id}")` shows hint {number} of {count}.')
    return Text(f'Stuck? `solution("{exercise.id}")` shows an answer.')


def _card_without_a_name(answer: Any, variables: Mapping[str, Any]) -> Card:
    """Tell how a value is checked, with its own name where the notebook has one for it."""
    exercises = catalogue.all_exercises()
    names = [e.call for e in exercises if e.kind == "value" and variables.get(e.id, e) is answer]
    names += [e.call for e in exercises if answer == e.id] if isinstance(answer, str) else []
    hidden = [e.id for e in exercises if e.kind == "function" and variables.get(e.id, e) is answer]
    if len(names) == 1:
        words = f"A value is checked under its name: `{names[0]}`."
    elif hidden:
        words = (
            f"In your notebook `{hidden[0]}` is {describe(answer)}, and a function is asked for. "
            f"Run the cell with `def {hidden[0]}(...)` again, and give the other another name."
        )
    else:
        words = (
            "A value is checked under its name, `check(its_name=its_name)`, and a function "
            "without calling it, `check(my_function)`."
        )
    return Card("not attempted", "Nothing is checked yet", "", (Text(words),))


def hint(exercise: Any, number: int | None = None) -> Card:
    """Show a hint to an exercise; they go from gentle to almost all.

    >>> hint("silent_width", 1)  # doctest: +ELLIPSIS
    ? Hint 1 of ...

    Parameters
    ----------
    exercise : str or callable
        The exercise's name, or your function of that name.
    number : int, default None
        Which one, counted from 1; None shows the next.

    Returns
    -------
    Card
        Shown in the notebook.

    Raises
    ------
    TypeError, ValueError
        For an exercise or a number that does not exist.
    """
    found = catalogue.find(exercise, session.current.notebook)
    count = len(found.hints)
    if number is not None:
        expected = f"an integer from 1 to {count}"
        number = integer("number", number, 1, expected)
        if number > count:
            raise ValueError(f"number must be {expected}; got {number}")
    record = session.current.record(found)
    shown = min(record.hints + 1, count) if number is None else number
    record.hints, record.misses = max(record.hints, shown), 0
    parts: list[Part] = [Text(found.hints[shown - 1])]
    if shown < count:
        parts.append(Text(f'For the next one: `hint("{found.id}")` again.'))
    elif not session.current.sealed:
        parts.append(Text(f'That was the last. `solution("{found.id}")` shows an answer.'))
    return Card("hint", f"Hint {shown} of {count}", found.title, tuple(parts))


def solution(exercise: Any) -> Card:
    """Show an answer to an exercise.

    >>> solution("silent_width")  # doctest: +ELLIPSIS
    = One way to do it...

    Parameters
    ----------
    exercise : str or callable
        The exercise's name, or your function of that name.

    Returns
    -------
    Card
        Shown in the notebook.

    Raises
    ------
    TypeError, ValueError
        For an exercise that does not exist.
    PermissionError
        In an assignment, where solutions are kept back.
    """
    found = catalogue.find(exercise, session.current.notebook)
    if session.current.sealed:
        raise PermissionError(
            f"solution({found.id!r}): this is an assignment, so the solution is kept back; "
            f'hint("{found.id}") still helps'
        )
    session.current.record(found).saw_solution = True
    code = found.cell(session.current.student).answer
    return Card("solution", "One way to do it", found.title, (Code(code),))


def progress(notebook: str | None = None) -> Card:
    """Show what is solved, and how many tries and hints it took.

    >>> progress("01_the_formula")  # doctest: +ELLIPSIS
    ▸ ... solved (01_the_formula)...

    Parameters
    ----------
    notebook : str, default None
        As "01_the_formula"; None is the notebook that is open, or all of them.

    Returns
    -------
    Card
        Shown in the notebook.

    Raises
    ------
    ValueError
        For a notebook without exercises.
    """
    name = session.current.notebook if notebook is None else notebook
    names = catalogue.notebooks() if name is None else (name,)
    exercises = [exercise for each in names for exercise in catalogue.exercises_of(each)]
    rows = [_row(exercise) for exercise in exercises]
    solved = sum(_record(exercise).outcome == "correct" for exercise in exercises)
    table = Table(["exercise", "state", "tries", "hints"], rows)
    about = name or "all notebooks"
    return Card("progress", f"{solved} of {len(exercises)} solved", about, (table,))


def _row(exercise: Exercise) -> tuple[str, str, str, str]:
    record = _record(exercise)
    state = {"correct": "✓ correct", "not yet": "↻ not yet", "not attempted": "… not attempted"}
    seen = " (solution seen)" if record.saw_solution else ""
    hints = f"{record.hints} of {len(exercise.hints)}"
    return exercise.id, state[record.outcome] + seen, str(record.tries), hints


def _record(exercise: Exercise) -> session.Record:
    return session.current.records.get(exercise.id, session.Record())


def _name_of(answer: Any, variables: Mapping[str, Any]) -> str:
    """Return the name of the exercise that a function answers; refuse what has none."""
    if isinstance(answer, Exercise):
        return answer.id
    name = str(getattr(answer, "__name__", ""))
    if name.isidentifier():
        return name
    for exercise in catalogue.all_exercises():  # a lambda has the name that it was given
        if variables.get(exercise.id) is answer:
            return exercise.id
    here = session.current.notebook
    known = catalogue.exercises_of(here) if here else catalogue.all_exercises()
    names = [exercise.id for exercise in known if exercise.kind == "function"]
    some = ", ".join(names[:4]) + (", ..." if len(names) > 4 else "")
    raise TypeError(
        "a function is checked under the name of its exercise: def one of "
        f"{some}, or check(that_name=your_function); got {describe(answer)}"
    )
