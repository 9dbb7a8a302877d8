"""The built site, read as files: links, weight, formulas, and nothing given away."""

from __future__ import annotations

import json
import re
from typing import Any
from urllib.parse import urlsplit

from conv1d_lab.exercises.catalogue import all_predictions
from docs.builder.formulas import mathml
from docs.builder.notebook_page import page_of
from tests.site.built import Site
from tools.notebook_files import NAMES, NOTEBOOKS, read
from tools.notebook_runs import executed

KILOBYTE, MEGABYTE = 10**3, 10**6
SAME = str.maketrans("−⋅", "-·")
FORMULA = re.compile(r"\$\$(.+?)\$\$", re.DOTALL)


def test_all_that_is_loaded_is_the_sites_own(site: Site) -> None:
    for page, name in zip(site.pages, site.names, strict=True):
        for address in site.page(name).loaded:
            assert not urlsplit(address).netloc, f"{name} loads {address}"
            if not address.startswith("data:"):
                assert site.target(page, address)[0].is_file(), f"{name} misses {address}"


def test_every_link_and_anchor_leads_somewhere(site: Site) -> None:
    for page, name in zip(site.pages, site.names, strict=True):
        for link in site.page(name).links:
            parts = urlsplit(link)
            if parts.scheme in ("http", "https"):
                assert "OWNER" not in link, f"{name}: {link}"
                continue
            path, anchor = site.target(page, link)
            assert path.is_file(), f"{name}: {link}"
            if anchor:
                ids = site.page(path.relative_to(site.folder).as_posix()).ids
                assert anchor in ids, f"{name}: {link}"


def test_every_notebook_has_its_page_and_can_be_had(site: Site) -> None:
    for name in NAMES:
        assert f"notebooks/{name}.html" in site.names
        download = site.folder / "_sources/notebooks" / f"{name}.ipynb"
        assert download.read_bytes() == (NOTEBOOKS / f"{name}.ipynb").read_bytes()


def test_a_folded_output_is_called_what_it_says(site: Site) -> None:
    for page in site.pages:
        assert "Toggle hidden content" not in page.read_text("utf-8"), page


def test_it_is_light(site: Site) -> None:
    for name in site.names:
        assert site.weight(name) < 300 * KILOBYTE, name
    files = (path for path in site.folder.rglob("*") if path.is_file())
    assert sum(path.stat().st_size for path in files) < 15 * MEGABYTE


def test_a_stranger_soon_slides_a_kernel_and_soon_finds_the_bias(site: Site) -> None:
    """In half a minute, and in three: at 200 words a minute, with code, folds and time to click."""
    first = (site.folder / "index.html").read_text("utf-8")
    worked = (site.folder / "notebooks/02_the_worked_example.html").read_text("utf-8")
    link = 'href="notebooks/02_the_worked_example.html#one-number-by-hand"'
    before = _words(first, 'id="a-kernel-that-slides"', 'class="conv1d-place"')
    on_the_way = _words(first, 'id="where-are-the-3', link)
    by_hand = _words(worked, 'id="one-number-by-hand"', "Is the same amount missing")
    assert before < 50
    assert before + on_the_way + by_hand < 500
    assert 'href="notebooks/01_the_formula.html#the-shape-of-the-weight"' in first


def _words(page: str, start: str, end: str) -> int:
    """How many words a page has from here to there, folded ones, too."""
    piece = page[page.index(start) : page.index(end, page.index(start))]
    text = re.sub(r"<script.*?</script>|<[^>]*>", " ", piece, flags=re.DOTALL)
    return sum(any(letter.isalpha() for letter in word) for word in text.split())


def test_only_the_search_page_reads_the_index(site: Site) -> None:
    readers = [name for name in site.names if "searchindex.js" in str(site.page(name).loaded)]
    assert readers == ["search.html"]


def test_what_stands_in_a_place_is_found_before_it_is_alive(site: Site) -> None:
    """Only the first is alive at once: its text is for those without JavaScript alone."""
    for page in site.pages:
        html = page.read_text("utf-8")
        kept = html.count("</script>\n<noscript>")
        assert kept == min(1, html.count('class="conv1d-place"')), page.name
        assert "data-still" not in html


def test_every_icon_is_drawn(site: Site) -> None:
    for page in site.pages:
        icons = re.findall(r'class="fa-solid[^>]*>(?:<(\w+))?', page.read_text("utf-8"))
        assert set(icons) == {"svg"}, page.name


def test_each_formula_is_on_its_page(site: Site) -> None:
    count = 0
    for name in NAMES:
        cells = [cell.source for cell in read(name).cells if cell.cell_type == "markdown"]
        formulas = [found.strip() for text in cells for found in FORMULA.findall(text)]
        shown = [tex.strip() for tex in site.page(f"notebooks/{name}.html").formulas]
        assert shown == formulas
        for tex in formulas:
            written = re.sub(r"<[^>]*>", " ", mathml(tex, block=True))
            assert _letters(written) == _letters(_plain(tex))
            count += 1
    assert count >= 6


def _plain(tex: str) -> str:
    """A formula without its commands; those that show a sign, as that sign."""
    signs = {r"\sum": "∑", r"\cdot": "⋅", r"\star": "⋆", r"\ldots": "…"}
    signs |= {r"\lfloor": "⌊", r"\rfloor": "⌋"}
    for command, sign in signs.items():
        tex = tex.replace(command, sign)
    return re.sub(r"\\[a-z]+|\\;", " ", tex)


def _letters(text: str) -> list[str]:
    """All that a formula shows, in no order: MathML has a sum's upper end after its lower one."""
    text = re.sub(r"&#x([0-9A-F]+);", lambda found: chr(int(found[1], 16)), text)
    return sorted(re.sub(r"[\s{}_^\u2061-\u2064]", "", text).translate(SAME))


def test_a_place_without_javascript_asks_and_gives_no_answer_away(site: Site) -> None:
    asked = {one.id: one for one in all_predictions()}
    seen = set()
    for name in site.names:
        for place in site.page(name).places:
            if place.kind in ("explorer", "chain", "prediction"):
                assert "in Jupyter" not in place.fallback  # where no cell can be run
            if place.kind == "prediction":
                prediction = asked[place.state["id"]]
                seen.add(prediction.id)
                assert place.state == json.loads(json.dumps(prediction.state()))
                assert prediction.explanation[:40] not in place.fallback
                assert "question only" in place.fallback
            elif place.kind == "explorer" and place.state["predict"]:
                assert "for you to predict" in place.fallback
                assert " = ?" in place.fallback
            elif place.kind == "explorer":
                assert f"{_element(place.state)}=" in place.fallback, name
    assert seen == asked.keys()


def _element(state: dict[str, Any]) -> str:
    n, o, t = (state[name] for name in ("batch_item", "output_channel", "position"))
    return f"out[{n}, {o}, {t}]" if state["batched"] else f"out[{o}, {t}]"


def test_what_comes_out_after_a_prediction_waits_in_a_fold(site: Site) -> None:
    for name in NAMES:
        text = " ".join(site.page(f"notebooks/{name}.html").open_text.split())
        hidden = 0
        for cell in page_of(name, executed(name).notebook).cells:
            if "hide-output" not in cell.metadata.get("tags", []):
                continue
            for output in cell.outputs:
                shown = " ".join(str(output.get("text", "")).split())
                assert len(shown) < 12 or shown not in text, f"{name}: {cell.id}"
            hidden += 1
        asked = sum("> **Predict.**" in cell.source for cell in read(name).cells)
        assert hidden >= asked * 0.5, f"{name}: {asked} questions, {hidden} folds"


def test_an_explorer_stands_as_it_was_shown(site: Site) -> None:
    """The first one of notebook 03 is moved by a later cell."""
    first, *_ = [
        place.state
        for place in site.page("notebooks/03_sliding_the_kernel.html").places
        if place.kind == "explorer"
    ]
    assert (first["output_channel"], first["position"]) == (0, 0)
    cells = executed("03_sliding_the_kernel").notebook.cells
    assert any("explorer.position = " in cell.source for cell in cells)
