"""A rule of a style sheet stays where it may match something, and goes where it can't."""

from __future__ import annotations

from pathlib import Path

import pytest

from docs.builder.css_in_use import in_use, joined_sheet, names_in_use


@pytest.mark.parametrize(
    ("rule", "kept"),
    [
        (".used{a:b}", ".used{a:b}"),
        (".other{a:b}", ""),
        ("p.used:hover,.other > p,#here p{a:b}", "p.used:hover,#here p{a:b}"),
        (".used.other{a:b}", ""),
        ("#gone{a:b}", ""),
        ("p{color:#123}", "p{color:#123}"),  # a colour is no id
        ("p{width:.5em}", "p{width:.5em}"),
        (".used:not(.other, .more){a:b}", ".used:not(.other, .more){a:b}"),
        (":is(.used, .other) p{a:b}", ":is(.used, .other) p{a:b}"),
        ("@media print{.other{a:b}}", ""),
        ("@media print{.other,.used{a:b}}", "@media print{\n.used{a:b}\n}"),
        ("@keyframes turn{from{a:b}}", "@keyframes turn{from{a:b}}"),
        ("@font-face{src:url(icons.woff2)}", ""),
        ("/*! of somebody */", "/*! of somebody */"),
        ("/* said */", ""),
    ],
)
def test_only_what_can_match_stays(rule: str, kept: str) -> None:
    assert in_use(rule, {"used", "here"}).strip() == kept


def test_names_are_those_of_pages_and_scripts(tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text("<p id=\"here\" class='one two-three'>a word</p>")
    (tmp_path / "part.js").write_text('element.classList.add("open")')
    (tmp_path / "searchindex.js").write_text('Search.setIndex({"terms": {}})')
    assert {"here", "one", "two-three", "open"} <= names_in_use(tmp_path)
    assert not {"word", "terms"} & names_in_use(tmp_path)


def test_what_a_sheet_imports_comes_first(tmp_path: Path) -> None:
    (tmp_path / "first.css").write_text("p{a:b}")
    (tmp_path / "second.css").write_text('@import "first.css";\nq{a:b}')
    assert joined_sheet([tmp_path / "second.css"], set()).split() == ["p{a:b}", "q{a:b}"]
