"""What a learner may type into the field of an exercise."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import permutations
from typing import Any

from conv1d_lab.exercises import ValueExercise
from conv1d_lab.exercises.values import as_array

NOTHING = ["", "...", "None", "()", "[]", "''", "[None]", "[None, 1]", "(..., 1)"]
NUMBERS = [
    "0",
    "-1",
    "0.0",
    "-0.0",
    "1e-7",
    "2.5e8",
    "1234567.0",
    "0x1F",
    "1_000",
    ".5",
    "5.",
    "1e3",
]
SUMS = ["5 // 2 - 7 % -3", "-7 // 2", "-2 ** 2", "2 ** 3 ** 2", "1 / 3", "+-3", "(7)", "((7),)"]
OTHERS = [
    "True",
    "[True]",
    "'eight'",
    "('1', '2')",
    '"it\'s"',
    "['a', 'b']",
    "[1, 'a']",
    "{1}",
    "{2.0}",
    "(3, 4,)",
]
LONG = [f"'{'x' * n}'" for n in (57, 58, 59, 199, 200)] + [str([*range(n)]) for n in (19, 20, 80)]
ODD = [*NOTHING, *NUMBERS, *SUMS, *OTHERS, *LONG, "[1, 2][-1]", "'(1,'"]
REFUSED = {
    "eight": "`eight` is not known here.",
    "constructor": "`constructor` is not known here.",
    "len('x')": "`len(...)` would have to be run, which this page can't do.",
    "5 8": "Between `5` and `8` a comma or a sign such as + is missing.",
    "(1, 2": "A closing `)` is missing.",
    "1, 2)": "`)` closes nothing.",
    "(1,, 2)": "Between two commas something is missing.",
    ", 1": "Before `,` something is missing.",
    "3 *": "After `*` something is missing.",
    "'8": "The closing quotation mark is missing.",
    "r'8'": "`r` is not known here.",
    "'a' 'b'": "Between `'a'` and `'b'` a comma or a sign such as + is missing.",
    "'\\n'": "Text with a backslash or an unseen character can't be read here.",
    "((1, 2), 3)": "Brackets inside brackets are more than this page reads.",
    "{}": "`{}` is an empty dictionary in Python.",
    "8x": "`8x` is no number.",
    "3j": "`3j` is no number.",
    "0329": "`0329` is no number in Python: `329`, or `0.329`?",
    "1 / 0": "Nothing can be divided by 0.",
    "10 ** 40": "No answer here is as large as that.",
    "2 ** -1": "Here the exponent of `**` goes from 0 to 64.",
    "7.0 // 2": "Here `//` works with whole numbers only.",
    "'a' + 1": "Here `+` works with two numbers only.",
    "(1, 2)[5]": "There is nothing at that index in `[...]`.",
    "answer = 8": "Leave out the `=`, and write the value alone.",
    "1; 2": "`;` can't be read here.",
    "9" * 300: "That is too long to be read here.",
}
"""What a page does not read, and why."""


def typed_answers(exercise: ValueExercise) -> Iterator[str]:
    """The right answer and the usual mistakes, in other dresses too, and what lies near them."""
    right = plain(exercise.expected())
    mistakes = [plain(mistake(**exercise.numbers())) for mistake in exercise.mistakes.values()]
    yield from exercise.numbers() if exercise.show_given else ()
    yield from dresses(right)
    for wrong in mistakes:
        yield from (str(wrong), f"'{wrong}'", str(as_list(wrong)), floating(wrong))
    yield from near_row(right) if isinstance(right, tuple) else near_number(right)


def dresses(value: Any) -> Iterator[str]:
    yield from (f"  {value} ", f"'{value}'", f"' {value}'", floating(value), f"'{floating(value)}'")
    if not isinstance(value, tuple):
        yield from (
            f"[{value}]",
            f"({value},)",
            f"{{{value}}}",
            f"[{floating(value)}]",
            f"-{value}",
        )
        yield from (f"{value} + 0", f"{value} / 1", f"2 * {value} - {value}", f"(({value}))")
        return
    items = ", ".join(map(str, value))
    yield from (f"[{items}]", f"'[{items}]'", f"torch.Size([{items}])", f"{items},", f"'{items}'")
    if list(value) == sorted(set(value)) and max(value) < 8:  # else Python reorders the set
        yield f"{{{items}}}"


def as_list(value: Any) -> list[Any]:
    return list(value) if isinstance(value, tuple) else [value]


def floating(value: Any) -> str:
    return str([*map(float, value)]) if isinstance(value, tuple) else str(float(value))


def near_row(right: tuple[int, ...]) -> Iterator[str]:
    yield from map(str, [right[:-1], right[:1], (*right, 1), (9, *right), (*right, 0.5)])
    yield from map(str, [tuple(-item for item in right), (*right[:-1], -right[-1])])
    yield from map(str, list(permutations(right))[1:4])
    for i in (0, len(right) - 1):
        item = right[i]
        for other in (item + 1, float(item), item + 0.5, True, str(item), None):
            yield str((*right[:i], other, *right[i + 1 :]))


def near_number(right: Any) -> Iterator[str]:
    for share in (-1, -0.996, -0.5, 0.5, 0.96, 1.04, 1.06, 2, 2.9, 3, 3.1, 40):
        yield str(type(right)(right * share))
    for off in (1, 2, 0.00049, 0.00051, 0.00002, 0.5):
        yield from (str(right + off), str(right - off))


def plain(value: Any) -> Any:
    """A value as a learner would type it."""
    return value if isinstance(value, (int, tuple)) else round(float(as_array(value)), 6)  # type: ignore[arg-type]
