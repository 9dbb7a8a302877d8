"""A film shows each element once, as its figure does, and needs nothing else."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from PIL import Image
from torch import nn

from conv1d_lab import article
from conv1d_lab.explanation import explain
from conv1d_lab.numbers import number
from conv1d_lab.pictures import animate, draw
from tests.figures import assert_legible, random_input, texts


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
