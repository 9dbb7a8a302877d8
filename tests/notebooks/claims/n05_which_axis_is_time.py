from __future__ import annotations

import functools
import inspect
from collections.abc import Callable
from typing import Any

import numpy as np
import torch
from torch import nn

from tests.notebooks.names_after import left_by_the_run, names_after

NAME = "05_which_axis_is_time"
WORDS = ["the", "film", "was", "not", "very", "good", "bad"]
SENTENCE = ["the", "film", "was", "not", "very", "good"]
SHORT = ["very", "good", "film"]
K = 3


def _readable(size: int) -> torch.Tensor:
    """The sentence, (1, 6, size): word i has the numbers i.0, i.1, ..."""
    return torch.arange(len(SENTENCE))[None, :, None] + torch.arange(size) / 10


def _refusal(x: torch.Tensor) -> str:
    """What Conv1d says to x as it is, from "expected" on."""
    try:
        nn.Conv1d(4, 2, K)(x)
    except RuntimeError as error:
        return str(error)[str(error).index("expected input") :]
    raise AssertionError("no error")


def _reached(size: int, turned: Callable[[torch.Tensor], torch.Tensor]) -> dict[int, list[int]]:
    """For each word, the outputs in which it has a part: those that its gradient reaches."""
    x = torch.rand(1, len(SENTENCE), size, requires_grad=True)
    out = nn.Conv1d(size, 1, K)(turned(x))[0, 0]
    found: dict[int, list[int]] = {word: [] for word in range(len(SENTENCE))}
    for t in range(len(out)):
        (gradient,) = torch.autograd.grad(out[t], x, retain_graph=True)
        for word in gradient[0].abs().sum(1).nonzero().flatten().tolist():
            found[word].append(t)
    return found


def _padding_gives_the_bias() -> None:
    """Zeros in: the bias comes out; and a bias can be more than all that the words give."""
    torch.manual_seed(1)
    embedding, layer = nn.Embedding(8, 4, padding_idx=0), nn.Conv1d(4, 3, K)
    assert layer.bias is not None
    ids = torch.tensor([[5, 6, 2, 0, 0, 0]])
    out = layer(embedding(ids).transpose(1, 2))
    assert torch.equal(out[0, :, K], layer.bias)
    assert (out.amax(2) > out[:, :, 0]).all()  # "In the batch they are larger: each time"
    out.sum().backward()
    assert embedding.weight.grad is not None
    assert not embedding.weight.grad[0].any()  # "training does not touch it"


def _windows() -> str:
    """The windows of the short sentence, filled up as long as the other one."""
    padded = SHORT + ["<pad>"] * (len(SENTENCE) - len(SHORT))
    lines = []
    for t in range(len(padded) - K + 1):
        window = padded[t : t + K]
        kinds = ["whole", "partly padding", "only padding"]
        kind = kinds[("<pad>" in window) + (set(window) == {"<pad>"})]
        lines.append(f"    t = {t}    {window[0]:7}{window[1]:7}{window[2]:9}{kind}")
    return "\n".join(lines)


def _trained() -> dict[str, Any]:
    """The names that the cells of the classifier leave; it has been trained once, in seconds."""
    cells = ("recipe", "three-sets-run", "encode", "model-run")
    return names_after(NAME, *cells, np=np, torch=torch, nn=nn) | left_by_the_run(NAME, "results")


def _the_moved_words_stand_where_none_stood(sets: dict[str, list[tuple[str, str]]]) -> None:
    """The places in the moved set are new: none is used in training, and so none is reversed."""

    def places(pairs: list[tuple[str, str]]) -> set[int]:
        middles = {s.split().index("not") for pair in pairs for s in pair}
        return {middle + step for middle in middles for step in (-1, 0, 1)}

    before, after = places(sets["training"] + sets["new"]), places(sets["moved"])
    assert not before & after
    assert after == {place + 3 for place in before}
    in_training = {w for pair in sets["training"] for s in pair for w in s.split()}
    assert in_training >= {w for pair in sets["moved"] for s in pair for w in s.split()}


def _training_mode_and_relu_spoil_the_test() -> None:
    """What `which_change` shows of the right axis, if what the text says first is ignored."""
    names = names_after(NAME, "poke-function", torch=torch)
    torch.manual_seed(0)
    embedding = nn.Embedding(7, 6)
    convolution, ids = nn.Conv1d(6, 2, K), torch.arange(6)[None]

    def seen(last: nn.Module, *, train: bool) -> torch.Tensor:
        model = nn.Sequential(convolution, last).train(train)
        changes = names["which_change"]
        return changes(lambda i: model(embedding(i).transpose(1, 2)), ids, 6)  # type: ignore[no-any-return]

    band = seen(nn.Identity(), train=False)
    assert torch.equal(seen(nn.BatchNorm1d(2), train=False), band)
    assert torch.equal(seen(nn.Dropout(), train=False), band)
    assert seen(nn.BatchNorm1d(2), train=True).all()
    assert seen(nn.Dropout(), train=True).sum() > band.sum()
    hidden = seen(nn.ReLU(), train=False)
    assert not (hidden & ~band).any()
    assert hidden.sum() < band.sum()


@functools.cache
def numbers() -> dict[str, Any]:
    with torch.random.fork_rng():
        return _numbers()


def _numbers() -> dict[str, Any]:
    x, square = _readable(4), _readable(6)
    transposed = x.transpose(1, 2)
    recut = x.view(1, 4, 6)[0]
    right, wrong = _reached(6, lambda x: x.transpose(1, 2)), _reached(6, lambda x: x)
    places = list(range(len(SENTENCE) - K + 1))
    assert all(reached == places for reached in wrong.values())
    assert max(map(len, right.values())) == 3  # "up to three outputs"
    scrambled = _reached(4, lambda x: x.view(1, 4, 6))
    assert scrambled != right  # "the test with one changed word finds this mistake too"
    assert torch.equal(square.view(1, 6, 6), square)  # "view changes nothing at all"
    assert torch.equal(transposed, x.permute(0, 2, 1))
    _padding_gives_the_bias()
    names = _trained()
    _the_moved_words_stand_where_none_stood(names["sets"])
    _training_mode_and_relu_spoil_the_test()
    shares = {
        name: {part: np.array(of_starts) for part, of_starts in result.items()}
        for name, result in names["results"].items()
    }
    forgotten = shares["two, forgotten"]
    assert min(forgotten["training"].min(), forgotten["new"].min()) > 0.95
    assert 0.3 < forgotten["moved"].mean() < 0.7  # "somewhere around that of a coin"
    assert np.ptp(forgotten["moved"]) > 0.05  # "from start to start the result is different"
    whole, blind = (np.array([*shares[name].values()]) for name in ("two words", "one word"))
    for share, of_all in ((1, whole), (0.5, blind)):
        assert (np.abs(of_all - share) < 0.005).all()
    _, lengths, _ = names["encode_pairs"](names["sets"]["training"])
    assert lengths.max() == names["make_model"](2)["conv"].in_channels == 8
    return {
        "x": x,
        "ids": tuple(x.shape[:2]),
        "transposed": transposed,
        "out": tuple(nn.Conv1d(4, 2, K)(transposed).shape),
        "refusal": _refusal(x),
        "recut": recut,
        "mixed": recut[:, 0].int().tolist(),
        "right": right,
        "K": K,
        "short": len(SHORT),
        "padding": len(SENTENCE) - len(SHORT),
        "padding_idx": inspect.signature(nn.utils.rnn.pad_sequence)
        .parameters["padding_value"]
        .default,
        "windows": _windows(),
        "whole": f"{100 * whole.min():.0f} %",
        "blind": f"{100 * blind.min():.0f} %",
        "sentences": len(lengths),
        "longest": lengths.max().item(),
        "sizes": names["make_model"](2),
        "words": len(names["known"]) - 1,
        "commas": lambda row: ", ".join(f"{value:.1f}" for value in row),
        "and_": lambda row: f"{', '.join(map(str, row[:-1]))} and {row[-1]}",
    }


CLAIMS = (
    "{ids} is (N, L): sentences, words.",
    "**{x[0, 3, 2]:.1f} is word 3, number 2**",
    "{tuple(x.shape)}: one sentence, six words",
    "a Conv1d with `in_channels={x.shape[2]}`",
    "*{refusal}*",
    "found our {x.shape[1]} words, and it was made for {x.shape[2]} channels",
    "{tuple(transposed.shape)}, and out comes {out}: two kernels, and four places",
    "At position 0 the window holds words {and_(list(range(K)))}, with",
    "it holds words {and_(list(range(1, K + 1)))}. That",
    "because {x.shape[1]} is not {x.shape[2]}.",
    "Word 0 reaches output {right[0][0]} only; a word",
    "`x.view{tuple(transposed.shape)}` gives the right shape",
    "number 0 of each word: {commas(transposed[0, 0])}. What stands",
    "old order, {commas(recut[0])}, and cuts",
    "numbers of words {and_(mixed)}.",
    "(`pad_sequence` fills up with {padding_idx:.0f}.)",
    "of the short sentence:\n\n{windows}\n\nOnly",
    "axis:** {whole} everywhere",
    "word:** {blind}. A kernel",
    "a vector of {sizes['table'].embedding_dim} numbers for each word, "
    "{sizes['conv'].out_channels} kernels, the maximum",
    "turns the {sizes['last'].in_features} maxima into",
    "filled up to {longest} words and the vectors have {sizes['table'].embedding_dim} numbers: our",
    "It has seen {sentences} short sentences, made from one recipe, with {words} words.",
)

PLAIN = (
    "Word 4 is not twice as much as word 2.",
    "| axis 0 |",
    "| axis 1 |",
    "| axis 2 |",
    "`x.transpose(1, 2)`",
    "swaps axis 1 and axis 2.",
    "`x.permute(0, 2, 1)`",
    "number 0 of every word, then number 1 of every word",
    "`out.transpose(1, 2)`",
    "64 or 128 words",
    "64 or 128 numbers.",
    'number 1 of a vector does not come "after" number 0.',
    "if you change word 0,",
    "such as 2 sentences, 6 words, 4 numbers.",
    "Channel 0 should hold number 0",
    "Its id here is 0.",
    "`padding_idx=0`",
    "all products are 0, so",
    "into the same 0. What",
    "A score above 0 means",
    "50 % is what a coin gets.",
)
