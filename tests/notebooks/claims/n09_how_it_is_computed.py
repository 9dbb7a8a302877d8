from __future__ import annotations

from typing import Any

import numpy as np
import torch
from numpy.lib.stride_tricks import sliding_window_view
from torch.nn.functional import unfold
from torch.utils.flop_counter import FlopCounterMode

from conv1d_lab import article


def _fft_wins_from(channels: int, length: int, *, rows_of_weights: int) -> int:
    """The first K for which an FFT takes fewer steps than the sum itself."""
    transforms = (2 * channels + rows_of_weights) * length * np.log2(length)
    steps = transforms + 4 * channels**2 * (length // 2 + 1)
    sums = [channels**2 * K * (length - K + 1) for K in range(1, length // 2)]
    return next(K for K, sum_ in enumerate(sums, 1) if steps < sum_)


def numbers() -> dict[str, Any]:
    layer, x = article.layer().requires_grad_(False), article.x()
    out = layer(x)
    with FlopCounterMode(display=False) as counter:
        layer(x)
    windows = sliding_window_view(x.numpy(), 4, axis=2)
    columns = unfold(x[:, :, None], (1, 4))
    assert windows.strides[2] == windows.strides[3] == x.element_size()
    row, kernel = np.array([1.0, 2, 3, 4, 5]), np.array([1.0, 0, -1])
    waves = np.fft.rfft(row) * np.fft.rfft(kernel, 5).conj()
    round_the_circle = np.rint(np.fft.irfft(waves, 5)).astype(int)
    by_torch = torch.nn.functional.conv1d(torch.tensor(row[None]), torch.tensor(kernel[None, None]))
    assert by_torch.flatten().tolist() == round_the_circle[:3].tolist()
    rows = columns.view(3, 4, 7)  # row 4 c + k is tap k of channel c
    assert torch.equal(rows, torch.from_numpy(windows[0].copy()).transpose(1, 2))
    weight_waves = torch.fft.rfft(torch.rand(8, 8, 9), 8192)  # as counted_bytes has it
    assert weight_waves.nbytes == 8 * (8 * 8 * (8192 // 2 + 1))
    copies = int((columns[0] == x[0, 0, 3]).sum())
    assert copies == 4  # "four windows", "four times"
    return {
        "layer": layer,
        "x": x,
        "out": out,
        "products": layer.weight[0].numel(),
        "flops": counter.get_total_flops(),
        "trips": 8 * (1000 - 9 + 1),
        "side": windows.shape[3],
        "columns": columns,
        "row": row.astype(int).tolist(),
        "kernel": kernel.astype(int).tolist(),
        "circle": round_the_circle.tolist(),
        "fft_wins_from": _fft_wins_from(8, 4096, rows_of_weights=8 * 8),
        "kept_wins_from": _fft_wins_from(8, 4096, rows_of_weights=0),
        "im2col_times": (256 + 1) * (8192 - 256 + 1) / 8192,  # columns and product, in rows of x
    }


CLAIMS = (
    "x is {tuple(x.shape)}, the weight is {tuple(layer.weight.shape)} and "
    "out is {tuple(out.shape)}.",
    "There are {out.numel()} output numbers, and each is a sum of {products} products: "
    "{out.numel() * products} multiply-adds.",
    "{flops}: twice {flops // 2}.",
    "The loops make {trips} **trips**",
    "while t goes from 0 to {out.shape[2] - 1}?",
    "a window has {x.shape[1]} channels and {layer.kernel_size[0]} places, "
    "and there are {out.shape[2]} windows",
    "{tuple(columns.shape)}, for (N, C_in · K, L_out)",
    "each kernel as one row of {products} numbers",
    "`out[0, 1, 2]` (green), which is {out[0, 1, 2]:.4f}",
    "The side counts {side} c + k: 0 to {side - 1} is channel 0, "
    "{side} to {2 * side - 1} is channel 1, {2 * side} to {3 * side - 1} is channel 2.",
    "A float32 number has {x.element_size()} bytes.",
    "a step in c is {x.stride(1) * x.element_size()} bytes, and four steps in k are "
    "{4 * x.element_size()}. So it copies, and {x.numel()} numbers become {columns.numel()}.",
    "Take x = {row} and the kernel {kernel} of",
    "Conv1d gives {circle[0]}, {circle[1]}, {circle[2]}.",
    "{row[3]} - {row[0]} = {circle[3]}, and {row[4]} - {row[1]} = {circle[4]}.",
    "`1e-07` is {1e-07:.7f}: that",
    "By counting it is K = {fft_wins_from}, or K = {kept_wins_from} if the waves",
    "later than K = {fft_wins_from}, often",
    "at K = 256 it needs about {im2col_times:.0f} times the input.",
)

PLAIN = (
    "so L_out = L - K + 1.",
    "Here the stride is 1 and nothing is padded",
    "8 channels in, 8 out, K = 9, and a signal of 1000 numbers.",
    "as long do the loops take: 2, 20, 200, 2000?",
    ": 8 kernels at 992 places",
    "`rfft(w, 5)` fills the kernel up",
    "k = 0 in the example, then k = 1.",
    "the row of kernel 1 (amber) and the column of window 2 (blue) meet",
    "from K = 1 to K = 2: with K = 1 it",
    "two names for N = 1. `Slow2d",
    "`torch.set_num_threads(1)`.",
    "an image of height 1.",
    "C = 8 and K = 9 stay.",
    "C = 8 and L = 4096 stay.",
    "L = 1024 and K = 9 stay.",
    "about L / 2 waves needs",
    "With K = 256, how",
)
