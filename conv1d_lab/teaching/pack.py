"""All files of a teacher's pack."""

from __future__ import annotations

from collections.abc import Iterator

from conv1d_lab import article
from conv1d_lab.explorer.one_layer import explore
from conv1d_lab.static_files import read
from conv1d_lab.teaching.anki import anki
from conv1d_lab.teaching.answer_key import answer_key
from conv1d_lab.teaching.asked import question_bank
from conv1d_lab.teaching.catalogue_page import catalogue_page
from conv1d_lab.teaching.gift import gift
from conv1d_lab.teaching.inventory_sheets import inventory_sheets
from conv1d_lab.teaching.lesson import script
from conv1d_lab.teaching.slides import slides
from conv1d_lab.teaching.worksheets import worksheets


def pack(number: int | None = None) -> Iterator[tuple[str, str]]:
    """Yield each file's name and text; ``number`` draws fresh numbers."""
    bank = list(question_bank(number))
    yield "README.md", read("teaching/readme.md")
    yield "lesson.html", script(number)
    yield "worked_example.html", explore(article.layer(), article.x()).page_html()
    yield "playground.html", explore().page_html("The playground")
    yield "slides.html", slides(number)
    yield from worksheets(number)
    yield from inventory_sheets(number)
    yield "answer_key.html", answer_key(number)
    yield "misconceptions.html", catalogue_page()
    yield "moodle_gift.txt", gift(bank)
    yield "anki_cards.txt", anki(asked for asked in bank if not asked.notebook.startswith("inv"))
