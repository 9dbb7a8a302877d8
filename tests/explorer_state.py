"""All that an explorer holds: read, compared, set in one block."""

from __future__ import annotations

from typing import Any

import numpy as np

from conv1d_lab.explorer.widget import Explorer

NAMES = (
    *("x", "weight", "bias", "stride", "padding", "dilation", "padding_mode", "groups"),
    *("batch_item", "output_channel", "position", "playing", "speed", "show"),
    *("signal", "kernel"),
)


def shown(explorer: Explorer) -> dict[str, Any]:
    return {name: getattr(explorer, name) for name in NAMES}


def same(before: dict[str, Any], after: dict[str, Any]) -> bool:
    return all(
        before[name] is after[name] if isinstance(before[name], np.ndarray) else True
        for name in NAMES
    ) and repr(before) == repr(after)


def set_together(explorer: Explorer, **values: Any) -> None:
    with explorer.hold_trait_notifications():
        for name, value in values.items():
            setattr(explorer, name, value)
