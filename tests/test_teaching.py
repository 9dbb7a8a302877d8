"""The teacher's pack: what it holds is what the exercises say, and reads back as it was meant."""

from __future__ import annotations

import csv
import re
from html import unescape
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conv1d_lab.__main__ import main
from conv1d_lab.exercises import ValueExercise, all_exercises, find
from conv1d_lab.exercises.inventory import FORMS, items
from conv1d_lab.exercises.misconceptions import all_misconceptions
from conv1d_lab.exercises.verdict_card import value_text
from conv1d_lab.teaching.anki import anki
from conv1d_lab.teaching.asked import Asked, question_bank
from conv1d_lab.teaching.gift import gift
from conv1d_lab.teaching.html_text import blocks, inline
from conv1d_lab.teaching.lesson import lesson
from conv1d_lab.teaching.pack import pack
from tests.effort import examples
from tests.gift_reader import read_gift
from tools.notebook_files import NAMES, read

BANK = {number: tuple(question_bank(number)) for number in (None, 7)}


@pytest.fixture(scope="module")
def files() -> dict[str, str]:
    return dict(pack(7))


def test_a_folder_is_never_written_over_unasked(
    tmp_path: Path, files: dict[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "my_pack"
    assert main(["teach", str(folder), "--seed", "7"]) == 0
    assert {path.name: path.read_text("utf-8") for path in folder.iterdir()} == files
    (folder / "README.md").write_text("my notes")
    (folder / "mine.txt").write_text("my own")
    assert main(["teach", str(folder)]) == 1
    assert "is not empty; --force writes the files of the pack again" in capsys.readouterr().err
    assert (folder / "README.md").read_text() == "my notes"
    assert main(["teach", str(folder), "--seed", "7", "--force"]) == 0
    assert (folder / "README.md").read_text("utf-8") == files["README.md"]
    assert (folder / "mine.txt").read_text() == "my own"
    assert main(["teach", str(tmp_path / "new"), "--seed", "-1"]) == 1
    assert "seed must be an integer >= 0; got -1" in capsys.readouterr().err
    assert not (tmp_path / "new").exists()


def test_the_readme_names_every_file(files: dict[str, str]) -> None:
    named = re.findall(r"^\| (.*?) \|", files["README.md"], re.M)[1:]
    listed = {name for row in named for name in re.findall("`([^`]+)`", row)}
    assert listed == files.keys() - {"README.md"}


@pytest.mark.parametrize("number", BANK)
def test_the_bank_reads_back_as_gift(number: int | None) -> None:
    found = read_gift(gift(BANK[number]))
    assert len({each.id for each in found}) == len(found) == len(BANK[number])
    beliefs = {each.id for each in all_misconceptions()}
    for made, asked in zip(found, BANK[number], strict=True):
        assert made.category.endswith(asked.notebook.replace("_", " "))
        assert made.text == blocks(asked.text)
        assert made.right == [inline(asked.right.text)]
        assert made.feedback == {inline(c.text): inline(c.reply) for c in asked.choices}
        words = [made.feedback[answer] for answer in made.wrong]
        assert all(words), made.id
        assert len(set(words)) == len(words) >= 2, made.id
        assert {tag.removeprefix("belief ") for tag in made.tags} <= beliefs
        assert made.general


texts = st.text("\\~=#{}:%$[]()<>&`*/-\"' \n\ta0é中→")


@given(texts.map(lambda text: f"a{text}b"))
@examples(30)
def test_any_text_comes_through_gift(text: str) -> None:
    asked = BANK[None][0]
    odd = Asked("x", text, asked.notebook, text, asked.choices, text)
    [made] = read_gift(gift([odd]))
    assert made.text == blocks(text)
    assert made.general == blocks(text)


def test_a_seed_draws_fresh_numbers_and_changes_no_words() -> None:
    for one, other in zip(BANK[None], BANK[7], strict=True):
        assert (one.id, one.explanation) == (other.id, other.explanation)
        replies = [{choice.reply for choice in each.choices} for each in (one, other)]
        assert replies[0] == replies[1]
    values = {each.id for each in all_exercises() if each.has_own_numbers}
    drawn = [pair for pair in zip(*BANK.values(), strict=True) if pair[0].id in values]
    assert sum(one.text != other.text for one, other in drawn) > 0.9 * len(drawn) > 10


def test_the_cards_read_back(files: dict[str, str]) -> None:
    head, _, rest = files["anki_cards.txt"].partition("#tags column:4\n")
    assert head.startswith("#separator:tab\n#html:true\n#guid column:1\n")
    rows = list(csv.reader(rest.splitlines(), delimiter="\t"))
    asked = [each for each in BANK[7] if " " not in each.notebook]
    assert len({row[0] for row in rows}) == len(rows) == len(asked)
    for row, each in zip(rows, asked, strict=True):
        _, front, back, tag = row
        assert tag == each.notebook
        assert inline(each.right.text) in back
        assert each.right.text.startswith("`") or inline(each.right.text) in front
        assert back.count("<li>") == len(each.wrong)


def test_the_lines_of_code_stay_lines_on_a_card() -> None:
    [asked] = [each for each in BANK[None] if each.id == "nudged_output"]
    two = Asked("x", "", asked.notebook, "    one\n      two", asked.choices, "")
    assert "<pre>one<br>  two</pre>" in anki([two])


def test_the_key_has_every_exercise_and_every_mistake(files: dict[str, str]) -> None:
    key = files["answer_key.html"]
    for exercise in all_exercises():
        assert f"<code>{exercise.id}</code>" in key
        for said, wrong in exercise.mistakes.items():
            assert inline(said) in key
            if isinstance(exercise, ValueExercise):
                assert inline(f"`{value_text(wrong(**exercise.numbers('7')))}`") in key
        if isinstance(exercise, ValueExercise):
            assert inline(f"`{value_text(exercise.expected('7'))}`") in key
    assert "return x[t : t + kernel_size]" in key


def test_the_sheets_give_nothing_away(files: dict[str, str]) -> None:
    asked = {each.id: each for each in BANK[7]}
    for name in ("worksheets", "inventory_form_A", "inventory_form_B"):
        assert 'class="c1d-right"' not in files[f"{name}.html"]
        for each in BANK[7]:
            for choice in each.choices:
                assert len(choice.reply) < 20 or inline(choice.reply) not in files[f"{name}.html"]
    answers = files["worksheets_answers.html"]
    assert blocks(asked["places"].explanation) in answers
    assert inline(asked["stops"].right.text) in answers


def test_the_key_of_the_inventory_is_that_of_the_quiz(files: dict[str, str]) -> None:
    key = files["inventory_key.html"]
    rows = re.findall(r'<p class="c1d-row">(.*)</p>', key)
    for form, row in zip(FORMS, rows, strict=True):
        letters = re.findall(r"<b>(\w)</b>", row)
        assert letters == [item.right.letter for item in items(form, 7)]
        sheet = files[f"inventory_form_{form}.html"]
        assert sheet.count('<ol class="c1d-choices">') == len(letters)
    for item in items("A", 7):
        assert all(f"<code>{c.belief}</code>" in key for c in item.choices if c.belief)


def test_the_catalogue_can_be_cited(files: dict[str, str]) -> None:
    page = files["misconceptions.html"]
    anchors = re.findall(r'id="(belief-[\w-]+)"', page)
    assert anchors == [f"belief-{each.id.replace('_', '-')}" for each in all_misconceptions()]
    assert "misconceptions.html#belief-bias-once" in page
    assert "belief-bias-once" in anchors


def test_the_lesson_stops_where_there_is_something(files: dict[str, str]) -> None:
    for step in lesson():
        assert step.late
        assert step.offline
        cells = [c.source for c in read(step.notebook).cells] if step.notebook else []
        text = "\n".join(cells)
        headings = re.findall(r"^#+ (.*)$", text, re.M)
        for stop in step.stops:
            assert stop.at in headings, stop.at
        titles = re.findall(r"\*([A-Z][^*]+)\*", step.late + step.do)
        assert all(title in headings for title in titles), titles
        if step.part == "exercises":
            own = [e.title for e in all_exercises() if e.notebook == step.notebook]
            assert any(title in step.do for title in own)
        for asked, name in zip(step.questions(), step.ask, strict=True):
            assert " " in name or asked.notebook == step.notebook
            assert " " in name or f'predict("{name}")' in text
        assert set(re.findall(r"`(\w+\.html)`", step.offline)) <= files.keys()


def test_the_first_slides_have_no_answer_in_them(files: dict[str, str]) -> None:
    slides = files["slides.html"].split('<section class="c1d-slide"')
    for slide in slides[2:4]:
        assert "c1d-right" not in slide
        assert "c1d-answer" not in slide
    assert all(slide.startswith(" data-asks") and "c1d-right" in slide for slide in slides[4:])
    assert all(unescape(slide).count("<li") <= 5 for slide in slides[2:])


def test_an_exercise_that_needs_its_notebook_is_not_on_paper(files: dict[str, str]) -> None:
    assert find("out_0_1_5").title not in files["worksheets.html"]
    assert set(NAMES) >= {asked.notebook for asked in BANK[7] if " " not in asked.notebook}
