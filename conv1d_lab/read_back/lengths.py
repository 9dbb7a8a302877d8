"""A wrong L_out, and the slip in the formula that would give it."""

from __future__ import annotations

from collections.abc import Iterator

from conv1d_lab.read_back.terms import Finding
from conv1d_lab.snapshot import Snapshot


def length_words(values: Snapshot, shape: tuple[int, ...], asked: bool) -> list[Finding]:
    """Say by how much the output is too long or too short; with ``asked`` look for the slip.

    Where the windows themselves are wrong, L_out may just follow from them.
    """
    mine, right = shape[2], values.output_shape[2]
    if mine == right:
        return []
    way = "longer" if mine > right else "shorter"
    words = (
        f"Your output is {abs(mine - right)} {way} than it should be: L_out = {mine}, and {right} "
        f"windows fit.{slip(values, mine) if asked else ''}"
    )
    return [(f"output {way}", words)]


def slip(values: Snapshot, mine: int) -> str:
    """Ask for the slip in the formula of L_out that gives this length, if there is just one."""
    found = {words for length, words in _slips(values) if length == mine}
    return f" {found.pop()}" if len(found) == 1 and mine != values.output_shape[2] else ""


def _slips(values: Snapshot) -> Iterator[tuple[int, str]]:
    length, (left, right), s = values.length, values.sides, values.stride
    span = values.dilation * (values.kernel_size - 1)
    room = length + left + right - span - 1
    yield room // s, "Is the + 1 at the end of the formula missing?"
    yield length, "That is L: K is to be subtracted, too." if not left else "That is L."
    if left + right:
        yield (room - left - right) // s + 1, "Is the padding missing in the formula?"
        yield (room - right) // s + 1, "Is the padding counted on one side only?"
        yield length + left + right, "That is the length of the padded x."
    if values.dilation > 1:
        wide = length + left + right - values.kernel_size
        yield wide // s + 1, "Is the dilation missing in the formula?"
        span_as_told = "Does the formula hold dilation * K? It is dilation * (K - 1)."
        yield (room - values.dilation) // s + 1, span_as_told
        yield (room - values.dilation + 1) // s + 1, span_as_told
    if s > 1:
        yield room + 1, "Is the division by the stride missing in the formula?"
        yield -(-room // s) + 1, "Is it rounded up? L_out is rounded down."
