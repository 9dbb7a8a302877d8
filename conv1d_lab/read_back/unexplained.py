"""Plain observations: what is never computed, and what one product became."""

from __future__ import annotations

from collections.abc import Iterator

from conv1d_lab.read_back.plain_words import be, joined, plural
from conv1d_lab.read_back.probe import Reading
from conv1d_lab.read_back.terms import Finding, Index, Sum, Term, products, right_sum, same
from conv1d_lab.snapshot import Snapshot


def idle(values: Snapshot, reading: Reading, wanted: list[Index]) -> tuple[list[int], ...]:
    """Return the n, the o and the t at which no product is ever added, if others have some."""
    due = [at for at in wanted if products(right_sum(values, at))]
    filled = [at for at in due if products(reading.sums[at])]
    if not filled:
        return [], [], []
    return tuple(
        sorted({at[axis] for at in due} - {at[axis] for at in filled}) for axis in range(3)
    )


def idle_words(axis: int, lost: list[int], values: Snapshot, zeros: bool) -> Finding:
    """Say it of one axis: 0 for n, 1 for o, 2 for t.

    With ``zeros`` the function may have padded x, and a sum of zeros looks like none.
    """
    name = ("batch item", "output channel", "window")[axis]
    which = f"{plural(name, lost)} {'t = ' * (axis == 2)}{joined(lost)} {be(lost)}"
    if zeros:
        return f"{name}s without products", (
            f"{which} without any product of x and weight: {be(lost)} "
            f"{'it' if len(lost) == 1 else 'they'} never computed, or only from zeros?"
        )
    one = ("out[{}]", "out[:, {}]", "out[:, :, {}]")[axis].format(lost[0])
    where = f"to {one}" if len(lost) == 1 else "there"
    words = f"{which} never computed: no product is added {where}."
    windows = values.output_shape[2]
    if axis == 2:
        words += f" There are L_out = {windows} windows, so t runs from 0 to {windows - 1}."
    size = values.output_shape[axis]
    if size > 2 and lost == list(range(size - 1)):
        words += " Only the last is: does the line that assigns to out stand outside the loop?"
    if size > 2 and lost == list(range(1, size)):
        words += " Only the first is: does return stand inside the loop?"
    return f"{name}s never computed", words


def facts(values: Snapshot, sums: dict[Index, Sum]) -> Iterator[Finding]:
    """Say what is wrong with the products of sums that no usual mistake explains."""
    right = {at: products(right_sum(values, at)) for at in sums}
    wrong = [at for at in sums if not same(sums[at], right[at])]
    read = {term.x[1] for total in sums.values() for term in total if term.x}
    lost = [c for c in range(values.x.shape[1]) if c not in read]
    if lost:
        words = f"{plural('channel', lost)} {joined(lost)} {be(lost)} never read."
        yield "channels left out", words
    if wrong:
        at = wrong[0]
        many = f"{len(wrong)} of {len(sums)} outputs are not the right sum"
        yield "other terms", f"{many}. In out{[*at]}, {_one_term(sums[at], right[at])}."


def _one_term(mine: Sum, right: Sum) -> str:
    """Say what becomes of the first product that is not as it should be."""

    def element(term: Term) -> str:
        return f"x{[*(term.x or ())]}"

    def product(term: Term) -> str:
        return f"weight{[*term.weight]}·{element(term)}"

    extra = [term for term in mine if term not in right]
    for term in right:
        if term not in mine:
            other = next((one for one in extra if one.weight == term.weight), None)
            if other is None:
                return f"{product(term)} is missing"
            meets = f"weight{[*term.weight]} meets {element(other)}"
            return f"{meets}; it should meet {element(term)}"
    if extra:
        return f"{product(extra[0])} should not be there"
    term = next(term for term, factor in mine.items() if abs(factor - right[term]) > 1e-3)
    return f"{product(term)} is counted {mine[term]:g} times"
