"""A picture shows the numbers of the explanation, legibly, and says what it leaves out."""

from __future__ import annotations

import json
import re
import warnings
from html import escape
from pathlib import Path
from typing import Any

import nbformat
import numpy as np
import pytest
import torch
from hypothesis import example, given
from hypothesis import strategies as st
from matplotlib.backends.backend_agg import FigureCanvasAgg
from nbclient import NotebookClient
from PIL import Image
from torch import nn

from conv1d_lab import article
from conv1d_lab.classroom.warm_kernels import WarmKernelManager
from conv1d_lab.explanation import explain
from conv1d_lab.numbers import number
from conv1d_lab.pictures import Picture, animate, draw
from conv1d_lab.pictures.plan import left_out, neighbourhood
from tests.effort import examples
from tests.random_layers import Case, cases


def random_input(*shape: int) -> torch.Tensor:
    return torch.randn(*shape, generator=torch.Generator().manual_seed(1))


def texts(picture: Picture) -> dict[str, str]:
    """Everything the figure says, by the name of the place."""
    visible = (text for text in picture.axes[0].texts if text.get_visible())
    return {str(text.get_gid()): text.get_text() for text in visible}


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


def assert_legible(picture: Picture) -> None:
    """No text leaves the figure or its cell, none touches another, none is tiny."""
    canvas = picture.canvas
    assert isinstance(canvas, FigureCanvasAgg)
    renderer = canvas.get_renderer()  # type: ignore[no-untyped-call]
    axes = picture.axes[0]
    shown = [text for text in axes.texts if text.get_visible() and text.get_text()]
    boxes = {text.get_gid(): text.get_window_extent(renderer) for text in shown}
    cells = {p.get_gid(): p.get_window_extent(renderer) for p in axes.patches if p.get_visible()}
    names, extents = list(boxes), np.array([box.extents for box in boxes.values()])
    width, height = picture.bbox.size
    assert (extents[:, :2] >= 1).all()
    assert (extents[:, 2] <= width - 1).all(), names[extents[:, 2].argmax()]
    assert (extents[:, 3] <= height - 1).all(), names[extents[:, 3].argmax()]
    for name, box in boxes.items():
        if cell := cells.get(f"{name} box"):
            assert box.x0 >= cell.x0 - 0.5, name
            assert box.x1 <= cell.x1 + 0.5, name
            assert box.y0 >= cell.y0 - 1.5, name
            assert box.y1 <= cell.y1 + 1.5, name
    # A box reaches below the baseline, where digits have nothing: two pixels may be shared.
    x0, y0, x1, y1 = extents.T
    across = np.minimum(x1[:, None], x1) - np.maximum(x0[:, None], x0)
    down = np.minimum(y1[:, None], y1) - np.maximum(y0[:, None], y0)
    touching = np.argwhere(np.triu((across > 1) & (down > 2), 1))
    assert not len(touching), [(names[i], names[j]) for i, j in touching]
    assert min(float(text.get_fontsize()) for text in shown) >= 4.5


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


def test_the_film_shows_every_element_in_order() -> None:
    layer, x = article.layer(), article.x()
    film = animate(layer, x)
    assert len(film.explanations) == 14
    titles = []
    for e in film.explanations:
        film.picture.show_element(e)
        titles.append(texts(film.picture)["title"])
    places = [(0, o, t) for o in range(2) for t in range(7)]
    assert titles == [
        f"out{[*at]} = {number(np.float32(explain(layer, x, at).value))}" for at in places
    ]
    assert texts(film.picture)["product 0 0"] == number(explain(layer, x, (0, 1, 6)).products[0, 0])
    assert "footnote" not in texts(film.picture)


def test_a_frame_equals_the_figure_of_its_element() -> None:
    layer, x = nn.Conv1d(6, 6, 3, groups=3, padding=1), random_input(2, 6, 9)
    film = animate(layer, x, n=1)
    for e in film.explanations:
        film.picture.show_element(e)
        if e.at[-1] in (0, 8):
            assert texts(film.picture) == texts(draw(layer, x, e.at))
            assert_legible(film.picture)


def test_the_film_is_a_small_gif(tmp_path: Path) -> None:
    path = tmp_path / "article.gif"
    animate(article.layer(), article.x()).save(path)
    assert path.stat().st_size < 1_500_000
    with Image.open(path) as image:
        assert image.n_frames == 14  # type: ignore[attr-defined]


def test_the_film_is_a_page_that_fetches_nothing() -> None:
    film = animate(article.layer(), article.x(), output_channel=1, max_frames=2)
    page = film._repr_html_()
    assert page == film.to_jshtml()
    found = re.search(r'<script type="application/json">(.*?)</script>', page)
    assert found
    frames = json.loads(found[1])["frames"]
    assert len(frames) == 2
    assert f'src="data:image/png;base64,{frames[0]}"' in page
    assert not re.search(r'(src|href)="https?:|@import|url\(', page)
    assert 'aria-label="frame"' in page
    assert 'alt="Conv1d, window by window, in 2 frames"' in page


LAYERS_OF_FILM = (nn.Conv1d(4, 2, 3, padding=1, groups=2, bias=False), random_input(1, 4, 5))


def test_a_painted_frame_looks_like_the_figure() -> None:
    film = animate(*LAYERS_OF_FILM)
    for e, painted in zip(film.explanations, film.images(), strict=True):
        film.picture.show_element(e)
        canvas = film.picture.canvas
        assert isinstance(canvas, FigureCanvasAgg)
        canvas.draw()  # type: ignore[no-untyped-call]
        pixels = np.asarray(canvas.buffer_rgba())  # type: ignore[no-untyped-call]
        drawn = pixels[..., :3].astype(float)
        seen = np.asarray(painted.convert("RGB")).astype(float)
        height, width = np.minimum(drawn.shape, seen.shape)[:2]
        blocks = [part[: height // 24 * 24, : width // 24 * 24] for part in (drawn, seen)]
        means = [b.reshape(height // 24, 24, width // 24, 24, 3).mean((1, 3)) for b in blocks]
        inner = abs(means[0] - means[1])[1:-1, 1:-1]
        assert inner.mean() < 3
        assert inner.max() < 60


def test_a_long_film_says_how_large_it_becomes(capsys: pytest.CaptureFixture[str]) -> None:
    page = animate(nn.Conv1d(1, 1, 3), random_input(1, 1, 30)).to_jshtml()
    said = re.search(r"28 frames, about ([\d.]+) MB: 28 painted", capsys.readouterr().out)
    assert said
    assert float(said[1]) == pytest.approx(len(page) / 1e6, abs=0.2)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ({}, "o = 0 of 64 output channels, t = 0 to 59 of 497 windows (max_frames=60)."),
        ({"output_channel": 5, "max_frames": 10}, "t = 0 to 9 of 497 windows (max_frames=10)."),
        ({"max_frames": 1000}, "o = 0 to 1 of 64 output channels (max_frames=1000)."),
    ],
)
def test_a_long_film_stops_and_says_so(arguments: dict[str, Any], said: str) -> None:
    film = animate(nn.Conv1d(2, 64, 16), random_input(1, 2, 512), **arguments)
    assert texts(film.picture)["footnote"] == f"This film shows {said}"
    assert len(film.explanations) <= arguments.get("max_frames", 60)


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
