"""An explorer as a part of a page: what stands in it, and when a notebook shows it so."""

from __future__ import annotations

import json
import re
from types import SimpleNamespace
from typing import Any

import pytest
from IPython.core.formatters import DisplayFormatter
from ipywidgets import HTML, Accordion, Box, GridBox, HBox, IntSlider, VBox, interactive

from conv1d_lab import article, explore, predict
from conv1d_lab.content_policy import content_hash
from conv1d_lab.explorer import in_notebook
from conv1d_lab.explorer.in_notebook import EXPORT, box_bundle
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
        assert hashes.split() == [content_hash(each) for each in inline]


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


def test_a_box_keeps_what_it_holds() -> None:
    held = example()
    data, _ = box_bundle(VBox([IntSlider(), Accordion([HBox([held])]), predict("places")]))
    assert VIEW in data
    assert data["text/html"].count("0.3290") == held.explanation._repr_html_().count("0.3290")
    assert data["text/html"].count("Run this cell") == 1
    for said in (str(held.explanation), "At how many places can the kernel stand?"):
        assert said in data["text/plain"]


def test_a_box_that_is_exported_lives_by_what_it_holds() -> None:
    """One that is to stay alive is enough: nothing beside it would be there without a kernel."""
    first, second, card = example(export=True), example(), predict("places")
    data, _ = box_bundle(VBox([HTML("<h3>Two</h3>"), first, HBox([card, second])]))
    assert set(data) == {"text/plain", "text/html"}
    assert data["text/html"] == "<h3>Two</h3>" + first.html() + card.html() + second.html()


def test_interact_keeps_what_its_function_returns() -> None:
    made = interactive(lambda t: explore(article.layer(), article.x(), at=(0, 1, t)), t=(0, 6))
    assert "out[0, 1, 3] = 0.6974" in box_bundle(made)[0]["text/plain"]


@pytest.mark.parametrize("box", [VBox([IntSlider()]), HBox([HTML("<b>x</b>")]), GridBox()])
def test_another_box_is_shown_as_ever(box: Box) -> None:
    assert box_bundle(box) == (box._repr_mimebundle_(), {})


def test_every_kernel_shows_boxes_so_where_it_shows_anything(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Each box of a real shell; a host's stand-in for one, as Solara's, may have no formatter."""
    shell = SimpleNamespace(display_formatter=DisplayFormatter())
    for each in (None, SimpleNamespace(), shell):
        monkeypatch.setattr(in_notebook, "get_ipython", lambda each=each: each)
        held = example()
    shown, _ = shell.display_formatter.format(HBox([held]))
    assert "0.3290" in shown["text/html"]
    mine = shell.display_formatter.mimebundle_formatter.for_type(Box, lambda box: {"mine": ""})
    assert mine is box_bundle
    example()
    assert shell.display_formatter.format(HBox([held]))[0]["mine"] == ""


def test_another_export_is_refused() -> None:
    with pytest.raises(TypeError, match="export must be True, False or None; got 'html'"):
        example(export="html")
