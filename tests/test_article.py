"""The worked example: made again from its seed, and compared with every number in print."""

from __future__ import annotations

import re

import torch

from conv1d_lab import article
from conv1d_lab.explanation import explain


def test_the_seed_gives_every_tensor() -> None:
    """The weights to the last bit but one: with or without a fused multiply-add they round once."""
    with torch.random.fork_rng():
        torch.manual_seed(article.SEED)
        torch.rand(article.SKIP)
        layer = torch.nn.Conv1d(in_channels=3, out_channels=2, kernel_size=4)
        x = torch.rand(1, 3, 10)
    ours = article.layer()
    assert ours.bias is not None
    assert layer.bias is not None
    torch.testing.assert_close(ours.weight, layer.weight, rtol=0, atol=2**-24)
    torch.testing.assert_close(ours.bias, layer.bias, rtol=0, atol=2**-24)
    assert torch.equal(article.x(), x)


def test_the_kernel_alone_is_the_first_of_the_layer_without_its_bias() -> None:
    layer, x = article.layer(), article.x()
    alone = article.kernel()
    assert alone.bias is None
    assert torch.equal(alone.weight, layer.weight[:1])
    printed = article.PRINTED["a1 + a2 + a3 for out[0, 0, 0]"]
    assert f"{alone(x)[0, 0, 0]:.4f}" == f"{printed[0]:.4f}"


def test_making_the_example_draws_no_random_number() -> None:
    before = torch.get_rng_state()
    article.layer(), article.kernel(), article.x()
    assert torch.equal(torch.get_rng_state(), before)


def test_every_call_makes_its_own() -> None:
    first, x = article.layer(), article.x()
    with torch.no_grad():
        first.weight.zero_()
        x.zero_()
    assert article.layer().weight.any()
    assert article.x().any()


def test_every_printed_number_is_the_rounded_one() -> None:
    layer, x = article.layer(), article.x()
    out = layer(x)
    sums = {
        at: torch.tensor(explain(layer, x, at).channel_sums.sum()) for at in [(0, 0, 0), (0, 1, 2)]
    }
    names = {"x": x, "out": out, "bias": layer.bias, "weight": layer.weight}
    for name, printed in article.PRINTED.items():
        match = re.fullmatch(r"a1 \+ a2 \+ a3 for out\[(.*)\]", name)
        values = sums[eval(match.group(1))] if match else eval(name, names)
        rounded = [f"{value:.4f}" for value in values.reshape(-1).tolist()]
        assert rounded == [f"{value:.4f}" for value in printed], name


def test_nothing_printed_is_left_out() -> None:
    counts = {name: len(numbers) for name, numbers in article.PRINTED.items()}
    assert sum(count for name, count in counts.items() if name.startswith("x")) == 30
    assert sum(count for name, count in counts.items() if name.startswith("weight")) == 12
    assert counts["bias"] == 2
    assert counts["out[0, 0]"] == 7
    assert sum(counts.values()) == 30 + 12 + 2 + 7 + 3


def test_sums_of_printed_numbers_miss_the_last_digit() -> None:
    p = article.PRINTED
    products = [
        round(w * v, 4)
        for c in range(3)
        for w, v in zip(p[f"weight[0, {c}]"], p[f"x[0, {c}]"], strict=False)
    ]
    assert f"{sum(products) + p['bias'][0]:.4f}" == "0.2546"
    assert f"{article.layer()(article.x())[0, 0, 0]:.4f}" == "0.2545"
    weight = [[round(v, 4) for v in row] for row in article.WEIGHT[1]]
    by_hand = sum(
        w * v for c in range(3) for w, v in zip(weight[c], p[f"x[0, {c}]"][2:6], strict=True)
    )
    assert f"{by_hand + p['bias'][1]:.4f}" == "0.3288"
