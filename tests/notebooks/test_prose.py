from __future__ import annotations

import importlib
from pathlib import Path
from types import ModuleType

from tests.effort import some
from tools.notebook_files import NAMES, read

from .prose import problems, prose, rendered
from .reading import code_notebook


def _claims(name: str) -> ModuleType:
    return importlib.import_module(f"{__package__}.claims.n{name}")


def _pieces(name: str) -> list[str]:
    claims = _claims(name)
    return rendered(claims.CLAIMS, claims.PLAIN, claims.numbers())


def test_every_number_in_its_prose_is_true(name: str) -> None:
    """And a wrong one would be noticed. One test, as some numbers take seconds to compute."""
    pieces, text = _pieces(name), prose(read(name))
    found = problems(text, pieces)
    assert not found, "\n".join([f"{name}:", *found])
    _a_changed_digit_is_noticed(name, pieces, text)
    _a_new_number_is_noticed(pieces, text)


def _a_changed_digit_is_noticed(name: str, pieces: list[str], text: str) -> None:
    """Change the last digit of each claim where it stands in the prose: every one is noticed."""
    for piece in pieces[: len(_claims(name).CLAIMS)]:
        at = text.index(piece)
        for i in some([i for i, character in enumerate(piece) if character.isdigit()][::-1], 1):
            other = str((int(piece[i]) + 1) % 10)
            changed = text[: at + i] + other + text[at + i + 1 :]
            assert problems(changed, pieces), (piece, i)


def _a_new_number_is_noticed(pieces: list[str], text: str) -> None:
    for new in ("It is 0.1234.", "The shape is (1, 2, 7).", "There are 19 windows.", "x is -3"):
        assert problems(f"{text}\n\n{new}", pieces), new


def test_there_is_no_claim_without_a_notebook() -> None:
    modules = {path.stem for path in (Path(__file__).parent / "claims").glob("n*.py")}
    assert modules == {f"n{name}" for name in NAMES}


NUMBERS = {"value": 0.32902, "shape": (1, 2, 7)}


def _found(text: str, *claims: str, plain: tuple[str, ...] = ()) -> list[str]:
    return problems(text, rendered(claims, plain, NUMBERS))


def test_a_true_claim_leaves_nothing_over() -> None:
    text = "out[0, 1, 2] = 0.3290 and its shape is (1, 2, 7); see notebook 02, a1 and Conv1d."
    claims = "out[0, 1, 2] = {value:.4f}", "its shape is {shape}"
    assert not _found(text, *claims)


def test_a_false_claim_is_told_twice() -> None:
    missing, unclaimed = _found("The result is 0.3291.", "The result is {value:.4f}")
    assert "not in the notebook: 'The result is 0.3290'" in missing
    assert "no claim for 0.3291" in unclaimed


def test_a_claim_does_not_cover_a_longer_number() -> None:
    assert _found("about 0.32905", "about {value:.4f}")
    assert _found("it is 0.3290.1", "it is {value:.4f}")
    assert not _found("it is 0.3290.", "it is {value:.4f}")
    assert _found("it is 0.3290 and -0.3290 is", "it is {value:.4f}", "{value:.4f} is")


def test_a_claim_is_more_than_its_number() -> None:
    assert "claims too much" in _found("It is 7.", "{shape[2]}")[0]


def test_plain_words_may_hold_a_number() -> None:
    assert not _found("Count from 0.", plain=("from 0",))
    assert _found("Count from 1.", plain=("from 0",))


def test_comments_in_code_are_prose() -> None:
    notebook = code_notebook("%matplotlib inline\nx = 0.5  # it is 0.7")
    assert _found(prose(notebook)) == ["no claim for 0.7 in '# it is 0.7'"]
