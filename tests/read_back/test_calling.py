"""``expand`` calls a function as people write it, and says how it was called when that fails."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch
from torch import nn

from conv1d_lab.arithmetic import conv1d
from conv1d_lab.read_back import expand

from .wrong_loops import loop


def textbook(x: Any, w: Any, p: int = 0, s: int = 1) -> Any:
    return conv1d(x, w, padding=p, stride=s)


def short_names(x: Any, w: Any, b: Any, s: int, p: int, d: int) -> Any:
    return conv1d(x, w, b, stride=s, padding=p, dilation=d)


def with_conv_param(x: Any, w: Any, b: Any, conv_param: dict[str, int]) -> Any:
    stride, pad = conv_param["stride"], conv_param["pad"]
    return conv1d(x, w, b, stride=stride, padding=pad), (x, w, b, conv_param)


def kernel_first(kernel: Any, signal: Any) -> Any:
    return np.correlate(signal, kernel, "valid")


def one_signal(signal: Any, kernel: Any, bias: float = 0.0) -> Any:
    places = range(len(signal) - len(kernel) + 1)
    return [sum(signal[i + j] * kernel[j] for j in range(len(kernel))) + bias for i in places]


def one_kernel(x: Any, w: Any) -> Any:
    places = range(x.shape[1] - w.shape[1] + 1)
    return np.array([(x[:, i : i + w.shape[1]] * w).sum() for i in places])


def one_torch_signal(x: torch.Tensor, w: torch.Tensor) -> Any:
    out = torch.zeros(len(x) - len(w) + 1)
    for i in range(len(out)):
        out[i] = torch.dot(x[i : i + len(w)], w)
    return out


class Own(nn.Module):
    def __init__(self, in_channels: int, out_channels: int, kernel_size: int, stride: int = 1):
        super().__init__()
        self.stride = stride
        self.weight = nn.Parameter(torch.rand(out_channels, in_channels, kernel_size))
        self.bias = nn.Parameter(torch.rand(out_channels))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        columns = x.unfold(2, self.weight.shape[2], self.stride)
        return torch.einsum("nctk,ock->not", columns, self.weight) + self.bias[:, None]


class Held:
    def __init__(self, weight: Any, bias: Any) -> None:
        self.W, self.b = weight, bias

    def forward(self, x: Any) -> Any:
        return conv1d(x, self.W, self.b)


HELD: Any = Held(np.ones((2, 3, 4)), np.ones(2))


class Whole(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.inner = nn.Conv1d(3, 2, 4, stride=2)

    def forward(self, x: torch.Tensor) -> Any:
        return self.inner(x)


def its_own_array(x: Any, weight: Any, bias: Any, out: Any = np.zeros((2, 2, 7))) -> Any:  # noqa: B008
    out[:] = conv1d(x, weight, bias)
    return out


def by_sizes(x: Any, weight: Any, bias: Any, batch: int, C_out: int, L_out: int) -> Any:  # noqa: N803
    return conv1d(x, weight, bias).reshape(batch, C_out, L_out)


@pytest.mark.parametrize(
    ("function", "sizes"),
    [
        (textbook, {}),
        (textbook, {"padding": 2, "stride": 3}),
        (short_names, {"dilation": 2}),
        (with_conv_param, {"stride": 2, "padding": 1}),
        (kernel_first, {}),
        (one_signal, {}),
        (one_kernel, {}),
        (one_torch_signal, {}),
        (Own(3, 2, 4), {}),
        (Own(4, 5, 3, stride=2), {}),
        (Own, {"stride": 2}),
        (nn.Conv1d(4, 6, 3, stride=2, padding=1, groups=2), {}),
        (nn.Conv1d(2, 2, 3, padding=2, padding_mode="circular", bias=False), {}),
        (nn.Conv1d(2, 2, 3, padding="same"), {}),
        (HELD, {}),
        (HELD.forward, {}),
        (lambda x, b, w: conv1d(x, w, b), {}),
        (lambda w, b, x: conv1d(x, w, b), {}),
        (lambda stride, x, weight, bias: conv1d(x, weight, bias, stride=stride), {"stride": 2}),
        (lambda x, stride, w, bias: conv1d(x, w, bias, stride=stride), {"stride": 2}),
        (lambda a, b: conv1d(a, b), {}),
        (lambda **given: conv1d(given["x"], given["weight"], given["bias"]), {}),
        (by_sizes, {}),
        (its_own_array, {}),
        (Whole, {}),
        (nn.Conv1d(2, 2, 3).double(), {}),
    ],
)
def test_what_people_write_is_taken(function: Callable[..., Any], sizes: dict[str, Any]) -> None:
    seen = expand(function, **sizes)
    assert seen.correct, str(seen)


def test_a_held_weight_stays_as_it_is() -> None:
    layer = nn.Conv1d(3, 2, 4)
    before = layer.weight.clone()
    expand(layer)
    assert expand(HELD.forward).correct
    assert torch.equal(layer.weight, before)
    assert (HELD.W == 1).all()


def test_a_module_that_flips_is_read_like_a_function() -> None:
    class Flipped(Own):
        def forward(self, x: torch.Tensor) -> torch.Tensor:
            return torch.conv1d(x, self.weight.flip(2), self.bias)

    assert expand(Flipped(3, 2, 4)).names == ("kernel flipped",)
    two = nn.Sequential(nn.Conv1d(2, 2, 3), nn.Conv1d(2, 2, 3))
    assert "It has: 0.weight, 1.weight." in str(expand(two))


def test_one_signal_is_told_with_its_own_indices() -> None:
    seen = expand(lambda signal, kernel: np.convolve(signal, kernel, "valid"))
    assert seen.names == ("kernel flipped",)
    assert seen.at == (0,)
    assert "weight[0]·x[3]" in str(seen)
    assert "w[0]" in seen._repr_html_()
    assert expand(one_signal, (3,)).at == (3,)

    def beyond(signal: Any, kernel: Any) -> Any:
        out = []
        for i in range(len(signal)):
            out.append(sum(signal[i + j] * kernel[j] for j in range(len(kernel))))
        return out

    said = "i = 7 is one window too many: with L = 10 and K = 4 there are 7, so the last is i = 6."
    assert said in str(expand(beyond))
    first = expand(lambda s, k: np.array([0.0] + [s[i : i + len(k)] @ k for i in range(1, 7)]))
    assert "no product is added to out[0]." in str(first)


def wants_more(x: Any, weight: Any, bias: Any, what: Any) -> Any:
    return what


@pytest.mark.parametrize(
    ("function", "sizes", "said"),
    [
        (
            wants_more,
            {"stride": 1},
            "It was called as wants_more(x, weight, bias), NumPy arrays: x (2, 3, 10), "
            "weight (2, 3, 4), bias (2,).",
        ),
        (
            lambda x, w, b, s, p=0: np.zeros((9, w.shape[0], 7)),
            {"padding": 1},
            "It was called as your function(x, w, b, s=1, p=1), NumPy arrays: x (2, 3, 10), "
            "w (2, 3, 4), b (2,).",
        ),
        (
            lambda signal, kernel: [len(signal), "?"],
            {},
            "It was called as your function(signal, kernel), NumPy arrays: signal (10,), "
            "kernel (4,).",
        ),
        (Own(3, 2, 4, stride=0), {}, "stride must be an integer >= 1"),
    ],
)
def test_a_call_that_fails_is_written_out(
    function: Callable[..., Any], sizes: dict[str, Any], said: str
) -> None:
    assert said in str(expand(function, **sizes))


def test_a_function_without_weights_is_told_what_is_read() -> None:
    seen = expand(lambda x: x)
    assert seen.names == ("no argument weight",)
    assert "expand reads a function of x, weight and bias" in str(seen)


def test_settings_under_other_names_are_handed_on_and_missed() -> None:
    assert expand(textbook, dilation=2).names == ("no argument dilation",)
    assert expand(loop(("padding=0", "p=0"), ("(padding, padding)", "(p, p)")), padding=2).correct


@pytest.mark.parametrize(
    ("function", "said"),
    [
        (nn.LazyConv1d(2, 3), "call the module once with an x"),
        (nn.Conv1d(2, 2, 3, device="meta"), "on the device 'meta', where tensors hold no numbers"),
        (Held.forward, "expand(Model().forward)"),
    ],
)
def test_what_has_no_numbers_to_read_is_told(function: Any, said: str) -> None:
    seen = expand(function)
    assert seen.names == ("wrong answer",)
    assert said in str(seen)


def test_of_several_ways_to_call_it_the_usual_one_is_told() -> None:
    def wants_a_bias(x: Any, weight: Any, bias: Any) -> Any:
        return np.moveaxis(x, 2, 0) + bias[:, None]

    assert "TypeError: 'NoneType' object" in str(expand(wants_a_bias, bias=False))
