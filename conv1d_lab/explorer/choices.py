"""The traits of the playground's two lists: a name that stands for x, and one for weight."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import traitlets

from conv1d_lab.explorer.lists import ARTICLE, KERNELS, OWN, SIGNALS
from conv1d_lab.explorer.playground import (
    Pool,
    chosen_bias,
    chosen_input,
    chosen_weight,
    is_chosen,
)
from conv1d_lab.explorer.traits import RefusedError

if TYPE_CHECKING:
    from conv1d_lab.arithmetic import Array
    from conv1d_lab.snapshot import Snapshot

SIGNAL_NAMES, KERNEL_NAMES = (ARTICLE, *SIGNALS), (ARTICLE, *KERNELS)
_LISTS = {"signal": "x", "kernel": "weight"}


class Choices(traitlets.HasTraits):
    """What is chosen in the playground, kept in step with the numbers that it stands for."""

    if TYPE_CHECKING:
        signal: Any
        kernel: Any
        x: Any
        weight: Any
        bias: Any
        _pool: Pool | None

        def _snapshot(self, **instead: Any) -> Snapshot: ...

    def _chosen(self, name: str, value: str) -> dict[str, Array]:
        """Return what a choice makes of the tensors: nothing where they are so already."""
        pool, kind = self._pool, _LISTS[name]
        if pool is None or is_chosen(pool, kind, value, getattr(self, kind)):
            return {}
        out, per_group, _ = self.weight.shape
        if kind == "x":
            return {"x": chosen_input(pool, value, self.x.shape[1])}
        weight = chosen_weight(pool, value, out, per_group)
        bias = {} if self.bias is None else {"bias": chosen_bias(pool, value, out)}
        return {"weight": weight} | bias

    @traitlets.validate("signal", "kernel")
    def _can_be_chosen(self, proposal: Any) -> str:
        name, value = proposal.trait.name, str(proposal.value)
        if value != OWN and self._pool is None:
            raise RefusedError(
                f"{name} can be chosen in the playground only, explore() without a layer; "
                f"got {value!r}. Assign {_LISTS[name]} instead"
            )
        try:
            self._snapshot(**self._chosen(name, value))
        except ValueError as error:
            raise RefusedError(f"{name} does not fit, got {value!r}: {error}") from None
        return value

    @traitlets.observe("signal", "kernel")
    def _fill(self, change: Any) -> None:
        with self.hold_trait_notifications():
            for kind, tensor in self._chosen(change.name, getattr(self, change.name)).items():
                setattr(self, kind, tensor)

    @traitlets.observe("x", "weight")
    def _become_own(self, change: Any) -> None:
        """Numbers that are no longer those of the name have no name."""
        [name] = [name for name, kind in _LISTS.items() if kind == change.name]
        if self._chosen(name, getattr(self, name)):
            setattr(self, name, OWN)
