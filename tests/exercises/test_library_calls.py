"""A library that does the exercise is no answer, and a loop is seen where none should be."""

from __future__ import annotations

from typing import Any

import pytest

from conv1d_lab.exercises import WrongAnswer, find, grade
from conv1d_lab.exercises.judging import judge
from conv1d_lab.exercises.verdict_card import card_of

from .cells import run_cell, solved

LOOPS = solved("conv1d_loops")


def _uses(expression: str) -> str:
    return (
        "import torch\n"
        "from torch.nn.functional import conv1d as innocent\n"
        "from numpy import convolve as harmless\n"
        "import conv1d_lab\n"
        "def NAME(x, weight, bias, stride=1):\n"
        "    X, W, B = torch.tensor(x), torch.tensor(weight), torch.tensor(bias)\n"
        f"    return np.asarray({expression})\n"
    )


LIBRARY = [
    "innocent(X, W, B, stride=stride)",
    "torch.conv1d(X, W, B, stride)",
    "getattr(torch.nn.functional, 'conv' + '1d')(X, W, B, stride=stride)",
    "torch.nn.functional.conv2d(X[:, :, None], W[:, :, None], B, stride=(1, stride))[:, :, 0]",
    "torch.ops.aten.conv1d(X, W, B, [stride])",
    "torch.ops.aten.convolution.default(X, W, B, [stride], [0], [1], False, [0], 1)",
    "conv1d_lab.conv1d(x, weight, bias, stride=stride)",
    "torch.conv_tbc(X.permute(2, 0, 1).contiguous(), W.permute(2, 1, 0).contiguous(), B)"
    ".permute(1, 2, 0)[:, :, ::stride]",
    "np.stack([[sum(np.correlate(a, r, 'valid') for a, r in zip(i, w)) + b "
    "for w, b in zip(weight, bias)] for i in x])[:, :, ::stride]",
    "np.stack([[sum(harmless(a, r[::-1], 'valid') for a, r in zip(i, w)) + b "
    "for w, b in zip(weight, bias)] for i in x])[:, :, ::stride]",
]


@pytest.mark.parametrize("expression", LIBRARY)
@pytest.mark.parametrize("name", ["conv1d_loops", "conv1d_numpy"])
def test_a_library_is_no_answer(name: str, expression: str) -> None:
    function = run_cell(_uses(expression).replace("NAME", name))[name]
    verdict = judge(find(name), function)
    assert verdict.outcome == "not yet"
    assert "a library did the work" in verdict.reason
    assert "`inner`" not in verdict.reason  # what np.errstate puts around a function
    with pytest.raises(WrongAnswer, match="a library did the work"):
        grade(name, function)


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("any_element", "(layer, x, n, o, t):\n    return layer(x)[n, o, t]"),
        ("any_element", "(layer, x, n, o, t):\n    return explain(layer, x, (n, o, t)).value"),
        ("output_length", "(length, k, stride=1):\n    return lab(length, k, stride=stride)"),
    ],
)
def test_nor_is_this_package(name: str, body: str) -> None:
    source = "from conv1d_lab import explain, output_length as lab\ndef " + name + body
    assert "a library did the work" in judge(find(name), run_cell(source)[name]).reason


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("all_weight_gradients", "conv1d_weight(x, (g.shape[1], x.shape[1], K), g)"),
        ("all_input_gradients", "conv1d_input((len(g), w.shape[1], L), w, g)"),
    ],
)
def test_nor_is_a_ready_made_gradient(name: str, body: str) -> None:
    source = (
        "from torch.nn.grad import conv1d_weight, conv1d_input\n"
        f"def {name}(x, g):\n"
        "    x = w = torch.tensor(x).double()\n"
        "    g = torch.tensor(g).double()\n"
        "    K, L = x.shape[2] - g.shape[2] + 1, g.shape[2] + w.shape[2] - 1\n"
        f"    return {body}\n"
    )
    verdict = judge(find(name), run_cell(source)[name])
    assert verdict.outcome == "not yet"
    assert "a library did the work" in verdict.reason


def test_a_library_function_itself_is_no_answer() -> None:
    import conv1d_lab

    assert "a library" in judge(find("conv1d_numpy"), conv1d_lab.conv1d).reason


def test_naming_a_library_is_allowed() -> None:
    source = '''
def conv1d_loops(x, weight, bias, stride=1):
    """Do what torch.nn.functional.conv1d and np.convolve do."""
    conv1d = convolve = None
    return SOLVE(x, weight, bias, stride)
'''
    namespace = run_cell(source)
    namespace["SOLVE"] = LOOPS
    assert judge(find("conv1d_loops"), namespace["conv1d_loops"]).outcome == "correct"


ONE_WINDOW = "np.einsum('nck,ock->no', x[:, :, t * stride : t * stride + K], weight) + bias"
WITH_LOOP = [
    f"return np.stack([{ONE_WINDOW} for t in range(windows)], axis=2)",
    f"return np.stack(list(map(lambda t: {ONE_WINDOW}, range(windows))), axis=2)",
    f"out = []\n    for t in range(windows):\n        out.append({ONE_WINDOW})\n"
    "    return np.stack(out, axis=2)",
    f"t, out = 0, []\n    while t < windows: out.append({ONE_WINDOW}); t += 1\n"
    "    return np.stack(out, axis=2)",
]
WITHOUT_LOOP = [
    "return sum(weight[:, :, k] @ x[:, :, k : k + stride * (windows - 1) + 1 : stride] "
    "for k in range(K)) + bias[:, None]",
    "i = np.arange(windows)[:, None] * stride + np.arange(K)\n"
    "    return np.tensordot(x[:, :, i], weight, ([1, 3], [1, 2])).swapaxes(1, 2)"
    " + bias[:, None]",
]


@pytest.mark.parametrize("body", WITH_LOOP)
def test_a_loop_over_t_is_seen(body: str) -> None:
    verdict = judge(find("conv1d_numpy"), _numpy_version(body))
    assert verdict.outcome == "not yet"
    assert "there is still a loop over them somewhere" in verdict.reason
    assert judge(find("conv1d_loops"), _numpy_version(body)).outcome == "correct"


@pytest.mark.parametrize("body", WITHOUT_LOOP)
def test_a_loop_over_the_taps_is_fine(body: str) -> None:
    verdict = judge(find("conv1d_numpy"), _numpy_version(body))
    assert verdict.outcome == "correct", card_of(verdict)


def _numpy_version(body: str) -> Any:
    source = (
        "def conv1d_numpy(x, weight, bias, stride=1):\n"
        "    K = weight.shape[2]\n"
        "    windows = (x.shape[2] - K) // stride + 1\n"
        f"    {body}\n"
    )
    return run_cell(source)["conv1d_numpy"]
