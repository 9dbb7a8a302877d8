"""A picture shows the numbers of the explanation, legibly, and says what it leaves out."""

from __future__ import annotations

import re
import warnings
from html import escape
from typing import Any

import nbformat
import numpy as np
import pytest
import torch
from hypothesis import example, given
from hypothesis import strategies as st
from nbclient import NotebookClient
from torch import nn

from conv1d_lab import article
from conv1d_lab.classroom.warm_kernels import WarmKernelManager
from conv1d_lab.explanation import explain
from conv1d_lab.numbers import number
from conv1d_lab.pictures import animate, draw
from conv1d_lab.pictures.plan import left_out, neighbourhood
from tests.effort import examples
from tests.figures import assert_legible, random_input, texts
from tests.random_layers import Case, cases


def value(said: dict[str, str], name: str) -> str:
    return said[name].replace("\n", "")


def grid(said: dict[str, str], part: str, rows: int, columns: int) -> list[list[str]]:
    return [[value(said, f"{part} {i} {k}") for k in range(columns)] for i in range(rows)]


def numbers(values: Any) -> Any:
    return [numbers(v) if np.ndim(v) else number(v) for v in values]


LAYERS = {
    "the article": (article.layer, article.x, (0, 0, 0)),
    "the article, o = 1, t = 2": (article.layer, article.x, (0, 1, 2)),
    "stride 2, dilation 2": (
        lambda: nn.Conv1d(3, 2, 3, stride=2, dilation=2),
        lambda: random_input(2, 3, 12),
        (1, 1, 2),
    ),
    "stride 2, dilation 2, padding 2": (
        lambda: nn.Conv1d(3, 2, 3, stride=2, dilation=2, padding=2),
        lambda: random_input(1, 3, 10),
        (0, 0, 0),
    ),
    "groups = C_in": (
        lambda: nn.Conv1d(3, 3, 4, groups=3),
        lambda: random_input(1, 3, 10),
        (0, 2, 4),
    ),
    "no bias": (lambda: nn.Conv1d(2, 2, 3, bias=False), lambda: random_input(1, 2, 8), (0, 1, 1)),
    "unbatched": (lambda: nn.Conv1d(2, 2, 3), lambda: random_input(2, 8), (1, 5)),
    '"same", K even': (
        lambda: nn.Conv1d(2, 2, 4, padding="same"),
        lambda: random_input(1, 2, 9),
        (0, 1, 8),
    ),
    "reflect": (
        lambda: nn.Conv1d(2, 2, 3, padding=2, padding_mode="reflect"),
        lambda: random_input(1, 2, 8),
        (0, 1, 0),
    ),
    "one number": (lambda: nn.Conv1d(1, 1, 1), lambda: random_input(1, 1, 1) * 1e-6, (0, 0, 0)),
    "8 by 24": (lambda: nn.Conv1d(8, 8, 5), lambda: random_input(1, 8, 24), (0, 3, 9)),
}


@pytest.mark.parametrize("name", LAYERS)
def test_the_figure_shows_the_numbers_of_the_explanation(name: str) -> None:
    make_layer, make_x, at = LAYERS[name]
    layer, x = make_layer(), make_x()
    e, said = explain(layer, x, at), texts(draw(layer, x, at))
    channels, taps = e.inputs.shape
    assert grid(said, "weight", channels, taps) == numbers(e.weights)
    assert grid(said, "product", channels, taps) == numbers(e.products)
    sums = [value(said, f"sum {i}") for i in range(channels)]
    assert sums == numbers(e.channel_sums)
    left = int(said["position 0"])
    for i, channel in enumerate(e.channels):
        read = [value(said, f"x {channel} {p - left}") for p in e.positions]
        zero = [s < 0 for s in e.source]
        wanted = ["0" if z else number(v) for z, v in zip(zero, e.inputs[i], strict=True)]
        assert read == wanted
    exact = e.products.dtype.type
    bias = number(exact(e.bias)) if e.has_bias else "no bias"
    result = number(exact(e.value))
    terms = [value(said, f"term {i}") for i in range(channels + 2)]
    assert terms == [*numbers(e.channel_sums), bias, result]
    assert value(said, f"out {e.at[-2]} {e.at[-1]}") == result
    assert said["title"].endswith(f"= {result}")
    assert "input note" not in said
    assert "output note" not in said


def test_the_article_in_figures() -> None:
    said = texts(draw(article.layer(), article.x(), (0, 1, 2)))
    assert said["title"] == "out[0, 1, 2] = 0.3290"
    assert said["total"] == "a1 + a2 + a3 = 0.4385"
    assert [said[f"term name {i}"] for i in range(5)] == [
        "a1",
        "a2",
        "a3",
        "bias[1]",
        "out[0, 1, 2]",
    ]
    assert said["term 3"] == "-0.1095"
    assert said["weight label 2"] == "× weight[1, 2]"
    assert said["input label 2"] == "x[0, 2]"


def test_padding_is_said_and_mirrored_values_are_shown() -> None:
    layer, x = nn.Conv1d(1, 1, 3, padding=2, padding_mode="reflect"), random_input(1, 1, 6)
    said = texts(draw(layer, x))
    assert [said[f"position {i}"] for i in range(3)] == ["-2", "-1", "0"]
    assert [said[f"x 0 {i}"] for i in range(2)] == numbers(x[0, 0, [2, 1]].numpy())
    assert said["padding"] == "Dashed cells: padding, 2 on each side (mirrored elements, 'reflect')"
    same = nn.Conv1d(1, 1, 4, padding="same")
    assert "1 left, 2 right (zeros)" in texts(draw(same, x))["padding"]


def test_channels_of_other_groups_are_said_to_be_unread() -> None:
    said = texts(draw(nn.Conv1d(3, 3, 2, groups=3), random_input(1, 3, 6), (0, 1, 0)))
    assert said["unread 0"] == said["unread 2"] == "not read"
    assert "unread 1" not in said
    assert said["weight label 0"] == "× weight[1, 0]"
    assert said["input label 1"] == "x[0, 1]"


def test_a_large_layer_says_what_is_not_drawn() -> None:
    layer, x = nn.Conv1d(16, 64, 16), random_input(1, 16, 512)
    picture = draw(layer, x, (0, 30, 200))
    e, said = explain(layer, x, (0, 30, 200)), texts(picture)
    note = re.fullmatch(
        r"Not drawn: channels 3 to 12 of 16; positions 0 to (\d+) and (\d+) to 511 of 512\.",
        said["input note"],
    )
    assert note is not None
    before, after = map(int, note.groups())
    drawn = [int(text) for name, text in said.items() if name.startswith("position ")]
    assert sorted(drawn) == list(range(before + 1, after))
    assert set(e.positions) <= set(drawn)
    assert "output channels 0 to 27 and 33 to 63 of 64" in said["output note"]
    shown = [0, 1, 2, 13, 14, 15]
    assert grid(said, "product", 6, 16) == numbers(e.products[shown])
    assert said["term name 3"] == "a4 … a13"
    assert said["term 3"] == number(e.channel_sums[3:13].sum())
    assert "a1 + … + a16 = " in said["total"]


def test_a_window_wider_than_the_picture_says_which_taps_are_not_drawn() -> None:
    layer, x = nn.Conv1d(1, 1, 90, dilation=2), random_input(1, 1, 300)
    e, said = explain(layer, x, (0, 0, 20)), texts(draw(layer, x, (0, 0, 20)))
    found = re.search(r"taps k = (\d+) to (\d+) of 90", said["input note"])
    assert found is not None
    first, last = map(int, found.groups())
    drawn = [*range(first), *range(last + 1, 90)]
    assert [said[f"product 0 {k}"] for k in drawn] == numbers(e.products[0, drawn])
    assert not any(f"product 0 {k}" in said for k in range(first, last + 1))
    assert said["sum 0"] == number(e.channel_sums[0])


@given(st.integers(1, 60), st.integers(3, 20), st.data())
def test_a_neighbourhood_keeps_its_size_and_its_ends(
    size: int, room: int, data: st.DataObject
) -> None:
    first = data.draw(st.integers(0, size - 1))
    last = data.draw(st.integers(first, size - 1))
    places = neighbourhood(first, last, size, room)
    shown = [place for place in places if place is not None]
    assert len(places) == min(size, room)
    assert {first, last} <= set(shown) <= set(range(size))
    assert shown == sorted(set(shown))
    said = [int(word) for word in re.findall(r"\d+", left_out(places, size))]
    assert not set(said) & set(shown)
    assert bool(said) == (len(shown) < size)


@examples(12)
@given(cases(), st.integers(0, 10**6), st.sampled_from([1.0, 1e-6, 300.0, 1e7]))
@example(
    # The longest name of a layer over the narrowest figure.
    Case(
        nn.Conv1d(
            6, 2, 1, padding="same", dilation=2, groups=2, bias=False, padding_mode="replicate"
        ),
        random_input(6, 1),
    ),
    0,
    1e7,
)
@example(Case(nn.Conv1d(8, 8, 5), random_input(1, 8, 24)), 7, 1.0)
@example(Case(nn.Conv1d(16, 64, 16), random_input(1, 16, 512)), 20_000, 1.0)
@example(Case(nn.Conv1d(2, 1, 40, dilation=3), random_input(12, 2, 2000)), 19_000, 1e5)
@example(Case(nn.Conv1d(1, 1, 1, bias=False), random_input(1, 1)), 0, 1e-30)
def test_every_text_has_its_place(case: Case, place: int, scale: float) -> None:
    x = case.x * scale
    with torch.no_grad(), warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        shape = case.layer(x).shape
    at = tuple(int(i) for i in np.unravel_index(place % int(np.prod(shape)), shape))
    picture = draw(case.layer, x, at)
    assert_legible(picture)
    assert picture.get_figwidth() <= 10.5


def test_numbers_that_are_not_finite_are_drawn() -> None:
    x = random_input(1, 2, 6)
    x[0, 0, 1], x[0, 1, 2] = float("nan"), float("inf")
    picture = draw(nn.Conv1d(2, 1, 3), x)
    assert texts(picture)["title"] == "out[0, 0, 0] = nan"
    assert_legible(picture)


def test_colours_and_fonts_do_not_follow_the_surrounding_style() -> None:
    import matplotlib as mpl

    with mpl.rc_context(
        {"text.color": "white", "figure.facecolor": "black", "font.family": "serif"}
    ):
        picture = draw(article.layer(), article.x())
    assert picture.get_facecolor() == (1.0, 1.0, 1.0, 1.0)
    assert {text.get_fontfamily()[0] for text in picture.axes[0].texts} == {"DejaVu Sans"}
    assert "white" not in {text.get_color() for text in picture.axes[0].texts}


@pytest.mark.parametrize(
    ("call", "error", "words"),
    [
        (lambda: draw(nn.Linear(3, 2), article.x()), TypeError, "layer must be a torch.nn.Conv1d"),
        (lambda: draw(article.layer(), article.x(), (0, 2, 0)), ValueError, "o must be an index"),
        (lambda: draw(article.layer(), article.x(), at=3), TypeError, "at must be a tuple"),  # type: ignore[arg-type]
        (lambda: animate(article.layer(), article.x(), n=1), ValueError, "n must be"),
        (lambda: animate(article.layer(), article.x()[0], n=1), ValueError, "n must be"),
        (
            lambda: animate(article.layer(), article.x(), output_channel=2),
            ValueError,
            "output_channel must be an index from 0 to 1 (C_out = 2); got 2",
        ),
        (lambda: animate(article.layer(), article.x(), output_channel="a"), TypeError, "got 'a'"),  # type: ignore[arg-type]
        (lambda: animate(article.layer(), article.x(), max_frames=0), ValueError, "max_frames"),
        (lambda: animate(article.layer(), article.x(), interval=0.5), TypeError, "interval"),  # type: ignore[arg-type]
    ],
)
def test_a_bad_argument_is_named(call: Any, error: type[Exception], words: str) -> None:
    with pytest.raises(error, match=re.escape(words)):
        call()


def test_a_notebook_shows_each_picture_once() -> None:
    """In a new kernel, with pyplot unheard of and with its inline backend on."""
    sources = [
        "from conv1d_lab import article\nfrom conv1d_lab.pictures import animate, draw",
        "fig = draw(article.layer(), article.x())",
        "fig",
        "import sys; assert 'matplotlib.pyplot' not in sys.modules",
        "%matplotlib inline\nimport matplotlib.pyplot as plt",
        "draw(article.layer(), article.x())",
        "assert not plt.get_fignums()",
        "film = animate(article.layer(), article.x(), max_frames=1)",
        "film",
    ]
    book = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(s) for s in sources])  # type: ignore[no-untyped-call]
    NotebookClient(book, kernel_manager_class=WarmKernelManager, timeout=120).execute()
    outputs = [cell.outputs for cell in book.cells]
    assert [len(o) for o in outputs] == [0, 0, 1, 0, 0, 1, 0, 0, 1]
    for (picture,) in (outputs[2], outputs[5]):
        assert picture.data["text/plain"] == str(explain(article.layer(), article.x()))
        assert "image/png" in picture.data
        alt = picture.metadata["image/png"]["alt"]
        assert "out[0, 0, 0] = 0.2545, from a1 = -0.0411" in alt
        assert f'alt="{escape(alt)}"' in picture.data["text/html"]  # what JupyterLab shows
    assert "text/html" in outputs[8][0].data
