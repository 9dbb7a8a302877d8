"""A deck for Anki, as text with tabs: the question in front, the answer and its reasons behind."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from io import StringIO

from conv1d_lab.teaching.asked import Asked
from conv1d_lab.teaching.html_text import blocks, inline

HEAD = """\
#separator:tab
#html:true
#guid column:1
#notetype:Basic
#deck:conv1d_lab
#tags column:4
"""


def anki(bank: Iterable[Asked]) -> str:
    """Return a file that Anki imports; imported again, it changes the cards that are there."""
    text = StringIO()
    rows = csv.writer(text, delimiter="\t", lineterminator="\n")
    for asked in bank:
        place = asked.notebook.replace(" ", "_")
        rows.writerow([f"conv1d_lab-{place}-{asked.id}", *map(_one_line, _sides(asked)), place])
    return HEAD + text.getvalue()


def _sides(asked: Asked) -> tuple[str, str]:
    front = blocks(asked.text)
    if not asked.right.text.startswith("`"):  # a text that nobody would find without its choices
        front += (
            "<ul>" + "".join(f"<li>{inline(each.text)}</li>" for each in asked.choices) + "</ul>"
        )
    wrong = "".join(f"<li>{inline(each.text)}: {inline(each.reply)}</li>" for each in asked.wrong)
    right = f"<p><b>{inline(asked.right.text)}</b></p>"
    return front, f"{right}{blocks(asked.explanation)}<hr><p>Not:</p><ul>{wrong}</ul>"


def _one_line(html: str) -> str:
    """Write line ends as HTML does: those of code are seen."""
    code, text = "</pre>", ""
    for part in html.split("<pre>"):
        inside, end, after = part.rpartition(code)
        text += (f"<pre>{inside.replace(chr(10), '<br>')}{end}" if end else "") + " ".join(
            after.split("\n")
        )
    return text.replace("\t", " ")
