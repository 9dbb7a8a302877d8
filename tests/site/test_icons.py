"""Each icon of the theme is drawn into the page, and keeps what the theme knows it by."""

from __future__ import annotations

import pytest

from docs.builder.icons import drawn


def test_an_icon_is_drawn_where_it_stands() -> None:
    html = drawn('<a>x <i class="fa-solid fa-sun fa-lg" data-mode="light"></i></a><i>word</i>')
    assert html.startswith('<a>x <i class="fa-solid fa-sun fa-lg" data-mode="light"><svg ')
    assert html.endswith("</svg></i></a><i>word</i>")
    assert html.count("<path d=") == 1


def test_an_icon_that_nobody_drew_is_named() -> None:
    with pytest.raises(ValueError, match=r"an icon 'rocket': draw it in docs/static/icons\.svg"):
        drawn('<span class="fa-solid fa-rocket"></span>')
