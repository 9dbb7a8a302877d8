from __future__ import annotations

import copy
import functools
import inspect
import itertools
import re
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import nn
from torch.nn import functional

from conv1d_lab import article, explore
from conv1d_lab.exercises.catalogue import find
from conv1d_lab.explorer.stack import StackExplorer
from tests.notebooks.names_after import names_after
from tools.notebook_files import read

NAME = "11_errors_and_look_alikes"
REQUIREMENTS = (Path(__file__).parents[3] / "requirements.txt").read_text("utf-8")
PINNED = re.findall(r"^torch==(\d+\.\d+)", REQUIREMENTS, re.MULTILINE)[0]
L = 10
DEVICE = "device-run"  # its heading is what is said with a GPU, and the cell takes a second

# Words that the prose quotes, and no cell provokes.
QUOTED: dict[str, Callable[[], Any]] = {
    "Invalid computed output size: 0": lambda: nn.MaxPool1d(8)(torch.rand(1, 3, 7)),
    "expected scalar type Double but found Float": (
        lambda: nn.Conv1d(3, 2, 4, bias=False)(torch.rand(1, 3, L).double())
    ),
    "mat1 and mat2 must have the same dtype": lambda: nn.Linear(L, 2)(torch.rand(1, L).double()),
    "Padding value causes wrapping around more than once": (
        lambda: nn.Conv1d(3, 2, 4, padding=L + 1, padding_mode="circular")(torch.rand(1, 3, L))
    ),
}


def _refusal(run: Callable[[], Any]) -> str:
    try:
        run()
    except Exception as error:
        return " ".join(str(error).split())
    raise AssertionError("no error")


@functools.cache
def _code() -> dict[str, str]:
    return {cell.id: cell.source for cell in read(NAME).cells}


def _messages() -> dict[str, list[str]]:
    """What PyTorch says in each cell of the clinic."""
    said: list[str] = []
    names: dict[str, Any] = {"F": functional, "nn": nn, "np": np, "torch": torch}
    names |= {"layer": article.layer().requires_grad_(False), "x": article.x()}
    names["says"] = lambda run: said.append(_refusal(run))
    found = {}
    for cell_id, source in _code().items():
        if "\nsays(" in f"\n{source}" and cell_id != DEVICE:
            exec(source, names)
            found[cell_id.removesuffix("-run")] = said[:]
            said.clear()
    return found


def _the_words_are_pytorchs() -> None:
    """Each heading of the clinic, and each message that the prose quotes. Versions differ."""
    if not torch.__version__.startswith(f"{PINNED}."):
        return
    messages = _messages()
    headings = {i: text[4:] for i, text in _code().items() if text.startswith("### ")}
    patients = [i for i in headings if i in messages and i != "more"]
    assert len(patients) >= 12
    for patient in patients:
        for piece in headings[patient].split("…"):
            said = " ".join(messages[patient])
            assert piece.strip() in said, (patient, piece, said)
    table = re.findall(r"^\| \*(.*?)\* \|", _code()["more-cure"], re.MULTILINE)
    for piece, message in zip(table, messages["more"], strict=True):
        assert piece in message
    prose = " ".join(_code().values())
    for piece, run in QUOTED.items():
        assert piece in _refusal(run)
        assert f"*{piece}*" in prose, piece
    assert messages["float-size"][1].startswith("only integers, slices")


def _the_silent_ones_are_silent() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # in older versions lazy layers warn of themselves
        lazy = nn.LazyConv1d(4, 5)
        lazy(torch.rand(8, 100))
    assert lazy.in_channels == 8
    mono = nn.Conv1d(1, 4, 5)
    assert "to have 1 channels, but got 8" in _refusal(lambda: mono(torch.rand(8, 100)))
    one = torch.rand(1, 100)
    assert torch.allclose(mono(one), mono(one[:, None])[0], atol=1e-6)
    kept = nn.Conv1d(3, 2, 4)
    other = nn.Conv1d(3, 2, 5)
    assert "size mismatch" in _refusal(lambda: kept.load_state_dict(other.state_dict()))
    assert kept.bias is not None
    assert torch.equal(kept.bias, other.bias)  # type: ignore[arg-type]  # "what did fit"
    negative = -torch.ones(1, 1, 5)
    assert nn.MaxPool1d(3, stride=1, padding=1)(negative).max() == -1
    assert nn.MaxPool1d(3, stride=1)(functional.pad(negative, (1, 1))).max() == 0
    normal = nn.BatchNorm1d(2)
    assert normal.training
    assert normal.running_mean is not None
    with torch.no_grad():
        normal(torch.rand(4, 2, 9))
    assert normal.running_mean.abs().min() > 0
    targets = torch.rand(8, 5)
    out = targets.mean(0).expand(8, 1, 5).clone().requires_grad_()
    (gradient,) = torch.autograd.grad((out - targets).square().sum(), out)
    assert gradient.abs().max() < 1e-5  # "until every output is the mean of all targets"
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        functional.mse_loss(out, targets)
    assert "size" in str(caught[0].message)


def _each_cure_mends_the_stack() -> None:
    first, last = _code()["stack-run"].splitlines()
    names: dict[str, Any] = {"explore": explore}
    exec(first, names)
    broken = eval(last, names)
    assert (
        broken.shapes[-1][2] == 5
    )  # "Five places arrive at layer 3, and its kernel is seven wide"
    assert broken.stack["blocks"][2]["kernel_size"] == 7
    assert "Kernel size can't be greater" in broken.broken[1]
    cures = ((2, "kernel_size", 5), (1, "pool", 1), (0, "pool", 1), (1, "kernel_size", 1))
    for i, name, value in cures:
        mended = copy.deepcopy(broken.stack)
        mended["blocks"][i][name] = value
        assert _refused(mended) is None
    assert _refused({**broken.stack, "padding": "same"}) is None
    assert _refused({**broken.stack, "length": 40}) is None
    other = copy.deepcopy(broken.stack)
    other["blocks"][1]["in_channels"] = 8
    assert "to have 8 channels" in (_refused(other) or ("", ""))[1]


def _refused(stack: dict[str, Any]) -> tuple[int, str] | None:
    return StackExplorer(stack=stack).broken


def _keras_pads_as_its_rules_say() -> None:
    """The notebook's function against Keras's rule in its other form, and against PyTorch."""
    from numpy.lib.stride_tricks import sliding_window_view

    names = names_after(NAME, "keras-run", np=np, sliding_window_view=sliding_window_view)
    rng = np.random.default_rng(0)
    for length, size, stride in itertools.product((9, 10, 11), (1, 2, 3, 4), (1, 2, 3)):
        x, kernel = rng.random((2, length, 3)), rng.random((size, 3, 2))
        missing = max(size - (length % stride or stride), 0)
        sides = {"same": (missing // 2, missing - missing // 2), "causal": (size - 1, 0)}
        for padding, (left, right) in {**sides, "valid": (0, 0)}.items():
            padded = functional.pad(torch.from_numpy(x).transpose(1, 2), (left, right))
            weight = torch.from_numpy(kernel).permute(2, 1, 0)
            expected = functional.conv1d(padded, weight, stride=stride).transpose(1, 2)
            found = names["keras_conv1d"](x, kernel, 0, stride, padding)
            np.testing.assert_allclose(found, expected)


def _the_first_broken_line_is_the_answer() -> None:
    """Each chain that a student may get breaks in line 6, and deviates where the answer says."""
    exercise = find("first_broken_line")
    for given in {str(n): n for n in map(exercise.numbers, ["", *map(str, range(40))])}.values():
        chain = [
            nn.Conv1d(1, 8, given["kernel"], padding=given["padding"]),
            nn.MaxPool1d(given["pool"]),
            nn.Conv1d(8, 16, given["next_kernel"], padding=given["next_padding"]),
            nn.MaxPool1d(2),
            nn.Flatten(),
        ]
        planned = [(8, 8, 100), (8, 8, 50), (8, 16, 50), (8, 16, 25), (8, 400)]
        x, broken = torch.zeros(8, 1, 100), []
        for line, (layer, shape) in enumerate(zip(chain, planned, strict=True), 1):
            x = layer(x)
            broken += [line] * (tuple(x.shape) != shape)
        assert x.shape[1] < 400, given
        assert broken[0] == exercise.solve(**given), given


def _numpy_swaps_and_has_these_modes() -> None:
    short, long = np.array([1.0, 2]), np.array([3.0, 4, 5])
    assert np.array_equal(np.convolve(short, long, "valid"), np.convolve(long, short, "valid"))
    assert len(np.correlate(short, long)) == 2
    assert inspect.signature(np.correlate).parameters["mode"].default == "valid"
    assert inspect.signature(np.convolve).parameters["mode"].default == "full"


def _zero_wins() -> dict[str, int]:
    loud = torch.tensor([[[-52.0, -48, -45, -50, -41, -47, -55, -49]]])
    mean = torch.full((1, 1, 3), 1 / 3)
    modes = ("constant", "replicate")
    return {
        m: int(functional.conv1d(functional.pad(loud, (1, 1), mode=m), mean).argmax())
        for m in modes
    }


def numbers() -> dict[str, Any]:
    _the_words_are_pytorchs()
    _the_silent_ones_are_silent()
    _each_cure_mends_the_stack()
    _keras_pads_as_its_rules_say()
    _the_first_broken_line_is_the_answer()
    _numpy_swaps_and_has_these_modes()
    layer, x = article.layer(), article.x()
    chain = [nn.Conv1d(3, 16, 5), nn.MaxPool1d(2), nn.Conv1d(16, 32, 5), nn.MaxPool1d(2)]
    planned = [nn.Conv1d(3, 16, 5, padding="same"), nn.MaxPool1d(2)]
    planned += [nn.Conv1d(16, 32, 5, padding="same"), nn.MaxPool1d(2)]
    shapes, plan = ([(8, 3, 100)], [(8, 3, 100)])
    for made, found in ((chain, shapes), (planned, plan)):
        for one in made:
            found.append(tuple(one(torch.zeros(found[-1])).shape))
    return {
        "pinned": PINNED,
        "x": list(x.shape),
        "layer": layer,
        "four": list(nn.Conv1d(4, 2, 3).weight.shape),
        "shapes": shapes,
        "plan": plan,
        "comments": "\n\n".join(f"# {shape}" for shape in plan[1:]),
        "features": shapes[-1][1] * shapes[-1][2],
        "wanted": plan[-1][1] * plan[-1][2],
        "padded": L + 2 * 1,
        "span": 4 * (5 - 1) + 1,
        "grouped": list(nn.Conv1d(4, 4, 3, groups=2).weight.shape),
        "mixed": tuple(nn.Conv1d(8, 4, 5)(torch.zeros(8, 100)).shape),
        "apart": tuple(nn.Conv1d(1, 4, 5)(torch.zeros(8, 1, 100)).shape),
        "stretched": tuple((torch.zeros(8, 1, 96) - torch.zeros(8, 96)).shape),
        "wins": _zero_wins(),
        "out": layer(x),
        "taller": functional.conv2d(x[:, :, None], layer.weight[:, :, None], padding=1).shape[2],
        "fewer": [C * C * 9 // nn.Conv1d(C, C, 9, groups=C).weight.numel() for C in (8, 64)],
    }


CLAIMS = (
    "from version {pinned}.",
    "`weight of size {four}` | your **layer**",
    "| `input{x}` | your **x**",
    "| `to have {four[1]} channels` |",
    "| `got {x[1]} channels` |",
    "keep the length of {shapes[0][2]}, and two poolings that halve it. That makes {plan[4][2]} "
    "places, with {plan[4][1]} channels: {wanted} numbers",
    "made for {wanted} numbers and gets {features}. (`{shapes[0][0]}` is the number of examples.)",
    "The plan says {wanted}, and {wanted} is",
    "gives {shapes[1][2]} places, not {plan[1][2]}. The",
    "may shrink, {features} in the last layer.",
    "one is quickest\n\n{comments}\n\n# ({shapes[0][0]}, {wanted})\n\n# (8, 10)\n\n# one",
    "`padded input size per channel: ({padded})` is",
    "`Kernel size: ({span})` is",
    "here {features} and {wanted}.",
    "`mat1` has {shapes[4][0] * shapes[4][1]} rows. They are {shapes[4][0]} · {shapes[4][1]}, all",
    "x should have {2 * 4} channels. Where does it take {2 * 4} from?",
    "Its middle axis is C_in / groups, so {grouped[1]}.",
    "`of input {x}` is your x.",
    "L - 1 = {x[2] - 1} numbers for",
    "/ 2 is {8 / 2}. `at",
    "{mixed}: the batch is gone.",
    "it would be {apart}.",
    "all the rest, and place {wins['constant']} wins",
    "it is place {wins['replicate']}, beside",
    "{stretched}. Shapes are",
    "# {tuple(layer.weight.shape)} and {tuple(layer.bias.shape)}\n\n# {tuple(out.shape)}",
    "suddenly {taller} high.",
    "one window, {x[1]} channels · {layer.kernel_size[0]} places, and",
    "It is {tuple(layer.weight.shape)}, so two channels go in and three come out.",
    "And {out.numel()} numbers could not bring back {x[1] * x[2]} anyway.",
    "With 8 channels that is {fewer[0]} times fewer products, with 64 channels {fewer[1]} times",
)

PLAIN = (
    "GPT-2's Conv1D",
    'GPT-2\'s "Conv1D"',
    "GPT-2's `Conv1D`",
    "GPT-2 is full",
    "in GPT-2 that",
    "`groups=1` | the",
    "`x.transpose(1, 2)`",
    "breaks at line 0, the",
    "inherit from line 0. But",
    "from line 5.",
    "Expected 2D (unbatched) or 3D (batched) input",
    "`3D` means three axes",
    "`2D` means two",
    "with size 1? `x.squeeze(2)` takes axis 2 away.",
    "padding, 10 + 2 · 1.",
    "dilation · (K - 1) + 1. You wrote 5.",
    "output size: 0*",
    "`nn.LazyLinear(10)`",
    "`out.mean(dim=2)`",
    "`dimension 2` is counted from 0: the",
    "neither size is 1. (A size of 1 would",
    "Is it `dimension 1`, and",
    "Or a `view(-1, ...)` with",
    "`x.flatten(1)`",
    "a 1x1 layer",
    "3 channels can't be dealt out to 2 groups.",
    "has 4 channels, and there are 2 groups: 4 · 2. But",
    "a stride above 1. With stride 2 there",
    "`padding=dilation * (K - 1) // 2`",
    "`F.pad(x, (dilation * (K - 1), 0))`",
    "`padding (10, 10)` is",
    "`at dimension 2` is",
    "left over: 8 / 2 is",
    "`at pos 3` is counted from 1, and",
    "(Position 2 would",
    "all channels of place 0 come first; without it, all places of channel 0. A",
    "it *has* 3 of them, because you made it with 3. What came in has 16 channels, so 16 is",
    "a table of 9 words end at 8. |",
    "Expected more than 1 value",
    "It takes (8, 100) for",
    "`transpose(1, 2)`",
    "reads place 0. Forgotten",
    "and 0 decibels",
    "so that 0 means",
    "`nn.MaxPool1d(3, padding=1)`",
    "A size of 1 that is stretched",
    "one channel, (8, 1, 96), and the targets are (8, 96). What",
    "from the right. 96 and 96 fit. The 1 is stretched to the 8 of the targets",
    "to the 8 of the outputs.",
    "counts its layers from 1.",
    "Layer 3 complains.",
    "arrive at layer 3, and",
    "A kernel of 5 in layer 3 mends it. But so does `pool` 1 in layer 2, or in layer 1, or",
    "a kernel of 1 in layer 2, or",
    "The message names layer 3, and only layer 3.",
    "Set `in` of layer 2 to 8: you know that message.",
    'Choose "same", and a stride of 2 somewhere.',
    "make layer 3 complain **by changing nothing but layer 1**.",
    "2 examples, 3 channels, 10 places.",
    "Conv2d with height 1",
    "that is 1 high. So the kernel is 1 high, too.",
    "`padding=1`, as a",
    "with `padding=1`?",
    "`padding=(0, 1)`",
    "`kernel_size=1`",
    "with stride 2 and a kernel of three, on 10 places and on 11. PyTorch",
    "people write `padding=1`.",
    "With 11 places yes, with 10 places **no**.",
    "With 10 places it is one, and",
    "begins at place 0. PyTorch's `padding=1` puts",
    "all K - 1 zeros",
    "(a number below 1). With",
    "kernel (1, K) |",
)
