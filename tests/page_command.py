"""The command ``page`` with its words, and a layer that has every setting."""

from __future__ import annotations

import argparse
import json
import re
from typing import Any

import torch
from torch import nn

from conv1d_lab.commands import page as page_command


def state_of(html: str) -> dict[str, Any]:
    found = re.search(r'<script id="state" type="application/json">(.*)</script>', html)
    assert found
    state: dict[str, Any] = json.loads(found[1])
    return state


def command(*words: str) -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    page_command.add_command(parser.add_subparsers())
    return parser.parse_args(["page", *words])


def run(*words: str) -> int:
    arguments = command(*words)
    code: int = arguments.run(arguments)
    return code


def layer_and_x() -> tuple[nn.Conv1d, torch.Tensor]:
    generator = torch.Generator().manual_seed(3)
    layer = nn.Conv1d(4, 6, 3, stride=2, padding=1, dilation=2, groups=2, padding_mode="reflect")
    with torch.no_grad():
        layer.weight.normal_(generator=generator)
    return layer, torch.randn(2, 4, 12, generator=generator)
