"""What an exercise is: a statement, a solution that runs, hints, and usual mistakes.

An exercise is written as its own solution, decorated. The marks ``### BEGIN SOLUTION`` and
``### END SOLUTION`` stand round the lines that a learner has to find; the stub that the learner
meets is this very source with those lines taken out.
"""

from __future__ import annotations

import contextlib
import copy
import inspect
import itertools
import re
import zlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import KW_ONLY, dataclass, field
from typing import Any, ClassVar, Concatenate, Literal, ParamSpec, TypeAlias, TypeVar

import numpy as np

from conv1d_lab.exercises.diagnosis import compare
from conv1d_lab.exercises.source import Cell, function_cell, function_text, value_cell
from conv1d_lab.exercises.values import without_point
from conv1d_lab.numbers import number

Answer: TypeAlias = Callable[..., Any]
Given: TypeAlias = Mapping[str, Any]
PRINTED = 5e-4
"""How far an answer worked by hand from four printed decimals may be off."""
COMPUTED = 1e-5
"""How far a computed answer may be off: the order of summation shows in float32."""
FEW, MANY = 5, 11
"""Numbers of windows between which a function without a loop takes no more steps."""


@dataclass(frozen=True, eq=False)
class Case:
    """One call of the learner's function."""

    args: tuple[Any, ...]
    kwargs: Mapping[str, Any] = field(default_factory=dict)

    def fresh(self) -> Case:
        """Return a copy that may be changed."""
        return Case(copy.deepcopy(self.args), copy.deepcopy(dict(self.kwargs)))

    def run(self, function: Answer) -> Any:
        """Call ``function`` with these very arguments."""
        return function(*self.args, **self.kwargs)

    @property
    def size(self) -> float:
        """How much there is to read; the smallest failing case is the one to show."""
        return sum(map(_size, [*self.args, *self.kwargs.values()]))


def call(*args: Any, **kwargs: Any) -> Case:
    """Write a case as the call it is."""
    return Case(args, kwargs)


@dataclass(frozen=True, eq=False)
class Exercise:
    """One exercise; the same object serves the notebook, the check and the classroom."""

    solve: Answer
    """The reference solution. Its name is the name of the learner's function or value."""
    _: KW_ONLY
    title: str
    misconception: str
    """What a learner who gets it wrong believes; one line, for the teacher."""
    text: str
    """Markdown; {name} stands for a given number."""
    hints: tuple[str, ...]
    """From gentle to nearly the answer."""
    mistakes: Mapping[str, Answer]
    """Usual wrong answers: what helps exactly there, and an implementation that gets it wrong."""
    tolerance: float
    taught_in: str = ""
    """The cell of its notebook that teaches it, by the cell's id."""
    kind: ClassVar[Literal["function", "value"]]

    @property
    def id(self) -> str:
        """The name of the learner's function or value."""
        return self.solve.__name__

    @property
    def notebook(self) -> str:
        """The notebook it belongs to: "01_the_formula" for the module ``n01_the_formula``."""
        return set_name(self.solve.__module__)

    @property
    def arguments(self) -> tuple[str, ...]:
        """The names of the arguments of the learner's function, or of the given values."""
        return tuple(inspect.signature(self.solve).parameters)

    @property
    def call(self) -> str:
        """How the notebook asks for the check."""
        raise NotImplementedError

    @property
    def has_own_numbers(self) -> bool:
        """Whether another student can be given other numbers."""
        return False

    def numbers(self, student: str = "") -> dict[str, Any]:
        """Return the given values of the statement."""
        return {}

    def cell(self, student: str = "") -> Cell:
        """Return the code cell, cut where the learner has to write."""
        raise NotImplementedError

    def statement(self, student: str = "") -> str:
        """Return the text as markdown; the one text, wherever it is shown."""
        hint = f'Stuck? Run `hint("{self.id}")`. Each call says a little more.'
        return f"### {self.title}\n\n{self.statement_text(student)}\n\n{hint}"

    def statement_text(self, student: str = "") -> str:
        """Return the statement proper, the numbers put in."""
        text = self.text.strip()
        for name, value in self.numbers(student).items():
            shown = number(value) if isinstance(value, float) else str(value)
            text = text.replace("{" + name + "}", shown)
        return text

    def notebook_cell(self, student: str = "", *, solved: bool = False) -> str:
        """Return the whole code cell of the notebook, the check at its end."""
        cell = self.cell(student)
        return (cell.answer if solved else cell.stub) + cell.gap + self.call

    def _generator(self, student: str, seed: int) -> np.random.Generator:
        names = [zlib.crc32(name.encode()) for name in (self.notebook, self.id, student)]
        return np.random.default_rng([*names, seed])


@dataclass(frozen=True, eq=False)
class ValueExercise(Exercise):
    """A value is asked for; the solution is one return line over the given values."""

    _: KW_ONLY
    given: Callable[[np.random.Generator | None], Given]
    """The numbers of the statement; another student's ones with a generator."""
    show_given: bool = True
    """Whether the cell assigns the given values; False where the notebook has them already."""
    accepts_floats: bool = False
    """Accept 8.0 for 8."""
    any_order: bool = False
    """Accept the numbers in any order, as a set, too."""
    indices: bool = False
    """Whether the numbers are the indices of one element."""
    other_text: str = ""
    """The same question in other words, for form B of the inventory."""
    read_again: str = ""
    """Where to read again after a wrong answer, for the quiz."""
    tolerance: float = PRINTED
    kind = "value"

    @property
    def call(self) -> str:
        """How the notebook asks for the check."""
        return f"check({self.id}={self.id})"

    @property
    def has_own_numbers(self) -> bool:
        """Whether another student can be given other numbers."""
        return self.show_given

    def numbers(self, student: str = "") -> dict[str, Any]:
        """Return the given values of the statement; every student has their own.

        Drawn so that no usual mistake comes out right, or like another one.
        """
        if not student:
            return dict(self.given(None))
        generator = self._generator(student, 0)
        drawn = (dict(self.given(generator)) for _ in range(1000))
        return next(numbers for numbers in drawn if self._tells_mistakes_apart(numbers))

    def _tells_mistakes_apart(self, numbers: Given) -> bool:
        answers = [answer(**numbers) for answer in [self.solve, *self.mistakes.values()]]
        pairs = itertools.combinations(answers, 2)
        return all(compare(one, other, 2 * self.tolerance) is not None for one, other in pairs)

    def cell(self, student: str = "") -> Cell:
        """Return ``name = ...``, below the given values."""
        return value_cell(self.solve, self.numbers(student) if self.show_given else {})

    def as_meant(self, answer: Any) -> Any:
        """Return the answer in the form in which it is compared."""
        value = without_point(answer) if self.accepts_floats else answer
        if self.any_order and getattr(value, "ndim", 0) == 1:  # an array, or a tensor
            value = value.tolist()
        if self.any_order and isinstance(value, (tuple, list, set, frozenset, range)):
            with contextlib.suppress(Exception):  # not all things can be sorted: arrays, say
                return tuple(sorted(value))
        return value

    def expected(self, student: str = "") -> Any:
        """Return the right value."""
        return self.solve(**self.numbers(student))


@dataclass(frozen=True, eq=False)
class FunctionExercise(Exercise):
    """A function is to be written."""

    _: KW_ONLY
    make_cases: Callable[[np.random.Generator], Iterable[Case]]
    """Fixed edge cases first, then random ones."""
    specification: Answer | None = None
    """The slow, obvious statement of the same thing; shown beside the blank."""
    refused_calls: frozenset[str] = frozenset()
    """Names of library functions that would do the exercise instead of the learner."""
    with_windows: Callable[[int], Case] | None = None
    """A case with so many windows: where set, the learner's steps must not grow with them."""
    makes_layer: bool = False
    """Whether an ``nn.Conv1d`` of the right sizes has to be made on the way."""
    needs_conv1d: bool = False
    """Whether ``conv1d`` has to be called on the way."""
    praise: Mapping[str, str] = field(default_factory=dict)
    """Library functions that are a deeper answer than the one asked for, and what to say then."""
    tolerance: float = COMPUTED
    kind = "function"

    @property
    def call(self) -> str:
        """How the notebook asks for the check."""
        return f"check({self.id})"

    def statement_text(self, student: str = "") -> str:
        """Return the statement proper, and the slow way to do it."""
        text = super().statement_text(student)
        if self.specification is None:
            return text
        source = function_text(self.specification)
        return f"{text}\n\nThe slow, obvious way to say it:\n\n```python\n{source}\n```"

    def cell(self, student: str = "") -> Cell:
        """Return the function, its body taken out."""
        return function_cell(self.solve)

    def cases(self, student: str = "", seed: int = 0) -> list[Case]:
        """Return the calls to try, the fixed ones first, then those that ``seed`` draws."""
        cases = list(self.make_cases(self._generator(student, seed)))
        return cases + [self.with_windows(n) for n in (FEW, MANY) if self.with_windows]

    def expand_arguments(self, case: Case) -> dict[str, Any] | None:
        """Return the arguments with which ``expand`` reads an answer as in ``case``.

        None where no function of x, weight and bias is asked for.
        """
        if self.arguments[:3] != ("x", "weight", "bias"):
            return None
        only_one_tap = all(each.args[1].shape[2] == 1 for each in self.cases())
        return {**({"kernel_size": 1} if only_one_tap else {}), **case.kwargs}


Fields = ParamSpec("Fields")
Made = TypeVar("Made", bound=Exercise)


def _decorator(
    kind: Callable[Concatenate[Answer, Fields], Made],
) -> Callable[Fields, Callable[[Answer], Made]]:
    """Give a class of exercises the form of a decorator: it takes all fields but the solution."""
    return lambda *args, **fields: lambda solution: kind(solution, *args, **fields)


value_exercise = _decorator(ValueExercise)
function_exercise = _decorator(FunctionExercise)


def numbers(
    usual: Given, draw: Callable[[np.random.Generator], Given]
) -> Callable[[np.random.Generator | None], Given]:
    """Give the usual numbers, or those that ``draw`` gives another student; as Python's own."""
    return lambda generator: {
        name: int(value) for name, value in (draw(generator) if generator else usual).items()
    }


def set_name(module: str) -> str:
    """Return "01_the_formula" for the module ``n01_the_formula``, "quiz" for ``quiz_questions``."""
    return re.sub(r"^n(?=\d)", "", module.rpartition(".")[2]).removesuffix("_questions")


def _size(value: Any) -> float:
    if hasattr(value, "shape"):
        return 100.0 * float(np.prod(value.shape))
    return float(abs(value)) if isinstance(value, (int, float)) else 1.0
