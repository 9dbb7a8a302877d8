"""A right answer is right in whatever way it was come by, and what is said to it is so."""

from __future__ import annotations

from typing import Any

import pytest

from conv1d_lab.exercises import check, find

from .written import ANY, EXCHANGED, RETURNED, said_of

pytestmark = pytest.mark.usefixtures("new_kernel")


@pytest.mark.parametrize(
    ("name", "answer"),
    [
        ("channels_read", (5, 4, 3)),
        ("channels_read", {3, 4, 5}),
        ("channels_read", range(3, 6)),
        ("silent_width", 80 / 10),
    ],
)
def test_right_in_another_form(name: str, answer: Any) -> None:
    assert check(**{name: answer}).outcome == "correct"


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (
            "    return layer(x)[n, o, t]",
            "↻ Right values (Any element of any layer) The values are right, but a library did "
            "the work: `the layer`. Here you write it yourself.",
        ),
        (
            "    total = layer.bias[o].item() + 0\n    for c in range(layer.in_channels):\n"
            "        for k in range(layer.kernel_size[0]):\n            total = total + "
            "layer.weight[o, c, k].item() * x[n, c, t + k].item()\n    return total",
            "✓ Correct",
        ),
    ],
)
def test_a_right_value_is_never_called_not_yet(body: str, said: str) -> None:
    assert said_of("any_element", ANY + body).startswith(said)


def test_the_slow_way_is_right_and_a_better_one_is_asked_for() -> None:
    source = find("times_read").statement().split("```python\n")[1].split("```")[0]
    said = said_of("times_read", source.replace("read_count", "times_read"))
    assert said == (
        "↻ Right, and the slow way (How often is an input read?) That is right. It is the slow way "
        "from above, word for word: now find your own."
    )


FFT = """
def shifted_sums(x, weight, bias, dilation=1):
    K, L = weight.shape[2], x.shape[2]
    length_out = L - dilation * (K - 1)
    m = 1
    while m < L + dilation * K:
        m *= 2
    w = np.zeros((*weight.shape[:2], m))
    w[:, :, : dilation * (K - 1) + 1 : dilation] = weight
    product = np.einsum("ncf,ocf->nof", np.fft.rfft(x, m), np.conj(np.fft.rfft(w, m)))
    return np.fft.irfft(product, m)[:, :, :length_out] + bias[:, None]
"""


AUTOGRAD = """
def full_convolution(x, weight):
    out = torch.zeros(1, 1, len(x) + len(weight) - 1, requires_grad=True)
    y = torch.nn.functional.conv1d(out, weight.reshape(1, 1, -1))
    return torch.autograd.grad(y, out, x.reshape(1, 1, -1))[0].reshape(-1)
"""


WEIGHT_GRADIENT = """
def all_weight_gradients(x, g):
    x, g = torch.tensor(x), torch.tensor(g)
    return torch.nn.functional.conv1d(x.transpose(0, 1), g.transpose(0, 1)).transpose(0, 1)
"""


INPUT_GRADIENT = """
def all_input_gradients(weight, g):
    return torch.nn.functional.conv_transpose1d(torch.tensor(g), torch.tensor(weight))
"""


SINGLE = """
def weight_of_draw(draw, in_channels, kernel_size):
    u = torch.tensor(draw % 2**24) / 2**24
    return (2 * u - 1) / (in_channels * kernel_size) ** 0.5
"""


UNFOLD = """
def window_columns(x, kernel_size, stride=1):
    rows = torch.tensor(x)[:, :, None]
    return torch.nn.functional.unfold(rows, (1, kernel_size), stride=(1, stride)).numpy()
"""


@pytest.mark.parametrize(
    ("name", "source", "said"),
    [
        ("shifted_sums", FFT, ""),
        ("full_convolution", AUTOGRAD, ""),
        ("all_weight_gradients", WEIGHT_GRADIENT, "the gradient of the weight is a Conv1d itself"),
        ("all_input_gradients", INPUT_GRADIENT, "what a transposed convolution does"),
        ("window_columns", UNFOLD, "`unfold` is what PyTorch calls im2col"),
        ("examples_reached", EXCHANGED + RETURNED, ""),
        ("weight_of_draw", SINGLE, ""),
    ],
)
def test_a_right_way_that_was_not_thought_of(name: str, source: str, said: str) -> None:
    card = said_of(name, source)
    assert card.startswith("✓ Correct")
    assert said in card


def test_a_layer_of_the_check_is_frozen_as_the_notebooks_is() -> None:
    source = (
        ANY + "    w = layer.weight.numpy()[o]\n    K = layer.kernel_size[0]\n"
        "    return (w * x.numpy()[n, :, t : t + K]).sum() + layer.bias.numpy()[o]"
    )
    assert said_of("any_element", source).startswith("✓ Correct")
