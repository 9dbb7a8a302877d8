"""The explorer's pure modules, run by deno: no browser, no page."""

from __future__ import annotations

import base64
import json
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import torch
from deno import find_deno_bin
from torch import nn

HERE = Path(__file__).parent
OFFLINE = ["--no-remote", "--no-npm", "--no-lock", "--config", str(HERE / "deno.json")]


class Modules:
    """A deno process that answers questions, in tests/js/answer.js."""

    def __init__(self) -> None:
        self.process = subprocess.Popen(
            [find_deno_bin(), "run", "--no-prompt", *OFFLINE, str(HERE / "answer.js")],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**os.environ, "DENO_NO_UPDATE_CHECK": "1"},
            text=True,
        )

    def ask(self, name: str, given: object) -> Any:
        """Ask one question of answer.js."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(json.dumps({"name": name, "given": given}) + "\n")
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())

    def close(self) -> None:
        """End the process."""
        self.process.communicate()


@pytest.fixture(scope="session")
def modules() -> Iterator[Modules]:
    """Start deno once."""
    running = Modules()
    yield running
    running.close()


def plain(values: torch.Tensor | None) -> dict[str, Any] | None:
    """A tensor as the modules read it."""
    if values is None:
        return None
    data = base64.b64encode(values.detach().float().contiguous().numpy().astype("<f4").tobytes())
    return {"shape": list(values.shape), "data": data.decode()}


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
    }
