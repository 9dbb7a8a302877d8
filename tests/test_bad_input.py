"""Bad input: each case gets an error that names the argument, its value and what was expected."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch
from torch import nn

from conv1d_lab.arithmetic import conv1d, output_length
from conv1d_lab.explanation import explain

X, W, B = np.zeros((1, 3, 10)), np.zeros((2, 3, 4)), np.zeros(2)
LAYER, T = nn.Conv1d(3, 2, 4), torch.zeros(1, 3, 10)


def layer_with(**changes: Any) -> nn.Conv1d:
    """nn.Conv1d takes most bad arguments without a word; its forward refuses them."""
    return nn.Conv1d(**{"in_channels": 3, "out_channels": 2, "kernel_size": 4, **changes})


CASES: list[tuple[Callable[[], object], type[Exception], str]] = [
    # conv1d: x
    (lambda: conv1d(X[0, 0], W), ValueError, r"^x must .*\(N, C_in, L\).*; got \(10,\)$"),
    (
        lambda: conv1d(X[None], W),
        ValueError,
        r"^x must .*\(N, C_in, L\).*got \(1, 1, 3, 10\): x.squeeze\(0\) takes away",
    ),
    (lambda: conv1d(X[:, :2], W), ValueError, r"^x must .* C_in = 3; got \(1, 2, 10\)"),
    (
        lambda: conv1d(X.swapaxes(1, 2), W),
        ValueError,
        r"^x must .*\(1, 10, 3\): .*are swapped",
    ),
    (lambda: conv1d(X[..., :0], W), ValueError, r"^x must .*at least one element.*\(1, 3, 0\)"),
    (lambda: conv1d(X[..., :3], W), ValueError, r"^kernel_size must fit.*kernel_size=4.*only 3"),
    (lambda: conv1d(X.tolist(), W), TypeError, r"^x must be a NumPy array.*got list"),
    (lambda: conv1d(None, W), TypeError, r"^x must be a NumPy array.*got NoneType"),
    (lambda: conv1d(X.astype(int), W), TypeError, r"^x must hold real floating.*got dtype int64"),
    (lambda: conv1d(X.astype(bool), W), TypeError, r"^x must hold real floating.*got dtype bool"),
    (lambda: conv1d(X.astype(complex), W), TypeError, r"^x must hold real.*got dtype complex128"),
    (lambda: conv1d(T.to("meta"), W), TypeError, r"^x must hold values; .*device 'meta'"),
    # conv1d: weight and bias
    (lambda: conv1d(X, W[0]), ValueError, r"^weight must .*\(C_out, C_in / groups, K\).*\(3, 4\)"),
    (lambda: conv1d(X, W[..., :0]), ValueError, r"^weight must .*none of them 0.*\(2, 3, 0\)"),
    (lambda: conv1d(X, W.tolist()), TypeError, r"^weight must be a NumPy array.*got list"),
    (
        lambda: conv1d(X, W.astype("f4")),
        TypeError,
        r"^weight must .*dtype of x, float64.*float32: weight.astype\(np.float64\) converts it",
    ),
    (
        lambda: conv1d(X, W, torch.zeros(2)),
        TypeError,
        r"^bias must .*; got float32: bias.to\(torch.float64\) converts it",
    ),
    (
        lambda: conv1d(np.ma.array(X, mask=X == 0), W),
        TypeError,
        r"^x must not be masked; got 30 masked of 30 elements: x.filled\(0\)",
    ),
    (lambda: conv1d(X, W, B[:1]), ValueError, r"^bias must .*\(C_out,\) = \(2,\); got \(1,\)"),
    (lambda: conv1d(X, W, B[:, None]), ValueError, r"^bias must .*\(2,\); got \(2, 1\)"),
    (lambda: conv1d(X, W, 0.5), TypeError, r"^bias must be a NumPy array.*got float"),
    (lambda: conv1d(X, W, B.astype("f4")), TypeError, r"^bias must .*float64; got float32"),
    # conv1d: settings
    (lambda: conv1d(X, W, stride=0), ValueError, r"^stride must be an integer >= 1; got 0"),
    (lambda: conv1d(X, W, stride=-2), ValueError, r"^stride must be an integer >= 1; got -2"),
    (lambda: conv1d(X, W, stride=1.5), TypeError, r"^stride must be an integer >= 1; got 1.5"),  # type: ignore[arg-type]
    (lambda: conv1d(X, W, stride=True), TypeError, r"^stride must be an integer >= 1; got True"),
    (lambda: conv1d(X, W, stride=(1, 2)), TypeError, r"^stride must be .*; got \(1, 2\)"),  # type: ignore[arg-type]
    (lambda: conv1d(X, W, dilation=0), ValueError, r"^dilation must be an integer >= 1; got 0"),
    (lambda: conv1d(X, W, dilation=4), ValueError, r"^kernel_size must fit.*dilation=4.*spans 13"),
    (lambda: conv1d(X, W, padding=-1), ValueError, r'^padding must be .*"same".*; got -1'),
    (lambda: conv1d(X, W, padding="full"), ValueError, r"^padding must be .*; got 'full'"),
    (lambda: conv1d(X, W, padding=None), TypeError, r"^padding must be .*; got None"),  # type: ignore[arg-type]
    (
        lambda: conv1d(X, W, padding="same", stride=2),
        ValueError,
        r'^padding="same" needs stride=1; got stride=2',
    ),
    (
        lambda: conv1d(X, W, padding=10, padding_mode="reflect"),
        ValueError,
        r"^padding must be at most 9 with padding_mode='reflect'.*length 10; got 10",
    ),
    (
        lambda: conv1d(X, W, padding=11, padding_mode="circular"),
        ValueError,
        r"^padding must be at most 10 with padding_mode='circular'.*; got 11",
    ),
    (
        lambda: conv1d(X, W, padding_mode="mirror"),
        ValueError,
        r"^padding_mode must be one of .*; got 'mirror'",
    ),
    (lambda: conv1d(X, W, groups=0), ValueError, r"^groups must be an integer >= 1; got 0"),
    (lambda: conv1d(X, W, groups=3), ValueError, r"^groups must divide C_out = 2; got groups=3"),
    (lambda: conv1d(X, W, groups=2), ValueError, r"^x must .* C_in = 6; got \(1, 3, 10\)"),
    # output_length
    (lambda: output_length(0, 4), ValueError, r"^length must be an integer >= 1; got 0"),
    (lambda: output_length(10.0, 4), TypeError, r"^length must be an integer >= 1; got 10.0"),  # type: ignore[arg-type]
    (lambda: output_length(10, 0), ValueError, r"^kernel_size must be an integer >= 1; got 0"),
    (lambda: output_length(3, 4), ValueError, r"^kernel_size must fit.*kernel_size=4.*only 3"),
    # explain
    (
        lambda: explain(nn.Conv2d(3, 2, 4), T),
        TypeError,
        r"^layer must be .*; got torch.nn.Conv2d$",
    ),
    (lambda: explain(W, T), TypeError, r"^layer must be .*; got numpy.ndarray: conv1d_lab"),
    (
        lambda: explain(nn.LazyConv1d(2, 4), T),
        ValueError,
        r"^layer must have its weight; got a LazyConv1d",
    ),
    (lambda: explain(LAYER, T[0, 0]), ValueError, r"^x must .*C_in = 3; got \(10,\)$"),
    (lambda: explain(LAYER, T[:, :1]), ValueError, r"^x must .*C_in = 3; got \(1, 1, 10\)"),
    (lambda: explain(LAYER, T[:0]), ValueError, r"^x must .*at least one batch.*\(0, 3, 10\)"),
    (lambda: explain(LAYER, T.long()), TypeError, r"^x must hold real floating.*got dtype int64"),
    (
        lambda: explain(LAYER, T.double()),
        TypeError,
        r"^x must have the dtype of the layer, float32; got float64: x.float\(\) converts it",
    ),
    (
        lambda: explain(LAYER, T.double().numpy()),
        TypeError,
        r"got float64: x.astype\(np.float32\) converts it",
    ),
    (lambda: explain(LAYER, T.tolist()), TypeError, r"^x must be a NumPy array.*got list"),
    (lambda: explain(LAYER, T.to("meta")), TypeError, r"^x must hold values; .*as 'cpu'$"),
    (
        lambda: explain(LAYER, T, (0, 0, 7)),
        ValueError,
        r"^at=\(0, 0, 7\): t must .*L_out = 7\); got 7",
    ),
    (lambda: explain(LAYER, T, (0, 2, 0)), ValueError, r"^at=.*: o must .*C_out = 2\); got 2"),
    (lambda: explain(LAYER, T, (1, 0, 0)), ValueError, r"^at=.*: n must .*N = 1\); got 1"),
    (lambda: explain(LAYER, T, (0, 0, -1)), ValueError, r"^at=.*: t must .*; got -1"),
    (lambda: explain(LAYER, T, (0, 0, float("nan"))), TypeError, r"^at=.*: t must .*; got nan"),  # type: ignore[arg-type]
    (
        lambda: explain(LAYER, T, (0, 0)),
        ValueError,
        r"^at must be a tuple \(n, o, t\); got \(0, 0\)",
    ),
    (lambda: explain(LAYER, T, 5), TypeError, r"^at must be a tuple \(n, o, t\); got 5"),  # type: ignore[arg-type]
    (lambda: explain(LAYER, T[0], (0, 0, 0, 0)), ValueError, r"^at must .*\(o, t\) or \(0, o, t\)"),
    (lambda: explain(layer_with(stride=0), T), ValueError, r"^layer.stride must .*; got \(0,\)"),
    (lambda: explain(layer_with(padding=-1), T), ValueError, r"^layer.padding must .*\(-1,\)"),
    (lambda: explain(layer_with(dilation=4), T), ValueError, r"^kernel_size must fit.*dilation=4"),
    (
        lambda: explain(layer_with(padding=10, padding_mode="reflect"), T),
        ValueError,
        r"^padding must be at most 9 with padding_mode='reflect'.*; got 10",
    ),
]


@pytest.mark.parametrize(("call", "error", "message"), CASES, ids=[case[2] for case in CASES])
def test_is_refused_in_words(
    call: Callable[[], object], error: type[Exception], message: str
) -> None:
    with pytest.raises(error) as caught:
        call()
    assert type(caught.value) is error
    assert re.search(message, str(caught.value)), str(caught.value)


ONE = nn.Conv1d(1, 2, 4)


@pytest.mark.parametrize(
    ("layer", "x", "advice"),
    [
        (ONE, torch.zeros(10), "x[None, None]"),
        (ONE, torch.zeros(32, 10), "x[:, None]"),
        (ONE, np.zeros((32, 10), np.float32), "x[:, None]"),
        (ONE, torch.zeros(10, 1), "x.swapaxes(-2, -1)"),
        (ONE, torch.zeros(5, 1, 1, 10), "x.squeeze(1)"),
        (LAYER, T.transpose(1, 2), "x.swapaxes(-2, -1)"),
        (LAYER, torch.zeros(5, 3, 10, 1), "x.squeeze(3)"),
        (LAYER, torch.zeros(5, 1, 3, 10), "x.squeeze(1)"),
        (nn.Conv1d(3, 2, 1), torch.zeros(3), "x[None, :, None]"),
        (LAYER, T.double(), "x.float()"),
        (LAYER, T.double().numpy(), "x.astype(np.float32)"),
        (LAYER, T.half(), "x.float()"),
        (nn.Conv1d(3, 2, 4).half(), T.numpy(), "torch.from_numpy(x).half()"),
        (nn.Conv1d(3, 2, 4).bfloat16(), T.numpy(), "torch.from_numpy(x).bfloat16()"),
        (nn.Conv1d(3, 2, 4).double(), T, "x.double()"),
        (nn.Conv1d(3, 2, 4).double(), T.numpy(), "x.astype(np.float64)"),
        (LAYER, T.long(), "x.float()"),
        (LAYER, T.bool(), "x.float()"),
        (LAYER, T.numpy().astype(np.uint8), "x.astype(np.float32)"),
        (LAYER, T.to(torch.float8_e4m3fn), "x.float()"),
        (LAYER, T.to_sparse(), "x.to_dense()"),
        (LAYER, T.to_mkldnn(), "x.to_dense()"),
        (LAYER, T.tolist(), "np.array(x, dtype=np.float32)"),
    ],
)
def test_the_advice_works(layer: nn.Conv1d, x: Any, advice: str) -> None:
    with pytest.raises((TypeError, ValueError), match=re.escape(f": {advice}")) as caught:
        explain(layer, x)
    assert str(caught.value).startswith("x must ")
    mended = eval(advice, {"x": x, "np": np, "torch": torch})
    explain(layer, mended, (0,) * mended.ndim)


@pytest.mark.parametrize(
    ("x", "said"),
    [
        (T * 1j, "got dtype complex64$"),
        (np.zeros((1, 3, 10), "datetime64[D]"), r"got dtype datetime64\[D\]$"),
        ("x", "got str$"),
    ],
)
def test_where_nothing_helps_nothing_is_advised(x: Any, said: str) -> None:
    with pytest.raises(TypeError, match=said):
        explain(LAYER, x)


def test_what_pytorch_takes_is_taken() -> None:
    grad = T.clone().requires_grad_()
    assert explain(LAYER, grad, (0, 0, 6)).value == pytest.approx(LAYER(grad)[0, 0, 6].item())
    assert explain(LAYER, T[0], (0, 6)).at == (0, 6)
    assert explain(LAYER, T[0], (0, 0, 6)).at == (0, 6)
    assert conv1d(grad, LAYER.weight, LAYER.bias).shape == (1, 2, 7)
