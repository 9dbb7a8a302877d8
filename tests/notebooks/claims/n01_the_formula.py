from __future__ import annotations

from typing import Any

import torch
from torch import nn
from torch.nn.functional import conv1d

from conv1d_lab import output_length


def numbers() -> dict[str, Any]:
    rows = torch.tensor([[1.0, 2, 3, 4, 5], [0, 2, 0, 1, 0]])
    bank = torch.tensor([[[1.0, 0, -1], [1, 1, 1]], [[0, 1, 0], [0, 0, 0]], [[1, 0, 0], [1, 0, 0]]])
    x, y = rows.int().tolist()
    w, v = bank[0].int().tolist()

    def row(x: torch.Tensor, kernel: torch.Tensor) -> list[int]:
        return [int(number) for number in conv1d(x, kernel)[0]]

    article = nn.Conv1d(in_channels=3, out_channels=2, kernel_size=4)
    batch = article(torch.rand(2, 3, 10))
    return {
        "x": x,
        "y": y,
        "w": w,
        "v": v,
        "one": row(rows[:1], bank[:1, :1]),
        "other": row(rows[1:], bank[:1, 1:]),
        "both": row(rows, bank[:1]),
        "second": row(rows, bank[1:2]),
        "third": row(rows, bank[2:]),
        "bank": tuple(bank.shape),
        "weight": tuple(article.weight.shape),
        "weights": article.weight.numel(),
        "out": tuple(article(torch.rand(1, 3, 10)).shape),
        "batch": tuple(batch.shape),
        "L": 10,
        "K": 4,
        "starts": range(10 - 4 + 1),
        "wide": range(0, 10 - 4 + 1, 4),
        "output_length": output_length,
        "unbatched": tuple(nn.Conv1d(3, 2, 4)(torch.rand(3, 10)).shape),
        "cured_in": tuple(torch.rand(3, 10)[:, None, :].shape),
        "cured": tuple(nn.Conv1d(1, 2, 4)(torch.rand(3, 10)[:, None, :]).shape),
        "text": lambda values: "   ".join(map(str, values)),
        "wide_text": lambda values: "".join(f"{value:4d}" for value in values),
        "commas": lambda values: ", ".join(map(str, values)),
    }


CLAIMS = (
    "is also called a *tap*):\n\n    x   {text(x)}\n    w{wide_text(w)}",
    "add up: {w[0]}·{x[0]} + {w[1]}·{x[1]} + ({w[2]})·{x[2]} = {one[0]}. That is",
    "lies on {commas(x[1:4])}",
    "stay the same: {w[0]}·{x[1]} + {w[1]}·{x[2]} + ({w[2]})·{x[3]} = {one[1]}.",
    "All three are {one[0]}. This",
    "Our x grows by {x[1] - x[0]} at every step, so the answer is always {one[2]}",
    "    channel 0\n    x{wide_text(x)}\n    w{wide_text(w)}",
    "    channel 1\n    x{wide_text(y)}\n    w{wide_text(v)}",
    "channel 0 gives {one[0]}, as before. "
    "Channel 1 gives {v[0]}·{y[0]} + {v[1]}·{y[1]} + {v[2]}·{y[2]} = {other[0]}.",
    "are *added*: {one[0]} + {other[0]} = {both[0]}. "
    "Then {one[1]} + {other[1]} = {both[1]}, and {one[2]} + {other[2]} = {both[2]}.",
    "its window in channel 0: {commas(second)}.",
    "in both channels: {x[0]} + {y[0]} = {third[0]}, {x[1]} + {y[1]} = {third[1]}, "
    "{x[2]} + {y[2]} = {third[2]}.",
    "weight   (C_out, C_in, K)  =  {bank}",
    "That would be {(bank[1], bank[0], bank[2])}.",
    "The weight is {weight}:",
    "That is {weight[0]}·{weight[1]}·{weight[2]} = {weights} weights.",
    "The output is {out}:",
    "With L = {L} and K = {K}: where",
    "starts at L - K = {starts[-1]} and reads up to x[{starts[-1] + K - 1}], which is the last",
    "The starts {starts[0]} to {starts[-1]} are {len(starts)} places",
    "There are only {len(wide)} windows. "
    "A third one would start at {wide.step * 2} and need x[{wide.step * 2 + K - 1}]",
    "x[{wide[-1] + K}] and x[{L - 1}] are never read",
    "({L} - {K}) / {wide.step} = {(L - K) / wide.step}, rounded down is {(L - K) // wide.step}, "
    "plus 1 is {output_length(L, K, stride=wide.step)}.",
    "**Predict.** L = {L}, K = {K}, stride {wide.step}.",
    "N = {batch[0]}. What",
    "{batch}, and the weight stays",
    "It gives {unbatched}: it has",
    "{cured_in} is three examples of one channel, and out come three examples, {cured}.",
)

PLAIN = (
    r"\sum_{k=0}^{C_{in}-1}",
    r"\sum_{c=0}^{C_{in}-1}",
    r"\sum_{k=0}^{K-1}",
    "`a1` belongs to channel 0.",
    "- kernel 0 is the one you know;",
    "- kernel 1 has a single 1, in the middle of channel 0, and zeros",
    "- kernel 2 has a 1 at the start of both channels, and zeros",
    "Kernel 1 copies",
    "Kernel 2 adds the first",
    "takes nothing from channel 1, because its weights there are 0.",
    "called Conv**1d**",
    "It can start at 0, at 1, at 2, ...",
    "so L_out = L - K + 1.",
    "The + 1 is the start at 0.",
    r"L + 2 \cdot \text{padding} - \text{dilation} \cdot (K - 1) - 1}",
    r"{\text{stride}} \right\rfloor + 1",
    "with dilation 1, all that is left is ⌊(L - K) / stride⌋ + 1.",
    "have their own notebook, 06.",
    "a tensor of shape (3, 10)",
    "`in_channels=1`",
    "expected 1 channel and got 3.",
    "a new axis of size 1:",
    "len(range(0, L - K + 1, stride))",
)
