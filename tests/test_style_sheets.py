"""The style sheets meet only what is ours; an old browser reads them, and the scripts, whole."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import torch
from torch import nn

from conv1d_lab import animate, article, expand, explain, explore
from conv1d_lab.exercises.cards import Card, Code, Sides, Table
from conv1d_lab.static_files import STATIC

SITE = Path(__file__).parents[1] / "docs/static"
SHEETS = sorted((STATIC / "css").rglob("*.css"))
SITE_SHEETS = sorted((SITE / "css").rglob("*.css"))
OURS = re.compile(r"(c1d|conv1d)(-|$)")
HOSTS = re.compile(r"vscode-|quarto-|(v-)?theme--|(dark|light)$")
"""What a host says of its theme."""


def without_comments(sheet: Path) -> str:
    return re.sub(r"/\*.*?\*/", "", sheet.read_text(encoding="utf-8"), flags=re.DOTALL)


def selectors(sheet: Path) -> Iterator[str]:
    for found in re.finditer(r"([^{};]+)\{", without_comments(sheet)):
        yield found[1].strip()


def without_supports(text: str) -> str:
    """Leave out what only a browser reads that says that it can."""
    kept = ""
    while "@supports" in text:
        before, _, text = text.partition("@supports")
        kept, depth, end = kept + before, 0, 0
        for end, mark in enumerate(text):  # noqa: B007
            depth += {"{": 1, "}": -1}.get(mark, 0)
            if mark == "}" and not depth:
                break
        text = text[end + 1 :]
    return kept + text


NEWER = re.compile(
    r"light-dark\(|color-mix\(|oklch\(|&|:has\(|@container|@layer|@scope|\d[sld]v[hw]\b|subgrid|"
    r"^\s*(?:mask|translate|rotate|scale|text-wrap|field-sizing|anchor-name|inset-area):",
    re.MULTILINE,
)
"""What Chromium 92 does not know and what would leave it without colours, or with a rule less."""


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda path: path.stem)
def test_a_browser_of_2021_reads_every_rule(sheet: Path) -> None:
    text = without_supports(without_comments(sheet))
    assert NEWER.findall(text) == []
    depth = 0
    for line in re.findall(r"[^{}]*[{}]", text):
        depth += 1 if line.endswith("{") else -1
        assert depth <= 1 + ("@media" in text), f"nested: {line.strip()}"
    assert text.count("{") == text.count("}")


def test_a_browser_of_2021_reads_the_sheets_of_the_site() -> None:
    """It passes over what asks :has(): rules against those of the theme, which ask it, too."""
    for sheet in SITE_SHEETS:
        assert set(NEWER.findall(without_supports(without_comments(sheet)))) <= {":has("}, sheet


def test_a_browser_of_2021_has_all_that_a_script_asks_for() -> None:
    """Deno's check knows the language of 2021 only; this is of what a page offers."""
    newer = re.compile(
        r"structuredClone|checkVisibility|groupBy|hasOwn|\.inert\b|[pP]opover|scrollend|requestIdle|"
        r"adoptedStyleSheets|AbortSignal|setHTML|moveBefore|ViewTransition|ariaNotify"
    )
    for path in (*(STATIC / "js").rglob("*.js"), *(SITE / "js").rglob("*.js")):
        assert newer.findall(path.read_text(encoding="utf-8")) == [], path.name


def classes(sheet: Path) -> set[str]:
    return {name for each in selectors(sheet) for name in re.findall(r"\.([a-zA-Z][\w-]*)", each)}


def is_ours(name: str) -> bool:
    return bool(OURS.match(name))


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda path: path.stem)
def test_a_class_in_a_style_sheet_has_our_prefix(sheet: Path) -> None:
    assert [name for name in classes(sheet) if not is_ours(name) and not HOSTS.match(name)] == []


def test_a_property_in_a_style_sheet_has_our_prefix_or_that_of_a_host() -> None:
    for sheet in (*SHEETS, *SITE_SHEETS):
        names = re.findall(r"(?<![\w-])--[\w-]+", without_comments(sheet))
        assert {n for n in names if not re.match("--(c1d|jp|pst|mystnb)-", n)} == set(), sheet


def test_a_class_in_a_style_sheet_is_one_that_something_has() -> None:
    written = "".join(
        path.read_text(encoding="utf-8")
        for path in STATIC.parent.rglob("*")
        if path.suffix in (".js", ".html", ".py")
    )
    styled = {name for sheet in SHEETS for name in classes(sheet) if is_ours(name)}
    assert {name for name in styled if not is_written(name, written)} == set()


def is_written(name: str, written: str) -> bool:
    """Whether a class stands in the sources whole, or is put together there from a word."""
    if re.search(rf"{name}(?![\w-])", written):
        return True
    halves = [(name[: dash.end()], name[dash.end() :]) for dash in re.finditer("-", name)]
    return any(
        re.search(rf"{head}\$?{{", written) and re.search(rf"\b{tail}\b".replace("-", "."), written)
        for head, tail in halves
    )


def test_a_class_in_a_script_has_our_prefix() -> None:
    literal = re.compile(r"(?:className: |classList\.\w+\(|\bdiv\(|\bspan\()\s*[\"`]([^\"`]*)")
    for path in (STATIC / "js").rglob("*.js"):
        for found in literal.finditer(path.read_text(encoding="utf-8")):
            written = re.sub(r"\$\{[^}]*\}", "", found[1])
            assert all(map(is_ours, written.split())), (path.name, found[0])


def test_a_class_in_an_output_has_our_prefix() -> None:
    layer, x = article.layer(), article.x()
    table = Table(("d",), (("e",),))
    card = Card("hint", "a heading", "it", (Sides((("a", "b"),)), Code("c"), table))
    outputs = [
        card._repr_html_(),
        explain(layer, x)._repr_html_(),
        expand(lambda x, weight, bias: torch.conv1d(x, weight))._repr_html_(),
        animate(nn.Conv1d(1, 1, 2), torch.rand(1, 1, 4))._repr_html_(),
        explore(layer, x).page_html(),
    ]
    for html in outputs:
        found = re.findall(r'class="([^"]*)"', html)
        assert found
        assert all(is_ours(name) for names in found for name in names.split() or [""]), found
        assert "<th></th>" not in html  # read aloud, it would be a heading without a word


def test_a_shadow_root_follows_the_hosts_that_a_page_follows() -> None:
    """Both name all of them; in the script a string may go on in the next line."""
    sheet = (STATIC / "css/host.css").read_text("utf-8")
    script = re.sub(r"""['"] \+\s+['"]""", "", (STATIC / "js/host.js").read_text("utf-8"))
    for scheme in ("light", "dark"):
        [listed] = re.findall(rf""" {scheme}: ['"](.*)['"],\n""", script)
        assert f":is({listed}) :is(" in sheet
