"""The explorer of layers in a row, as Python sees it: what it reads, says, refuses and keeps."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch
from torch import nn

from conv1d_lab import explore

X = torch.arange(32.0).reshape(1, 2, 16) / 10


def model(*more: nn.Module) -> nn.Sequential:
    torch.manual_seed(0)
    inner = nn.Sequential(nn.MaxPool1d(2), nn.Conv1d(3, 4, 3, padding=1))
    return nn.Sequential(nn.Conv1d(2, 3, 3), nn.ReLU(), inner, *more).eval()


def test_the_model_and_the_random_numbers_stay_as_they_are() -> None:
    chain = model(nn.BatchNorm1d(4))
    collected: list[int] = []
    chain[1].register_forward_hook(lambda *_: collected.append(1))
    before = {name: value.clone() for name, value in chain.state_dict().items()}
    state = torch.random.get_rng_state()
    explore(chain, X)
    assert all(torch.equal(before[name], value) for name, value in chain.state_dict().items())
    assert torch.equal(state, torch.random.get_rng_state())
    assert collected == []


def test_a_layer_that_is_used_twice_is_two_layers() -> None:
    act, conv, norm = nn.ReLU(), nn.Conv1d(2, 2, 3), nn.BatchNorm1d(2)
    norm.get_buffer("running_var")[0] = torch.nan
    chain = nn.Sequential(conv, act, nn.Sequential(conv, act), norm).eval()
    explorer = explore(chain, X)
    assert explorer.names == ("0", "1", "2.0", "2.1", "3")
    with torch.no_grad():
        torch.testing.assert_close(torch.from_numpy(explorer.output), chain(X), equal_nan=True)


class Doubled(nn.Sequential):
    def forward(self, x: Any) -> Any:
        return 2 * super().forward(x)  # type: ignore[no-untyped-call]


class Minus(nn.ReLU):
    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return -x


class Counting(nn.Identity):
    def __init__(self) -> None:
        super().__init__()
        self.register_buffer("calls", torch.zeros(1))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        self.get_buffer("calls").add_(1)
        return x


def hooked() -> nn.Sequential:
    chain = model()
    chain[2].register_forward_hook(lambda module, given, out: out + 1)
    return chain


def hooked_within() -> nn.Sequential:
    inner = nn.Sequential(nn.Conv1d(2, 4, 3))
    inner[0].register_forward_hook(lambda module, given, out: out + 1)
    return nn.Sequential(inner)


REFUSED: list[tuple[Callable[[], nn.Module], str]] = [
    (
        lambda: model(nn.LSTM(4, 4)),
        r"layer 4, `3`, is of the class LSTM; .* before it: layer\[:3\]",
    ),
    (lambda: model(nn.Sequential(nn.Flatten())), r"layer 4, `3\.0`, is of the class Flatten; "),
    (lambda: nn.Sequential(nn.Linear(16, 2)), r"layer 0, `0`, is of the class Linear; [^.]*$"),
    (lambda: model(nn.BatchNorm1d(4).train()).train(), r"layer 4, `3`, is a BatchNorm1d in train"),
    (
        lambda: nn.Sequential(nn.Dropout(0.5)),
        r"layer 0, `0`, is a Dropout in train.*eval",
    ),
    (lambda: model(nn.BatchNorm1d(4, track_running_stats=False)), "keeps no running statistics"),
    (
        lambda: model(nn.Conv1d(5, 1, 1)),
        r"layer 4, `3`, Conv1d\(5, .* \(1, 4, 7\) .*weight of",
    ),
    (
        lambda: model(nn.Conv1d(4, 1, 9)),
        r"layer 4, .*padded input size per channel: \(7\)",
    ),
    (lambda: model(nn.MaxPool1d(2, return_indices=True)), "it returns a tuple"),
    (lambda: Doubled(*model()), "layer must give what its layers give .* a forward of its own"),
    (hooked, "layer must give what its layers give .* or a hook"),
    (hooked_within, r"layer 0, `0.0`: .*\n +plain.weight.data = layer\[0\]\[0\].weight.detach\(\)"),
    (lambda: model(Minus()), r"layer 4, `3`, .*Minus, must give what its settings say; its out\["),
    (lambda: model(Counting()), r"layer 4, `3`, must stay as it is; .* changes its calls"),
    (lambda: model(nn.ZeroPad1d(-4)), "layer 4, .*must leave something|narrow"),
    (lambda: model(nn.CircularPad1d((-1, 1))), "a circular padding must not crop here"),
    (nn.Sequential, "at least one layer; got an empty Sequential"),
    (lambda: nn.Sequential(nn.LazyConv1d(1, 3)), "layer 0, `0`: .*LazyConv1d that has not seen"),
    (lambda: model(*[nn.ReLU() for _ in range(40)]), r"44 layers \(at most 32\)"),
]


@pytest.mark.parametrize(("make", "said"), REFUSED)
def test_what_cannot_be_shown_is_refused_by_name_and_place(
    make: Callable[[], Any], said: str
) -> None:
    chain: Any = make()
    with pytest.raises((TypeError, ValueError), match=f"(?is){said}"):
        explore(chain, X)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"off": (0,)}, r"off must hold places of nonlinearities, some of \[1\]; got 0, Conv1d"),
        ({"off": 1}, "off must be a tuple of indices"),
        ({"layer": 4}, "layer must be an index from 0 to 3, or -1 for x; got 4"),
        ({"position": (0, 4, 0)}, "o must be an index from 0 to 3; got 4"),
        ({"position": (0, 1)}, r"position must be \(n, o, t\)"),
        ({"x": torch.zeros(1, 3, 16)}, "x does not fit, .* to have 2 channels, but got 3"),
        ({"x": torch.zeros(1, 2, 3)}, "x does not fit"),
    ],
)
def test_what_the_chain_cannot_have_is_refused(change: dict[str, Any], said: str) -> None:
    explorer = explore(model(), X)
    before = repr(explorer)
    [(name, value)] = change.items()
    with pytest.raises(ValueError, match=said):
        setattr(explorer, name, value)
    assert repr(explorer) == before


def test_the_position_goes_along_with_a_shorter_signal() -> None:
    explorer = explore(model(), X, at=(0, 3, 6))
    explorer.layer = -1
    assert explorer.position == (0, 1, 6)
    assert repr(explorer) == f"<ChainExplorer: x[0, 1, 6] = {float(X[0, 1, 6]):.4f}>"
    explorer.position = (0, 1, 15)
    explorer.layer = 0
    assert explorer.position == (0, 1, 13)
    explorer.x = X[:, :, :8]
    assert explorer.position == (0, 1, 5)


def test_the_browser_is_followed_to_the_nearest_place() -> None:
    explorer = explore(model(), X)
    explorer.set_state({"layer": 1, "position": [0, 2, 99], "off": [1]})
    assert (explorer.layer, explorer.position, explorer.off) == (1, (0, 2, 13), (1,))
    assert explorer.value < 0


def test_without_a_batch_it_speaks_of_two_indices() -> None:
    explorer = explore(model(), X[0], at=(3, 6))
    assert repr(explorer).startswith("<ChainExplorer: out[3, 6] = ")
    assert explorer.signals[0].shape == (1, 2, 16)


def test_options_of_one_layer_are_not_for_a_chain() -> None:
    with pytest.raises(TypeError, match="predict is for one layer, and layer is a Sequential"):
        explore(model(), X, predict=True)
    with pytest.raises(TypeError, match="x is missing"):
        explore(model())


def test_the_page_stays_below_its_size_and_asks_for_nothing(tmp_path: Path) -> None:
    explorer = explore(model(), X)
    page = explorer.save(tmp_path / "chain.html", "Mine").read_text("utf-8")
    assert len(page.encode()) < 200_000
    assert "<h1>Mine</h1>" in page
    assert set(re.findall(r"(?:src|href)=\"([^\"]*)\"|url\(", page)) == {"data:,"}
    assert explorer.html().startswith('<div class="conv1d-chain-fragment">')
    with pytest.raises(ValueError, match=r"path must end in \.html"):
        explorer.save(tmp_path / "chain.txt")


def test_a_stack_is_followed_and_refused() -> None:
    stack = explore.stack(dilation=(1, 2, 4, 8), padding="causal")
    assert repr(stack) == "<StackExplorer: out[0, 0, 31] sees x[1] to x[31]: 31 of 32>"
    stack.set_state({"stack": {**stack.stack, "length": 9}})
    assert stack.position == (0, 0, 8)
    pooled = explore.stack(2, pool=2)
    pooled.layer = 1
    assert " of layer 1, before the pool sees " in repr(pooled)
    pooled.layer = 2
    assert " of layer 1 sees " in repr(pooled)
    pooled.layer = -1
    assert repr(pooled).startswith("<StackExplorer: x[0, 0, ")
    broken = explore.stack(3, length=5)
    assert repr(broken).startswith("<StackExplorer: layer 3 cannot take what reaches it: ")
    for change, said in (
        ({"layers": 7}, "layers must be an integer from 1 to 6; got 7"),
        ({"kernel_size": (3, 4), "layers": 3}, "kernel_size must have 3 values"),
        ({"padding": "valid"}, "padding must be one of"),
        ({"length": 65}, "length must be an integer from 1 to 64; got 65"),
        ({"stride": 0}, "stride must be an integer from 1 to 4; got 0"),
        ({"export": 1}, "export must be True, False or None; got 1"),
    ):
        with pytest.raises((TypeError, ValueError), match=said):
            explore.stack(**change)
