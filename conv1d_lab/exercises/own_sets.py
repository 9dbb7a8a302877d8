"""Exercises of a teacher's own: files in a folder, with the same decorators as ours."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from importlib.util import module_from_spec, spec_from_file_location
from itertools import combinations
from pathlib import Path
from types import ModuleType

from conv1d_lab.exercises import catalogue, misconceptions
from conv1d_lab.exercises.diagnosis import compare
from conv1d_lab.exercises.judging import judge
from conv1d_lab.exercises.model import Exercise, FunctionExercise, ValueExercise, set_name

FOLDER = "exercises"
"""Where they stand beside a course, and beside a notebook that asks them."""
NAME = re.compile(r"n\d\d_[a-z]\w*")
_loaded: dict[Path, bytes] = {}


def load(folder: str | Path = FOLDER) -> tuple[str, ...]:
    """Make the exercises of a folder known to ``check``, ``hint``, grading and reports.

    Each file ``n20_my_sensor.py`` is one set, "20_my_sensor". A file that has not changed since is
    not read again.

    Parameters
    ----------
    folder : str or Path, default "exercises"
        Where the files stand.

    Returns
    -------
    tuple of str
        The names of the sets, in order; none for a folder without files.

    Raises
    ------
    FileNotFoundError
        For a folder that is not there.
    ValueError
        For a file that cannot be read, a name that is taken, or a file without exercises.
    """
    place = Path(folder).resolve()
    if not place.is_dir():
        raise FileNotFoundError(
            f"{place} is not there; {FOLDER} has to stand beside the notebook, or in the course"
        )
    return tuple(_load(file) for file in sorted(place.glob("*.py")))


def names() -> tuple[str, ...]:
    """Return the names of the sets that were loaded."""
    return tuple(set_name(file.stem) for file in _loaded)


def forget() -> None:
    """Leave ours alone."""
    _loaded.clear()
    catalogue.forget_sets()
    misconceptions.all_misconceptions.cache_clear()


def load_beside(course: str | Path) -> tuple[str, ...]:
    """Make those beside a course known, if it has any."""
    place = Path(course) / FOLDER
    return load(place) if place.is_dir() else ()


def faults(name: str) -> Iterator[str]:
    """Hold a set to what the tests hold ours to; yield what is wrong with it."""
    for exercise in catalogue.exercises_of(name):
        solved = exercise.solve
        right = exercise.expected() if isinstance(exercise, ValueExercise) else solved
        said = judge(exercise, right)
        if said.outcome != "correct":
            yield f"{exercise.id}: the solution is not judged right. {said.reason}"
        if not exercise.hints or not exercise.mistakes:
            yield f"{exercise.id}: needs a hint, and a usual mistake, at the least"
        if isinstance(exercise, ValueExercise):
            yield from _value_faults(exercise)
        if isinstance(exercise, FunctionExercise):
            for told, mistake in exercise.mistakes.items():
                if (judged := judge(exercise, mistake)).outcome == "correct":
                    yield f"{exercise.id}: this mistake is judged right: {told}"
                elif judged.advice != told:
                    yield f"{exercise.id}: this mistake is told something else: {told}"


def _value_faults(exercise: ValueExercise) -> Iterator[str]:
    for student in ("", "one", "two", "three"):
        try:
            numbers = exercise.numbers(student)
        except StopIteration:
            yield f"{exercise.id}: in 1000 draws of numbers, two mistakes always agreed"
            return
        answers = {"the right answer": exercise.solve(**numbers)}
        answers |= {told: wrong(**numbers) for told, wrong in exercise.mistakes.items()}
        for (one, its), (other, others) in combinations(answers.items(), 2):
            if compare(its, others, 2 * exercise.tolerance) is None:
                yield f"{exercise.id}: with {numbers}, the same comes out of: {one} / {other}"
                return


def _load(file: Path) -> str:
    name = set_name(file.stem)
    if _loaded.get(file) == (source := file.read_bytes()):
        return name
    if not NAME.fullmatch(file.stem):
        raise ValueError(f"{file}: a file of exercises must have a name like n20_my_sensor.py")
    module = _module(file)
    taken = {each.id for each in catalogue.all_exercises() if each.notebook != name}
    found = [value for value in vars(module).values() if isinstance(value, Exercise)]
    if not found:
        raise ValueError(f"{file} must hold an exercise, a function with a decorator; got none")
    for exercise in found:
        if exercise.id in taken:
            raise ValueError(f"{file}: there is an exercise {exercise.id!r} already; rename yours")
    catalogue.add_set(name, module)
    misconceptions.all_misconceptions.cache_clear()
    _loaded[file] = source
    return name


def _module(file: Path) -> ModuleType:
    spec = spec_from_file_location(f"conv1d_lab_own.{file.stem}", file)
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    sys.modules[module.__name__] = module  # so that its functions can be read back as text
    try:
        spec.loader.exec_module(module)
    except Exception as error:
        raise ValueError(f"{file} cannot be read: {type(error).__name__}: {error}") from error
    return module
