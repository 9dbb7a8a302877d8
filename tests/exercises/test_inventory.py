"""The inventory: right as torch is, each wrong choice a belief, and two forms that are parallel."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import nn

from conv1d_lab import quiz
from conv1d_lab.exercises import exercises_of
from conv1d_lab.exercises.inventory import FORMS, Form, Item, items, numbers_of, questions_of
from conv1d_lab.exercises.misconceptions import all_misconceptions
from tests.effort import examples
from tools.notebook_files import read

numbers = st.none() | st.integers(0, 10**6)


def slid(x: Any, weight: Any, bias: Any = None, **settings: int) -> torch.Tensor:
    """What torch gives for one example, in whole numbers."""
    x, weight = (torch.tensor(each, dtype=torch.float64) for each in (x, weight))
    bias = None if bias is None else torch.tensor(bias, dtype=torch.float64)
    return torch.conv1d(x[None], weight, bias, **settings)[0].round().long()


def shape(layer: nn.Conv1d, *size: int) -> tuple[int, ...]:
    return tuple(layer(torch.zeros(size)).shape)


def weight_met(o: int, t: int, c: int, place: int) -> tuple[int, ...]:
    """The only weight on which the product of that input in that output depends."""
    layer, x = nn.Conv1d(5, 5, 5, bias=False), torch.zeros(1, 5, t + 5)
    x[0, c, place] = 1
    layer(x)[0, o, t].backward()
    assert layer.weight.grad is not None
    [found] = layer.weight.grad.nonzero().tolist()
    return tuple(found)


def inputs_met(layer: nn.Module, channels: int, o: int, t: int) -> list[list[int]]:
    """The indices of x on which an output depends."""
    x = torch.zeros(1, channels, 60, requires_grad=True)
    layer(x)[0, o, t].backward()
    assert x.grad is not None
    return [found[1:] for found in x.grad.nonzero().tolist()]


def group_channel(inputs: int, outputs: int, groups: int, o: int, i: int) -> int:
    layer = nn.Conv1d(inputs, outputs, 1, groups=groups)
    with torch.no_grad():
        layer.weight.zero_()[o, i] = 1
    [[channel, _]] = inputs_met(layer, inputs, o, 0)
    return channel


def nudged(x: tuple[int, ...], weight: tuple[int, ...]) -> int:
    taps = torch.tensor([[weight]], dtype=torch.float64, requires_grad=True)
    torch.conv1d(torch.tensor([[x]], dtype=torch.float64), taps).sum().backward()  # type: ignore[no-untyped-call]
    assert taps.grad is not None
    return int(taps.grad[0, 0, 1])


def columns(channels: int, kernel_size: int, length: int) -> int:
    x = torch.zeros(1, channels, 1, length)
    return nn.functional.unfold(x, (1, kernel_size)).numel()


def layers_in_a_row(layers: int, kernel_size: int) -> int:
    stack = nn.Sequential(*(nn.Conv1d(1, 1, kernel_size) for _ in range(layers)))
    return len(inputs_met(stack, 1, 0, 2))


def text_shape(
    sentences: int, words: int, size: int, out_channels: int, kernel_size: int
) -> tuple[int, ...]:
    tokens = torch.zeros(sentences, words, dtype=torch.long)
    vectors = nn.Embedding(1000, size)(tokens).transpose(1, 2)
    return tuple(nn.Conv1d(size, out_channels, kernel_size)(vectors).shape)


def places_read(stride: int, padding: int, dilation: int, t: int) -> tuple[int, ...]:
    layer = nn.Conv1d(1, 1, 3, stride=stride, padding=padding, dilation=dilation)
    return tuple(place for _, place in inputs_met(layer, 1, 0, t))


TORCH: dict[str, Callable[..., Any]] = {
    "length_out": lambda length, kernel_size, stride: shape(
        nn.Conv1d(1, 1, kernel_size, stride), 1, length
    )[1],
    "kernels": lambda in_channels, out_channels, kernel_size: tuple(
        nn.Conv1d(in_channels, out_channels, kernel_size).weight.shape[:2]
    ),
    "meeting": weight_met,
    "shape_out": lambda batch, in_channels, out_channels, kernel_size, length: shape(
        nn.Conv1d(in_channels, out_channels, kernel_size), batch, in_channels, length
    ),
    "biased": lambda a1, a2, a3, first, b: int(
        slid([[a1], [a2], [a3]], [[[0]] * 3, [[1]] * 3], [first, -b])[1, 0]
    ),
    "by_hand": lambda x, weight, bias: int(slid([x], [[weight]], [bias])[0, 2]),
    "two_channels": lambda first, second, row_0, row_1, bias: int(
        slid([first, second], [[row_0, row_1]], [bias])[0, 1]
    ),
    "outputs_reached": lambda place, kernel_size, length: int(
        slid([[int(i == place) for i in range(length)]], [[[1] * kernel_size]]).count_nonzero()
    ),
    "padded_length": lambda length, **settings: shape(nn.Conv1d(1, 1, **settings), 1, length)[1],
    "places_read": places_read,
    "group_channel": group_channel,
    "text_shape": text_shape,
    "blip": lambda weight: tuple(slid([(0, 0, 1, 0, 0)], [[weight]])[0].tolist()),
    "nudged": nudged,
    "columns": columns,
    "layers_in_a_row": layers_in_a_row,
}
BELIEFS = {each.id: each for each in all_misconceptions()}


def test_there_is_one_question_for_each_idea() -> None:
    ids = [item.id for item in items()]
    assert 12 <= len(ids) == len(set(ids)) <= 16
    assert ids == list(TORCH)
    assert ids[:6] == [question.id for question in exercises_of("quiz")]
    shown = {choice.belief for item in items() for choice in item.choices if choice.belief}
    taught = {BELIEFS[belief].notebook[:2] for belief in shown}
    assert taught >= {f"{number:02}" for number in range(11)}, "a notebook without a question"
    assert len(shown) > 25


@given(number=numbers, form=st.sampled_from(FORMS))
@examples(25)
def test_right_is_what_torch_gives_and_no_two_choices_agree(number: int | None, form: Form) -> None:
    for item, question in zip(items(form, number), questions_of(form), strict=True):
        drawn = question.numbers(numbers_of(form, number))
        assert item.right.answer == TORCH[item.id](**drawn), (item.id, drawn)
        assert len({choice.answer for choice in item.choices}) == len(item.choices), drawn
        assert "{" not in item.text


@pytest.mark.parametrize("form", FORMS)
def test_every_wrong_choice_is_a_belief_that_is_taught_elsewhere(form: Form) -> None:
    for item in items(form):
        assert [choice.letter for choice in item.choices] == list("abcde")[: len(item.choices)]
        assert 4 <= len(item.choices) <= 5
        wrong = [choice for choice in item.choices if not choice.is_right]
        assert len(wrong) == len(item.choices) - 1
        assert all(BELIEFS[choice.belief].notebook[:2].isdigit() for choice in wrong), item.id


def test_the_place_of_the_right_choice_tells_nothing() -> None:
    for form in FORMS:
        places = Counter(item.right.letter for item in items(form, 3))
        assert len(places) >= 3
        assert max(places.values()) <= 8


def test_the_forms_are_parallel_and_not_the_same() -> None:
    for one, other in zip(items("A"), items("B"), strict=True):
        assert (one.id, one.title, one.read_again) == (other.id, other.title, other.read_again)
        assert _behind(one) == _behind(other)
        assert one.text != other.text
        assert one.choices != other.choices
        words = [re.findall(r"[a-z]{4,}", each.text) for each in (one, other)]
        assert len(set(words[0]) ^ set(words[1])) > 5, one.id


def _behind(item: Item) -> set[tuple[str, str]]:
    return {(choice.said, choice.belief) for choice in item.choices}


def test_where_to_read_again_is_a_heading() -> None:
    for item in items():
        name, _, heading = item.read_again.partition(", ")
        titles = re.findall(r"^#+ (.*)$", "\n".join(c.source for c in read(name).cells), re.M)
        if item.id not in [question.id for question in exercises_of("quiz")]:
            assert any(heading.lower() in title.lower() for title in titles), heading


def test_the_quiz_asks_it_all_by_letters_or_by_values() -> None:
    for form in FORMS:
        asked = items(form, 7)
        questions = quiz(7, form)
        assert questions.mark(**{item.id: item.right.letter for item in asked}).outcome == "correct"
        assert questions.mark(**{item.id: item.right.answer for item in asked}).outcome == "correct"
        for item in asked:
            for choice in item.choices:
                assert f"({choice.letter}) `{choice.answer}`" in str(questions)
                questions.mark(**{item.id: f"({choice.letter.upper()})"})
                result = questions.as_dict()["results"][item.id]
                assert result["answer"] == str(choice.answer)
                assert result["belief"] == choice.belief
        assert (questions.as_dict()["form"], questions.as_dict()["of"]) == (form, 16)


def test_the_short_quiz_knows_the_beliefs_too() -> None:
    """Its numbers and answers are those of form A."""
    short, whole = quiz(7), items("A", 7)
    for item in whole[:6]:
        for choice in item.choices:
            short.mark(**{item.id: choice.answer})
            assert short.as_dict()["results"][item.id]["belief"] == choice.belief


def test_a_letter_or_a_form_that_is_not_there_is_told() -> None:
    with pytest.raises(
        ValueError, match=r"blip must be one of the letters a, b, c, d, or the .*'z'"
    ):
        quiz(7, "A").mark(blip="z")
    with pytest.raises(ValueError, match=r'form must be "short", "A" or "B"; got \'C\''):
        quiz(7, "C")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match=r'form must be "A" or "B"; got \'short\''):
        items("short")  # type: ignore[arg-type]
