"""A number is shown only where the layer itself gives it, and the layer stays as it was."""

from __future__ import annotations

import copy
import random
import re
import warnings
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch
from torch import Tensor, nn
from torch.nn import functional
from torch.nn.utils import parametrizations, prune

from conv1d_lab.agreement import MOST_PRODUCTS
from conv1d_lab.explanation import explain
from conv1d_lab.snapshot import snapshot


def x_of(channels: int = 1, length: int = 9) -> Tensor:
    return torch.randn(1, channels, length, generator=torch.Generator().manual_seed(3))


class Causal(nn.Conv1d):
    def forward(self, x: Tensor) -> Tensor:
        span = self.dilation[0] * (self.kernel_size[0] - 1)
        return super().forward(functional.pad(x, (span, 0)))


class TensorFlowSame(nn.Conv1d):
    def forward(self, x: Tensor) -> Tensor:
        size, stride = x.shape[-1], self.stride[0]
        more = max((-(-size // stride) - 1) * stride + self.kernel_size[0] - size, 0)
        return super().forward(functional.pad(x, (more // 2, more - more // 2)))


class Standardised(nn.Conv1d):
    def _conv_forward(self, x: Tensor, weight: Tensor, bias: Tensor | None) -> Tensor:
        out: Tensor = super()._conv_forward(x, weight - weight.mean(), bias)
        return out


class Masked(nn.Conv1d):
    def forward(self, x: Tensor) -> Tensor:
        out: Tensor = functional.conv1d(x, self.weight * (self.weight > 0), self.bias)
        return out


class Rectified(nn.Conv1d):
    def forward(self, x: Tensor) -> Tensor:
        return super().forward(x).relu()


class InPlace(nn.Conv1d):
    def forward(self, x: Tensor) -> Tensor:
        with torch.no_grad():
            self.weight.mul_(2)
        return super().forward(x)


class Noisy(nn.Conv1d):
    def forward(self, x: Tensor) -> Tensor:
        return super().forward(x + torch.randn_like(x))


def hooked(kind: str, hook: Callable[..., Any], sizes: tuple[int, int, int] = (1, 1, 3)) -> Any:
    layer = nn.Conv1d(*sizes)
    getattr(layer, f"register_{kind}")(hook)
    return layer


def patched() -> nn.Conv1d:
    layer = nn.Conv1d(1, 1, 3)
    plain = layer.forward
    layer.forward = lambda x: plain(2 * x)  # type: ignore[method-assign,assignment]
    return layer


def fake_quantized() -> nn.Conv1d:
    import torch.ao.nn.qat as qat
    from torch.ao.quantization import get_default_qat_qconfig

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        made: nn.Conv1d = qat.Conv1d(1, 1, 3, qconfig=get_default_qat_qconfig("fbgemm"))  # type: ignore[no-untyped-call]
    return made


OTHERS: dict[str, tuple[Callable[[], nn.Conv1d], str]] = {
    "causal": (lambda: Causal(1, 2, 3, dilation=2), "forward of its own"),
    "TensorFlow": (lambda: TensorFlowSame(1, 2, 4, stride=2), "forward of its own"),
    "standardised": (lambda: Standardised(1, 2, 3), "_conv_forward of its own"),
    "masked": (lambda: Masked(1, 2, 3), "forward of its own"),
    "rectified": (lambda: Rectified(1, 1, 3), "forward of its own"),
    "noisy": (lambda: Noisy(1, 1, 3), "forward of its own"),
    "hook": (lambda: hooked("forward_hook", lambda m, i, o: o + 1), "forward hook"),
    "changed in place": (
        lambda: hooked("forward_hook", lambda m, i, o: [None, o.mul_(2)][0]),
        "forward hook",
    ),
    "pre-hook": (lambda: hooked("forward_pre_hook", lambda m, i: (2 * i[0],)), "forward pre hook"),
    "tuple": (lambda: hooked("forward_hook", lambda m, i, o: (o, o)), "returns a tuple"),
    "patched": (patched, "del layer.forward"),
    "fake quantized": (fake_quantized, "rounds its weight"),
}


@pytest.mark.parametrize("name", OTHERS)
def test_what_is_more_than_a_convolution_is_refused_with_a_way_out(name: str) -> None:
    torch.manual_seed(1)
    make, reason = OTHERS[name]
    layer, x = make(), x_of()
    with pytest.raises(ValueError, match=reason) as caught:
        explain(layer, x)
    said = str(caught.value)
    if lines := re.findall(r"^    (.*)$", said, re.M):
        names: dict[str, Any] = {"torch": torch, "layer": layer, "x": x}
        exec("\n".join(lines), names)
        plain, given = names["plain"], names["x"]
        out = plain(given)
        at = tuple(size - 1 for size in out.shape)
        assert explain(plain, given, at).value == pytest.approx(out[at].item(), abs=1e-6)
        if name in ("causal", "TensorFlow"):
            assert torch.equal(out, layer(x))


def test_the_difference_is_told_in_numbers() -> None:
    layer, x = hooked("forward_hook", lambda m, i, o: o * 10), x_of()
    plain = functional.conv1d(x, layer.weight, layer.bias).flatten()
    t = int(plain.abs().argmax())
    with pytest.raises(ValueError, match=r"7 of 7 outputs differ") as caught:
        explain(layer, x)
    gives = f"its out[0, 0, {t}] is {10 * plain[t]:.4f}, a plain convolution's {plain[t]:.4f}"
    assert gives in str(caught.value)


def old(name: str, layer: nn.Conv1d) -> nn.Conv1d:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        made: nn.Conv1d = getattr(nn.utils, name)(layer)
    return made


def pruned(layer: nn.Conv1d) -> nn.Conv1d:
    prune.l1_unstructured(layer, "weight", 2)  # type: ignore[no-untyped-call]
    return layer


WEIGHT_MADE_IN_FORWARD: dict[str, Callable[[nn.Conv1d], Any]] = {
    "weight_norm": lambda layer: old("weight_norm", layer),
    "spectral_norm": lambda layer: old("spectral_norm", layer),
    "prune": pruned,
    "parametrized weight_norm": parametrizations.weight_norm,
    "parametrized spectral_norm": parametrizations.spectral_norm,
}


@pytest.mark.parametrize("training", [True, False])
@pytest.mark.parametrize("name", WEIGHT_MADE_IN_FORWARD)
def test_a_weight_that_forward_makes_is_read_after_forward(name: str, training: bool) -> None:
    layer = WEIGHT_MADE_IN_FORWARD[name](nn.Conv1d(3, 4, 3)).train(training)
    with torch.no_grad():
        for parameter in layer.parameters():
            parameter.add_(0.5)  # as an optimizer or load_state_dict does
    before = copy.deepcopy(layer.state_dict())
    kept = vars(layer).get("weight")
    x = x_of(3)
    seen = explain(layer, x, (0, 2, 4))
    assert layer.training == training
    assert vars(layer).get("weight") is kept
    assert all(torch.equal(value, before[key]) for key, value in layer.state_dict().items())
    names = {"torch": torch, "layer": layer, "x": x}
    if "parametrized spectral" not in name or not training:
        *lines, last = seen.code.splitlines()
        exec("\n".join(lines), names)
        assert eval(last, names).item() == pytest.approx(seen.value, abs=1e-5)
    else:
        assert seen.value == pytest.approx(layer(x)[0, 2, 4].item(), abs=1e-6)


def test_an_own_forward_that_only_counts_or_stores_is_no_obstacle() -> None:
    class Counting(nn.Conv1d):
        calls = 0

        def forward(self, x: Tensor) -> Tensor:
            self.calls += 1
            return super().forward(x)

    layer = Counting(1, 1, 3)
    assert explain(layer, x_of()).value == pytest.approx(layer(x_of())[0, 0, 0].item())
    assert layer.calls == 1


KEPT: list[Any] = []


def test_hooks_leave_no_trace() -> None:
    inside: list[Any] = [torch.randn(2, requires_grad=True) * 2]
    found = {"count": 0}

    def count(module: Any, inputs: Any, output: Tensor) -> None:
        found["count"] += 1
        inside.append(output)
        KEPT.append(output)

    class Keeper:
        def __init__(self) -> None:
            self.seen: list[Any] = []

        def hook(self, module: Any, inputs: Any) -> None:
            self.seen.append(inputs)
            print("hook")

    keeper, layer = Keeper(), hooked("forward_hook", count)
    layer.register_forward_pre_hook(keeper.hook)
    assert explain(layer, x_of()).value == pytest.approx(layer(x_of())[0, 0, 0].item())
    assert (found["count"], len(inside), len(KEPT), len(keeper.seen)) == (1, 2, 1, 1)


def test_a_hook_that_cannot_be_copied_is_named() -> None:
    numbers = (i for i in range(9))
    layer = hooked("forward_hook", lambda m, i, o: next(numbers) and None)
    with pytest.raises(ValueError, match=r"copy.deepcopy can copy, with its hooks.*generator"):
        explain(layer, x_of())
    assert next(numbers) == 0


def test_random_generators_stay_where_they_are(capsys: pytest.CaptureFixture[str]) -> None:
    def draws(module: Any, inputs: Any, output: Tensor) -> None:
        print(torch.rand(1), np.random.rand(), random.random())

    layer = hooked("forward_hook", draws)
    states = (
        torch.get_rng_state(),
        np.random.get_state(legacy=False)["state"]["key"],
        random.getstate(),
    )
    explain(layer, x_of())
    assert torch.equal(torch.get_rng_state(), states[0])
    assert np.array_equal(np.random.get_state(legacy=False)["state"]["key"], states[1])
    assert random.getstate() == states[2]
    assert capsys.readouterr().out == ""


def test_a_forward_that_changes_the_weight_changes_only_the_copy() -> None:
    layer = InPlace(1, 1, 3)
    before = layer.weight.detach().clone()
    seen = explain(layer, x_of())
    assert torch.equal(layer.weight, before)
    assert seen.value == pytest.approx(layer(x_of())[0, 0, 0].item(), abs=1e-6)


def test_a_forward_that_fails_is_told() -> None:
    class Two(nn.Conv1d):
        def forward(self, x: Tensor, mask: Tensor) -> Tensor:  # type: ignore[override]
            return super().forward(x * mask)

    with pytest.raises(ValueError, match=r"layer must take an x of shape \(1, 1, 9\).*'mask'"):
        explain(Two(1, 1, 3), x_of())


@pytest.mark.parametrize("shape", [(1, 1, 3, 1), (3,), (1, 3), ()])
def test_a_weight_of_other_axes_is_refused(shape: tuple[int, ...]) -> None:
    layer = nn.Conv1d(1, 1, 3)
    layer.weight.data = torch.ones(shape)
    with pytest.raises(ValueError, match=rf"layer.weight must .* got {re.escape(str(shape))}$"):
        explain(layer, x_of())


@pytest.mark.parametrize("mode", ["zeros", "reflect", "circular"])
def test_a_changed_padding_is_the_one_that_forward_uses(mode: Any) -> None:
    layer = nn.Conv1d(1, 1, 3, padding=1, padding_mode=mode)
    layer.padding = (2,)
    out = layer(x_of())
    at = tuple(size - 1 for size in out.shape)
    assert explain(layer, x_of(), at).value == pytest.approx(out[at].item(), abs=1e-6)


def test_what_is_finite_in_neither_agrees() -> None:
    layer = nn.Conv1d(2, 1, 1, bias=False)
    layer.weight.data = torch.tensor([[[1e30], [-1e30]]])
    assert not np.isfinite(explain(layer, torch.full((1, 2, 1), 1e30)).value)


def test_a_huge_layer_is_asked_for_a_part() -> None:
    layer = nn.Conv1d(512, 512, 10, stride=5)
    x = torch.randn(1, 512, 9000)
    assert layer.weight.numel() * 1799 > MOST_PRODUCTS
    seen = explain(layer, x, (0, 100, 1500))
    window = x[:, :, 7500:7510]
    assert seen.value == pytest.approx(layer(window)[0, 100, 0].item(), abs=1e-4)
    layer.register_forward_hook(lambda m, i, o: o + 1)
    with pytest.raises(ValueError, match="forward hook"):
        snapshot(layer, x)


@pytest.mark.parametrize("dtype", [torch.float16, torch.bfloat16, torch.float64])
def test_another_precision_gives_the_number_of_the_layer(dtype: torch.dtype) -> None:
    layer, x = nn.Conv1d(3, 4, 5).to(dtype), x_of(3).to(dtype)
    out, eps = layer(x), torch.finfo(dtype).eps
    for t in range(5):
        seen = explain(layer, x, (0, 3, t)).value
        assert seen == pytest.approx(out[0, 3, t].item(), abs=2 * eps)
        assert torch.tensor(seen, dtype=torch.float64).to(dtype).double().item() == seen


def test_half_precision_adds_up_as_torch_does() -> None:
    layer = nn.Conv1d(2, 1, 2, bias=False).half()
    layer.weight.data[:] = torch.tensor([[[300.0, 300], [-300, -300]]])
    x = torch.full((1, 2, 3), 150.0).half()
    seen = explain(layer, x)
    assert seen.value == layer(x)[0, 0, 0].item() == 0.0
    assert seen.channel_sums.tolist() == [90000.0, -90000.0]


def test_a_hook_of_all_modules_is_named() -> None:
    handle = nn.modules.module.register_module_forward_hook(lambda m, i, o: 3 * o)
    try:
        with pytest.raises(ValueError, match="A forward hook of all modules changes it"):
            explain(nn.Conv1d(1, 1, 3), x_of())
    finally:
        handle.remove()


def test_a_layer_that_was_compiled_in_place_is_read() -> None:
    layer = nn.Conv1d(1, 1, 3)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        layer.compile()
    assert explain(layer, x_of()).value == pytest.approx(
        functional.conv1d(x_of(), layer.weight, layer.bias)[0, 0, 0].item(), abs=1e-6
    )


def test_autocast_is_named() -> None:
    """What it computes in bfloat16 is not what the layer's numbers give."""
    torch.manual_seed(0)
    with (
        torch.autocast("cpu", dtype=torch.bfloat16),
        pytest.raises(ValueError, match=r"torch\.autocast is on.*bfloat16: ask outside of it"),
    ):
        explain(nn.Conv1d(3, 2, 4), torch.randn(1, 3, 10))
