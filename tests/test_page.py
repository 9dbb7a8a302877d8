"""The page as a file: what stands in it. Opened: tests/browser."""

from __future__ import annotations

import base64
import gzip
import re
from html import unescape
from pathlib import Path

import numpy as np
import pytest

from conv1d_lab import article, explore
from conv1d_lab.explorer.module import joined, style
from conv1d_lab.explorer.widget import Explorer
from tests.page_command import layer_and_x, state_of

MOST_BYTES, MOST_ZIPPED = 135_000, 40_000


def example() -> Explorer:
    return explore(article.layer(), article.x())


def test_the_worked_example_is_small(tmp_path: Path) -> None:
    page = example().save(tmp_path / "page.html").read_bytes()
    assert len(page) <= MOST_BYTES
    assert len(gzip.compress(page)) <= MOST_ZIPPED


def test_the_page_asks_for_nothing() -> None:
    html = example().page_html()
    addresses = re.findall(r"(?:src|href)=\"([^\"]*)\"|url\(([^)]*)\)|@import", html)
    assert addresses == [("data:,", "")]
    assert "connect-src" not in html
    assert "default-src 'none'" in html


def test_the_sources_can_stand_inline() -> None:
    for source in (joined("page_link.js"), style("page")):
        assert not re.search(r"</script|</style|<!--|<script", source.lower())


def test_the_page_holds_the_state() -> None:
    layer, x = layer_and_x()
    shown = explore(layer, x, at=(1, 5, 3), controls="play", predict=True)
    shown.speed = 7
    state = state_of(shown.page_html())
    for name, tensor in {"x": x, "weight": layer.weight, "bias": layer.bias}.items():
        packed = state.pop(name)
        assert tensor is not None
        back = np.frombuffer(base64.b64decode(packed["data"]), "<f4").reshape(packed["shape"])
        np.testing.assert_array_equal(back, tensor.detach().numpy())
    assert state == {
        "stride": 2,
        "padding": 1,
        "dilation": 2,
        "padding_mode": "reflect",
        "groups": 2,
        "batch_item": 1,
        "output_channel": 5,
        "position": 3,
        "speed": 7,
        "controls": "play",
        "predict": True,
        "show": "numbers",
        "playing": False,
        "batched": True,
        "note": "",
        "pool": None,
        "signal": "own",
        "kernel": "own",
        "lists": None,
    }
    assert state_of(explore(layer, x[0]).page_html())["batched"] is False
    assert state_of(explore().page_html())["pool"]


@pytest.mark.parametrize(
    ("controls", "said"),
    [
        ("position", []),
        ("channel", ["output channel"]),
        ("play", ["press play", "Click a number"]),
        ("all", ["press play", "Click a number", "the address of this page"]),
    ],
)
def test_the_how_to_names_what_this_page_has(controls: str, said: list[str]) -> None:
    html = explore(article.layer(), article.x(), controls=controls).page_html()
    found = re.search(r'<p class="c1d-how">(.*)</p>', html)
    assert found
    assert "<b>position</b>" in found[1]
    words = ("output channel", "press play", "Click a number", "the address of this page")
    assert [word for word in words if word in found[1]] == said


@pytest.mark.parametrize(
    "title", ["</title><script>alert(1)</script>", "a & b", '"><img src=x onerror=alert(1)>']
)
def test_a_title_is_text(title: str) -> None:
    html = example().page_html(title)
    for tag in ("title", "h1"):
        found = re.search(f"<{tag}>([^<]*)</{tag}>", html)
        assert found
        assert unescape(found[1]) == title


def test_half_a_character_in_a_title_loses_nothing_else(tmp_path: Path) -> None:
    path = example().save(tmp_path / "page.html", "a \ud800 b")
    assert "<title>a ? b</title>" in path.read_text(encoding="utf-8")


def test_a_title_of_another_type_is_refused() -> None:
    with pytest.raises(TypeError, match="title must be a string; got 3"):
        example().page_html(3)  # type: ignore[arg-type]


def test_saving_again_writes_over(tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    path.write_text("old")
    example().save(path)
    assert "old" not in path.read_text(encoding="utf-8")[:3]
