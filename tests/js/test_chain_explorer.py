"""Python and the picture agree on chains and stacks: numbers, sentences, counts, errors."""

from __future__ import annotations

import json
import random
import re
from typing import Any

import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import nn

from conv1d_lab import explore
from conv1d_lab.explorer.chain import ChainExplorer
from conv1d_lab.explorer.stack import StackExplorer
from tests.effort import examples
from tests.js.conftest import Modules
from tests.random_chains import ChainCase, random_chain


def shown(case: ChainCase) -> ChainExplorer:
    explorer = explore(case.model, case.x)
    explorer.off = tuple(case.off)
    explorer.layer = case.layer
    explorer.position = case.position
    return explorer


@given(st.integers(0, 10**6))
@examples(6)
def test_what_python_reads_is_torchs(modules: Modules, seed: int) -> None:
    """Eight chains an example; the sentence is the picture's."""
    for case in (random_chain(8 * seed + i) for i in range(8)):
        if any(isinstance(one, nn.CircularPad1d) for one in case.model.modules()):
            continue
        explorer = shown(case)
        for got, right in zip(explorer.signals, case.signals, strict=True):
            torch.testing.assert_close(torch.from_numpy(got), right, rtol=1e-5, atol=1e-5)
        given_state = json.loads(state_of(explorer))
        [answer] = modules.ask("chains", [{"chain": given_state, "from": (0, 0, 0)}])
        name, _, sees = answer["sees"].partition(" sees ")
        assert repr(explorer).startswith(f"<ChainExplorer: {name} = ")
        places = re.sub(r", channels? .*", "", sees)
        assert repr(explorer).endswith(f"; it sees {places}>")


def state_of(explorer: Any) -> str:
    found = re.search(r'<script id="state"[^>]*>(.*)</script>', explorer.page_html())
    assert found
    return found[1]


@given(st.integers(0, 10**6))
@examples(3)
def test_what_is_counted_of_a_stack_is_torchs(modules: Modules, seed: int) -> None:
    """25 stacks an example, some broken: shapes, parameters, and the error where it is."""
    draw = random.Random(seed)
    stacks = [random_stack(draw) for _ in range(25)]
    answers = modules.ask("stacks", [one.stack for one in stacks])
    for one, got in zip(stacks, answers, strict=True):
        broken = one.broken
        assert got["broken"] == (broken and {"layer": broken[0], "message": broken[1]})
        assert got["shapes"] == [list(shape[1:]) for shape in one.shapes]
        if broken:
            continue
        layers = list(one.model())
        assert got["parameters"] == [sum(p.numel() for p in m.parameters()) for m in layers]
        assert got["sees"] == one.sees


def random_stack(draw: random.Random) -> StackExplorer:
    count = draw.randint(1, 6)
    return explore.stack(
        kernel_size=[draw.randint(1, 5) for _ in range(count)],
        dilation=[draw.choice([1, 1, 2, 4, 8]) for _ in range(count)],
        stride=[draw.choice([1, 1, 1, 2]) for _ in range(count)],
        pool=[draw.choice([1, 1, 2, 3]) for _ in range(count)],
        out_channels=[draw.choice([1, 2, 3]) for _ in range(count)],
        in_channels=draw.choice([None, None, [draw.choice([1, 2]) for _ in range(count)]]),
        padding=draw.choice(["none", "same", "causal"]),
        channels=draw.choice([1, 2]),
        length=draw.randint(8, 64),
        relu=[draw.random() < 0.7 for _ in range(count)],
    )
