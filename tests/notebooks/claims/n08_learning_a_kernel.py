from __future__ import annotations

from typing import Any

import torch
from numpy.lib.stride_tricks import sliding_window_view

from conv1d_lab import article, output_length
from conv1d_lab.exercises import find
from tests.notebooks.names_after import names_after

K, L = 4, 10
WANTED = 0.2
NUDGE = 0.1
CLOSE = 0.01
"""What the notebook calls close: the student is nearer than that to the hidden layer."""


def _run(*cell_ids: str) -> dict[str, Any]:
    return names_after("08_learning_a_kernel", *cell_ids)


def _gradients() -> dict[str, Any]:
    """The article's layer and input, and gradients of what the notebook takes them of."""
    layer, x = article.layer().double(), article.x().double().requires_grad_()
    assert layer.bias is not None
    out = layer(x)
    of_one = torch.autograd.grad(out[0, 1, 2], (layer.weight, layer.bias, x), retain_graph=True)
    of_weight, of_bias, of_x = of_one
    assert torch.equal(of_weight[1], x[0, :, 2 : 2 + K])
    assert not of_weight[0].any()
    assert of_bias.tolist() == [0, 1]
    assert torch.equal(of_x[0, :, 2 : 2 + K], layer.weight[1])
    assert {int(i) for i in of_x[0].nonzero()[:, 1]} == set(range(2, 2 + K))
    row = torch.autograd.grad(out[0, 0].sum(), (layer.weight, x), retain_graph=True)
    middle = [i for i in range(L) if torch.isclose(row[1][0, 0, i], layer.weight[0, 0].sum())]
    assert middle == list(range(middle[0], middle[-1] + 1))
    (g,) = torch.autograd.grad(((out - WANTED) ** 2).mean(), out)
    assert torch.allclose(g, 2 * (out - WANTED) / out.numel())
    assert g[0, 0, 2] > 0
    return {
        "layer": layer,
        "x": x,
        "out": out.detach(),
        "rise": NUDGE * of_weight[1, 0, 0].item(),
        "biases": layer.bias.numel(),
        "nudged": sum(gradient.numel() for gradient in of_one),
        "met": output_length(L, K),
        "fed": sum(t <= 5 < t + K for t in range(output_length(L, K))),
        "row": row,
        "middle": middle,
        "reading": [t for t in range(output_length(L, K)) if t <= 5 < t + K],
    }


def _hidden() -> dict[str, Any]:
    """The box, the first student, and the two who saw one example only."""
    found = _run("imports", "hidden-data", "hidden-train")
    student, hidden, sent = found["student"], found["hidden"], found["x_sent"]
    found["train"](student, sent, found["wanted"], steps=80, rate=0.1)
    for mine, theirs in ((student.weight, hidden.weight), (student.bias, hidden.bias)):
        assert (mine - theirs).abs().max() < CLOSE
    found = _run("imports", "hidden-train", "seven-run")
    for one in found["pupils"]:
        assert torch.allclose(one(found["only"]), found["answers"], atol=1e-6)
        assert (one.weight - found["box"].weight).abs().max() > 0.1
    return {"sent": sent, "windows": len(sent) * output_length(L, K)}


def _unknowns() -> dict[str, Any]:
    found = _run("imports", "rank-run", "sine-run")
    wave, equations = found["wave"], found["equations"]
    rank = torch.linalg.matrix_rank
    unknowns = equations(article.x()).shape[1]
    shortest = unknowns + K - 1
    torch.manual_seed(0)
    for length in range(L, 25):
        windows = output_length(length, K)
        assert rank(equations(torch.rand(1, 3, length))) == min(windows, unknowns)
    assert unknowns == article.layer().weight[0].numel() + 1
    assert shortest == find("shortest_input").solve(3, 2, K)
    assert sliding_window_view(wave[0, 0], K).shape[0] == len(equations(wave))
    return {
        "unknowns": unknowns,
        "rank": int(rank(equations(article.x()))),
        "shortest": shortest,
        "enough": output_length(shortest, K),
        "wave": equations(wave),
        "wave_length": wave.shape[2],
        "wave_rank": int(rank(equations(wave))),
    }


def _the_best_window_comes_to_the_pattern(patterns: torch.Tensor) -> None:
    """ "misses the pattern" at the start, "in nearly every record" after about twenty steps."""
    for seed in (0, 1, 2):
        torch.manual_seed(seed)
        x, at = torch.randn(400, 2, 80), torch.randint(0, 80 - 16 + 1, (400, 2))
        there = torch.rand(400, 2) < 0.5
        for n, p in there.nonzero().tolist():
            x[n, 0, at[n, p] : at[n, p] + 16] += patterns[p]
        detector = torch.nn.Conv1d(1, 2, kernel_size=20)
        optimizer = torch.optim.Adam(detector.parameters(), lr=0.03)
        on_it = []
        for _ in range(31):
            scores, best = detector(x[:, :1]).max(dim=2)
            overlap = torch.minimum(best + 20, at + 16) - torch.maximum(best, at)
            on_it.append((overlap >= 12)[there].float().mean().item())
            loss = torch.nn.functional.binary_cross_entropy_with_logits(scores, there.float())
            optimizer.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            optimizer.step()
        assert on_it[0] < 0.75
        assert on_it[-1] > 0.9


def _detector() -> dict[str, Any]:
    found = _run(
        *("imports", "detector-data", "detector-look", "detector-train", "detector-likeness"),
        "fair-run",
    )
    alike = [found["likeness"](found["kernels"][o], found["patterns"][o]) for o in (0, 1)]
    before = [found["likeness"](found["start"][o], found["patterns"][o])[0] for o in (0, 1)]
    assert min(value for value, _ in alike) > 0.9
    assert max(before) < 0.6
    out = found["detector"](found["record"])[0]
    best, kernel = int(out[0].argmax()), found["detector"].weight[0, 0]
    for t, least, most in ((best, 0.9, 1.0), (best + 2, 0.0, 0.1)):  # "the other way round"
        products = kernel * found["record"][0, 0, t : t + 20]
        assert least <= products.clamp(min=0).sum() / products.abs().sum() <= most
    assert (out.amax(1) > 0).all()
    tests, truth = found["x_test"], found["truth"]
    matched = torch.nn.functional.conv1d(tests, found["matched"]).amax(2)
    by_hand = [
        max(float(((matched[:, o] > s) == truth[:, o]).float().mean()) for s in found["levels"])
        for o in (0, 1)
    ]
    learned = ((found["detector"](tests).amax(2) > 0) == truth).float().mean(0)
    wiggle, ramp = (mine - its for mine, its in zip(learned.tolist(), by_hand, strict=True))
    assert -0.1 < wiggle < 0  # "the pattern itself, by a little"
    assert abs(ramp) < 0.015  # "hardly a difference"
    _the_best_window_comes_to_the_pattern(found["patterns"])
    quiet = found["record"].clone()
    first, second = (int(t) + place for t, (_, place) in zip(out.argmax(1), alike, strict=True))
    for pattern, at in zip(found["patterns"], (first, second), strict=True):
        quiet[0, 0, at : at + len(pattern)] -= pattern
    torch.manual_seed(0)
    assert torch.allclose(quiet, torch.randn(quiet.shape), atol=1e-5)
    return {
        "record": found["record"],
        "pattern": found["patterns"][0],
        "detector": found["detector"],
        "hidden_at": (first, second),
        "records": len(found["x_train"]),
    }


def numbers() -> dict[str, Any]:
    return {
        **_gradients(),
        **_hidden(),
        **_unknowns(),
        **_detector(),
        "K": K,
        "WANTED": WANTED,
        "NUDGE": NUDGE,
        "CLOSE": CLOSE,
    }


CLAIMS = (
    "and its `out[0, 1, 2]` = {out[0, 1, 2]:.4f}.",
    "    weight[1, 0, 0] · x[0, 0, 2]   =   {layer.weight[1, 0, 0]:.4f} · {x[0, 0, 2]:.4f}",
    "We raise `weight[1, 0, 0]` by {NUDGE}. First",
    "By {rise:.5f}: that is {NUDGE} times {x[0, 0, 2]:.4f}, and {x[0, 0, 2]:.4f} is `x[0, 0, 2]`",
    "the output rises {x[0, 0, 2]:.4f} times as much",
    "the shape of the weight, {tuple(layer.weight.shape)}.",
    "at the places 2 to {2 + K - 1}, where",
    "There are {layer.weight.numel()} weights, {biases} biases and {x.numel()} inputs.",
    "of these {nudged} numbers",
    "{met} inputs, one in each window; and {fed} numbers.",
    "Their sum is its gradient, {row[0][0, 0, 0]:.4f}.",
    "From place {middle[0]} to place {middle[-1]} all the sums",
    "the whole row `weight[0, 0]`: {layer.weight[0, 0].sum():.4f}.",
    "every output number to be {WANTED}. We",
    "`out[0, 0, 2]` is {out[0, 0, 2]:.4f}: too large",
    "the mean divides by {out.numel()}. So g is 2 · (out - {WANTED}) / {out.numel()}.",
    "`{3}:{3 + met}`, because in window t it meets place t + 3.",
    "The windows t = {', '.join(map(str, reading))} read it, "
    "with the weights k = {', '.join(str(5 - t) for t in reading)}: as",
    "We send in {len(sent)} examples of random",
    "Both are below {CLOSE}, and",
    "So kernel 0 has {unknowns} unknowns.",
    "Rank {rank}. All seven equations",
    "pin down {unknowns} unknowns. There are {unknowns} - {rank} = {unknowns - rank} directions",
    "{unknowns} unknowns need at least {enough} windows",
    "(The kernel is {K} wide.)",
    "{shortest} is enough: {enough} windows. After that the rank stays at {unknowns}, because",
    "had {len(sent)} of them, with {windows} windows.",
    "one channel and {wave_length} numbers of",
    "a bias have {wave.shape[1]} unknowns.",
    "There are {len(wave)} windows.",
    "Only {wave_rank}. Every window",
    "records of {record.shape[2]} numbers of noise",
    "two patterns, {len(pattern)} numbers long",
    "Each kernel has {detector.kernel_size[0]} weights, a few more",
    "the wiggle at place {hidden_at[0]} and the ramp at place {hidden_at[1]}.",
    "had nothing but {records} records, and",
    "about 16 digits, for",
)

PLAIN = (
    "| 1 | it is simply added |",
    "| anything else | 0 | it is not in the sum |",
    "Everywhere else it is 0: those",
    "kernel 0 has no part in",
    "numbers of output row 0 does",
    "the **sum of output row 0**.",
    "for channel 0 and kernel 0.",
    "say the palest, k = 0. These",
    "a factor of 2, and",
    "They take 3000 steps.",
    "1 means the same shape, 0 means nothing in common.",
    "Above 0 means: yes",
    "Both are above 0: yes",
    "It is kernel 1, at",
    "1 for the bias",
    "is 1 if record",
)
