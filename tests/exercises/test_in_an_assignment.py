"""What a student of a course meets, and a reader of the series does not."""

from __future__ import annotations

import pytest

from conv1d_lab.exercises import WrongAnswer, begin_assignment, check, session
from conv1d_lab.exercises import grade as graded

from .cells import run_cell, value

RIGHT = value("stops").expected()
LOCKED = "from conv1d_lab.exercises import grade as _grade\n_grade('{name}')"

pytestmark = pytest.mark.usefixtures("new_kernel")


def test_a_locked_cell_takes_the_answer_from_the_notebook() -> None:
    run_cell(f"stops = {RIGHT}\n" + LOCKED.format(name="stops"))
    with pytest.raises(WrongAnswer, match="Not yet"):
        run_cell("stops = 100\n" + LOCKED.format(name="stops"))


def test_a_locked_cell_without_an_answer_says_what_can_be_the_reason() -> None:
    with pytest.raises(WrongAnswer, match=r"There is no `stops` yet\. Did the cell that makes it"):
        run_cell(LOCKED.format(name="stops"))


OTHERS = """
torch.manual_seed(0)
layer = torch.nn.Conv1d(3, 2, kernel_size=4)
out_0_1_5 = {answer}
"""
BY_THE_RULE = "(layer.weight[1] * x[0, :, 5:9]).sum() + layer.bias[1]"


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (
            BY_THE_RULE,
            "Your rule is right, and its numbers are others. In your notebook `layer` is",
        ),
        ("layer(x)[0, 1, 4]", "In your notebook `layer` is not what the exercise is about any"),
    ],
)
def test_a_layer_that_is_another_one_is_told(answer: str, said: str) -> None:
    source = OTHERS.format(answer=answer)
    with pytest.raises(WrongAnswer) as error:
        run_cell(source + LOCKED.format(name="out_0_1_5"))
    assert str(error.value).split("\n\n")[1].startswith(said)
    checked = "from conv1d_lab.exercises import check\ncard = check(out_0_1_5=out_0_1_5)"
    assert said in str(run_cell(source + checked)["card"])


def test_of_the_layer_of_the_exercise_nothing_is_said() -> None:
    with pytest.raises(WrongAnswer) as error:
        run_cell("out_0_1_5 = 7.5\n" + LOCKED.format(name="out_0_1_5"))
    assert "In your notebook" not in str(error.value)


def test_a_locked_cell_before_the_first_check_breaks_nothing() -> None:
    checked = "\nfrom conv1d_lab.exercises import check\ncard = check(stops=stops)"
    made = run_cell(f"stops = {RIGHT}\n" + LOCKED.format(name="stops") + checked)
    assert made["card"].outcome == "correct"


def test_after_ten_guesses_an_assignment_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    now = 0.0
    monkeypatch.setattr(session, "clock", lambda: now)
    begin_assignment()
    for guess in range(100, 110):
        assert check(stops=guess).outcome == "not yet"
    card = check(stops=RIGHT)
    assert card.heading == "A moment to think"
    assert "Not checked: after 10 wrong answers the next one is looked at in 20 seconds" in str(
        card
    )
    now = 19.0
    assert check(inputs_read=100).outcome == "not yet", "another exercise does not wait"
    assert check(stops=RIGHT).outcome == "hint"
    now = 20.0
    assert check(stops=110).outcome == "not yet"
    assert check(stops=RIGHT).outcome == "hint"
    now = 40.0
    assert check(stops=RIGHT).outcome == "correct"
    assert check(stops=100).outcome == "not yet"


def test_a_reader_never_waits() -> None:
    assert {check(stops=guess).outcome for guess in range(100, 120)} == {"not yet"}


def test_a_comma_in_a_number_is_explained() -> None:
    with pytest.raises(WrongAnswer, match=r"A comma makes two numbers of it.* a point: 0\.329"):
        graded("out_0_1_2", (0, 329))


def test_a_lambda_is_checked_under_its_name() -> None:
    source = (
        "from conv1d_lab.exercises import check\n"
        "output_length = lambda length, kernel_size, stride=1: {}\ncard = check(output_length)"
    )
    right = run_cell(source.format("(length - kernel_size) // stride + 1"))
    assert right["card"].outcome == "correct"
    assert run_cell(source.format("7"))["card"].outcome == "not yet"
