"""Layers in a row: the state of a chain, which Python and the browser hold alike."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import torch
import traitlets

from conv1d_lab.arithmetic import Array
from conv1d_lab.chain_field import seen, sees_text
from conv1d_lab.chain_layers import NONLINEAR, Values, plain_signals
from conv1d_lab.chain_snapshot import chain_snapshot, too_large
from conv1d_lab.checks import integer
from conv1d_lab.explorer.chain_widget import ChainWidget
from conv1d_lab.explorer.traits import Checked, RefusedError, packed, tensor, unpacked
from conv1d_lab.numbers import number


def _indices(name: str, value: Any) -> tuple[int, ...]:
    if not isinstance(value, (tuple, list, set, range)):
        raise TypeError(f"{name} must be a tuple of indices of layers; got {value!r}")
    return tuple(sorted({integer(name, one, 0) for one in value}))


def _sent(layers: Sequence[Values], widget: Any = None) -> list[Values]:
    """Layers as the browser gets them: their arrays as bytes, or as base64 in a page."""
    return [
        {k: packed(v) if isinstance(v, np.ndarray) else v for k, v in layer.items()}
        for layer in layers
    ]


class ChainExplorer(ChainWidget):
    """Layers in a row, as ``explore`` of an ``nn.Sequential`` shows them.

    Set a trait and the picture moves; move the picture and the traits follow. Signal 0 is x, and
    signal i + 1 the output of layer i; layers of a Sequential inside count one by one.
    """

    x = tensor(1, 1, 1)
    """(N, C, L) float32, read-only: assign a new array to change it."""
    off = Checked((), _indices)
    """The nonlinearities that are switched off, by their places: they hand on what reaches them."""
    _layers: Any = traitlets.List().tag(sync=True, echo_update=False, to_json=_sent)
    _batched = traitlets.Bool(True).tag(sync=True)
    _note = traitlets.Unicode("").tag(sync=True)
    _known: tuple[Any, Any, list[Array]] = (None, None, [])

    @property
    def names(self) -> tuple[str, ...]:
        """The layers' names in the model: "0", "1.0", ..."""
        return tuple(values["name"] for values in self._layers)

    @property
    def signals(self) -> list[Array]:
        """Every signal on the screen, x first, (N, C, L) each, as PyTorch computes it."""
        return [signal.copy() for signal in self._signals()]

    @property
    def output(self) -> Array:
        """What the last layer gives."""
        return self._signals()[-1].copy()

    @property
    def value(self) -> float:
        """The chosen element."""
        return float(self._signals()[self.layer + 1][self.position])

    @property
    def sees(self) -> list[int]:
        """The positions of x on which the chosen element depends, whatever the weights are."""
        lengths = [signal.shape[2] for signal in self._signals()]
        return seen(self._layers, lengths, self.layer, self.position[2])

    def _signals(self, **instead: Any) -> list[Array]:
        x, off = (instead.get(name, getattr(self, name)) for name in ("x", "off"))
        known_x, known_off, signals = self._known
        if x is known_x and off == known_off:
            return signals
        with torch.no_grad():
            made = plain_signals(self._layers, torch.from_numpy(np.array(x)), off)
        signals = [signal.numpy() for signal in made]
        self._known = (x, off, signals)
        return signals

    @traitlets.validate("x")
    def _fits(self, proposal: Any) -> Array:
        value: Array = proposal.value
        if value.ndim == 2 and not self._batched:
            value = value[np.newaxis]
        try:
            shapes = [signal.shape for signal in self._signals(x=value)]
            if value.ndim != 3 or any(0 in shape for shape in shapes):
                raise ValueError("x must have the shape (N, C, L), and each layer leave something")
        except (RuntimeError, ValueError) as error:
            raise RefusedError(f"x does not fit, got the shape {value.shape}: {error}") from None
        return value

    @traitlets.validate("off")
    def _can_be_off(self, proposal: Any) -> tuple[int, ...]:
        can = [i for i, values in enumerate(self._layers) if values["kind"] in NONLINEAR]
        for i in proposal.value:
            if i not in can:
                kind = self._layers[i]["kind"] if i < len(self._layers) else "no layer"
                raise RefusedError(
                    f"off must hold places of nonlinearities, some of {can}; got {i}, {kind}"
                )
        return proposal.value  # type: ignore[no-any-return]

    def _shapes(self) -> list[tuple[int, ...]]:
        return [signal.shape for signal in self._signals()]

    @traitlets.observe("layer", "x")
    def _stay_inside(self, change: Any) -> None:
        """Take the position along to a shorter signal."""
        if (nearest := self._nearest(self.layer)) != self.position:
            self.position = nearest

    def set_state(self, sync_data: dict[str, Any]) -> None:
        """Take what the browser says, each place as near as there is one."""
        data = dict(sync_data)
        x = unpacked(data["x"]) if "x" in data else self.x
        layer = data.get("layer", self.layer)
        if "position" in data and isinstance(layer, int) and -1 <= layer < len(self._layers):
            shape = self._signals(x=x)[layer + 1].shape
            data["position"] = tuple(
                min(max(i, 0), size - 1) for i, size in zip(data["position"], shape, strict=True)
            )
        super().set_state(data)

    def _page_state(self) -> dict[str, Any]:
        names = ("x", "layer", "position", "off")
        state = {name: getattr(self, name) for name in names}
        return state | {"layers": self._layers, "batched": self._batched, "note": self._note}

    def _text(self) -> str:
        at = self.position if self._batched else self.position[1:]
        indices = ", ".join(map(str, at))
        name = f"out[{indices}]" if self.layer >= 0 else f"x[{indices}]"
        if 0 <= self.layer < len(self._layers) - 1:
            name += f" of layer {self.layer}"
        shown = f"{name} = {number(self.value)}"
        if self.layer < 0:
            return shown
        return f"{shown}; {sees_text('it', self.sees, self.x.shape[2])}"


def explore_chain(model: Any, x: Any, at: Any, export: bool) -> ChainExplorer:
    """Read a chain and make its explorer."""
    read = chain_snapshot(model, x)
    made = ChainExplorer(
        _layers=[_single(values) for values in read.layers],
        _batched=read.batched,
        _note=_note(read.dtype),
        _export=export,
    )
    made.x = read.x
    signals = made.signals
    if too_much := too_large(read, [signal.shape for signal in signals]):
        raise ValueError(
            f"layer and x must be small enough to look at; got {' and '.join(too_much)}: give a "
            "part of x, as x[:1, :, :256]"
        )
    made.layer = len(read.layers) - 1
    position = (0, 0, 0) if at is None else at
    if isinstance(at, (tuple, list)) and len(at) == 2 and not read.batched:
        position = (0, *at)
    made.position = position
    return made


def _single(values: Values) -> Values:
    return {k: v.astype(np.float32) if isinstance(v, np.ndarray) else v for k, v in values.items()}


def _note(dtype: str) -> str:
    if dtype == "float32":
        return ""
    return f"Computed in float32; the model itself computes in {dtype}."
