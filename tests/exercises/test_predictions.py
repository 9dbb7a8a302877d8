"""Every prediction: the right answer is computed, each answer has its reply, none is given away."""

from __future__ import annotations

import json
import re
import subprocess
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from deno import find_deno_bin

from conv1d_lab import predict
from conv1d_lab.exercises import all_exercises
from conv1d_lab.exercises.catalogue import all_predictions, find_prediction
from conv1d_lab.exercises.predictions import Prediction, prediction
from conv1d_lab.explorer.in_notebook import EXPORT
from tests.notebooks.reading import cells
from tools.notebook_files import NAMES, read

MODULE = Path(__file__).parents[2] / "conv1d_lab" / "static" / "js" / "predict_judge.js"
PREDICTIONS = all_predictions()
each_prediction = pytest.mark.parametrize("asked", PREDICTIONS, ids=lambda asked: asked.id)
JUDGE = """
const { judge } = await import("%s");
const asked = JSON.parse(new TextDecoder().decode(await new Response(Deno.stdin.readable).bytes()));
console.log(JSON.stringify(asked.map(([state, text]) => judge(state, text))));
"""


def judged(asked: list[tuple[dict[str, Any], str]]) -> list[dict[str, str]]:
    """What the card replies, as the browser's own module says it."""
    code = JUDGE % MODULE.as_uri()
    done = subprocess.run(
        [find_deno_bin(), "eval", code],
        input=json.dumps(asked),
        capture_output=True,
        text=True,
        check=True,
    )
    return list(json.loads(done.stdout))


def test_every_answer_gets_its_own_reply_and_one_of_them_is_right() -> None:
    asked = [(p.state(), str(answer)) for p in PREDICTIONS for answer in p.replies]
    expected = [
        {"outcome": "right" if answer == p.right else "other", "reply": reply}
        for p in PREDICTIONS
        for answer, reply in p.replies.items()
    ]
    assert judged(asked) == expected


def test_ids_are_unique() -> None:
    ids = Counter([p.id for p in PREDICTIONS] + [exercise.id for exercise in all_exercises()])
    assert [name for name, count in ids.items() if count > 1] == []


@each_prediction
def test_it_says_something_to_everybody(asked: Prediction) -> None:
    texts = [asked.misconception, asked.explanation, *asked.replies.values()]
    assert all(re.fullmatch(r"[A-Z`].*[.!?)]", text, re.DOTALL) for text in texts), texts
    assert len(set(asked.replies.values())) == len(asked.replies) >= 3
    assert asked.text.split("\n\n")[-1].rstrip().endswith(("?", "."))


@each_prediction
def test_the_question_alone_gives_nothing_away(asked: Prediction) -> None:
    data, _ = predict(asked.id)._repr_mimebundle_()
    assert f'predict("{asked.id}")' in data["text/plain"]
    for shown in (data["text/plain"], data["text/html"], repr(predict(asked.id))):
        for secret in (asked.explanation, *asked.replies.values()):
            assert secret[:40] not in shown


@each_prediction
def test_an_exported_card_gives_nothing_away(
    asked: Prediction, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(EXPORT, "1")
    data, _ = predict(asked.id)._repr_mimebundle_()
    assert set(data) == {"text/plain", "text/html"}  # a widget's view would be blank
    for secret in (asked.explanation, *asked.replies.values()):
        assert secret[:40] not in data["text/html"]
        assert json.dumps(secret[:40])[1:-1] not in data["text/html"]


def test_the_right_choice_does_not_always_stand_at_the_same_place() -> None:
    choices = [p for p in PREDICTIONS if p.kind == "choice"]
    places = Counter([*p.replies].index(p.right) for p in choices)
    assert max(places.values()) <= max(2, len(choices) / 2), places


@pytest.mark.parametrize("name", NAMES)
def test_a_notebook_asks_each_of_its_predictions_once(name: str) -> None:
    code = "\n".join(cells(read(name), "code"))
    asked = re.findall(r'(?<!\w)predict\("(\w+)"\)', code)
    assert sorted(asked) == sorted(p.id for p in PREDICTIONS if p.notebook == name)


NUMBER = find_prediction("places").state()
DECIMAL = NUMBER | {
    "replies": [
        {"answer": -0.25, "reply": "Yes.", "right": True},
        {"answer": 0.4, "reply": "The bias is missing.", "right": False},
    ],
    "tolerance": 5e-4,
    "close": 0.1,
}
SHAPE = NUMBER | {
    "kind": "shape",
    "replies": [
        {"answer": [1, 2, 7], "reply": "Yes.", "right": True},
        {"answer": [1, 3, 10], "reply": "That is the input.", "right": False},
    ],
}


TYPED = [
    (NUMBER, " 7,0 ", "right", "You counted the place where the kernel starts, too."),
    (NUMBER, "about 7", "right", "You counted the place where the kernel starts, too."),
    (NUMBER, "5", "other", "Too small."),
    (NUMBER, "22", "other", "Far too large."),
    (NUMBER, "-7", "other", "The right number with the wrong sign."),
    (NUMBER, "", "unread", "First type a number such as 1024 or -0.5."),
    (NUMBER, "seven", "unread", "“seven” can't be read: type a number such as 1024 or -0.5."),
    (NUMBER, "1,024", "unread", "“1,024” can't be read: type a number such as 1024 or -0.5."),
    (DECIMAL, "-0,25", "right", "Yes."),
    (DECIMAL, "−.2504", "right", "Yes."),
    (DECIMAL, "-2.5e-1", "right", "Yes."),
    (DECIMAL, "-0.3", "close", "It is -0.25."),
    (DECIMAL, "0.3999", "other", "The bias is missing."),
    (DECIMAL, "-0.36", "other", "Too small."),
    (DECIMAL | {"close": 0}, "-0.26", "other", "Near, and a little too small."),
    (SHAPE, "(1, 2, 7)", "right", "Yes."),
    (SHAPE, "1, 2, 7", "right", "Yes."),
    (SHAPE, "[1,2,7]", "right", "Yes."),
    (SHAPE, "torch.Size([1, 2, 7])", "right", "Yes."),
    (SHAPE, "1 x 3 x 10", "other", "That is the input."),
    (SHAPE, "(2, 7)", "other", "The shape has 3 axes; yours has 2."),
    (SHAPE, "7", "other", "The shape has 3 axes; yours has 1."),
    (SHAPE, "1, 7, 2", "other", "The right sizes, in another order."),
    (SHAPE, "1, 2, 6", "other", "Axis 2, counted from 0, has another size."),
    (SHAPE, "1, 3, 6", "other", "Axes 1 and 2, counted from 0, have other sizes."),
    (SHAPE, "9, 9, 9", "other", "None of the sizes agrees."),
    (SHAPE, "", "unread", "First type the sizes with commas, such as (5, 6)."),
    (
        SHAPE,
        "1, 2.5, 7",
        "unread",
        "“1, 2.5, 7” can't be read: type the sizes with commas, such as (5, 6).",
    ),
]


def test_what_is_typed_is_understood() -> None:
    replies = judged([(state, text) for state, text, *_ in TYPED])
    for (_, text, outcome, reply), got in zip(TYPED, replies, strict=True):
        assert got == {"outcome": outcome, "reply": reply}, text


def test_an_unknown_id_is_refused_with_the_nearest_named() -> None:
    with pytest.raises(ValueError, match=r"got 'place'. Did you mean 'places'"):
        predict("place")
    with pytest.raises(ValueError, match=r"got '§'. There are places, "):
        predict("§")
    with pytest.raises(TypeError, match="an id in quotation marks"):
        predict(len)  # type: ignore[arg-type]


def test_run_again_a_cell_keeps_the_answer_and_a_closed_card_is_made_anew() -> None:
    card = predict("places")
    card.predicted = ["6"]
    assert predict("places") is card
    card.close()
    assert predict("places") is not card


def test_a_right_answer_that_is_missing_or_doubled_is_refused() -> None:
    made = prediction(misconception="", text="", explanation="", answers={3: "", 5: ""})
    with pytest.raises(ValueError, match=r"the computed one, 4; got \[3, 5\]"):
        made(lambda: 4).state()
    vague = prediction(
        misconception="", text="", explanation="", answers={3: "", 3.1: ""}, tolerance=0.2
    )
    with pytest.raises(ValueError, match="exactly one answer"):
        vague(lambda: 3).state()
    with pytest.raises(TypeError, match="either choices or answers"):
        prediction(misconception="", text="", explanation="")
