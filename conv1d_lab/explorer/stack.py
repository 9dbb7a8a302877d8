"""A stack of layers to play with: sizes only, and what follows from them."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, TypeAlias

import torch
import traitlets
from torch import nn

from conv1d_lab.chain_field import seen, sees_text
from conv1d_lab.chain_layers import Values, read_layer
from conv1d_lab.checks import integer
from conv1d_lab.explorer.chain_widget import ChainWidget
from conv1d_lab.explorer.traits import Checked

MOST_LAYERS, MOST_LENGTH, MOST_CHANNELS = 6, 64, 64
PADDINGS = ("none", "same", "causal")
BLOCK = {
    "in_channels": MOST_CHANNELS,
    "out_channels": MOST_CHANNELS,
    "kernel_size": 15,
    "dilation": 32,
    "stride": 4,
    "pool": 4,
}
"""What is set for each convolution, and the largest that the picture offers."""

Run: TypeAlias = tuple[list[Values], list[tuple[int, ...]], tuple[int, str] | None]
"""Layers and shapes up to the first that breaks, and that one with PyTorch's message."""


def _stack_value(name: str, value: Any) -> dict[str, Any]:
    """Check the settings of a stack, as the picture holds them."""
    if not isinstance(value, Mapping) or value.keys() != {
        "length",
        "channels",
        "padding",
        "blocks",
    }:
        raise TypeError(f"{name} must hold length, channels, padding and blocks; got {value!r}")
    if value["padding"] not in PADDINGS:
        raise ValueError(f"padding must be one of {PADDINGS}; got {value['padding']!r}")
    blocks = value["blocks"]
    if not isinstance(blocks, (list, tuple)) or not 1 <= len(blocks) <= MOST_LAYERS:
        raise ValueError(f"blocks must be a list of 1 to {MOST_LAYERS} layers; got {blocks!r}")
    return {
        "length": _size("length", value["length"], MOST_LENGTH),
        "channels": _size("channels", value["channels"], MOST_CHANNELS),
        "padding": value["padding"],
        "blocks": [
            {key: _size(key, block.get(key), most) for key, most in BLOCK.items()}
            | {"relu": bool(block.get("relu", True))}
            for block in blocks
        ],
    }


def _size(name: str, value: Any, most: int) -> int:
    expected = f"an integer from 1 to {most}"
    size = integer(name, value, 1, expected)
    if size > most:
        raise ValueError(f"{name} must be {expected}; got {value!r}")
    return size


class StackExplorer(ChainWidget):
    """A playground of layers in a row, as ``explore.stack`` makes one.

    It holds sizes and no numbers: what a layer sees, how long its output is, what it costs. Where
    a layer cannot take what reaches it, the error is shown at that layer.
    """

    _title = "A stack of layers"
    stack = Checked({}, _stack_value)
    """length, channels and padding, and in blocks the settings of each convolution."""
    _ran: tuple[Any, Run] | None = None

    def model(self) -> nn.Sequential:
        """Make the stack as an ``nn.Sequential``, with the random weights of PyTorch."""
        return nn.Sequential(*(make() for make in _makers(self.stack)))

    @property
    def shapes(self) -> list[tuple[int, ...]]:
        """The shape of each signal, x first, up to the first layer that breaks."""
        return self._run()[1]

    @property
    def broken(self) -> tuple[int, str] | None:
        """The first layer that cannot take what reaches it, and PyTorch's message, or None."""
        return self._run()[2]

    @property
    def sees(self) -> list[int]:
        """The positions of x on which the chosen element depends."""
        layers, shapes, _ = self._run()
        return seen(layers, [shape[2] for shape in shapes], self.layer, self.position[2])

    def _run(self) -> Run:
        """Run the stack on zeros, layer by layer; once for the same settings."""
        if self._ran is None or self._ran[0] is not self.stack:
            self._ran = (self.stack, self._run_anew())
        return self._ran[1]

    def _run_anew(self) -> Run:
        layers: list[Values] = []
        x = torch.zeros(1, self.stack["channels"], self.stack["length"])
        shapes: list[tuple[int, ...]] = [tuple(x.shape)]
        # Its weights are random, and no random number of anybody else's may be another for it.
        with torch.no_grad(), torch.random.fork_rng([]), warnings.catch_warnings():
            warnings.simplefilter("ignore")
            for i, make in enumerate(_makers(self.stack)):
                try:
                    made = make()
                    x = made(x)
                except (RuntimeError, ValueError) as error:
                    return layers, shapes, (i, str(error).splitlines()[0])
                layers.append(read_layer(made))
                shapes.append(tuple(x.shape))
        return layers, shapes, None

    def _shapes(self) -> list[tuple[int, ...]]:
        return self.shapes

    @traitlets.observe("stack", "layer")
    def _stay_inside(self, change: Any) -> None:
        """Take layer and position along where there is less."""
        layer = min(self.layer, len(self.shapes) - 2)
        self.layer, self.position = layer, self._nearest(layer)

    def _page_state(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in ("stack", "layer", "position")} | {"off": []}

    def _text(self) -> str:
        if self.broken:
            layer, message = self.broken
            return f"layer {self._block(layer)[0]} cannot take what reaches it: {message}"
        indices = ", ".join(map(str, self.position))
        if self.layer < 0:
            return f"x[{indices}]"
        name = f"out[{indices}]"
        if self.layer < len(self.shapes) - 2:
            number, pooled = self._block(self.layer)
            name += f" of layer {number}" + ", before the pool" * pooled
        return sees_text(name, self.sees, self.stack["length"])

    def _block(self, layer: int) -> tuple[int, bool]:
        """Return which block a layer belongs to, counted from 1, and if a pool follows in it."""
        for number, block in enumerate(self.stack["blocks"], 1):
            layer -= len(_makers({**self.stack, "blocks": [block]}))
            if layer < 0:
                return number, layer < -1 and block["pool"] > 1
        raise IndexError(layer)


def _makers(stack: Mapping[str, Any]) -> list[Callable[[], nn.Module]]:
    """Return what makes each layer, as ``chainOf`` of static/js/chain/stack.js lists them."""
    made: list[Callable[[], nn.Module]] = []
    for block in stack["blocks"]:
        sizes = [block[name] for name in ("in_channels", "out_channels", "kernel_size")]
        before = block["dilation"] * (sizes[2] - 1) if stack["padding"] == "causal" else 0
        padding = "same" if stack["padding"] == "same" else 0
        settings = {"stride": block["stride"], "dilation": block["dilation"], "padding": padding}
        made += [partial(nn.ZeroPad1d, (before, 0))] if before else []
        made.append(partial(nn.Conv1d, *sizes, **settings))
        made += [nn.ReLU] if block["relu"] else []
        made += [partial(nn.MaxPool1d, block["pool"])] if block["pool"] > 1 else []
    return made


def make_stack(layers: Any, channels: Any, export: bool, each: dict[str, Any], **rest: Any) -> Any:
    """Make a stack of what ``explore.stack`` was given; each: a value, or one for every layer."""
    sizes = {len(one) for one in each.values() if isinstance(one, (list, tuple))}
    count = _size("layers", max(sizes, default=3) if layers is None else layers, MOST_LAYERS)
    blocks: list[dict[str, Any]] = []
    for i in range(count):
        block = {name: _of_layer(name, value, i, count) for name, value in each.items()}
        if block["in_channels"] is None:
            block["in_channels"] = blocks[-1]["out_channels"] if blocks else channels
        blocks.append(block)
    settings = {**rest, "channels": channels, "blocks": blocks}
    made = StackExplorer(stack=_stack_value("stack", settings), _export=export)
    made.layer = len(made.shapes) - 2
    made.position = (0, 0, made.shapes[-1][2] - 1)
    return made


def _of_layer(name: str, value: Any, i: int, count: int) -> Any:
    if not isinstance(value, (list, tuple)):
        return value
    if len(value) != count:
        raise ValueError(f"{name} must have {count} values, one for each layer; got {value!r}")
    return value[i]
