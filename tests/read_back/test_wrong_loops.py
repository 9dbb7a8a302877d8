"""``expand`` names what a wrong loop does."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from conv1d_lab.arithmetic import conv1d
from conv1d_lab.read_back import expand

from .right_functions import without_a_batch
from .wrong_loops import ALL_AXES, CHANNEL, SWAPPED, TAP, WORDS, WRONG, loop


@pytest.mark.parametrize(
    ("name", "changes", "sizes", "names"), WRONG, ids=[wrong[0] for wrong in WRONG]
)
def test_wrong_loop_is_named(
    name: str, changes: list[tuple[str, str]], sizes: dict[str, Any], names: set[str]
) -> None:
    seen = expand(loop(*changes), **sizes)
    assert set(seen.names) == names
    assert not seen.correct
    said = zip(seen.names, seen.sentences, strict=True)
    lines = [" ".join(words.split()) for found, words in said if found != "raises"]
    assert lines == WORDS[name]


def test_no_words_are_left_over() -> None:
    assert sorted(WORDS) == sorted(wrong[0] for wrong in WRONG)


def test_window_in_words_and_terms() -> None:
    seen = expand(loop((TAP, "t * stride + k * dilation - 1]")))
    assert seen.at == (0, 0, 2)
    assert "Your window for t = 2 starts at 1: one step early. It should start at 2." in str(seen)
    assert "weight[0, 0, 0]·x[0, 0, 1]   weight[0, 0, 0]·x[0, 0, 2]   ✗ extra | ✗ missing" in str(
        seen
    )
    assert len(seen.extra) == len(seen.missing) == 12
    assert seen.value is not None
    assert f"{seen.expected:.4f}" == "0.3826"
    assert "out[0, 0, 2] = 0.3342 with your code; it should be 0.3826" in str(seen)


DOUBLED = [("(padding, padding)", "(2 * padding, 2 * padding)"), ("(L - d", "(L - 2 * padding - d")]


@pytest.mark.parametrize("padding", [1, 2, 3])
@pytest.mark.parametrize(
    ("changes", "early"),
    [
        ([(TAP, "t * stride + k * dilation - 1]")], lambda p: 1),
        ([("(padding, padding)", "(padding + 1, padding - 1)")], lambda p: 1),
        ([("(padding, padding)", "(2 * padding, 0)")], lambda p: p),
        (DOUBLED, lambda p: p),
    ],
)
def test_early_windows_of_a_padded_x_in_words(
    changes: list[tuple[str, str]], early: Callable[[int], int], padding: int
) -> None:
    """Index or padding: the sums are the same, so the cause is asked for, not stated."""
    seen, off = expand(loop(*changes), padding=padding), early(padding)
    assert seen.names == ("window shifted",)
    steps = "one step" if off == 1 else f"{off} steps"
    assert f"Your window for t = 2 starts at {2 - padding - off}, counted in x" in str(seen)
    assert f"{steps} early. It should start at {2 - padding}. Is an index {off} too low, or " in (
        str(seen)
    )
    assert f"are there {padding + off} zeros on the left of x instead of {padding}?" in str(seen)
    assert "never computed" not in str(seen)


def test_the_odd_zero_of_same_padding_on_the_wrong_side() -> None:
    def left_heavy(x: Any, weight: Any, bias: Any, padding: str) -> Any:
        return conv1d(np.pad(x, ((0, 0), (0, 0), (2, 1))), weight, bias)

    seen = expand(left_heavy, padding="same")
    assert seen.names == ("window shifted",)
    assert "are there 2 zeros on the left of x instead of 1?" in str(seen)


def test_another_padding_in_words() -> None:
    change = ("(padding, padding)", "(padding + 1, padding + 1)")
    seen = expand(loop(change, ("weight[o, c, k]", "weight[o, c, -1 - k]")), padding=2)
    assert set(seen.names) == {"output longer", "other padding", "kernel flipped"}
    said = "Your windows are those of padding=3: 3 zeros on each side of x instead of 2."
    assert said in str(seen)


def test_late_windows_of_a_padded_x_in_words() -> None:
    seen = expand(loop(("(padding, padding)", "(padding - 1, padding + 1)")), padding=1)
    assert "one step late. It should start at 1. Is an index 1 too high, or are there no zeros" in (
        str(seen)
    )


def test_a_start_is_told_where_the_stride_does_not_matter() -> None:
    seen = expand(
        loop((TAP, "t + k * dilation + 1]"), ("(L - d", "(L - 1 - d"), ("// stride", "// 1")),
        stride=2,
    )
    assert "Your window for t = 0 starts at 1: one element late. It should start at 0." in str(seen)


def test_padding_of_every_axis_in_words() -> None:
    seen = str(expand(loop(*ALL_AXES), padding=1))
    assert "out[n] reads x[n - 1], and weight[o, c] meets channel c - 1" in seen
    assert "((0, 0), (0, 0), (padding, padding))" in seen
    assert "pads every axis" in str(expand(loop(*ALL_AXES), padding=2))

    def alone(x: Any, weight: Any, bias: Any, padding: int) -> Any:
        padded = np.pad(x, padding)
        return without_a_batch(padded[: len(x)], weight, bias)

    seen = str(expand(alone, (0, 0), padding=1))
    assert "is padded: weight[o, c] meets channel c - 1" in seen
    assert "((0, 0), (padding, padding))" in seen


def test_an_empty_window_beside_zeros_is_not_called_never_computed() -> None:
    seen = expand(loop(("range(L_out)", "range(1, L_out)")), padding=1)
    assert seen.names == ("windows without products",)
    assert "is it never computed, or only from zeros?" in str(seen)
    seen = expand(loop(*ALL_AXES, ("padding=0", "padding=1")))  # of which expand knows nothing
    assert "batch items without products" in seen.names
    seen = expand(loop(("range(C_out)", "range(1)")), padding=1, out_channels=3)
    assert "Output channels 1 and 2 are without any product of x and weight: are they" in str(seen)


def test_a_padded_batch_axis_is_asked_for() -> None:
    whole = ("np.pad(x, ((0, 0), (0, 0), (padding, padding)))", "np.pad(x, padding)")
    seen = expand(loop(whole), padding=1)
    assert seen.names == ("wrong answer",)
    assert (
        "Your output has the shape (4, 2, 9), not (N, C_out, L_out) = (2, 2, 9). Is the batch"
        in (str(seen))
    )


def test_swapped_axes_in_words() -> None:
    said = "The first two axes of your output are swapped: it must be (N, C_out, L_out)."
    assert said in str(expand(loop(*SWAPPED)))
    assert "(2, 3, 7): the first two axes are swapped." in str(
        expand(loop(*SWAPPED), out_channels=3)
    )
    assert "axes" not in str(expand(loop(("weight[o,", "weight[n,"), ("bias[o]", "bias[n]"))))


def test_groups_in_words() -> None:
    change = (CHANNEL, "c * groups + o // (C_out // groups)")
    said = "group 0 has the channels 0 and 3. It should have 0 and 1: the channels of a group are"
    assert said in str(expand(loop(change), groups=3))


def test_channel_in_words() -> None:
    assert "Channel 2 is never read" in str(expand(loop(("range(C)", "range(C - 1)"))))
    assert "Channels 1 and 2 are never read" in str(expand(loop(("range(C)", "range(1)"))))


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ("(total + bias[o]) / 2", "The bias is scaled along with the products"),
        ("total + 7 * bias[o]", "The bias is added 7 times; once is right."),
    ],
)
def test_a_scaled_bias_in_words(wrong: str, said: str) -> None:
    assert said in str(expand(loop(("total + bias[o]", wrong))))


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ([("x[n,", "x[n - 1,")], "weight[0, 0, 0] meets x[1, 0, 0]; it should meet x[0, 0, 0]"),
        (
            [("weight[o, c, k]", "(weight[o, c, k] + (k == 1) * weight[o, c, 0])")],
            "weight[0, 0, 0]·x[0, 0, 1] should not be there",
        ),
        (
            [("total += weight", "total += (k != t) * weight")],
            "weight[0, 0, 0]·x[0, 0, 0] is missing",
        ),
        (
            [("total += weight", "total += (1 + (k == c)) * weight")],
            "weight[0, 0, 0]·x[0, 0, 0] is counted 2 times",
        ),
    ],
)
def test_what_has_no_name_is_shown_by_one_product(
    changes: list[tuple[str, str]], said: str
) -> None:
    seen = expand(loop(*changes))
    assert seen.names == ("other terms",)
    assert f"In out[0, 0, 0], {said}." in str(seen)


def test_one_product_of_a_function_without_a_batch() -> None:
    def backwards(x: Any, weight: Any, bias: Any) -> Any:
        return without_a_batch(np.roll(x, 1), weight, bias)

    said = "In out[0, 0], weight[0, 0, 0] meets x[2, 9]; it should meet x[0, 0]."
    assert said in str(expand(backwards, (0, 0)))
