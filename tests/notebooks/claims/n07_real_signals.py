from __future__ import annotations

import math
from typing import Any

import numpy as np
import torch
from matplotlib.cbook import get_sample_data
from torch import Tensor, nn
from torch.nn.functional import conv1d, pad

RATE = 80


def _kernel(*weights: float) -> Tensor:
    return torch.tensor(weights, dtype=torch.float32).view(1, 1, -1)


def _gain(kernel: Tensor) -> Any:
    """How much of each whole frequency comes through, by the formula."""
    weights = kernel.flatten().numpy()
    turns = np.outer(np.arange(41), np.arange(len(weights))) / RATE
    return np.abs(np.exp(-2j * np.pi * turns) @ weights)


def _seconds(row: Tensor, kernel_size: int) -> list[float]:
    """The middles of the windows where a row has a top above three standard deviations."""
    limit = 3 * row.std()
    top = [t for t in range(1, len(row) - 1) if row[t] == row[t - 1 : t + 2].max() > limit]
    return [(t + kernel_size // 2) / RATE for t in top]


def numbers() -> dict[str, Any]:
    opened: Any = get_sample_data("eeg.dat")
    with opened as file:
        recording = np.frombuffer(file.read(), dtype=np.float64).reshape(800, 4)
    x = torch.tensor(recording.T, dtype=torch.float32).unsqueeze(0)
    pg3, pg7 = x[:, 0:1], x[:, 2:3]
    assert (x.mean(dim=2).abs() < 0.005).all()
    assert ((x.std(dim=2) - 1).abs() < 0.005).all()

    average, bell, difference = torch.full((1, 1, 5), 0.2), _kernel(1, 4, 6, 4, 1), _kernel(-1, 1)
    smooth, softer = conv1d(pg3, average), conv1d(pg3, bell / 16)
    dip = int(pg3.argmin())
    steep = conv1d(pg3, difference).flatten().topk(2).indices / RATE
    assert sorted(round(t.item(), 1) for t in steep) == [6.7, 8.6]  # "its two peaks"
    assert conv1d(pg3, difference).abs().quantile(0.75) < 0.5  # "close to 0"
    gains = {name: _gain(kernel) for name, kernel in (("average", average), ("bell", bell / 16))}
    gains["difference"] = _gain(difference)
    assert (np.diff(gains["bell"]) < 0).all()  # "falls smoothly"
    assert f"{gains['average'][17:32].max():.2f}" == "0.25"  # "a quarter of a wave"

    whole = _kernel(-1, -3, -5, -1, 3, 4, 3)
    spike = whole / 10
    rows = torch.cat([spike, spike, -spike, spike], dim=1)
    alone, together = conv1d(pg3, spike), conv1d(x, rows)
    forgotten, wrong = conv1d(x, spike.repeat(1, 4, 1)), conv1d(pg3, spike.flip(2))
    best = int(alone.argmax())
    products = pg3[0, 0, best : best + 7] * spike[0, 0]
    assert (products > 0).all()
    for step in (-1, 1):  # "a step to either side"
        beside = pg3[0, 0, best + step : best + step + 7] * spike[0, 0]
        assert (beside < 0).any()
    near = wrong[0, 0, 8 * RATE + 16 - 3 : 9 * RATE - 3]  # what the picture shows: 8.2 s to 9 s
    assert int(near.argmin()) + 8 * RATE + 16 - 3 - best in (0, 1)  # "falls to its lowest"

    second = 2 * np.pi * np.arange(RATE) / RATE
    assert np.allclose(np.cos((RATE - 36) * second), np.cos(36 * second))
    each = conv1d(x, rows.transpose(0, 1), groups=4)[0]
    assert (each[1:, 601] < 0).all()  # "the other channels give no help there"
    assert (each[:, [288, 532, best]] > 0).all()  # "in all four channels"
    repeated = difference.repeat(4, 1, 1)
    apart = conv1d(x, repeated, groups=4)
    assert torch.allclose(apart[:, 0:1], conv1d(pg3, difference), atol=1e-6)
    heights = [(row / row.std()).flatten() for row in (alone, together)]
    impostor = int(heights[0][595:605].argmax()) + 595
    for around in (slice(t - 2, t + 3) for t in (288, 532, best)):
        assert heights[1][around].max() < heights[0][around].max() + 0.1  # "don't stand higher"
        assert together[0, 0, around].max() > 2 * alone[0, 0, around].max()  # "have grown"
    found, confirmed = _seconds(alone.flatten(), 7), _seconds(together.flatten(), 7)
    (lost,) = [s for s in found if min(abs(s - other) for other in confirmed) > 0.05]
    assert (len(found), len(confirmed)) == (4, 3)  # "Four moments", "The three others"

    pairs = torch.tensor([[1.0, -1, 0, 0], [0, 1, -1, 0], [0, 0, 1, -1]])
    hum = torch.sin(2 * torch.pi * 20 * torch.arange(800) / RATE)
    differences = conv1d(x, pairs[:, :, None])
    assert torch.allclose(differences, conv1d(x + hum, pairs[:, :, None]), atol=1e-4)
    unequal = x + hum / torch.tensor([1.0, 2, 3, 4]).view(1, 4, 1)
    assert not torch.allclose(differences, conv1d(unequal, pairs[:, :, None]), atol=0.1)
    # "about one of them": how many of as many numbers of a bell curve lie above three
    assert round(alone.shape[2] * math.erfc(3 / math.sqrt(2)) / 2) == 1

    half = torch.full((1, 1, 2), 0.5)
    chain = conv1d(conv1d(conv1d(conv1d(pg3, half), half), half), half)
    assert torch.allclose(chain, softer, atol=1e-5)  # "It is our bell"

    impulse = torch.zeros(1, 1, 7)
    impulse[0, 0, 3] = 1
    out = [int(value) for value in conv1d(impulse, _kernel(1, 2, 3)).flatten() if value]
    longest = torch.full((1, 1, 41), 1 / 41)
    modes = {"zeros": "constant", "reflect": "reflect", "replicate": "replicate"}
    modes["circular"] = "circular"
    ends = torch.cat([conv1d(pad(pg7, (20, 20), mode), longest)[0] for mode in modes.values()])
    same = (ends.max(dim=0).values - ends.min(dim=0).values < 1e-5).nonzero().flatten()

    return {
        "x": x,
        "rate": RATE,
        "shape": tuple(x.shape),
        "pg3": pg3,
        "average": average,
        "difference": difference,
        "waves": len(gains["bell"]),
        "long": RATE + average.shape[2] - 1,
        "dips": [out[0, 0, 680:690].min().item() for out in (smooth, softer)],
        "longest": longest.shape[2],
        "montage": tuple(nn.Conv1d(4, 3, kernel_size=1).weight.shape),
        "apart": int(pairs.sum(dim=1).abs().max()),
        "smooth": smooth,
        "dip": dip,
        "lowest": int(smooth.argmin()) + 2,
        "weight": average[0, 0, 0].item(),
        "level": [
            int(conv1d(torch.full((1, 1, 9), 7.0), k)[0, 0, 0]) for k in (average, difference)
        ],
        "sums": [int(k.sum().round()) for k in (average, bell / 16, difference, whole)],
        "bell": [int(weight) for weight in bell.flatten()],
        "gains": gains,
        "silent": [f for f in range(41) if gains["average"][f] < 1e-6],
        "spike": [int(weight) for weight in whole.flatten()],
        "best": best,
        "total": products.sum().item(),
        "found": found,
        "lost": lost,
        "sunk": [height[impostor - 2 : impostor + 3].max().item() for height in heights],
        "highest": [height.max().item() for height in heights],
        "spread": [row.std().item() for row in (alone, together)],
        "windows": alone.shape[2],
        "repeated": tuple(repeated.shape),
        "differences": tuple(apart.shape),
        "together": together[0, 0, best].item(),
        "forgotten": forgotten[0, 0, best].item(),
        "blip": out,
        "first": conv1d(torch.ones(1, 1, 7), average, padding=2)[0, 0, 0].item(),
        "parts": (int(same.max()) + 1) / RATE,
    }


CLAIMS = (
    "The file holds {shape[2]} moments with {shape[1]} numbers each",
    "{shape}: one recording, four channels, {shape[2]} samples.",
    "draws the {shape[2]} samples over {shape[2] // rate} seconds. So we take "
    "**{rate} samples a second**",
    "Five times {weight:.1f}: a mean",
    "{smooth.shape[2]} windows fit, that is {shape[2]} - {average.shape[2]} + 1.",
    "the samples t to t + {average.shape[2] - 1}. It",
    "the sharp dip at {dip / rate:.1f} s, with {pg3[0, 0, dip]:.1f}. How",
    "Look at {dip / rate:.1f} s: the thin line falls to {pg3[0, 0, dip]:.1f}, "
    "the thick one only to {dips[0]:.1f}.",
    "leaves a dip of {dips[1]:.1f}, the average only {dips[0]:.1f}.",
    "({long} samples, because then {rate} windows of five fit: exactly one second.)",
    "one of them, at {lowest / rate:.1f} s.",
    "Now two weights only, {difference[0, 0, 0]:.0f} and {difference[0, 0, 1]:.0f}: each",
    "{level[0]} and {level[1]}. You need",
    "A sum of {sums[0]} keeps the level, a sum of {sums[2]} removes it.",
    "Its weights add up to {sums[1]}, too.",
    "N = {waves} waves, from {0} Hz (which never changes) to {rate // 2} Hz, one",
    "At {rate // 2} Hz a wave is two samples long",
    "With {rate} samples a second, a faster one can't be told from a slower one: "
    "{rate - 36} Hz gives the very samples of {36} Hz.",
    "A wave of {silent[0]} Hz is {rate} / {silent[0]} = {rate // silent[0]} samples long.",
    "Now all {waves} waves, for",
    "With `groups={shape[1]}` each",
    "{repeated} and {differences}: four kernels",
    "is {gains['average'][16]:.0f} at {silent[0]} and at {silent[1]} Hz, but",
    "is {gains['difference'][0]:.0f} at {0} Hz and doubles a wave of {rate // 2} Hz.",
    "so that the sum is {sums[3]} and the level does not matter:\n\n"
    "    {'  '.join(map(str, spike))}\n",
    "At position {best - 680} **all seven products are positive**",
    "and the sum is {total:.2f}. A",
    "from one dip, at {found[3]:.1f} s. Slide",
    "The one at {found[1]:.1f} s is the other sharp dip",
    "{found[0]:.2f} s is a smaller dip of the same kind. And {found[2]:.2f} s? Let",
    "lying on the dip at {dip / rate:.1f} s. The",
    "{together:.1f} with the right signs",
    "and only {forgotten:.1f} is left",
    "At {lost:.2f} s there is one above and none below",
    "it sinks from {sunk[0]:.1f} standard deviations to {sunk[1]:.1f}. The",
    "gone from {highest[0]:.1f} to {highest[1]:.1f}. Their",
    "of the output went from {spread[0]:.1f} to {spread[1]:.1f}.",
    "the peak at {found[0]:.2f} s is only just above the line. If our {windows} output",
    "a kernel with the weights {blip[2]}, {blip[1]}, {blip[0]}.",
    "Conv1d gives {blip[0]}, {blip[1]}, {blip[2]}. The",
    "Near {dip / rate:.1f} s the solid line has its peak",
    "{shape[2]} samples became {smooth.shape[2]}.",
    "{first:.1f}: three ones and two zeros",
    "an average of half a second ({longest} samples).",
    "Up to {parts:.2f} s, the dotted mark, the four lines are one.",
    "{montage}. And the hum is gone",
    "Its weights add up to {apart} over the **channels**",
    "It is our bell: {', '.join(map(str, bell))}, divided by {sum(bell)}.",
    "Weights that add up to {sums[0]} keep the level, weights that add up to {sums[2]} remove it.",
)

PLAIN = (
    "On the slow waves it stays close to 0. It does",
    "Mean 0 and standard deviation 1, nearly, in every channel",
    "An amplitude of 2 means",
    "A little before 7 seconds, and a little after 8.5. Channel 0 shows",
    "In channel 2 it is upside down",
    "In PG7 (channel 2) the shape",
    "# channel 0, all three axes kept",
    "a signal that never changes: 7, 7, 7, and so on",
    "is weight times 7. So",
    "zeros` pulls towards 0. `reflect",
    "divide all of them by 10. That",
    "the first of them is t = K - 1",
    "A signal that is 1 everywhere",
    "the last K // 2 numbers",
    "That is a Conv1d with `kernel_size=1`: no",
    "with the kernel 0.5, 0.5, and",
    "# how much of each wave comes through: 1 is all of it",
)
