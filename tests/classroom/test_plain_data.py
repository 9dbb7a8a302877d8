"""What comes out of a student's kernel: data, and nothing that acts."""

from __future__ import annotations

import base64
import pickle
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from conv1d_lab.classroom.outside import question
from conv1d_lab.classroom.plain_data import UnreadableError, packed, plain, unpacked
from conv1d_lab.exercises import find


class Number(float):
    """Looks like a number, and could do anything."""


@pytest.mark.parametrize(
    "value",
    [
        *(None, ..., True, 3, -2.5, 1 + 2j, "text", range(3), Fraction(1, 3), Decimal("0.1")),
        *((1, [2, {3}]), np.float32(0.1), np.arange(6.0).reshape(2, 3)),
    ],
)
def test_data_comes_through_as_it_is(value: Any) -> None:
    found = unpacked(packed(plain(value)))
    if isinstance(value, np.ndarray):
        assert np.array_equal(found, value)
    else:
        assert (type(found), found) == (type(value), value)


def test_an_array_of_texts_is_no_number() -> None:
    assert isinstance(plain(np.array(["1"])), str)


def test_what_is_more_than_data_loses_it() -> None:
    assert type(plain(Number(2))) is float
    tensor = torch.ones(2, 3, requires_grad=True)
    assert np.array_equal(unpacked(packed(plain(tensor))), np.ones((2, 3)))
    assert plain(torch.Size([1, 2])) == (1, 2)
    assert isinstance(plain(print), str)
    assert isinstance(plain(torch.nn.Conv1d(1, 1, 1)), str)


class Acts:
    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> Any:
        return Path.touch, (self.path,)


def test_a_forged_answer_is_refused_and_does_nothing(tmp_path: Path) -> None:
    forged = base64.b64encode(pickle.dumps([Acts(tmp_path / "acted")])).decode()
    with pytest.raises(UnreadableError, match="is no plain data"):
        unpacked(forged)
    assert not (tmp_path / "acted").exists()
    for text in ("", "%", "AAAA", "A" * (10**7 + 4), packed(3)[:-4]):
        with pytest.raises(UnreadableError):
            unpacked(text)


@pytest.mark.parametrize(
    "reply", [7, None, [], [7], "7", {}, np.zeros(3), [None] * 100, [7, 7], [[], 7]]
)
def test_no_data_of_another_form_is_right(reply: Any) -> None:
    data = base64.b64encode(pickle.dumps(reply)).decode()
    assert question(find("output_length"), 1).judged(data)
    assert question(find("weight_shape"), 1).judged(data)
