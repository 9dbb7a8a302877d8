"""The explorer's JavaScript module in a page of its own, without Jupyter."""

from __future__ import annotations

from typing import Any

import torch
from playwright.sync_api import JSHandle, Page
from torch import nn

from tests.browser.servers import REPOSITORY

STATIC = REPOSITORY / "conv1d_lab" / "static"

IMPORT = """source => import(
  URL.createObjectURL(new Blob([source], { type: "text/javascript" }))
)"""


def load(page: Page) -> JSHandle:
    """Import the module; its exports are the handle's properties."""
    return page.evaluate_handle(IMPORT, (STATIC / "explorer.js").read_text())


def plain(values: torch.Tensor | None) -> dict[str, Any] | None:
    """A tensor as the module reads it."""
    if values is None:
        return None
    return {"shape": list(values.shape), "data": values.detach().flatten().tolist()}


def state(layer: nn.Conv1d, x: torch.Tensor, at: tuple[int, int, int]) -> dict[str, Any]:
    """A layer and its input as the state of an explorer."""
    return {
        "x": plain(x if x.ndim == 3 else x[None]),
        "weight": plain(layer.weight),
        "bias": plain(layer.bias),
        "stride": layer.stride[0],
        "padding": layer.padding if isinstance(layer.padding, str) else layer.padding[0],
        "dilation": layer.dilation[0],
        "groups": layer.groups,
        "padding_mode": layer.padding_mode,
        "batched": x.ndim == 3,
        "batch_item": at[0],
        "output_channel": at[1],
        "position": at[2],
        "playing": False,
        "speed": 2,
        "controls": "all",
        "predict": False,
        "pool": None,
    }
