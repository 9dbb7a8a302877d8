"""An explorer as a part of a page: what stands in it, and when a notebook shows it so."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from conv1d_lab import article, explore
from conv1d_lab.explorer.page import content_hash
from conv1d_lab.explorer.saved import EXPORT
from conv1d_lab.explorer.widget import Explorer

VIEW = "application/vnd.jupyter.widget-view+json"
MOST_BYTES = 135_000


def example(**options: Any) -> Explorer:
    return explore(article.layer(), article.x(), at=(0, 1, 2), **options)


def test_it_is_one_element_that_asks_for_nothing() -> None:
    html = example().html()
    assert html.startswith('<div class="conv1d-fragment">')
    assert html.rstrip().endswith("</div>")
    assert len(html.encode()) < MOST_BYTES
    assert not re.search(r'(?:src|href|id)="|url\(|@import', html)


def test_it_says_what_a_strict_page_allows() -> None:
    html = example().html()
    allowed = re.search(r"script-src (.*); style-src (.*) -->", html)
    assert allowed
    for tag, hashes in zip(('script type="module"', "style"), allowed.groups(), strict=True):
        inline = re.findall(rf"<{tag}>(.*?)</{tag.split()[0]}>", html, re.DOTALL)
        assert hashes.split() == [f"'{content_hash(each)}'" for each in inline]


def test_its_arithmetic_stands_there_without_a_script() -> None:
    assert "0.3290" in example().html().partition("application/json")[0]
    asked = example(predict=True).html().partition("application/json")[0]
    assert "for you to predict" in asked
    assert "0.3290" not in asked


def test_a_notebook_that_is_to_be_exported_shows_it_alone() -> None:
    """Beside it a widget's view would win, and is blank in an exported notebook."""
    data, _ = example(export=True)._repr_mimebundle_()
    assert set(data) == {"text/plain", "text/html"}
    assert data["text/html"] == example().html()


def test_outputs_are_small_otherwise() -> None:
    data, _ = example()._repr_mimebundle_()
    assert VIEW in data
    assert len(json.dumps(data)) < 6_000
    assert "Run this cell" in data["text/html"]


@pytest.mark.parametrize(("value", "exported"), [("1", True), ("0", False), ("", False)])
def test_the_setting_is_for_those_that_do_not_say(
    monkeypatch: pytest.MonkeyPatch, value: str, exported: bool
) -> None:
    monkeypatch.setenv(EXPORT, value)
    for said, shown in ((None, exported), (True, True), (False, False)):
        assert (VIEW not in example(export=said)._repr_mimebundle_()[0]) is shown


def test_another_export_is_refused() -> None:
    with pytest.raises(TypeError, match="export must be True, False or None; got 'html'"):
        example(export="html")
