"""What learners wrote, and what is said to it: each a case that was once told something untrue."""

from __future__ import annotations

from typing import Any

import pytest
import torch

from conv1d_lab.exercises import check, find
from conv1d_lab.exercises.judging import judge
from conv1d_lab.exercises.verdict_card import card_of

from .cells import run_cell
from .written import ANY, EXCHANGED, RETURNED, said_of

pytestmark = pytest.mark.usefixtures("new_kernel")


@pytest.mark.parametrize(
    ("name", "answer", "said"),
    [
        ("stops", 8.0, "The number is right, but 8.0 is a float, and an int is asked for"),
        ("stops", "8", "The number is right, but '8' is text: leave out the quotation marks."),
        ("stops", [8], "The number is right, but [8] is a list: leave out the brackets."),
        (
            "weight_shape",
            [[5, 8, 3]],
            "The numbers are right, but [[5, 8, 3]] is a list: leave out ",
        ),
        (
            "one_blip",
            torch.tensor([[[6.0, 2, 10]]]),
            "The numbers are right, but tensor([[[ 6., 2., 10.]]]) is an array with more axes",
        ),
        ("one_blip", ((6, 2, 10),), "The numbers are right, but ((6, 2, 10),) is a tuple: leave "),
        ("weight_shape", (3, 5, 8), "These are the right numbers, but in another order."),
        ("inputs_read", (6, 5, 4, 3), "These are the right numbers, but in another order."),
        ("output_shape", (8, 4, 16), "These are the right numbers, but in another order."),
        ("out_0_1_2", 0.33, "The number is a little too large."),
        ("out_0_1_2", -0.3290, "The number has the wrong sign."),
        ("third_element", torch.tensor(0.3290), "That is the number itself; its three indices are"),
        ("third_element", 0.3290, "That is the number itself; its three indices are asked for."),
        ("silently_read", torch.tensor(0.5), "That is the number itself; its two indices are"),
        ("weight_shape", torch.zeros(5, 8, 3), "the tensor itself; its shape is asked for."),
        ("which_weight", (1, 0, 2), "One step short: the window starts at t, and there k is 0."),
        ("which_weight", (1, 0, 0), "You flipped the kernel: that is what np.convolve does."),
        ("place_of_x", 72, "That is the last draw of the layer."),
        ("shortest_input", 15, "That is how many weights one kernel has."),
        ("silent_width", 4, "Where the window holds only ups, nothing cancels them."),
        ("grouped_parameters", 42, "You divided the kernels by groups, too."),
    ],
)
def test_of_a_value(name: str, answer: Any, said: str) -> None:
    card = check(**{name: answer})
    assert card.outcome == "not yet"
    assert card.heading == ("Almost" if " right, but " in said else "Not yet")
    assert ("another whole number" in str(card)) <= (card.heading == "Not yet")
    assert said in " ".join(str(card).split())


LOOPS = "def conv1d_loops(x, weight, bias, stride=1):\n"
STUB = (
    LOOPS + "    N, C_in, L = x.shape\n    C_out, _, K = weight.shape\n"
    "    L_out = (L - K) // stride + 1\n    out = np.zeros((N, C_out, L_out))\n"
)
TORCH = (
    "def conv1d_torch(x, weight, bias):\n    C_out, C_in, K = weight.shape\n"
    "    ours = torch.nn.Conv1d(in_channels=C_in, out_channels=C_out, kernel_size=K)\n"
)
THREE = "".join(
    f"    a{c + 1} = torch.sum(layer.weight[o, {c}] * x[n, {c}, t : t + K])\n" for c in range(3)
)
SUM = "    return a1 + a2 + a3 + layer.bias[o]\n"
FULL = (
    "def full_convolution(x, weight):\n    return torch.conv1d(x[None, None], weight[None, None], "
)


@pytest.mark.parametrize(
    ("name", "source", "said"),
    [
        (
            "any_element",
            ANY + "    return (layer.weight[o] * x[n, :, t : t + 4]).sum() + layer.bias[o]",
            "A 4 is written into your function: write `layer.kernel_size[0]` instead.",
        ),
        (
            "any_element",
            ANY + "    K = layer.kernel_size[0]\n" + THREE + SUM,
            "Your function is right where layer.in_channels is 3, and nowhere else.",
        ),
        (
            "any_element",
            ANY + "    K = 4\n" + THREE + SUM,
            "A 4 is written into your function: write `layer.kernel_size[0]` instead. And then: "
            "your function is right where layer.in_channels is 3, and nowhere else.",
        ),
        (
            "any_element",
            ANY + "    total = layer.bias[o]\n    for c in range(3):\n        total = total + "
            "(layer.weight[o, c] * x[n, c, t : t + layer.kernel_size[0]]).sum()\n    return total",
            "A 3 is written into your function: write `layer.in_channels` instead.",
        ),
        (
            "conv1d_loops",
            STUB + "    for n in range(N):\n        for o in range(C_out):\n"
            "            for t in range(7):\n"
            "                w = x[n, :, t * stride : t * stride + K]\n"
            "                out[n, o, t] = np.sum(w * weight[o]) + bias[o]\n    return out",
            "A 7 is written into your function: write `L_out` instead.",
        ),
        (
            "any_element",
            ANY + "    window = x[n, :, t : t + layer.kernel_size]\n    return window.sum()",
            "`layer.kernel_size` is a tuple, such as (4,).",
        ),
        (
            "any_element",
            ANY + "    K = layer.kernel_size\n    return sum(x[n, 0, t + k] for k in range(K))",
            "`layer.kernel_size` is a tuple, such as (4,).",
        ),
        (
            "any_element",
            ANY + "    return (layer.weight[o] * x[n, :, t : t + K]).sum() + layer.bias[o]",
            "`K` is a letter of the text, and your function does not know it. In here it is "
            "`layer.kernel_size[0]`.",
        ),
        (
            "any_element",
            ANY + "    w = layer.weight[o].clone().requires_grad_()\n    return w.numpy()",
            "Put `.detach()` before `.numpy()`.",
        ),
        (
            "any_element",
            ANY + "    return (layer.weight[o] * x[n, :, t : t + layer.kernel_size[0]]).sum()"
            " + layer.bias",
            "Row o has its own: layer.bias[o].",
        ),
        (
            "conv1d_loops",
            STUB + "    for n in range(batch):\n        pass\n    return out",
            "`batch` is not known here. Is it spelt as you meant it? If a cell above defines it, "
            "run that cell first.",
        ),
        (
            "conv1d_loops",
            STUB + "    for n in range(N):\n        for o in range(C_out):\n"
            "            for t in range(L_out):\n"
            "                w = x[n, :, t * stride : t * stride + K]\n"
            "                out[n, o, t] = np.sum(w * weight[o]) + bias\n    return out",
            "`bias` holds the biases of all kernels. Row o has its own: bias[o].",
        ),
        (
            "conv1d_torch",
            TORCH + "    ours.weight.data.copy_(torch.from_numpy(weight))\n"
            "    ours.bias.data.copy_(torch.from_numpy(bias))\n    return ours(x)",
            "The arguments of this function are tensors already, so leave it out.",
        ),
        (
            "pointwise",
            "def pointwise(x, weight, bias):\n"
            "    return weight[:, :, 0] @ x + bias.reshape(1, 1, -1)",
            "The bias runs along the time there.",
        ),
        (
            "output_length",
            "def output_length(length, kernel_size, stride=1):\n    windows = start = 0\n"
            "    while start + kernel_size < length:\n        windows += 1\n"
            "        start += stride\n    return windows",
            "One window is missing: the last start is length - kernel_size, and it counts, too.",
        ),
        (
            "times_read",
            "def times_read(i, length, kernel_size):\n    count = t = 0\n"
            "    while t < length - kernel_size:\n        count += t <= i < t + kernel_size\n"
            "        t += 1\n    return count",
            "The last window is not counted: the start at length - kernel_size is a place, too.",
        ),
        (
            "conv1d_loops",
            "X = np.ones((1, 3, 10))\n" + LOOPS + "    return X",
            "What differs from call to call is in its arguments: `x`, `weight`, `bias`, `stride`.",
        ),
        (
            "full_convolution",
            FULL + "padding=len(weight) - 1)[0, 0].flip(0)",
            "That is the cross-correlation, back to front.",
        ),
        (
            "examples_reached",
            EXCHANGED + "    return moved.nonzero() + 1",
            "Expected whole numbers",
        ),
        (
            "examples_reached",
            EXCHANGED.replace("changed[n] =", "other =") + RETURNED,
            "By your answer nothing changes. Do both outputs come from the same numbers?",
        ),
        (
            "examples_reached",
            EXCHANGED.replace("x.clone()", "torch.randn_like(x)") + RETURNED,
            "You list every example as soon as anything changes. Exchange example n alone",
        ),
    ],
)
def test_of_a_function(name: str, source: str, said: str) -> None:
    assert said in said_of(name, source)


def test_the_sizes_named_are_those_of_the_call_that_is_spoken_of() -> None:
    said = said_of(
        "conv1d_loops",
        STUB + "    for n in range(N):\n        for o in range(C_out):\n"
        "            for t in range(L_out):\n                out[n, o, t] = bias[o] + "
        "(weight[o] * x[n, :, t * stride : t * stride + K - 1]).sum()\n    return out",
    )
    assert "With x (2, 3, 10) and weight (2, 3, 4): At t = 0 your window has 3 places" in said


POINTWISE = "def pointwise(x, weight, bias):\n"
AVERAGE = "def average_each_channel(x, kernel_size):\n    return "
WEIGHT = "def weight_of_draw(draw, in_channels, kernel_size):\n    return "
BOUND = " / (in_channels * kernel_size) ** 0.5"
SAME = "def same_padding(kernel_size, dilation=1):\n"
LENGTH = "def steered_length(length, kernel_size, stride=1, padding=0, dilation=1):\n"


@pytest.mark.parametrize(
    ("name", "source", "said"),
    [
        (
            "average_each_channel",
            AVERAGE + "torch.nn.functional.avg_pool1d(x, kernel_size, stride=1)",
            "conv1d did not make them",
        ),
        (
            "average_each_channel",
            AVERAGE + "x.unfold(2, kernel_size, 1).mean(-1)",
            "conv1d did not make them",
        ),
        (
            "full_convolution",
            "def full_convolution(x, weight):\n"
            "    out = x.new_zeros(len(x) + len(weight) - 1)\n"
            "    for k in range(len(weight)):\n        out[k : k + len(x)] += weight[k] * x\n"
            "    return out",
            "conv1d did not make them",
        ),
        ("examples_reached", EXCHANGED.replace(".abs()", "") + RETURNED, "too few numbers"),
        ("weight_of_draw", WEIGHT + "(2 * (draw % 2**24) / (2**24 - 1) - 1)" + BOUND, "2**24 ste"),
        ("weight_of_draw", WEIGHT + "(2 * (draw % 2**24 + 0.5) / 2**24 - 1)" + BOUND, ""),
        ("weight_of_draw", WEIGHT + "(2 * (draw % 2**24 // 16 * 16) / 2**24 - 1)" + BOUND, ""),
        (
            "weight_of_draw",
            WEIGHT + "round((2 * (draw % 2**24) / 2**24 - 1)" + BOUND + ", 5)",
            "Is something rounded on the way?",
        ),
        (
            "steered_length",
            LENGTH + "    x = torch.zeros(1, 1, length)\n    w = torch.zeros(1, 1, kernel_size)\n"
            "    return torch.nn.functional.conv1d(x, w, None, stride, padding, dilation).shape[2]",
            "a library did the work: `conv1d`",
        ),
        (
            "same_padding",
            SAME + "    made = torch.nn.Conv1d(1, 1, kernel_size, padding='same', "
            "dilation=dilation)\n    return tuple(made._reversed_padding_repeated_twice)",
            "a library did the work: `nn.Conv1d`",
        ),
        (
            "all_weight_gradients",
            "def all_weight_gradients(x, g):\n    x, g = torch.tensor(x), torch.tensor(g)\n"
            "    w = torch.zeros(g.shape[1], x.shape[1], x.shape[2] - g.shape[2] + 1, "
            "requires_grad=True)\n    torch.nn.functional.conv1d(x, w).backward(g)\n"
            "    return w.grad",
            "a library did the work: `backward`",
        ),
        (
            "pointwise",
            POINTWISE + "    rows = torch.tensor(x)[:, :, None, None]\n"
            "    w = torch.tensor(weight)[:, :, None, None]\n    b = torch.tensor(bias)\n"
            "    return torch._C._nn.slow_conv3d(rows, w, (1, 1, 1), b)[:, :, 0, 0]",
            "a library did the work: `slow_conv3d`",
        ),
        (
            "pointwise",
            POINTWISE + "    from concurrent.futures import ThreadPoolExecutor\n"
            "    x, weight, bias = map(torch.tensor, (x, weight, bias))\n"
            "    with ThreadPoolExecutor(1) as pool:\n"
            "        return pool.submit(torch.nn.functional.conv1d, x, weight, bias).result()",
            "a library did the work",
        ),
        (
            "pointwise",
            POINTWISE + "    import sys\n    sys.setprofile(None)\n"
            "    x, weight, bias = map(torch.tensor, (x, weight, bias))\n"
            "    return torch.nn.functional.conv1d(x, weight, bias)",
            "takes itself out of sight (sys.setprofile)",
        ),
        (
            "pointwise",
            POINTWISE + "    import sys\n    watcher = sys.getprofile()\n    sys.setprofile(None)\n"
            "    x, weight, bias = map(torch.tensor, (x, weight, bias))\n"
            "    out = torch.nn.functional.conv1d(x, weight, bias)\n"
            "    sys.setprofile(watcher)\n    return out",
            "takes itself out of sight (sys.setprofile)",
        ),
        (
            "conv1d_numpy",
            "def conv1d_numpy(x, weight, bias, stride=1):\n    import sys\n    sys.settrace(None)\n"
            "    starts = range(0, x.shape[2] - weight.shape[2] + 1, stride)\n"
            "    K = weight.shape[2]\n"
            "    rows = [np.einsum('nck,ock->no', x[:, :, i : i + K], weight) + bias\n"
            "            for i in starts]\n    return np.stack(rows, axis=2)",
            "takes itself out of sight (sys.settrace)",
        ),
        (
            "pointwise",
            POINTWISE + "    import _thread, time\n    out = []\n"
            "    x, weight, bias = map(torch.tensor, (x, weight, bias))\n"
            "    _thread.start_new_thread("
            "lambda: out.append(torch.nn.functional.conv1d(x, weight, bias)), ())\n"
            "    while not out:\n        time.sleep(0)\n    return out[0]",
            "takes itself out of sight (threads)",
        ),
        (
            "conv1d_torch",
            "def conv1d_torch(x, weight, bias):\n"
            "    torch.nn.Conv1d(weight.shape[1], weight.shape[0], weight.shape[2])\n"
            "    return torch.nn.functional.conv1d(x, weight, bias)",
            "your nn.Conv1d had no part in them",
        ),
        (
            "pointwise",
            POINTWISE + "    from conv1d_lab.exercises import find\n"
            "    return find('pointwise').solve(x, weight, bias)",
            "a library did the work: `pointwise`",
        ),
    ],
)
def test_a_wrong_way_that_passed(name: str, source: str, said: str) -> None:
    verdict = judge(find(name), run_cell(source)[name])
    assert verdict.outcome == "not yet"
    assert said in " ".join(str(card_of(verdict)).split())


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (
            "stops = 7.5\ncard = check(stops)",
            "A value is checked under its name: `check(stops=stops)`",
        ),
        (
            "stops = ...\ncard = check(stops)",
            "A value is checked under its name: `check(stops=stops)`",
        ),
        ("card = check('window')", "`check(window)`"),
        ("card = check(np.ones(3))", "`check(its_name=its_name)`"),
        ("card = check((lambda: 3)())", "without calling it, `check(my_function)`"),
        ("window = np.ones(3)\ncard = check(window)", "Run the cell with `def window(...)` again"),
    ],
)
def test_a_value_without_its_name_gets_a_card(line: str, said: str) -> None:
    card = run_cell(f"from conv1d_lab import check\n{line}")["card"]
    assert card.outcome == "not attempted"
    assert said in str(card)
