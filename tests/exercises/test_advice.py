"""What is said to an answer that is wrong in its own way, or right in a way that was not asked."""

from __future__ import annotations

import inspect

import pytest

from conv1d_lab.exercises import Exercise, FunctionExercise, find
from conv1d_lab.exercises.judging import judge
from conv1d_lab.exercises.source import function_text, same_code
from conv1d_lab.exercises.verdict_card import card_of

from .cells import FUNCTIONS, VALUES, answer_of, named, run_cell


@pytest.mark.parametrize(
    ("name", "wrong", "right", "said"),
    [
        ("conv1d_loops", "total = total + weight", "total = weight", "Only the last product"),
        ("conv1d_loops", "total = total + w", "total = total + bias[o] + w", "for every product"),
        ("conv1d_loops", "in range(N)", "in range(1)", "Batch item 1 is never computed"),
        ("conv1d_loops", "range(L_out)", "range(1, L_out)", "Window t = 0 is never"),
        ("conv1d_numpy", "bias[:, None]", "bias[:, None] + 1", "number 1 is added"),
        ("shifted_sums", "k * dilation", "0", "tap"),
    ],
)
def test_what_no_usual_mistake_explains_is_read_from_the_code(
    name: str, wrong: str, right: str, said: str
) -> None:
    exercise = find(name)
    source = exercise.cell().answer
    assert wrong in source
    verdict = judge(exercise, answer_of(exercise, source.replace(wrong, right)))
    assert said in verdict.advice
    assert verdict.advice.startswith("With x (2, 3, 10) and weight (2, 3, 4): ")
    assert f"`expand({name}" in str(card_of(verdict))
    assert said in str(card_of(verdict)).replace("\n", " ")


def test_reading_the_code_changes_and_prints_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    exercise = find("conv1d_loops")
    source = "calls = []\n" + exercise.cell().answer.replace(
        "total = bias[o]", "calls.append(1); print('here'); total = 2 * bias[o]"
    )
    namespace = run_cell(source)
    assert "twice" in judge(exercise, namespace["conv1d_loops"]).advice
    assert namespace["calls"] == []
    assert capsys.readouterr().out == ""


BORROWED = [
    ("output_length", "(length, kernel_size, stride=1):\n    return (L - K) // stride + 1", "`L`"),
    ("any_element", "(layer, x, n, o, t):\n    return ours(x)[n, o, t]", "`ours`"),
    ("conv1d_loops", "(x, weight, bias, stride=1):\n    return by_me(X, weight)", "`X`"),
    ("times_read", "(i, length, kernel_size):\n    return sum(i < K for _ in range(3))", "`K`"),
]


@pytest.mark.parametrize(("name", "rest", "said"), BORROWED)
def test_what_belongs_to_the_notebook_is_named(name: str, rest: str, said: str) -> None:
    notebook = (
        "L, K, X = 10, 4, np.zeros((1, 3, 10))\n"
        "ours = torch.nn.Conv1d(3, 2, 4)\n"
        "def by_me(x, weight):\n"
        "    return np.zeros((1, 2, 7))\n"
    )
    verdict = judge(find(name), run_cell(f"{notebook}def {name}{rest}\n")[name])
    assert verdict.advice.startswith("Your function reads ")
    assert said in verdict.advice
    assert "by_me" not in verdict.advice
    assert "np" not in verdict.advice.split()


def test_a_last_window_that_is_left_out_of_the_gradient() -> None:
    exercise = find("all_input_gradients")
    source = exercise.cell().answer.replace("range(g.shape[2])", "range(g.shape[2] - 1)")
    advice = judge(exercise, answer_of(exercise, source)).advice
    assert advice == "The last window is missing: t runs up to L_out - 1."


def test_a_constant_is_nobodys_argument() -> None:
    source = (
        "EPS = 1e-9\ndef window(x, t, kernel_size):\n    return x[t:t + kernel_size - 1] + EPS\n"
    )
    verdict = judge(find("window"), run_cell(source)["window"])
    assert verdict.outcome == "not yet"
    assert "EPS" not in verdict.advice


def test_a_builtin_that_the_notebook_hides() -> None:
    source = "len = 5\ndef window(x, t, kernel_size):\n    return x[t:len(x)]\n"
    advice = judge(find("window"), run_cell(source)["window"]).advice
    assert "hides Python's own `len`" in advice
    assert "Run `del len`" in advice


def test_only_a_batch_is_read() -> None:
    source = (
        "def conv1d_loops(x, weight, bias, stride=1):\n"
        "    C, L = x.shape\n"
        "    O, _, K = weight.shape\n"
        "    out = np.zeros((O, (L - K) // stride + 1))\n"
        "    for o in range(O):\n"
        "        for t in range(out.shape[1]):\n"
        "            out[o, t] = (weight[o] * x[:, t * stride:t * stride + K]).sum()\n"
        "    return out\n"
    )
    verdict = judge(find("conv1d_loops"), run_cell(source)["conv1d_loops"])
    assert "too many values to unpack" in verdict.reason
    assert verdict.advice == ""


def test_a_function_that_calls_itself_by_a_name_it_hides() -> None:
    source = (
        "from conv1d_lab import output_length\n"
        "def output_length(length, kernel_size, stride=1):\n"
        "    return output_length(length, kernel_size, stride=stride)\n"
    )
    verdict = judge(find("output_length"), run_cell(source)["output_length"])
    assert "it calls itself, over and over" in verdict.advice


@pytest.mark.parametrize(
    ("name", "old", "new", "said"),
    [
        ("any_element", "+ layer.bias[o]", "+ round(layer.bias[o].item(), 4)", ""),
        ("output_length", "(length - kernel", "math.floor(length - kernel", "`import math` above"),
    ],
)
def test_advice_fits_this_code_alone(name: str, old: str, new: str, said: str) -> None:
    source = find(name).cell().answer
    assert old in source
    advice = judge(find(name), answer_of(find(name), source.replace(old, new))).advice
    assert (said in advice) if said else not advice


def _same_arguments(exercise: FunctionExercise) -> bool:
    slow = exercise.specification
    return slow is not None and tuple(inspect.signature(slow).parameters) == exercise.arguments


WEIGHT_IS = "    O, C, K = weight.shape\n"
LAYERS = [
    (WEIGHT_IS + "    layer = torch.nn.Conv1d(C, O, K)", "data.copy_", "correct", ""),
    (WEIGHT_IS + "    layer = torch.nn.Conv1d(C, O, (K,))", "data.copy_", "correct", ""),
    (WEIGHT_IS + "    layer = torch.nn.Conv1d(C, O, kernel_size=K)", "data =", "correct", ""),
    (
        WEIGHT_IS + "    layer = torch.nn.Conv1d(O, C, K)",
        "data =",
        "not yet",
        "your layer is nn.Conv1d(1, 2, 2). A weight of shape (1, 2, 2) needs nn.Conv1d(2, 1, 2)",
    ),
    (
        "    layer = torch.nn.Conv1d(3, 2, 4)",
        "data =",
        "not yet",
        "is nn.Conv1d(3, 2, 4). A weight",
    ),
    (WEIGHT_IS + "    layer = torch.nn.Conv1d(C, O, K)", "", "not yet", "random weights and a"),
    ("    layer = ours", "data =", "not yet", "no nn.Conv1d was made"),
]


@pytest.mark.parametrize(("made", "put", "outcome", "said"), LAYERS)
def test_the_right_layer_is_made(made: str, put: str, outcome: str, said: str) -> None:
    lines = [
        "ours = torch.nn.Conv1d(3, 2, 4)",
        "def conv1d_torch(x, weight, bias):",
        made,
        *(
            f"    layer.{name}.{put}({name})" if put else f"    layer.{name}.shape"
            for name in ("weight", "bias")
        ),
        "    return layer(x)",
    ]
    verdict = judge(find("conv1d_torch"), run_cell("\n".join(lines))["conv1d_torch"])
    assert verdict.outcome == outcome, verdict.reason
    assert said in verdict.reason + verdict.advice


def test_a_tensor_in_the_place_of_a_parameter() -> None:
    source = (
        "def conv1d_torch(x, weight, bias):\n"
        "    layer = torch.nn.Conv1d(weight.shape[1], weight.shape[0], weight.shape[2])\n"
        "    layer.weight = weight\n"
        "    return layer(x)"
    )
    verdict = judge(find("conv1d_torch"), run_cell(source)["conv1d_torch"])
    assert "layer.weight.data.copy_(weight)" in verdict.advice


@pytest.mark.parametrize(
    ("body", "called"),
    [
        ("layer(x)[n, o, t]", "`the layer`"),
        ("explain(layer, x, (n, o, t)).value", "`explain`"),
        ("torch.nn.functional.conv1d(x, layer.weight, layer.bias)[n, o, t]", "`conv1d`"),
    ],
)
def test_a_library_is_named_as_the_learner_called_it(body: str, called: str) -> None:
    source = (
        f"from conv1d_lab import explain\ndef any_element(layer, x, n, o, t):\n    return {body}"
    )
    reason = judge(find("any_element"), run_cell(source)["any_element"]).reason
    assert f"a library did the work: {called}. Here you write it yourself." in reason


@pytest.mark.parametrize("exercise", [e for e in FUNCTIONS if _same_arguments(e)], ids=named)
def test_the_slow_way_copied_is_not_yet_an_answer(exercise: FunctionExercise) -> None:
    assert exercise.specification is not None
    source = function_text(exercise.specification)
    copied = source.replace(f"def {exercise.specification.__name__.lstrip('_')}(", "def copied(")
    verdict = judge(exercise, run_cell(copied)["copied"])
    assert verdict.outcome == "not yet"
    assert exercise.with_windows or "word for word" in verdict.reason
    assert card_of(verdict).heading == (
        "Right values" if exercise.with_windows else "Right, and the slow way"
    )


def test_an_import_in_the_same_cell_makes_no_other_code() -> None:
    source = "def f(x):\n    while len(x) < 9:\n        x = np.append(x, np.abs(x))\n    return x"
    imported = run_cell(f"import numpy as np\n{source}")["f"]
    assert same_code(imported, run_cell(source)["f"])
    assert not same_code(imported, run_cell(source.replace("abs", "sin"))["f"])


@pytest.mark.parametrize("exercise", VALUES, ids=named)
def test_print_gives_nothing_back(exercise: Exercise) -> None:
    verdict = judge(exercise, None)
    assert verdict.outcome == "not attempted"
    assert "`print(...)` shows a number" in str(card_of(verdict)).replace("\n", " ")
