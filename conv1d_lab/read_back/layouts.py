"""The numbers of axes in which people write a convolution: with a batch, without, one signal."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any, NamedTuple

from conv1d_lab.arithmetic import Array
from conv1d_lab.snapshot import Snapshot

LETTERS = {"x": "N, C_in, L", "weight": "C_out, C_in, K", "out": "N, C_out, L_out"}


class Layout(NamedTuple):
    """How many axes x and weight have, counted from the last; ``scalar``: the bias is a number."""

    x_axes: int
    weight_axes: int
    scalar: bool = False

    @property
    def out_axes(self) -> tuple[int, ...]:
        """Which of n, o and t the output has."""
        return (0,) * (self.x_axes == 3) + (1,) * (self.weight_axes == 3) + (2,)

    def values(self, values: Snapshot) -> Snapshot:
        """Cut the numbers of a case down to what has a place in this layout."""
        items, kernels = (slice(None if axes == 3 else 1) for axes in self[:2])
        channels = slice(1 if self.x_axes == 1 else None)
        return replace(
            values,
            x=values.x[items, channels],
            weight=values.weight[kernels, channels],
            bias=values.bias[kernels],
            batched=values.batched and self.x_axes == 3,
        )

    def given(self, x: Array, weight: Array, bias: Array) -> dict[str, Array]:
        """Take the axes away that this layout has not."""
        return {
            "x": x[(0,) * (3 - self.x_axes)],
            "weight": weight[(0,) * (3 - self.weight_axes)],
            "bias": bias[0] if self.scalar else bias,
        }

    def shape(self, full: tuple[int, ...]) -> tuple[int, ...]:
        """Return the shape that the output has in this layout."""
        return tuple(full[axis] for axis in self.out_axes)

    def letters(self, of: str) -> str:
        """Write the sizes of x, weight or out in letters."""
        names = LETTERS[of].split(", ")
        axes = {"x": self.x_axes, "weight": self.weight_axes}.get(of)
        kept = names[3 - axes :] if axes else [names[axis] for axis in self.out_axes]
        return f"({', '.join(kept)}{',' * (len(kept) == 1)})"

    def said(self, sentence: str) -> str:
        """Write the indices and shapes in a sentence with the axes of this layout."""
        if self == BATCHED:
            return sentence

        def cut(match: re.Match[str]) -> str:
            name, inside = match.groups()
            parts = inside.split(", ")
            axes = {"x": self.x_axes, "weight": self.weight_axes}.get(name, 3)
            kept = parts if name == "x" and len(parts) == 1 else parts[3 - axes :]
            if name == "out":
                kept = [part for i, part in enumerate(parts) if i in self.out_axes]
            return f"{name}[{', '.join(kept)}]" if kept else name

        sentence = re.sub(r"\b(x|weight|out)\[([^\[\]]*)\]", cut, sentence)
        if self.scalar:
            sentence = re.sub(r"\bbias\[[^\[\]]*\]", "bias", sentence)
        return sentence.replace(f"({LETTERS['out']})", self.letters("out"))


BATCHED = Layout(3, 3)
WITHOUT_BATCH = Layout(2, 3)
LAYOUTS = (
    BATCHED,
    WITHOUT_BATCH,
    Layout(2, 2, scalar=True),
    Layout(1, 1, scalar=True),
    Layout(2, 2),
    Layout(1, 1),
)


def layouts(values: Snapshot, at: Any, layer_given: bool) -> list[Layout]:
    """Return those that a function may want, the likeliest first."""
    if layer_given:
        return [BATCHED if values.batched else WITHOUT_BATCH]
    axes = None if at is None else len(at)
    return [
        layout
        for layout in LAYOUTS
        if axes in (None, 3, len(layout.out_axes))
        and (values.groups == 1 or layout.weight_axes == 3)
    ]
