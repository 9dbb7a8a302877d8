"""Convolutions of published models, with random weights: their sizes are what is hard."""

from __future__ import annotations

from typing import Any, NamedTuple

import torch
from torch import nn


class Real(NamedTuple):
    """A layer's arguments and its input's shape."""

    name: str
    arguments: dict[str, Any]
    shape: tuple[int, ...]

    def make(self) -> tuple[nn.Conv1d, torch.Tensor]:
        generator = torch.Generator().manual_seed(0)
        layer = nn.utils.skip_init(nn.Conv1d, **self.arguments)  # type: ignore[no-untyped-call]
        with torch.no_grad():
            for parameter in layer.parameters():
                parameter.uniform_(-0.1, 0.1, generator=generator)
        return layer, torch.randn(self.shape, generator=generator)


def _real(name: str, sizes: tuple[int, int, int], shape: tuple[int, ...], **more: Any) -> Real:
    channels, out, taps = sizes
    arguments = {"in_channels": channels, "out_channels": out, "kernel_size": taps, **more}
    return Real(name, arguments, shape)


REAL = [
    _real("wav2vec 2.0, first", (1, 512, 10), (1, 1, 16000), stride=5, bias=False),
    _real("wav2vec 2.0, second", (512, 512, 3), (1, 512, 3199), stride=2, bias=False),
    _real("wav2vec 2.0, last", (512, 512, 2), (1, 512, 99), stride=2, bias=False),
    _real("wav2vec 2.0, positions", (768, 768, 128), (1, 768, 49), padding=64, groups=16),
    _real("Whisper, first", (80, 384, 3), (80, 3000), padding=1),
    _real("Whisper, second", (384, 384, 3), (1, 384, 3000), stride=2, padding=1),
    _real("Mamba", (1536, 1536, 4), (1, 1536, 64), padding=3, groups=1536),
    _real("M5", (1, 32, 80), (1, 1, 8000), stride=16),
    _real("M5, second", (32, 32, 3), (8, 32, 123)),
    _real("Kim's text CNN", (300, 100, 3), (50, 300, 40)),
    _real("character CNN", (70, 256, 7), (1, 70, 1014)),
    _real("TCN", (25, 25, 7), (1, 25, 400), padding=24, dilation=4),
    _real("WaveNet", (32, 64, 2), (1, 32, 4000), dilation=512),
    _real("WaveNet, mixing", (128, 256, 1), (1, 128, 2000)),
    _real("ECG, 12 leads", (12, 64, 16), (4, 12, 4096), padding="same", bias=False),
    _real("EEG, 64 electrodes", (64, 40, 25), (1, 64, 1000)),
    _real("ECG, one lead", (1, 32, 32), (1, 1, 7500), padding=16),
    _real("DGCNN", (1, 16, 97), (2, 1, 2910), stride=97),
    _real("EnCodec, first", (1, 32, 7), (1, 1, 24000)),
    _real("EnCodec, last", (512, 128, 7), (1, 512, 81)),
    _real("SincNet", (1, 80, 251), (1, 1, 3200)),
    _real("Informer", (7, 512, 3), (32, 7, 96), padding=1, padding_mode="circular", bias=False),
    _real("conformer, depthwise", (256, 256, 31), (1, 256, 200), padding=15, groups=256),
    _real("conformer, pointwise", (256, 512, 1), (1, 256, 200)),
    _real("SqueezeFormer", (512, 512, 31), (1, 512, 300), padding=15, groups=512),
    _real("Demucs", (2, 64, 8), (1, 2, 44100), stride=4),
    _real("PointNet", (3, 64, 1), (2, 3, 2048)),
    _real("Enformer, first", (4, 768, 15), (1, 4, 20000), padding=7),
    _real("accelerometer", (9, 64, 3), (64, 9, 128)),
]
