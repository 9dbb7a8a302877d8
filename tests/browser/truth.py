"""What torch says the screen must show."""

from __future__ import annotations

import random
from dataclasses import dataclass, replace

import torch
from torch import nn

from tests.browser.view import Numbers, Screen

TOLERANCE = 1e-4  # half of it is the rounding of four decimals


@dataclass(frozen=True)
class Setting:
    """What the controls of one explorer stand at."""

    stride: int
    padding: int | str
    dilation: int
    padding_mode: str
    at: tuple[int, int, int]


@dataclass(frozen=True)
class Shape:
    """The sizes of a layer and its input, and the lines of Python that make them."""

    seed: int
    n_items: int
    in_channels: int
    out_channels: int
    kernel_size: int
    length: int
    groups: int = 1
    bias: bool = True
    stride: int = 1
    padding: int | str = 0
    dilation: int = 1
    padding_mode: str = "zeros"

    @property
    def code(self) -> str:
        return (
            f"_ = torch.manual_seed({self.seed})\n"
            f"layer = nn.Conv1d({self.in_channels}, {self.out_channels}, {self.kernel_size}, "
            f"stride={self.stride}, padding={self.padding!r}, dilation={self.dilation}, "
            f"groups={self.groups}, bias={self.bias}, padding_mode={self.padding_mode!r})\n"
            f"x = torch.randn({self.n_items}, {self.in_channels}, {self.length})\n"
        )

    def make(self) -> tuple[nn.Conv1d, torch.Tensor]:
        names = {"torch": torch, "nn": nn}
        with torch.random.fork_rng():
            exec(self.code, names)
        return names["layer"], names["x"]  # type: ignore[return-value]

    def set_to(self, setting: Setting) -> tuple[nn.Conv1d, torch.Tensor]:
        """The same numbers under other settings."""
        changed = replace(
            self,
            stride=setting.stride,
            padding=setting.padding,
            dilation=setting.dilation,
            padding_mode=setting.padding_mode,
        )
        return changed.make()


def random_shape(source: random.Random) -> Shape:
    groups = source.choice([1, 1, 1, 2, 3])
    kernel_size = source.randint(1, 5)
    return Shape(
        seed=source.randrange(10**6),
        n_items=source.randint(1, 3),
        in_channels=groups * source.randint(1, 2),
        out_channels=groups * source.randint(1, 2),
        kernel_size=kernel_size,
        length=source.randint(max(5, kernel_size), 14),
        groups=groups,
        bias=source.random() < 0.8,
    )


def expected(layer: nn.Conv1d, x: torch.Tensor, at: tuple[int, int, int]) -> Screen:
    """The numbers of the screen at `at`, each from torch."""
    n, o, t = at
    layer.requires_grad_(False)
    with torch.no_grad():
        out = layer(x)[n]
        sides, mode = list(layer._reversed_padding_repeated_twice), layer.padding_mode
        padded = nn.functional.pad(x, sides, "constant" if mode == "zeros" else mode)
        size = layer.in_channels // layer.groups
        first = o // (layer.out_channels // layer.groups) * size
        start, step = t * layer.stride[0], layer.dilation[0]
        stop = start + step * (layer.kernel_size[0] - 1) + 1
        window = padded[n, first : first + size, start:stop:step]
        products = layer.weight[o] * window
        sums = products.sum(1)
    return Screen(
        at=at,
        value=float(out[o, t]),
        code="",
        inputs=_table(x[n]),
        weights=_table(layer.weight[o]),
        products=_table(products, first),
        sums={(first + c,): float(value) for c, value in enumerate(sums)},
        terms=sums.tolist(),
        bias=0.0 if layer.bias is None else float(layer.bias[o]),
        result=float(out[o, t]),
        output=_table(out),
        under=_table(window, first),
    )


def _table(values: torch.Tensor, first: int = 0) -> Numbers:
    return {
        (first + i, j): float(value)
        for i, row in enumerate(values.detach())
        for j, value in enumerate(row)
    }


TABLES = ("inputs", "weights", "products", "sums", "output", "under")


def check(screen: Screen, wanted: Screen, *, whole: bool = True, standing: bool = True) -> None:
    """Every number on the screen is torch's.

    `whole`: none is missing; `standing`: nothing moves, so that each tap stands on its input.
    """
    assert screen.at == wanted.at
    for name in ("value", "bias", "result"):
        close(name, getattr(screen, name), getattr(wanted, name))
    for name in TABLES if standing else TABLES[:-1]:
        shown, right = getattr(screen, name), getattr(wanted, name)
        if whole:
            assert shown.keys() == right.keys(), f"{name} at {screen.at}"
        else:
            assert shown, f"{name} at {screen.at}"
            assert shown.keys() <= right.keys(), f"{name} at {screen.at}"
        for key, value in shown.items():
            close(f"{name}{list(key)} at {screen.at}", value, right[key])
    if whole:
        for shown_term, term in zip(screen.terms, wanted.terms, strict=True):
            close("terms", shown_term, term)


def close(name: str, shown: float, right: float) -> None:
    assert abs(shown - right) <= TOLERANCE * max(1.0, abs(right)), f"{name}: {shown} is not {right}"
