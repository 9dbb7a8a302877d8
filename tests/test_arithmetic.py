"""conv1d and output_length against torch."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import nn

from conv1d_lab.arithmetic import PADDING_MODES, conv1d, output_length, padded_source
from tests.effort import examples
from tests.random_layers import Case, cases

TOLERANCE = {torch.float32: 2e-5, torch.float64: 1e-12}


@examples(400)
@given(cases(dtypes=(torch.float32, torch.float64)))
def test_conv1d_equals_torch(case: Case) -> None:
    layer, expected = case.layer, case.output().numpy()
    out = conv1d(case.x, layer.weight, layer.bias, **case.arguments)
    assert out.shape == expected.shape
    assert out.dtype == expected.dtype
    assert np.abs(out - expected).max() <= TOLERANCE[case.x.dtype] * max(1, np.abs(expected).max())
    sizes = {name: case.arguments[name] for name in ("stride", "padding", "dilation")}
    length = output_length(case.x.shape[-1], layer.kernel_size[0], **sizes)
    assert length == expected.shape[-1]


@given(cases())
def test_conv1d_leaves_its_arguments_alone_and_returns_its_own_memory(case: Case) -> None:
    x, weight = case.x.numpy().copy(), case.layer.weight.detach().numpy().copy()
    x.flags.writeable = weight.flags.writeable = False
    out = conv1d(x, weight, **case.arguments)
    assert type(out) is np.ndarray
    assert out.flags.writeable
    assert not np.shares_memory(out, x)


def test_an_empty_batch_gives_an_empty_output() -> None:
    expected = nn.Conv1d(3, 2, 4)(torch.zeros(0, 3, 10))
    out = conv1d(np.zeros((0, 3, 10)), np.zeros((2, 3, 4)))
    assert out.shape == tuple(expected.shape)


def test_half_precision_and_views_of_any_stride_work() -> None:
    x = np.arange(60, dtype=np.float16).reshape(1, 20, 3).swapaxes(1, 2)[..., ::-2]
    weight = np.ones((2, 3, 2), np.float16)
    out = conv1d(x, weight)
    assert out.dtype == np.float16
    assert np.array_equal(out[0, 0], (x[0, :, 1:] + x[0, :, :-1]).sum(axis=0))


def test_arguments_may_be_tuples_of_one_as_a_layer_stores_them() -> None:
    x, weight = np.ones((1, 1, 9)), np.ones((1, 1, 2))
    out = conv1d(x, weight, stride=(2,), padding=(1,), dilation=(3,))  # type: ignore[arg-type]
    assert np.array_equal(out, conv1d(x, weight, stride=2, padding=1, dilation=3))


@given(
    st.integers(1, 200), st.integers(1, 9), st.integers(1, 9), st.integers(0, 20), st.integers(1, 5)
)
def test_output_length_counts_the_windows(
    length: int, kernel_size: int, stride: int, padding: int, dilation: int
) -> None:
    starts = range(-padding, length + padding - dilation * (kernel_size - 1), stride)
    arguments = {"stride": stride, "padding": padding, "dilation": dilation}
    if len(starts) == 0:
        with pytest.raises(ValueError, match="kernel_size must fit into the padded input"):
            output_length(length, kernel_size, **arguments)
    else:
        assert output_length(length, kernel_size, **arguments) == len(starts)


@pytest.mark.parametrize("padding_mode", PADDING_MODES)
@given(data=st.data(), length=st.integers(1, 12))
def test_padded_source_names_the_element_that_torch_copies(
    padding_mode: str, data: st.DataObject, length: int
) -> None:
    most = {"reflect": length - 1, "circular": length}.get(padding_mode, 30)
    left, right = data.draw(st.integers(0, most)), data.draw(st.integers(0, most))
    torch_mode = "constant" if padding_mode == "zeros" else padding_mode
    numbered = torch.arange(1.0, length + 1).reshape(1, 1, length)
    padded = nn.functional.pad(numbered, (left, right), mode=torch_mode)
    source = padded_source(length, left, right, padding_mode)
    assert np.array_equal(source + 1, padded[0, 0].numpy())
