"""Random chains of layers, and inputs that torch takes them all the way with."""

from __future__ import annotations

import random
import warnings
from dataclasses import dataclass
from typing import Any, get_args

import torch
from torch import nn

from conv1d_lab.arithmetic import PaddingMode

MODES = get_args(PaddingMode)


@dataclass(frozen=True)
class ChainCase:
    model: nn.Sequential
    x: torch.Tensor
    signals: list[torch.Tensor]
    """x, then the output of each layer, nested ones flattened: (N, C, L) each."""
    off: list[int]
    layer: int
    position: tuple[int, int, int]


def layers_of(model: nn.Sequential) -> list[nn.Module]:
    return [one for one in model.modules() if not isinstance(one, nn.Sequential)]


def _conv(draw: random.Random, channels: int, length: int) -> nn.Module:
    taps, dilation = draw.randint(1, 4), draw.choice([1, 1, 2, 3])
    groups = draw.choice([g for g in (1, 1, 2, 3) if channels % g == 0])
    padding: Any = draw.choice(["same", "valid", 0, 1, 2, 3])
    return nn.Conv1d(
        channels,
        groups * draw.randint(1, 2),
        taps,
        stride=1 if padding == "same" else draw.choice([1, 1, 2, 3]),
        padding=padding,
        dilation=dilation,
        groups=groups,
        bias=draw.random() < 0.7,
        padding_mode=draw.choice((*MODES, "zeros", "zeros")),
    )


def _pool(draw: random.Random, channels: int, length: int) -> nn.Module:
    size = draw.randint(1, 4)
    common: dict[str, Any] = {
        "stride": draw.choice([None, 1, 2, 3, 4]),
        "padding": draw.randint(0, size // 2),
        "ceil_mode": draw.random() < 0.5,
    }
    if draw.random() < 0.5:
        return nn.MaxPool1d(size, dilation=draw.choice([1, 1, 2]), **common)
    return nn.AvgPool1d(size, count_include_pad=draw.random() < 0.5, **common)


def _norm(draw: random.Random, channels: int, length: int) -> nn.Module:
    made = nn.BatchNorm1d(channels, eps=draw.choice([1e-5, 0.1]), affine=draw.random() < 0.7)
    assert made.running_mean is not None
    assert made.running_var is not None
    made.running_mean.normal_()
    made.running_var.uniform_(0.2, 2)
    return made


def _pad(draw: random.Random, channels: int, length: int) -> nn.Module:
    kind = draw.choice(["Zero", "Constant", "Constant", "Reflection", "Replication", "Circular"])
    least = 0 if kind == "Circular" else -1
    sides = (draw.randint(least, 3), draw.randint(least, 3))
    value = (draw.choice([0.0, 1.5]),) if kind == "Constant" else ()
    return getattr(nn, f"{kind}Pad1d")(sides, *value)  # type: ignore[no-any-return]


def _plain(draw: random.Random, channels: int, length: int) -> nn.Module:
    return draw.choice(
        [
            nn.ReLU(),
            nn.LeakyReLU(draw.choice([0.01, 0.3])),
            nn.GELU(draw.choice(["none", "tanh"])),
            nn.Tanh(),
            nn.Sigmoid(),
            nn.Identity(),
            nn.Dropout(0.5),
        ]
    )


MAKERS = [_conv, _conv, _conv, _pool, _norm, _pad, _plain, _plain]
NONLINEAR = (nn.ReLU, nn.LeakyReLU, nn.GELU, nn.Tanh, nn.Sigmoid)


def random_chain(seed: int) -> ChainCase:
    """Draw one to seven layers; what torch refuses is drawn again."""
    draw = random.Random(seed)
    torch.manual_seed(seed)
    channels, length = draw.randint(1, 4), draw.randint(5, 24)
    x = torch.randn(draw.choice([1, 1, 2]), channels, length)
    made: list[nn.Module] = []
    signals = [x]
    with torch.no_grad(), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for _ in range(draw.randint(1, 7)):
            for _ in range(20):
                _, channels, length = signals[-1].shape
                layer = draw.choice(MAKERS)(draw, channels, length).eval()
                for parameter in layer.parameters():
                    parameter.normal_()
                try:
                    out = layer(signals[-1])
                except (RuntimeError, ValueError):
                    continue
                if 0 in out.shape or out.isinf().any():
                    continue
                made.append(layer)
                signals.append(out)
                break
    off = [i for i, one in enumerate(made) if isinstance(one, NONLINEAR) and draw.random() < 0.6]
    for i, one in enumerate(made):
        with torch.no_grad():
            signals[i + 1] = signals[i] if i in off else one(signals[i])
    layer_index = draw.randrange(len(made))
    position = [draw.randrange(size) for size in signals[layer_index + 1].shape]
    return ChainCase(nested(draw, made).eval(), x, signals, off, layer_index, tuple(position))  # type: ignore[arg-type]


def nested(draw: random.Random, layers: list[nn.Module]) -> nn.Sequential:
    """Some of them in a Sequential inside."""
    start = draw.randrange(len(layers))
    stop = draw.randint(start + 1, len(layers))
    if draw.random() < 0.5:
        return nn.Sequential(*layers)
    inner = nn.Sequential(*layers[start:stop])
    return nn.Sequential(*layers[:start], inner, *layers[stop:])
