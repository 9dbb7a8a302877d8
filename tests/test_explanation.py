"""explain against the layer itself, and its forms: text, HTML, PyTorch lines."""

from __future__ import annotations

import ast
import re
import warnings
from html.parser import HTMLParser

import numpy as np
import pytest
import torch
from hypothesis import given
from torch import nn

from conv1d_lab import article
from conv1d_lab.explanation import Explanation, explain, explain_snapshot
from conv1d_lab.explorer.one_layer import explore
from conv1d_lab.snapshot import snapshot
from tests.effort import examples
from tests.random_layers import Case, cases


def run(code: str, layer: nn.Conv1d, x: torch.Tensor) -> float:
    """Run the lines as a learner would paste them; return what the last one evaluates to."""
    tree = ast.parse(code)
    last = tree.body.pop()
    assert isinstance(last, ast.Expr)
    names = {"torch": torch, "layer": layer, "x": x}
    exec(compile(tree, "code", "exec"), names)
    value: torch.Tensor = eval(compile(ast.Expression(last.value), "code", "eval"), names)
    return value.item()


@examples(100)
@given(cases())
def test_explain_equals_the_layer_at_every_position(case: Case) -> None:
    expected = case.output()
    read = snapshot(case.layer, case.x)
    assert read.output.shape == (expected if expected.ndim == 3 else expected[None]).shape
    for at in np.ndindex(expected.shape):
        e = explain_snapshot(read, at)
        assert e.at == at
        assert e.value == pytest.approx(expected[at].item(), rel=1e-4, abs=2e-5)
        assert np.array_equal(e.products, e.inputs * e.weights)
        assert np.allclose(e.products.sum(axis=1), e.channel_sums)
        assert e.channel_sums.sum() + e.bias == pytest.approx(e.value, rel=1e-5, abs=1e-5)


@examples(100)
@given(cases())
def test_positions_source_and_code_tell_where_the_numbers_come_from(case: Case) -> None:
    layer, x, shape = case.layer, case.x, case.output().shape
    for at in {tuple(0 for _ in shape), tuple(size - 1 for size in shape)}:
        e = explain(layer, x, at)
        rows = x.numpy()[(*at[:-2], e.channels)]
        assert np.array_equal(e.inputs, np.where(e.source >= 0, rows[:, e.source], 0))
        inside = (e.positions >= 0) & (e.positions < x.shape[-1])
        assert np.array_equal(e.source[inside], e.positions[inside])
        if layer.padding_mode == "zeros":
            assert (e.source[~inside] == -1).all()
        assert np.array_equal(e.weights, layer.weight[at[-2]].detach().numpy())
        assert run(e.code, layer, x) == pytest.approx(e.value, rel=1e-4, abs=2e-5)


def test_groups_read_their_own_channels() -> None:
    layer, x = nn.Conv1d(6, 4, 3, groups=2), torch.randn(1, 6, 8)
    assert explain(layer, x, (0, 1, 0)).channels.tolist() == [0, 1, 2]
    assert explain(layer, x, (0, 2, 0)).channels.tolist() == [3, 4, 5]


def test_the_text_is_the_arithmetic_as_a_person_writes_it() -> None:
    e = explain(article.layer(), article.x())
    assert (e.at, repr(e), str(e)) == ((0, 0, 0), e.text(), e.text())
    assert e.text().splitlines() == [
        "out[0, 0, 0] = 0.2545",
        "",
        "a1 = -0.1468·0.4535 - 0.0057·0.6660 + 0.0926·0.1077 + 0.0263·0.7335 = -0.0411",
        "a2 = 0.1042·0.5334 + 0.0158·0.7020 + 0.2408·0.7540 - 0.0116·0.7194 = 0.2399",
        "a3 = 0.0223·0.5396 - 0.2104·0.6200 + 0.1971·0.7067 - 0.0318·0.9654 = -0.0098",
        "",
        "a1 + a2 + a3 = -0.0411 + 0.2399 - 0.0098 = 0.1890",
        "+ bias[0] = 0.1890 + 0.0655",
        "out[0, 0, 0] = 0.2545",
    ]


def test_the_code_has_a_line_for_each_channel() -> None:
    assert explain(article.layer(), article.x(), (0, 1, 2)).code.splitlines() == [
        "a1 = torch.sum(layer.weight[1, 0] * x[0, 0, 2:6])",
        "a2 = torch.sum(layer.weight[1, 1] * x[0, 1, 2:6])",
        "a3 = torch.sum(layer.weight[1, 2] * x[0, 2, 2:6])",
        "a1 + a2 + a3 + layer.bias[1]",
    ]


def test_the_code_pads_first_where_the_layer_pads() -> None:
    layer = nn.Conv1d(2, 2, 3, stride=2, padding=2, dilation=2, groups=2, padding_mode="reflect")
    assert explain(layer, torch.randn(2, 9), (1, 1)).code.splitlines() == [
        'padded = torch.nn.functional.pad(x, (2, 2), mode="reflect")',
        "a1 = torch.sum(layer.weight[1, 0] * padded[1, 2:7:2])",
        "a1 + layer.bias[1]",
    ]


def test_a_layer_without_bias_says_so() -> None:
    layer, x = nn.Conv1d(3, 2, 4, bias=False), article.x()
    e = explain(layer, x)
    assert e.bias == 0.0
    assert "no bias (bias=False)" in str(e)
    assert "bias" not in e.code


def test_every_digit_can_be_seen() -> None:
    e = explain(article.layer(), article.x(), (0, 1, 2))
    full = e.text(digits=None)
    for value in (*e.products.dtype.type([e.value, e.bias]), *e.inputs.flat, *e.weights.flat):
        digits = re.escape(str(abs(value)))
        assert re.search(rf"(?<!\d){digits}(?!\d)", full), digits


def test_a_long_sum_says_how_much_of_it_is_not_written_out() -> None:
    layer, x = nn.Conv1d(40, 1, 2), torch.randn(1, 40, 5)
    e = explain(layer, x)
    rest = e.channel_sums[16:].sum()
    assert f"... 24 more channels, which add up to {rest:.4f}" in str(e)
    assert "a1 + ... + a40 = " in str(e)
    assert run(e.code, layer, x) == pytest.approx(e.value, abs=1e-5)


@pytest.mark.parametrize(
    ("channels", "line"),
    [(1, "a1 = 2.0000"), (16, f"{' + '.join(f'a{i + 1}' for i in range(16))} = ")],
)
def test_a_sum_of_up_to_16_channels_is_written_out(channels: int, line: str) -> None:
    layer, x = nn.Conv1d(channels, 1, 2), torch.ones(1, channels, 5)
    nn.init.ones_(layer.weight)
    last_lines = str(explain(layer, x)).splitlines()[-3:]
    assert last_lines[0].startswith(line)
    assert last_lines[0].endswith(f" = {2 * channels:.4f}")


def test_the_heads_of_the_table_say_where_a_tap_reads() -> None:
    layer = nn.Conv1d(1, 1, 3, padding=1, padding_mode="circular")
    html = explain(layer, torch.ones(1, 1, 5))._repr_html_()
    heads = [("0", "padding, x[4]"), ("1", "x[0]"), ("2", "x[1]")]
    assert re.findall(r"k = (\d)<small>(.*?)</small>", html) == heads * 2  # and with every digit


def test_numbers_that_are_none_are_named() -> None:
    layer = nn.Conv1d(1, 2, 1, bias=False)
    nn.init.ones_(layer.weight)
    x = torch.tensor([[[float("inf"), float("nan"), 0.0]], [[1e-9, -2.5e8, -float("inf")]]])
    for (n, t), shown in {
        (0, 0): "inf",
        (0, 1): "nan",
        (0, 2): "0.0000",
        (1, 0): "1.0000e-09",
        (1, 1): "-2.5000e+08",
        (1, 2): "-inf",
    }.items():
        assert str(explain(layer, x, (n, 1, t))).startswith(f"out[{n}, 1, {t}] = {shown}\n")
    assert explain(layer, x, (0, 1, 2)).text(digits=None).startswith("out[0, 1, 2] = 0.0\n")


class _Cells(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.text: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open[-1] in {"td", "th", "small"}:
            self.text.append(data)


@examples(30)
@given(cases())
def test_the_html_shows_the_same_numbers_and_closes_its_tags(case: Case) -> None:
    at = tuple(size - 1 for size in case.output().shape)
    e = explain(case.layer, case.x, at)
    parser = _Cells()
    parser.feed(e._repr_html_())
    assert parser.open == []
    shown = "\n".join(parser.text).splitlines()
    for value in (*e.products.flat, *e.channel_sums, e.value):
        if abs(value) > 1e-3:
            assert f"{value:.4f}" in shown
    assert shown.count("padding") == 2 * int((e.source == -1).sum())


def test_tensors_with_a_gradient_numpy_inputs_and_bfloat16_are_read() -> None:
    layer, x = article.layer(), article.x().requires_grad_()
    expected = layer(x)[0, 1, 2].item()
    assert explain(layer, x, (0, 1, 2)).value == pytest.approx(expected)
    assert explain(layer, x.detach().numpy(), (0, 1, 2)).value == pytest.approx(expected)
    rough = explain(layer.bfloat16(), x.detach().bfloat16(), (0, 1, 2))
    assert rough.value == pytest.approx(expected, abs=0.01)


def replaced(weight: tuple[int, ...], bias: int) -> nn.Conv1d:
    layer = nn.Conv1d(3, 2, 4)
    layer.weight, layer.bias = nn.Parameter(torch.rand(weight)), nn.Parameter(torch.rand(bias))
    return layer


@pytest.mark.parametrize(
    ("weight", "bias"), [((2, 3, 2), 2), ((2, 2, 4), 2), ((5, 3, 4), 5)], ids=["K", "C_in", "C_out"]
)
def test_a_replaced_weight_is_read_as_torch_reads_it(weight: tuple[int, ...], bias: int) -> None:
    layer, x = replaced(weight, bias), torch.rand(1, weight[1], 9)
    expected = layer(x)
    for at in np.ndindex(expected.shape):
        assert explain(layer, x, at).value == pytest.approx(expected[at].item(), rel=1e-5)


@pytest.mark.parametrize(
    ("weight", "bias", "said"),
    [
        ((2, 2, 4), 2, "x must have the shape .* with C_in = 2"),
        ((5, 3, 4), 2, r"layer.bias must have the shape \(C_out,\) = \(5,\); got \(2,\)"),
        ((2, 3, 4), 3, "layer.bias must have the shape"),
        ((2, 3, 4), 1, "layer.bias must have the shape"),
    ],
)
def test_what_does_not_fit_is_refused_as_torch_refuses_it(
    weight: tuple[int, ...], bias: int, said: str
) -> None:
    layer, x = replaced(weight, bias), torch.rand(1, 3, 9)
    with pytest.raises(RuntimeError):
        layer(x)
    with pytest.raises(ValueError, match=said):
        explain(layer, x)


@pytest.mark.parametrize(
    ("layer", "weight", "said"),
    [
        (nn.Conv1d(4, 2, 3, groups=2), (3, 2, 3), "a multiple of groups=2 kernels; got the shape"),
        (nn.Conv1d(4, 2, 3, groups=2), (1, 2, 3), "a multiple of groups=2 kernels; got the shape"),
        (
            nn.Conv1d(4, 2, 4, padding="same", padding_mode="circular"),
            (2, 4, 3),
            r"layer.padding must still be what it was .* the 1 and 2 elements of then; .* K = 3",
        ),
    ],
)
def test_a_replaced_weight_that_does_not_go_with_the_layer(
    layer: nn.Conv1d, weight: tuple[int, ...], said: str
) -> None:
    layer.weight = nn.Parameter(torch.rand(weight))
    layer.bias = nn.Parameter(torch.rand(weight[0]))
    with pytest.raises(ValueError, match=said):
        explain(layer, torch.rand(1, 4, 9))


def test_an_explanation_keeps_what_it_saw_when_the_layer_trains_on() -> None:
    layer, x = article.layer(), article.x()
    e = explain(layer, x)
    before = (e.value, e.weights.copy())
    with torch.no_grad():
        layer.weight.mul_(2)
    assert e.value == before[0]
    assert np.array_equal(e.weights, before[1])


def test_explaining_warns_of_nothing() -> None:
    layer = nn.Conv1d(1, 1, 4, padding="same")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        e = explain(layer, torch.ones(1, 1, 6), (0, 0, 5))
    assert isinstance(e, Explanation)
    assert e.source.tolist() == [4, 5, -1, -1]


def test_infinities_are_added_as_torch_adds_them_without_a_warning() -> None:
    x = torch.tensor([[[float("inf"), -float("inf")]] * 2])
    layer = nn.Conv1d(2, 1, 2, bias=False)
    nn.init.ones_(layer.weight)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        e = explain(layer, x)
        shown = (str(e), repr(explore(layer, x)), e._repr_html_())
    assert all("nan" in text for text in shown)
    assert np.isnan(e.value)


def whole_numbers() -> tuple[nn.Conv1d, torch.Tensor]:
    layer = nn.Conv1d(1, 1, 3)
    with torch.no_grad():
        layer.weight.copy_(torch.tensor([[[1.0, 0.0, -1.0]]]))
        nn.init.constant_(layer.bias, 2)  # type: ignore[arg-type]
    return layer, torch.tensor([[[3.0, 1.0, 4.0, 1.0, 5.0]]])


def test_whole_numbers_are_shown_as_whole_numbers() -> None:
    layer, x = whole_numbers()
    e = explain(layer, x)
    assert str(e).splitlines() == [
        "out[0, 0, 0] = 1",
        "",
        "a1 = 1·3 + 0·1 - 1·4 = -1",
        "",
        "a1 = -1",
        "+ bias[0] = -1 + 2",
        "out[0, 0, 0] = 1",
    ]
    assert e.text(digits=None) == e.text()
    assert ".0" not in re.sub(r"<style>.*?</style>", "", e._repr_html_(), flags=re.S)
    assert "out[0, 0, 0] = 1 = -1 + 2;" in repr(explore(layer, x))
    x[0, 0, 4] = 0.5  # not even read by this window
    assert str(explain(layer, x)).startswith("out[0, 0, 0] = 1.0000")


def test_a_long_kernel_is_shortened() -> None:
    layer, x = nn.Conv1d(1, 1, 4000), torch.randn(1, 1, 5000)
    e = explain(layer, x, (0, 0, 7))
    assert "+ ... 3984 more products = " in str(e)
    assert max(len(str(e)), len(e.code)) < 2000
    assert len(e._repr_html_()) < 10_000
    assert "<th>3984 more<small>products</small></th>" in e._repr_html_()
    assert f"<td>{e.products[0, 16:].sum():.4f}</td>" in e._repr_html_()


@pytest.mark.parametrize("bias", [True, False])
def test_the_code_of_many_channels_is_short_and_right(bias: bool) -> None:
    layer, x = nn.Conv1d(400, 4, 3, groups=4, padding=1, bias=bias), torch.randn(2, 400, 9)
    e = explain(layer, x, (1, 2, 5))
    assert len(e.code.splitlines()) == 3
    assert run(e.code, layer, x) == pytest.approx(e.value, abs=1e-5)
