"""The explorer: a kernel that slides over its input, drawn and computed in the browser.

Here is only its state. Python and the browser hold the same traits; each refuses what the layer
cannot have.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any

import numpy as np
import traitlets

from conv1d_lab.arithmetic import PADDING_MODES, Array
from conv1d_lab.checks import check_parameters
from conv1d_lab.explanation import Explanation, explain_snapshot
from conv1d_lab.explanation_text import line
from conv1d_lab.explorer.choices import KERNEL_NAMES, SIGNAL_NAMES, Choices
from conv1d_lab.explorer.lists import OWN
from conv1d_lab.explorer.module import joined, style
from conv1d_lab.explorer.page import TITLE, fragment_html, page_html
from conv1d_lab.explorer.part import too_large
from conv1d_lab.explorer.saved import SavedWidget
from conv1d_lab.explorer.traits import (
    Checked,
    RefusedError,
    one_of,
    packed,
    padding_value,
    speed_value,
    tensor,
    unpacked,
    whole,
)
from conv1d_lab.snapshot import SETTINGS, Snapshot, make_layer

if TYPE_CHECKING:
    from torch import nn

CONTROLS = ("position", "channel", "play", "all")
SHOWN_AS = ("numbers", "curves")
_TENSORS = ("x", "weight", "bias")
_INDICES = ("batch_item", "output_channel", "position")
_GEOMETRY = (*_TENSORS, *SETTINGS)
_SHOWN = ("speed", "controls", "predict", "show", "signal", "kernel")


class Explorer(Choices, SavedWidget):
    """What the explorer shows. ``explore`` makes one.

    Set a trait and the picture moves; move the picture and the traits follow, about 150 ms after
    the last step. A setting that moves the last position takes ``position`` along. To change what
    only fits together (x and weight, say) use ``with explorer.hold_trait_notifications():``.
    """

    _esm = joined("jupyter.js")
    _css = style()

    x = tensor(1, 1, 1)
    """(N, C_in, L) float32, read-only: assign a new array to change it."""
    weight = tensor(1, 1, 1)
    """(C_out, C_in / groups, K) float32, read-only."""
    bias = tensor(1, optional=True)
    """(C_out,) float32, read-only; None for ``bias=False``."""
    stride = whole(1, 1)
    """How many places the kernel moves from one window to the next."""
    padding = Checked(0, padding_value)
    """How many places are added at each end; or "same" or "valid"."""
    dilation = whole(1, 1)
    """How far apart the weights of the kernel lie."""
    padding_mode = Checked("zeros", one_of(*PADDING_MODES))
    """What the padding holds: "zeros", "reflect", "replicate" or "circular"."""
    groups = whole(1, 1)
    """Into how many groups the channels are divided."""
    batch_item = whole(0, 0)
    """n, which item of the batch."""
    output_channel = whole(0, 0)
    """o, which kernel of the bank."""
    position = whole(0, 0)
    """t, which window."""
    playing = traitlets.Bool(False).tag(sync=True, echo_update=False)
    """Whether the kernel moves by itself."""
    speed = Checked(2.0, speed_value)
    """Steps a second, 1 to 30."""
    controls = Checked("all", one_of(*CONTROLS))
    """Which controls are shown: "position", "channel", "play" or "all", as for ``explore``."""
    predict = traitlets.Bool(False).tag(sync=True, echo_update=False)
    """Whether it asks for each result before it shows it."""
    show = Checked("numbers", one_of(*SHOWN_AS))
    """How rows are shown: as "numbers", or as "curves" with a number where you point."""
    signal = Checked(OWN, one_of(OWN, *SIGNAL_NAMES))
    """In the playground the name of x, as "step"; "own" once x is edited. Set it: x follows."""
    kernel = Checked(OWN, one_of(OWN, *KERNEL_NAMES))
    """In the playground the name of weight, as "difference"; "own" once weight is edited."""
    _batched = traitlets.Bool(True).tag(sync=True)
    _note = traitlets.Unicode("").tag(sync=True)
    _lists = traitlets.Dict(allow_none=True, default_value=None).tag(sync=True)
    _pool = traitlets.Dict(allow_none=True, default_value=None).tag(
        sync=True,
        echo_update=False,
        to_json=lambda value, widget: value and {k: packed(v) for k, v in value.items()},
        from_json=lambda value, widget: value and {k: unpacked(v) for k, v in value.items()},
    )

    @property
    def explanation(self) -> Explanation:
        """The element on the screen, taken apart."""
        n, o, t = self._at
        return explain_snapshot(self._snapshot(), (n, o, t))

    def layer(self) -> nn.Conv1d:
        """Make an ``nn.Conv1d`` with the weights and settings on the screen, a new one each time.

        No random number is drawn. ``layer()(torch.tensor(explorer.x))`` is the output shown.
        """
        settings = {name: getattr(self, name) for name in SETTINGS}
        return make_layer(self.weight, self.bias, **settings)

    def html(self) -> str:
        """Return the explorer as it stands as HTML for a page of your own: one ``<div>``.

        It brings all that it needs, takes the width that it is given and the height that it needs,
        and may stand on a page more than once. It lives in a shadow root, where no style sheet of
        the page reaches it. Without JavaScript it is the arithmetic of the element. What a page
        with a Content-Security-Policy has to allow stands in its first line.

        Returns
        -------
        str
            The ``<div>``, about 130 kB.
        """
        return fragment_html(self._page_state(), self._still())

    def page_html(self, title: str = TITLE) -> str:
        """Return the explorer as it stands as one HTML page that needs no Jupyter and no network.

        Parameters
        ----------
        title : str
            The heading of the page.

        Returns
        -------
        str
            The whole page.

        Raises
        ------
        TypeError
            Unless title is a string.
        """
        return page_html(self._page_state(), self._text(), title)

    def _page_state(self) -> dict[str, Any]:
        """Collect what the view starts from."""
        state = {name: getattr(self, name) for name in (*_GEOMETRY, *_INDICES, *_SHOWN)}
        return state | {
            "playing": False,
            "batched": self._batched,
            "pool": self._pool,
            "lists": self._lists,
            "note": self._note,
        }

    @property
    def _at(self) -> tuple[int, int, int]:
        return self.batch_item, self.output_channel, self.position

    def _snapshot(self, **instead: Any) -> Snapshot:
        """Read the traits, some of them replaced; raise ValueError where they do not fit."""
        values = {name: getattr(self, name) for name in _GEOMETRY} | instead
        _check_shapes(values["x"], values["weight"], values["bias"], values["groups"])
        bias = values["bias"]
        zeros = np.zeros(len(values["weight"]), np.float32)
        values["bias"] = zeros if bias is None else bias
        made = Snapshot(**values, has_bias=bias is not None, batched=self._batched)
        _check_size(made)
        return made

    @traitlets.validate(*_GEOMETRY)
    def _fit_together(self, proposal: Any) -> Any:
        name, value = proposal.trait.name, proposal.value
        if name == "x" and value.ndim == 2 and not self._batched:
            value = value[np.newaxis]
        try:
            self._snapshot(**{name: value})
        except ValueError as error:
            got = f"the shape {value.shape}" if isinstance(value, np.ndarray) else repr(value)
            raise RefusedError(f"{name} does not fit, got {got}: {error}") from None
        return value

    @traitlets.validate(*_INDICES)
    def _lie_inside(self, proposal: Any) -> int:
        name, value = proposal.trait.name, proposal.value
        axis = _INDICES.index(name)
        size, letter = self._snapshot().output_shape[axis], ("N", "C_out", "L_out")[axis]
        if value >= size:
            raise RefusedError(
                f"{name} must be an index from 0 to {size - 1} ({letter} = {size}); got {value!r}"
            )
        return int(value)

    @traitlets.observe(*_GEOMETRY)
    def _stay_inside(self, change: Any, names: Iterable[str] = _INDICES) -> None:
        """Take the indices along where the output became smaller."""
        for name, size in zip(_INDICES, self._snapshot().output_shape, strict=True):
            if name in names and getattr(self, name) >= size:
                setattr(self, name, size - 1)

    @contextmanager
    def hold_trait_notifications(self) -> Iterator[None]:
        """Change several traits at once: checked together at the end, all of them or none."""
        if self._cross_validation_lock:
            yield
            return
        before = {name: self._trait_values.get(name) for name in (*_GEOMETRY, *_INDICES)}
        with super().hold_trait_notifications():
            try:
                yield
            except traitlets.TraitError:
                raise
            except BaseException:  # traitlets would keep what was set before the error
                for name, value in before.items():
                    if value is not None or name == "bias":
                        self.set_trait(name, value)
                raise
            untouched = [i for i in _INDICES if self._trait_values.get(i) == before[i]]
            with suppress(ValueError, IndexError):  # said when the block ends
                self._stay_inside(None, untouched)

    def set_state(self, sync_data: dict[str, Any]) -> None:
        """Take what the browser says.

        A slider linked with ``jslink`` knows nothing of the layer: its value goes to the nearest
        index, as in the picture, and a setting that the picture refused is refused here too.
        """
        data = dict(sync_data)
        for name in {*_INDICES, *SETTINGS} & data.keys():
            if isinstance(data[name], float) and np.isfinite(data[name]):
                data[name] = round(data[name])
        tensors = {k: unpacked(data[k]) for k in _TENSORS if k in data}
        traits: dict[str, Any] = self.traits()
        try:
            settings = {k: traits[k].check(k, data[k]) for k in SETTINGS if k in data}
            sizes = self._snapshot(**settings, **tensors).output_shape
        except (TypeError, ValueError):
            return
        for name, size in zip(_INDICES, sizes, strict=True):
            if isinstance(data.get(name), int):
                data[name] = min(max(data[name], 0), size - 1)
        super().set_state(data)

    def _text(self, short: bool = False) -> str:
        """Say what is on the screen, but for a result that is to be predicted."""
        if not self.predict:
            return line(self.explanation) if short else str(self.explanation)
        indices = self._at if self._batched else self._at[1:]
        return f"out[{', '.join(map(str, indices))}] = ?" + (
            "" if short else ", for you to predict"
        )

    def __repr__(self) -> str:
        channels, (out, _, taps) = self.x.shape[1], self.weight.shape
        return f"<Explorer: {self._text(short=True)}; Conv1d({channels}, {out}, {taps})>"

    def _still(self) -> str:
        """Return the arithmetic of the current element, unless it is to be predicted."""
        return f"<p>{self._text()}</p>" if self.predict else self.explanation._repr_html_()


def _check_shapes(x: Array, weight: Array, bias: Array | None, groups: int) -> None:
    if x.ndim != 3 or 0 in x.shape:
        raise ValueError(f"x must have the shape (N, C_in, L), none of them 0; got {x.shape}")
    check_parameters(weight, bias)
    channels, out = x.shape[1], weight.shape[0]
    if channels % groups or out % groups:
        raise ValueError(
            f"groups must divide C_in = {channels} and C_out = {out}; got groups={groups}"
        )
    if weight.shape[1] != channels // groups:
        raise ValueError(
            f"weight must have C_in / groups = {channels // groups} channels on its second axis "
            f"for x of shape {x.shape} with groups={groups}; got weight of shape {weight.shape}"
        )


def _check_size(values: Snapshot) -> None:
    """Refuse what is too much to send to a browser and to look at."""
    if too_much := too_large(values):
        raise ValueError(
            f"x, weight and padding must be small enough to look at; got {' and '.join(too_much)}. "
            "explore(layer, x) takes a part by itself"
        )
